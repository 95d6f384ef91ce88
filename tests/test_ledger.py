from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_correction import stages as given_stages
from tiny import TIDE, TIDE_CLEANED, write_rules

from pipeline import api, encoding, ledger, lexicon, libraries, ruleset, store
from pipeline.api import Result
from pipeline.book import PageFiles
from pipeline.correction import Correction, apply
from pipeline.decisions import Decision
from pipeline.engine import StageResult
from pipeline.faults import Fault
from pipeline.ledger import AGAIN, Origin, sha256
from pipeline.store import Place


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "rules")


def written(raw: bytes, rules: Path) -> tuple[bytes, bytes]:
    chosen = ruleset.load(rules)
    result = api.clean(raw, name="tide", rules=chosen)
    cleaned, listed, _ = ledger.compose(
        result, Origin("tide", "tide.txt", sha256(raw), chosen.digest)
    )
    return cleaned, listed


def fault_of(cleaned: bytes, listed: bytes) -> str:
    with pytest.raises(Fault) as caught:
        ledger.restore(cleaned, ledger.parse(listed, "cleaned/tide.corrections.jsonl"))
    return str(caught.value)


def test_head_says_what_was_cleaned_with_what_into_what(rules: Path) -> None:
    raw = TIDE.replace("\n", "\r\n").encode("utf-8-sig")
    cleaned, listed = written(raw, rules)
    head = json.loads(listed.split(b"\n")[0])
    assert cleaned == TIDE_CLEANED.replace("\n", "\r\n").encode()
    assert head == {
        "corrigenda": "0.1.0",
        "format": 1,
        "document": "tide",
        "file": "tide.txt",
        "raw_sha256": sha256(raw),
        "cleaned_sha256": sha256(cleaned),
        "rules_sha256": ruleset.load(rules).digest,
        "program_sha256": ledger.program_sha256(),
        "language": "en",
        "language_given": False,
        "encoding": {"codec": "utf-8", "mark": True, "newline": "crlf"},
        "pages": 2,
        "stages": ["furniture", "scannos"],
        "counts": {"certain": 3, "likely": 1, "suspect": 1},
        "applied": {"furniture": 1, "scannos": 3},
        "rows_sha256": sha256(listed.partition(b"\n")[2]),
        "words_sha256": {"en": lexicon.Lexicon("en").digest},
        "libraries": libraries.versions(),
    }
    assert ledger.is_whole(listed)
    assert not ledger.is_whole(listed[:-1])
    assert not ledger.is_whole(b"")


def test_lines_stand_in_stage_and_place_order_with_their_lines_and_pages(rules: Path) -> None:
    rows = [json.loads(line) for line in written(TIDE.encode(), rules)[1].splitlines()[1:]]
    keys = ("stage", "rule", "before", "after", "start", "page", "raw_line", "cleaned_line")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("furniture", "number-alone", "12\n", "", 29, 1, 4, 4),
        ("scannos", "b-for-h", "tbe", "the", 9, 1, 2, 2),
        ("scannos", "broken-word", "ferry-\nman ", "ferryman\n", 13, 1, 2, 2),
        ("scannos", "b-for-h", "tbe", "the", 37, 2, 5, 4),
        ("scannos", "one-for-l", "1ie", "lie", 50, 2, 6, 5),
    ]
    assert [row["applied"] for row in rows] == [True, True, True, True, False]


def test_ledger_reads_back_as_the_stages_it_was_written_from(rules: Path) -> None:
    chosen = ruleset.load(rules)
    result = api.clean(TIDE.encode(), name="tide", rules=chosen)
    listed = ledger.parse(written(TIDE.encode(), rules)[1])
    assert listed.stages == result.stages
    assert ledger.texts(TIDE_CLEANED.encode(), listed)[0] == TIDE


def test_same_input_gives_the_same_bytes(rules: Path) -> None:
    assert written(TIDE.encode(), rules) == written(TIDE.encode(), rules)


def test_evidence_named_twice_comes_back() -> None:
    evidence = (("known", "tide"), ("known", "quay"), ("place", "12"))
    made = Correction(0, 3, "tbe", "the", "scannos", "b-for-h", "certain", evidence)
    result = Result("tbe", "the", (StageResult("scannos", (made,)),), "en", 1)
    cleaned, listed, _ = ledger.compose(result, Origin("tide", "tide.txt", sha256(b"tbe"), ""))
    assert ledger.parse(listed).stages == result.stages
    assert ledger.restore(cleaned, ledger.parse(listed)) == b"tbe"


@pytest.mark.parametrize(
    "raw",
    [
        b"tbe \xff tbe\n12\n\xc3-\n\xa9 tbe\n",
        b"12\n\xc3",
        b"\xc3tbe\xff\n",
        b"caf\xe9-\nau tbe lait, d\xe9j\xe0\n",
        TIDE.encode("utf-16"),
        TIDE.replace("\n", "\r").encode(),
        TIDE.replace("\n", "\r\n", 2).encode(),
        b"\xef\xbb\xbf\xef\xbb\xbftbe",
        "tbe \u2028 \x85 \\ud800 \U0001f600 \udcff tbe".encode("utf-8", "surrogateescape"),
        b"",
    ],
)
def test_awkward_bytes_come_back(raw: bytes, rules: Path) -> None:
    cleaned, listed = written(raw, rules)
    listed.decode("utf-8")
    assert ledger.restore(cleaned, ledger.parse(listed)) == raw


def test_undecodable_bytes_stand_as_escapes() -> None:
    made = Correction(0, 2, "\udcff\n", "", "scannos", "r", "certain", (("byte", "\udcff"),))
    result = Result("\udcff\nx", "x", (StageResult("scannos", (made,)),), "en", 1)
    _, listed, _ = ledger.compose(result, Origin("tide", "tide.txt", sha256(b"\xff\nx"), ""))
    assert b'"before":"\\udcff\\n"' in listed
    assert ledger.parse(listed).stages == result.stages


def test_bytes_that_a_correction_brings_together_stay_apart() -> None:
    raw = b"\xc3\n\xa9"
    made = Correction(1, 2, "\n", "", "furniture", "r", "certain")
    result = Result("\udcc3\n\udca9", "\udcc3\udca9", (StageResult("furniture", (made,)),), "en", 1)
    cleaned, listed, head = ledger.compose(result, Origin("tide", "tide.txt", sha256(raw), ""))
    assert (cleaned, head.seams) == (b"\xc3\xa9", (1,))
    assert ledger.restore(cleaned, ledger.parse(listed)) == raw


@given(given_stages(), st.sampled_from(["lf", "crlf", "cr"]), st.booleans())
def test_any_corrections_can_be_undone(
    drawn: tuple[str, list[list[Correction]]], newline: str, mark: bool
) -> None:
    text, made = drawn
    cleaned = text
    for corrections in made:
        cleaned = apply(cleaned, corrections)
    form = encoding.Encoding("utf-8", mark, newline)
    raw = encoding.encode(text, form)
    results = tuple(
        StageResult(f"stage {index}", tuple(replace(one, stage=f"stage {index}") for one in found))
        for index, found in enumerate(made)
    )
    result = Result(text, cleaned, results, "en", 1, form)
    data, listed, _ = ledger.compose(result, Origin("tide", "tide.txt", sha256(raw), ""))
    assert ledger.restore(data, ledger.parse(listed)) == raw


def test_no_ledger_is_told() -> None:
    told = f"cleaned/tide.corrections.jsonl: is not a ledger; {AGAIN}"
    for data in (b"", b"tbe tide\n", b"[]\n", b'{"corrigenda":"0.1.0"}\n', b"\xff\xfe\n"):
        assert fault_of(b"", data) == told


def test_cut_ledger_is_told(rules: Path) -> None:
    cleaned, listed = written(TIDE.encode(), rules)
    lines = listed.splitlines(keepends=True)
    told = f"cleaned/tide.corrections.jsonl: is cut short; {AGAIN}"
    for cut in (listed[:40], listed[:-1], listed[:-20], b"".join(lines[:-1]), lines[0]):
        assert fault_of(cleaned, cut) == told


def test_damaged_line_is_told_with_its_number(rules: Path) -> None:
    cleaned, listed = written(TIDE.encode(), rules)
    damaged = listed.replace(b'"rule":"b-for-h"', b'"rule":7', 1)
    assert fault_of(cleaned, damaged) == (
        f"cleaned/tide.corrections.jsonl:3: is no correction; {AGAIN}"
    )
    longer = listed + listed.splitlines(keepends=True)[-1]
    assert fault_of(cleaned, longer) == (
        "cleaned/tide.corrections.jsonl:7: is no correction of this ledger; "
        "move away what you edited by hand, then clean the raw file again with --force"
    )


def test_other_format_is_told(rules: Path) -> None:
    cleaned, listed = written(TIDE.encode(), rules)
    newer = listed.replace(b'"0.1.0","format":1', b'"0.9.0","format":2', 1)
    assert fault_of(cleaned, newer) == (
        "cleaned/tide.corrections.jsonl: is a ledger of format 2; this program reads format 1; "
        "use corrigenda 0.9.0, which wrote it"
    )


def test_ledger_of_another_text_is_told(rules: Path) -> None:
    _, listed = written(TIDE.encode(), rules)
    assert fault_of(b"Another text.\n", listed) == (
        "cleaned/tide.txt: does not fit its ledger: one of them was edited, or belongs to another "
        'text; keep hand edits by "corrigenda take-in", or clean again'
    )


def test_changed_ledger_is_told(rules: Path) -> None:
    cleaned, listed = written(TIDE.encode(), rules)
    undone = listed.replace(b'"after":"the"', b'"after":"thy"', 1)
    assert fault_of(cleaned, undone) == (
        "cleaned/tide.corrections.jsonl: was changed since it was written; "
        "move away what you edited by hand, then clean the raw file again with --force"
    )
    other = listed.replace(b'"before":"tbe"', b'"before":"tho"', 1)
    assert fault_of(cleaned, other) == (
        "cleaned/tide.corrections.jsonl: does not give the raw file back; "
        "move away what you edited by hand, then clean the raw file again with --force"
    )


def test_every_line_of_a_long_text_is_told_and_given_back() -> None:
    lines = 2_500
    text = "tbe tide\n" * lines
    first = tuple(
        Correction(at, at + 3, "tbe", "the", "a", "r", "certain") for at in range(0, len(text), 9)
    )
    second = tuple(
        Correction(at, at + 4, "tide", "ebb", "b", "r", "likely") for at in range(4, len(text), 9)
    )
    cleaned = apply(apply(text, first), second)
    results = (StageResult("a", first), StageResult("b", second))
    cleaned_bytes, listed, _ = ledger.compose(
        Result(text, cleaned, results, "en", 1), Origin("t", "t.txt", sha256(text.encode()), "")
    )
    found = ledger.parse(listed)
    assert ledger.restore(cleaned_bytes, found) == text.encode()
    both = [*range(1, lines + 1)] * 2
    assert [row.raw_line for row in found.rows] == both
    assert [row.cleaned_line for row in found.rows] == both


class Killed(BaseException):
    """Stands for a kill: nothing of ours catches it."""


@pytest.mark.parametrize("call", range(1, 4))
def test_kill_at_any_rename_is_seen_and_redone(
    call: int, tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, "tide")
    store.write(place, *written(b"tbe old tide\n", rules))
    new = written(TIDE.encode(), rules)
    calls = 0
    rename = os.replace

    def dying(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed
        rename(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", dying)
        with pytest.raises(Killed):
            store.write(place, *new)
    store.recover(place)
    assert store.head_of(place) is not None
    assert ledger.restore(*store.read(place)) == (TIDE.encode() if call == 3 else b"tbe old tide\n")
    store.write(place, *new)
    assert ledger.restore(*store.read(place)) == TIDE.encode()
    assert not place.pending.exists()


def test_every_step_of_writing_is_safe_on_disk_before_the_next(
    tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, "tide")
    steps: list[str] = []
    (tmp_path / "pages").mkdir()
    kinds = {tmp_path.stat().st_ino: "folder", (tmp_path / "pages").stat().st_ino: "pages"}
    rename, sync = os.replace, os.fsync

    def renaming(source: Path, target: Path) -> None:
        steps.append(f"rename {target.name}")
        rename(source, target)

    def syncing(handle: int) -> None:
        steps.append(f"sync {kinds.get(os.fstat(handle).st_ino, 'file')}")
        sync(handle)

    monkeypatch.setattr(os, "replace", renaming)
    monkeypatch.setattr(os, "fsync", syncing)
    store.write(place, *written(TIDE.encode(), rules))
    assert steps == [
        "sync file", "sync file", "rename .tide.corrections.jsonl.new", "sync folder",
        "rename tide.txt", "sync folder", "rename tide.corrections.jsonl", "sync folder",
    ]  # fmt: skip
    steps.clear()
    store.write(place, *written(TIDE.encode(), rules), {"pages/1.xml": b"<alto/>"})
    assert steps == [
        "sync file", "sync file", "sync file", "rename .tide.corrections.jsonl.new", "sync folder",
        "rename 1.xml", "sync pages", "rename tide.txt", "sync folder",
        "rename tide.corrections.jsonl", "sync folder",
    ]  # fmt: skip
    steps.clear()
    store.write_file(tmp_path / "note", b"x")
    assert steps == ["sync file", "rename note", "sync folder"]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"tbe 12\n12\nferry-\nman "]))
def test_any_bytes_are_restored(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, more: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-rules"
    if not folder.exists():
        write_rules(folder)
    data = raw + more + raw
    cleaned, listed = written(data, folder)
    assert ledger.restore(cleaned, ledger.parse(listed)) == data


def test_all_that_a_run_knew_stands_in_the_ledger(rules: Path) -> None:
    found = api.clean(TIDE, name="tide", rules=ruleset.load(rules))
    lost = Decision("lost", "stet", "place", raw="tbe")
    broken = Decision("broken", "stet", "place", raw="bim")
    decided = tuple(
        StageResult(
            stage.stage,
            tuple(
                replace(one, decision="mine" if one.applied else "") for one in stage.corrections
            ),
        )
        for stage in found.stages
    )
    result = replace(
        found, stages=decided, adrift=(lost,), broken=(broken,), out_of_time=("scannos/b-for-h",)
    )
    cut = PageFiles("", (("p1.txt", 3), ("p2.txt", 4)))
    origin = Origin(
        "tide", "tide", sha256(b""), "rules", page_files=cut, decisions_sha256="said",
        taken_over=True,
    )  # fmt: skip
    cleaned, listed, head = ledger.compose(result, origin)
    read = ledger.parse(listed)
    assert read.head == head
    assert (head.adrift, head.broken) == (("lost",), ("broken",))
    assert (head.out_of_time, head.taken_over) == (("scannos/b-for-h",), True)
    assert (head.decisions_sha256, head.page_files) == ("said", cut)
    assert {row.decision for row in read.rows if row.applied} == {"mine"}
    assert len(read.rows) == sum(len(stage.corrections) for stage in decided)
    assert ledger.texts(cleaned, read) == [*(_before(decided, TIDE)), found.text]


def _before(stages: Sequence[StageResult], raw: str) -> Iterator[str]:
    """The text before each stage."""
    text = raw
    for stage in stages:
        yield text
        text = apply(text, [one for one in stage.corrections if one.applied])


def test_a_ledger_that_no_file_names_is_called_one() -> None:
    for read in (ledger.parse, ledger.parse_head):
        with pytest.raises(Fault, match=r"^ledger\b"):
            read(b"no ledger")
