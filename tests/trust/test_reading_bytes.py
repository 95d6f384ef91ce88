"""Which encoding bytes are read by is decided at these borders."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import book, encoding


def codec(raw: bytes) -> str:
    text, form = encoding.decode(raw)
    assert encoding.encode(text, form) == raw
    return form.codec


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Er war für uns breit.".encode("cp1252"), "cp1252"),
        ("On a prévu le départ.".encode("mac_roman"), "mac_roman"),
        ("Der Fluß war für ihn zu breit.".encode(), "utf-8"),
        # A zero byte stands in no Western text: nothing is guessed then.
        ("Er war\0 für uns breit.".encode("cp1252"), "utf-8"),
        # Half of what is of the upper half is not UTF-8: no more than half is not most.
        ("für dich ".encode() + b" f\xfcr mich f\xfcr", "cp1252"),
        ("für dich für sie ".encode() + b" f\xfcr mich", "utf-8"),
        # Where both tables give letters, the one that gives more of them.
        ("Il a prévu limões.".encode("cp1252"), "cp1252"),
        # Zero bytes in half of the pairs are no UTF-16, in more they are.
        (b"a\0b\0A\1A\1", "utf-8"),
        (b"a\0b\0c\0A\1", "utf-16-le"),
        # Letters alone say nothing of words.
        (b"\xfc\xfc\xfc", "utf-8"),
    ],
)
def test_codec_is_told(raw: bytes, wanted: str) -> None:
    assert codec(raw) == wanted


@pytest.mark.parametrize("byte", [b"\x80", b"\xff"])
def test_bytes_at_the_ends_of_the_upper_half_are_no_utf8(byte: bytes) -> None:
    assert not encoding._mostly_utf8("ü".encode() + byte * 2)


def test_as_many_that_are_not_utf8_are_not_most() -> None:
    # Two bytes of a letter that is UTF-8, and one that is not: less than half of three.
    assert encoding._mostly_utf8("ü".encode() + b"\xfc")
    assert not encoding._mostly_utf8("ü".encode() + b"\xfc\xfc")
    assert encoding._mostly_utf8("üü".encode() + b"\xfc\xfc" + "ü".encode())


def test_an_ascii_text_has_nothing_in_doubt() -> None:
    assert codec(b"The tide.") == "utf-8"


NAMES = ["p", "p1", "p2", "p10", "1", "10", "2", "a1b2", "a1b10", "b", "A", "p01", ""]


def test_pages_stand_in_the_order_of_their_numbers() -> None:
    found = sorted((PurePath(f"{name}.txt") for name in NAMES if name), key=book.natural_order)
    assert [path.stem for path in found] == [
        "A", "a1b2", "a1b10", "b", "p", "p01", "p1", "p2", "p10", "1", "2", "10",
    ]  # fmt: skip


def test_pages_that_all_have_a_mark_have_it_once() -> None:
    assert book.join([("a", b"One."), ("b", b"Two.")]) == (
        b"One.\fTwo.", book.PageFiles("", (("a", 4), ("b", 4))),
    )  # fmt: skip
    marked = [("a", b"\xff\xfeA\x00"), ("b", b"\xff\xfeB\x00")]
    assert book.join(marked) == (
        b"\xff\xfeA\x00\f\x00B\x00", book.PageFiles("utf-16-le", (("a", 4), ("b", 4))),
    )  # fmt: skip


@given(st.lists(st.tuples(st.text("ab", min_size=1), st.binary(max_size=5)), min_size=1))
@example([("a", b"\xff\xfeA\x00"), ("b", b"\xff\xfeB\x00")])
@example([("a", b"\xef\xbb\xbfA"), ("b", b"\xef\xbb\xbf")])
def test_pages_are_cut_as_they_were_joined(pages: list[tuple[str, bytes]]) -> None:
    assert book.cut(*book.join(pages)) == pages


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "utf-16-le"])
def test_a_character_that_the_codec_lacks_is_never_written(codec: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        encoding.encode("a\udc81", encoding.Encoding(codec))
