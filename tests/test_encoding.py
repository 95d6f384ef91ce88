from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.encoding import Encoding, decode, encode, read_cleaned, write_cleaned

FRENCH = "Le café du port était fermé, dit-elle. L’été finissait.\n"


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        (b"One\nTwo\n", "One\nTwo\n", Encoding()),
        (b"", "", Encoding()),
        (b"One\r\nTwo", "One\nTwo", Encoding(newline="crlf")),
        (b"One\rTwo\r", "One\nTwo\n", Encoding(newline="cr")),
        (b"One\r\nTwo\n", "One\r\nTwo\n", Encoding(newline="mixed")),
        (b"One\fTwo\n", "One\fTwo\n", Encoding()),
        (codecs.BOM_UTF8 + FRENCH.encode(), FRENCH, Encoding("utf-8", True)),
        (codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le"), FRENCH, Encoding("utf-16-le", True)),
        (codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"), FRENCH, Encoding("utf-16-be", True)),
        (FRENCH.encode("utf-16-le"), FRENCH, Encoding("utf-16-le")),
        (FRENCH.encode("utf-16-be"), FRENCH, Encoding("utf-16-be")),
        (b"a\0b\0c", "a\0b\0c", Encoding()),
        (FRENCH.encode("cp1252"), FRENCH, Encoding("cp1252")),
        (FRENCH.encode("mac_roman"), FRENCH, Encoding("mac_roman")),
        (b"caf\xe9\x00 \xc3", "caf\udce9\0 \udcc3", Encoding()),
        (codecs.BOM_UTF8 + b"\xff", "\udcff", Encoding("utf-8", True)),
    ],
)
def test_bytes_are_read_by_what_fits(raw: bytes, text: str, encoding: Encoding) -> None:
    assert decode(raw) == (text, encoding)
    assert encode(text, encoding) == raw


@given(st.binary())
@example(codecs.BOM_UTF16_LE + b"\x00\xd8")
@example(codecs.BOM_UTF8 + codecs.BOM_UTF8)
def test_any_bytes_come_back(raw: bytes) -> None:
    text, encoding = decode(raw)
    assert encode(text, encoding) == raw


@given(st.text(st.sampled_from("a\n\u00e9\udcc3\udca9\udce2\udc82\udcac"), max_size=12))
@example("\udcc3\udca9")
def test_a_cleaned_text_comes_back_from_its_bytes(text: str) -> None:
    for newline in ("lf", "crlf", "cr", "mixed"):
        data, seams = write_cleaned(text, newline)
        assert read_cleaned(data, newline, seams) == text


def test_seams_are_kept_only_where_bytes_would_join() -> None:
    assert write_cleaned("\u00e9 \udcc3\n\udca9", "lf") == (b"\xc3\xa9 \xc3\n\xa9", ())
    assert write_cleaned("\u00e9 \udcc3\udca9", "lf") == (b"\xc3\xa9 \xc3\xa9", (4,))
