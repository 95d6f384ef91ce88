"""What holds for any text and any bytes: nothing is lost, and every place can be found again."""

from __future__ import annotations

import codecs

import stages
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import encoding
from pipeline.api import Result, clean
from pipeline.correction import Correction, OffsetMap, apply
from pipeline.ruleset import load

# Signs that the stages look at, or that are lost when a text is handled carelessly.
SIGNS = (
    "\f\n\r\t -‐¬\u00ad\ufffe\ufeff\u00a0ſﬁ\"'`“”‘’„«»…—.,()0123456789lIoOabcdeTHMäéß\x00\x85\u2028"
)
LONE_SURROGATES = [chr(code) for code in (0xDC80, 0xDCE9, 0xDCFF)]

# Stretches that make rules fire, so that random texts hold damage and not only noise.
DAMAGE = [
    "The ferry-\nman waited",
    "cir\u00ad\ncumstance ",
    "half-\nhour ",
    "vege\ntables ",
    "dam\ufffe\nage ",
    "t h e  w o r k e r s",
    "T h e  k e e l ",
    "workingclass",
    "tbe tide ",
    "ſhip ",
    "cafÃ© ",
    "ﬁnd ",
    "the year ’s ",
    '"Row!" he ',
    "``so''",
    "J. V. Harrow",
    "\n12\n",
    "\nl3\n",
    "\f14\n",
    "\f",
    "\n",
    "THE TIDE MILL\n",
    "THE T1DE MILL 15\n",
    "\fxvi\n",
    " *\n",
    "1810-\n15 ",
    "\r\n",
    "It was low water. ",
]

texts = st.lists(
    st.one_of(
        st.sampled_from(DAMAGE),
        st.text(st.sampled_from(SIGNS), max_size=12),
        st.sampled_from(LONE_SURROGATES),
    ),
    max_size=40,
).map("".join)

CODECS = ["utf-8", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]


def cleaned(text: str | bytes, language: str = "en") -> Result:
    return clean(text, language=language, rules=load(stages.RULES))


def steps(result: Result) -> list[tuple[str, str, list[Correction]]]:
    """Each stage's input, output and applied corrections."""
    found = []
    text = result.raw
    for stage in result.stages:
        after = apply(text, stage.corrections)
        found.append((text, after, [one for one in stage.corrections if one.applied]))
        text = after
    assert text == result.text
    return found


@given(texts, st.sampled_from(["en", "de"]))
@example("The ferry-\n\f\n12\nman.\r", "en")
@example("The ferry-\nman waited\f\ufffe \tThe ferry-\nman waited", "en")
def test_raw_text_comes_back(text: str, language: str) -> None:
    assert cleaned(text, language).restored() == text


@given(texts)
def test_corrections_are_sorted_and_apart(text: str) -> None:
    for stage in cleaned(text).stages:
        done = 0
        for one in stage.corrections:
            assert done <= one.start <= one.end
            assert one.before != one.after
            assert one.stage == stage.stage
            done = one.end


@given(texts)
def test_offsets_outside_corrections_pair_off(text: str) -> None:
    for before, after, made in steps(cleaned(text)):
        offsets = OffsetMap(made)
        inside = {at for one in made for at in range(one.start, one.end)}
        outside = [at for at in range(len(before)) if at not in inside]
        there = [offsets.to_after(at) for at in outside]
        assert there == sorted(set(there))
        assert [after[at] for at in there] == [before[at] for at in outside]
        assert [offsets.to_before(at) for at in there] == outside
        assert len(there) == len(after) - sum(len(one.after) for one in made)


@given(texts)
@settings(max_examples=40)
def test_whole_pages_come_back(text: str) -> None:
    """Pages alike but for their folios, which is where furniture is found."""
    pages = "\f".join(f"{number}\nTHE TIDE MILL\n{text}" for number in range(11, 17))
    result = cleaned(pages)
    assert result.restored() == pages
    assert len(steps(result)) == len(result.stages)


def round_trips(raw: bytes) -> bool:
    text, form = encoding.decode(raw)
    return encoding.encode(text, form) == raw


@given(st.binary(max_size=400))
@example(codecs.BOM_UTF8)
@example(codecs.BOM_UTF16_LE + b"a")
@example(codecs.BOM_UTF8 + b"\xff\r\n")
@example(b"\r\r\n\n")
def test_any_bytes_come_back(raw: bytes) -> None:
    assert round_trips(raw)


@given(texts, st.sampled_from(CODECS), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_bytes_of_any_codec_come_back(text: str, codec: str, newline: str, mark: bool) -> None:
    body = ("\ufeff" * mark + text.replace("\n", newline)).encode(codec, "replace")
    assert round_trips(body)
    assert round_trips(body[1:])
    assert round_trips(body + b"\x81\xff")


@given(texts, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_cleaned_bytes_come_back(text: str, newline: str, mark: bool) -> None:
    body = text.replace("\n", newline).encode("utf-8", "surrogateescape")
    raw = codecs.BOM_UTF8 * mark + body
    result = cleaned(raw)
    assert encoding.encode(result.restored(), result.encoding) == raw
