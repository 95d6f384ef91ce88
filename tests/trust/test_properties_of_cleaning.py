"""What holds of any book: cleaned twice, cleaned among others, cleaned by rules in another order.

`make properties` looks for counter-examples long and afresh; CI says the same on every run.
"""

from __future__ import annotations

import codecs
import os
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

import pytest
import shelves
import stages
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_properties import cleaned, texts

from pipeline import encoding, engine, ledger, runner, sources, store
from pipeline.api import clean, context_for
from pipeline.context import Context
from pipeline.correction import CONFIDENCES, Correction, OffsetMap, Route, apply, revert
from pipeline.document import Document
from pipeline.ledger import Origin, sha256
from pipeline.many import engines
from pipeline.rules import Stage
from pipeline.ruleset import load
from pipeline.runner import Settings

RULES = load(stages.RULES)

FOREIGN = sorted((Path(os.environ.get("CORRIGENDA_SHARED", "../shared")) / "corpus").glob("*.txt"))
PART_BYTES = 10_000
PART_OF_BOOK = 100_000  # code points

# Confusions that follow upon each other: what one rule makes of a word is what another looks for.
CHAINS = [
    "Ol5", "O15", "0l5", "l0O", "1O1", "I8O5", "l8l5", "18l5", "i8o5", "1S15", "B00k", "c1ear",
    "tbe", "tlie", "tiie", "thc", "tbc", "tlic", "bc", "bnt", "arid", "aud", "ancl", "wliich",
    "modem", "rn", "m", "cl", "d", "vv", "w", "li", "h", "iii", "ni", "ſo", "fo", "fhip", "fuch",
    "difliculty", "offlce", "ofiice", "0f", "1n", "lt", "l", "I", "1", "|", "J", ";", "’tis", "''",
    "t h e", "t he", "th e", "a", "I", "o", "0", "—", "--", "- -", "“", '"', "'", "„", "»", "«",
]  # fmt: skip
WORDS = [
    "the", "tide", "ferry", "ferryman", "quay", "was", "and", "water", "old", "mill", "of", "by",
    "heron", "letter", "came", "down", "with", "Harbour", "Nobody", "their", "which", "harbour",
]  # fmt: skip
ENDS = [".", ",", ";", "!", "?", "-\n", "-\n\n", "¬\n", "\xad\n", " -\n", "\n", "\n\n", "\f", ""]

token = st.one_of(st.sampled_from(WORDS), st.sampled_from(CHAINS))
sentence = st.lists(
    st.tuples(token, st.sampled_from([" ", " ", "  ", "", *ENDS])), max_size=12
).map(lambda pairs: "".join(word + end for word, end in pairs))
FOLIOS: list[Callable[[int], str]] = [
    str,
    lambda number: f"l{number % 10}",
    lambda number: f"[{number}]",
    lambda number: "",
]
HEADS = ["THE TIDE MILL", "THE T1DE MILL", "The Tide Mill.", "CHAPTER II", ""]


@st.composite
def books(draw: st.DrawFn) -> str:
    """Pages with heads and folios as OCR reads them, broken words, letters set wide."""
    first = draw(st.integers(1, 200))
    count = draw(st.integers(1, 7))
    feed = draw(st.sampled_from(["\f", "\n\f", "\n\n"]))
    pages = []
    for number in range(first, first + count):
        lines = draw(st.lists(st.one_of(sentence, texts), min_size=1, max_size=4))
        head = draw(st.sampled_from(HEADS))
        folio = draw(st.sampled_from(FOLIOS))(number)
        top = draw(st.sampled_from([f"{head}\n", f"{folio} {head}\n", f"{folio}\n{head}\n", ""]))
        bottom = draw(st.sampled_from([f"\n{folio}", "", f"\n{folio} *", "\nB 2"]))
        pages.append(top + "\n".join(lines) + bottom)
    return feed.join(pages)


FORMS: list[Callable[[str], bytes]] = [
    lambda text: text.encode("utf-8", "surrogateescape"),
    lambda text: codecs.BOM_UTF8 + text.encode("utf-8", "surrogateescape"),
    lambda text: text.replace("\n", "\r\n").encode("utf-8", "surrogateescape"),
    lambda text: text.encode("utf-16", "replace"),
    lambda text: text.encode("cp1252", "replace"),
    lambda text: text.encode("utf-8", "surrogateescape") + b"\xff\xc3\n\xa9",
]
raw_books = st.builds(lambda text, form: form(text), books(), st.sampled_from(FORMS))


@given(raw_books)
def test_restore_is_exact_from_the_two_files_alone(raw: bytes) -> None:
    result = clean(raw, language="en", rules=RULES)
    text, listed, _ = ledger.compose(result, Origin("tide", "tide.txt", sha256(raw), RULES.digest))
    assert ledger.restore(text, ledger.parse(listed)) == raw
    assert encoding.encode(result.restored(), result.encoding) == raw


@given(books(), st.sampled_from(["en", "de", "fr"]))
def test_corrections_never_overlap_and_say_what_stood_there(text: str, language: str) -> None:
    result = cleaned(text, language)
    there = result.raw
    for stage in result.stages:
        done = 0
        for one in stage.corrections:
            assert done <= one.start <= one.end
            assert there[one.start : one.end] == one.before != one.after
            done = one.end
        there = apply(there, stage.corrections)
    assert there == result.text


@given(books())
def test_the_way_through_all_stages_is_one_to_one_outside_corrections(text: str) -> None:
    result = cleaned(text)
    way = Route(stage.corrections for stage in result.stages).from_raw[-1]
    touched = {at for start, end, _, _ in way.stretches for at in range(start, end)}
    outside = [at for at in range(len(result.raw)) if at not in touched]
    there = [way.to_after(at) for at in outside]
    assert there == sorted(set(there))
    assert [way.to_before(at) for at in there] == outside
    assert [result.text[at] for at in there] == [result.raw[at] for at in outside]
    assert len(there) == len(result.text) - sum(end - start for _, _, start, end in way.stretches)
    assert way.to_after(len(result.raw)) == len(result.text)


def again(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    """What cleaning a second time still corrects."""
    once = cleaned(text, language).text
    return [(one.rule, one.before, one.after) for one in cleaned(once, language).corrections]


@given(st.lists(token, min_size=1, max_size=6).map(" ".join))
@example("Ol5")
@example("O15")
@example("in the year l8O5 and Ol5")
def test_confusions_that_follow_upon_each_other_are_cleaned_at_once(text: str) -> None:
    assert again(text) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw", sorted((stages.ROOT / "raw").glob("*.txt"))[::3], ids=lambda path: path.stem
)
def test_cleaning_a_specimen_twice_changes_nothing(raw: Path) -> None:
    once = clean(raw.read_bytes(), name=raw.stem, rules=RULES)
    assert clean(once.text, name=raw.stem, rules=RULES).corrections == []


@given(books(), st.sampled_from(["en", "de", "fr"]))
@settings(max_examples=settings().max_examples * 2)
def test_cleaning_twice_changes_nothing(text: str, language: str) -> None:
    assert again(text, language) == []


@pytest.mark.slow
@pytest.mark.skipif(not FOREIGN, reason="no development texts; set CORRIGENDA_SHARED")
def test_cleaning_books_of_others_twice_changes_nothing() -> None:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        more = dict(zip(FOREIGN, pool.map(_more, FOREIGN), strict=True))
    assert more == dict.fromkeys(FOREIGN, 0)


def _more(path: Path) -> int:
    """How many corrections cleaning a cleaned text makes: of some hundred pages of a book."""
    once = clean(path.read_text("utf-8")[:PART_OF_BOOK], name=path.stem, rules=RULES)
    return len(clean(once.text, name=path.stem, rules=RULES).corrections)


@given(st.lists(books(), min_size=2, max_size=4), st.integers(0, 9))
@settings(max_examples=settings().max_examples // 10)
def test_a_document_is_the_same_alone_and_among_others(
    tmp_path_factory: pytest.TempPathFactory, found: list[str], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("others")
    raw = folder / "raw"
    raw.mkdir()
    for number, text in enumerate(found):
        (raw / f"book {number}.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    every = sources.discover([raw])[0]
    with mock.patch.object(os, "fsync"):
        for out, order in (
            ("among", every),
            ("mixed", random.Random(seed).sample(every, len(every))),
        ):
            told = engines.run(order, Settings(folder / out, RULES))
            assert {one.state for one in told} == {"cleaned"}
        store.prepare(folder / "alone")
        for one in every:
            runner.clean_source(one, Settings(folder / "alone", RULES))
    alone = shelves.files(folder / "alone")
    assert len(alone) == 2 * len(found)
    assert alone == shelves.files(folder / "among") == shelves.files(folder / "mixed")


@pytest.mark.slow
def test_a_document_is_the_same_from_one_process_and_from_many(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in sorted((stages.ROOT / "raw").glob("*.txt"))[::3]:
        (raw / path.name).write_bytes(path.read_bytes()[:PART_BYTES])
    every = sources.discover([raw])[0]
    for jobs in (1, 2):
        told = engines.run(every, Settings(tmp_path / str(jobs), stages.RULES, jobs=jobs))
        assert {one.state for one in told} == {"cleaned"}
    one = shelves.files(tmp_path / "1")
    assert len(one) == 2 * len(every)
    assert one == shelves.files(tmp_path / "2")


def unrelated(stage: Stage, context: Context, chance: random.Random) -> Stage:
    """The stage with its rules in another order; two that want one place stay as they were."""
    wanted = [
        [(match.start, match.end) for match, _ in engine.wanted(rule, context)]
        for rule in stage.rules
    ]

    def clash(one: int, other: int) -> bool:
        return any(
            start < last and first < end
            for start, end in wanted[one]
            for first, last in wanted[other]
        )

    left, order = list(range(len(wanted))), []
    while left:
        free = [
            one for at, one in enumerate(left) if not any(clash(one, other) for other in left[:at])
        ]
        chosen = chance.choice(free)
        left.remove(chosen)
        order.append(chosen)
    return replace(stage, rules=tuple(stage.rules[at] for at in order))


@given(books(), st.integers(0, 1_000_000))
@settings(max_examples=settings().max_examples // 10)
def test_the_order_of_unrelated_rules_does_not_matter(text: str, seed: int) -> None:
    context = context_for(text, "tide", "en", RULES)
    for stage in RULES.stages:
        other = unrelated(stage, context, random.Random(seed))
        plain = engine.run_stage(stage, context)
        fresh = replace(context, document=Document(context.document.text, "tide", RULES.marks))
        assert engine.run_stage(other, fresh) == plain
        after = apply(context.document.text, plain)
        context = replace(context, document=Document(after, "tide", RULES.marks))


# ---- the applier itself, on corrections that no rule would make


@st.composite
def corrected(draw: st.DrawFn) -> tuple[str, list[Correction]]:
    """A text and corrections of it, sorted and apart: empty ones, touching ones, refused ones."""
    text = draw(st.text(max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    made = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(st.text(max_size=4))
        confidence = draw(st.sampled_from(CONFIDENCES))
        decision = draw(st.sampled_from(["", "", "stet", "apply"]))
        one = Correction(start, end, text[start:end], after, "a", "b", confidence, (), decision)
        made.append(one)
    return text, made


@given(corrected())
@settings(max_examples=settings().max_examples * 5)
def test_any_corrections_are_undone(made: tuple[str, list[Correction]]) -> None:
    text, corrections = made
    assert revert(apply(text, corrections), corrections) == text


@given(corrected(), st.data())
@settings(max_examples=settings().max_examples * 5)
def test_maps_in_a_row_are_the_map_of_both(
    made: tuple[str, list[Correction]], data: st.DataObject
) -> None:
    text, first = made
    middle = apply(text, first)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(middle)), max_size=6)))
    second = [
        Correction(
            start, end, middle[start:end], data.draw(st.text(max_size=3)), "b", "c", "certain"
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    one, other = OffsetMap(first), OffsetMap(second)
    both = one.then(other)
    last = apply(middle, second)
    for start, end, _, _ in both.stretches:
        assert 0 <= start <= end <= len(text)
    for at in range(len(text) + 1):
        inside = any(start <= at < end for start, end, _, _ in both.stretches)
        if not inside:
            assert both.to_after(at) == other.to_after(one.to_after(at))
            if at < len(text):
                assert last[both.to_after(at)] == text[at]
