"""What is said of one record, and of all together: to the last word, and of this record only."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
import test_records
import tiny
from test_records_one_by_one import told

from pipeline import ledger, lexicon, ruleset
from pipeline.book import PageFiles
from pipeline.containers import records
from pipeline.containers.records import (
    Cleaning,
    Done,
    Fields,
    Record,
    RecordLine,
    Summary,
    Tally,
)
from pipeline.decisions import Decision
from pipeline.ledger import AGAIN
from pipeline.ledger_lines import encode

PACK = 'files = ["tide-*"]\nstage = "scannos"\n' + tiny.SCANNOS.replace("tbe", "tlie")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("said") / "rules"
    stages = tiny.PIPELINE.replace('"scannos"', '"joining", "scannos"')
    tiny.write_rules(folder, joining=test_records.JOINING, pipeline=stages)
    (folder / "collections").mkdir()
    (folder / "collections" / "tides.toml").write_text(PACK, "utf-8")
    return folder


@pytest.fixture(scope="module")
def rules(folder: Path) -> ruleset.RuleSet:
    return ruleset.load(folder)


def cleaned(rules: ruleset.RuleSet, *texts: str, paged: bool = True, name: str = "a") -> Done:
    record = Record(1, name, texts, paged)
    done = records.cleaned(record, Cleaning(rules, Fields(), "en"), Tally())
    assert done.line.head, done.line.fault
    return done


def test_names_of_fields_are_settled_whole() -> None:
    fields = Fields("body", "key", "leaves", True)
    assert fields.settled() == fields
    usual = Fields("".join(["te", "xt"]), "".join(["i", "d"]))
    assert msgspec.json.encode(usual.settled()) == msgspec.json.encode(Fields()) == b"{}"


def test_language_of_the_whole_is_that_of_most_records() -> None:
    given = ("v", 1, "d", "f", "r", "u", "p", "", "", Fields())
    assert Summary(*given, languages={"de": 2, "en": 1}).head().language == "de"
    assert Summary(*given, languages={"de": 1, "en": 2}).head().language == "en"


def test_language_that_nobody_gave_is_told_as_none(rules: ruleset.RuleSet) -> None:
    cleaning = Cleaning(rules, Fields())
    assert cleaning.summary("d", "f", "r").language == ""
    done = records.cleaned(Record(1, "a", ("tbe",)), cleaning, Tally())
    assert done.line.head
    assert (done.line.head.language, done.line.head.language_given) == ("en", False)
    german = records.cleaned(Record(1, "a", ("tbe",)), Cleaning(rules, Fields(), "de"), Tally())
    assert german.line.head
    assert (german.line.head.language, german.line.head.language_given) == ("de", True)


def test_words_that_changed_since_are_another_cleaning(tmp_path: Path) -> None:
    folder = tiny.write_rules(tmp_path / "rules")
    words = folder / "words" / "en.txt"
    words.parent.mkdir()
    words.write_text("tide\n", "utf-8")
    before = ruleset.load(folder)
    summary = Cleaning(before, Fields(), "en").summary("d", "f", "r")
    digest = lexicon.load("en", before.folders, before.digest).digest
    summary = msgspec.structs.replace(summary, words_sha256={"en": digest})
    assert summary.is_of(summary, before)
    words.write_text("tide\nquay\n", "utf-8")
    assert not summary.is_of(summary, ruleset.load(folder))


def test_record_is_cleaned_by_the_rules_of_its_collection(rules: ruleset.RuleSet) -> None:
    assert cleaned(rules, "tlie", name="tide-1").texts == ("the",)
    assert cleaned(rules, "tlie", name="quay").texts == ("tlie",)


def test_decisions_hold_in_a_record(rules: ruleset.RuleSet) -> None:
    stet = Decision("d1", "stet", "everywhere", before="tbe", after="the", raw="tbe")
    cleaning = Cleaning(rules, Fields(), "en", (stet,))
    assert records.cleaned(Record(1, "a", ("tbe",)), cleaning, Tally()).texts == ("tbe",)


def test_text_is_told_to_be_of_no_file(rules: ruleset.RuleSet) -> None:
    line = cleaned(rules, "tbe", paged=False).line
    assert line.head
    told_of = (line.head.document, line.head.file, line.head.page_files)
    assert told_of == ("a", "", None)
    assert line.head.raw_sha256 == sha256(b"tbe").hexdigest()


def test_pages_are_named_by_their_numbers(rules: ruleset.RuleSet) -> None:
    line = cleaned(rules, "tbe", "", "quay").line
    assert line.head
    assert line.head.page_files == PageFiles("", (("1", 3), ("2", 0), ("3", 4)))


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (("tbe", "quay"), ("the", "quay")),
        (("tbe  x", "y\fz tbe", "a\fb\fc"), ("the  x", "y\fz the", "a\fb\fc")),
        (("tbe",), ("the",)),
    ],
)
def test_pages_that_keep_their_form_feeds_need_no_joints(
    pages: tuple[str, ...], expected: tuple[str, ...], rules: ruleset.RuleSet
) -> None:
    done = cleaned(rules, *pages)
    assert (done.texts, done.line.joints) == (expected, ())


def test_pages_are_cut_behind_all_stages(rules: ruleset.RuleSet) -> None:
    """The last stage makes the first page two signs shorter, after its end was joined."""
    done = cleaned(rules, "ferry-\nman sat. har-", "bour", "tbe")
    assert done.texts == ("ferryman\nsat. ", "harbour", "the")
    assert done.line.joints == ("", "\f")


@pytest.mark.parametrize(
    ("broken", "name", "problem"),
    [
        (ledger, "restore", "the raw bytes do not come back"),
        (records, "joined_again", "the pages do not come together again"),
    ],
)
def test_record_that_would_not_come_back_is_left_as_it_was(
    broken: Any, name: str, problem: str, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, name, lambda *_: None)
    tally = Tally()
    record = Record(1, "a", ("tbe", "quay"), paged=True)
    if broken is ledger:
        record = Record(1, "a", ("tbe",))
    done = records.cleaned(record, Cleaning(rules, Fields(), "en"), tally)
    said = f"internal error: AssertionError: {problem}"
    assert (done.texts, done.line) == (record.texts, RecordLine(1, "a", said))
    assert tally.bug[0] == said


def test_pages_that_do_not_fit_are_told_of_their_ledger(rules: ruleset.RuleSet) -> None:
    done = cleaned(rules, "tbe", "quay\fsea")
    other = ("x:1", "is of a record with other pages", AGAIN)
    assert told(records.restored, (), done.line, "x:1") == other
    # Joined they read the same, and only the ledger tells how many pages there were.
    assert told(records.restored, ("the", "quay", "sea"), done.line, "x:1") == other


def test_sign_cut_in_two_is_told_of_its_ledger(rules: ruleset.RuleSet) -> None:
    done = cleaned(rules, "caf\u00e9", "tbe")
    assert done.line.head
    head = msgspec.structs.replace(done.line.head, page_files=PageFiles("", (("1", 4), ("2", 4))))
    line = msgspec.structs.replace(done.line, head=head)
    assert told(records.restored, done.texts, line, "x:1") == (
        "x:1", "does not give the raw text back", AGAIN
    )  # fmt: skip


def test_row_of_a_stage_that_is_none_is_told_of_its_ledger(rules: ruleset.RuleSet) -> None:
    line = cleaned(rules, "tbe", paged=False).line
    assert line.head
    rows = (msgspec.structs.replace(line.rows[0], stage="spelling"),)
    whole = sha256(b"".join(encode(row) + b"\n" for row in rows)).hexdigest()
    head = msgspec.structs.replace(line.head, rows_sha256=whole)
    changed = msgspec.structs.replace(line, rows=rows, head=head)
    assert told(records.own_ledger, changed, "x:1") == (
        "x:1:2", "is no correction of this ledger", AGAIN
    )  # fmt: skip
