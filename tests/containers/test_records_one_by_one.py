"""Records and lines of JSON, each by itself: what is read, said, counted and given back."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tiny

from pipeline import __version__, api, libraries, ruleset
from pipeline.book import PageFiles
from pipeline.containers import jsonl, records
from pipeline.containers.records import (
    Cleaning,
    Fields,
    Record,
    RecordLine,
    Summary,
    Tally,
)
from pipeline.containers.staging import Place
from pipeline.encoding import PLAIN
from pipeline.faults import Fault
from pipeline.ledger import AGAIN, FORMAT, program_sha256
from pipeline.ledger_lines import Head

PAGED = Fields(pages="pages")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> ruleset.RuleSet:
    folder = tmp_path_factory.mktemp("rules") / "rules"
    tiny.write_rules(folder)
    return ruleset.load(folder)


class Shelf:
    """A file of lines, what was made of it, and what was counted."""

    def __init__(
        self, folder: Path, rules: ruleset.RuleSet, raw: bytes, fields: Fields = PAGED
    ) -> None:
        self.raw = raw
        self.path = folder / "books.jsonl"
        self.path.write_bytes(raw)
        (folder / "cleaned").mkdir(exist_ok=True)
        self.place = Place(folder / "cleaned", "books", ".jsonl")
        cleaning = Cleaning(rules, fields, "en")
        summary = cleaning.summary("books", "raw/books.jsonl", sha256(raw).hexdigest())
        self.summary, self.tally = jsonl.clean(self.path, self.place, cleaning, summary)

    @property
    def cleaned(self) -> bytes:
        return self.place.records.read_bytes()

    @property
    def entries(self) -> list[RecordLine]:
        lines = self.place.ledgers.read_bytes().splitlines()[:-1]
        return [records.parsed_line(line, "x") for line in lines]

    def restored(self) -> bytes:
        file = io.BytesIO()
        jsonl.restore(self.place, file)
        return file.getvalue()


def told(work: Any, *given: Any) -> tuple[str, str, str]:
    with pytest.raises(Fault) as raised:
        work(*given)
    return raised.value.place, raised.value.problem, raised.value.remedy


AT_FAULT = [
    (b'{"text":"\xff"}', "1", "is not UTF-8 at byte 9"),
    (b'{"text":"' + b"x" * 1200 + b'\xff"}', "1", "is not UTF-8 at byte 1,209"),
    (b'["tbe"]', "1", "is no JSON object (no object)"),
    (b'{"id":"a"}', "a", 'has no field "text"; name it by --text-field'),
    (b'{"id":"a","text":7}', "a", 'has a "text" that is no string'),
    (b'{"id":"a","pages":["x",7]}', "a", 'has "pages" that are no strings'),
    (b'{"id":"a","pages":"x","text":"x"}', "a", 'has "pages" that are no strings'),
    (b'{"id":[1],"text":"x"}', "1", 'has an "id" of no use; name its id by --id-field'),
    (b'{"id":true,"text":"x"}', "1", 'has an "id" of no use; name its id by --id-field'),
    (b'{"id":"\\ud83d","text":"x"}', "1", "holds half a surrogate pair"),
    (b'{"id":"a","text":"\\ud83d"}', "a", "holds half a surrogate pair"),
]


@pytest.mark.parametrize(("line", "name", "problem"), AT_FAULT, ids=[one[2] for one in AT_FAULT])
def test_line_at_fault_is_left_as_it_was_and_told(
    line: bytes, name: str, problem: str, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, line + b'\n{"id":"b","text":"tbe"}\n')
    assert shelf.cleaned == line + b'\n{"id":"b","text":"the"}\n'
    assert shelf.entries[0] == RecordLine(1, name, problem)
    assert (shelf.entries[1].record, shelf.entries[1].id, shelf.entries[1].fault) == (2, "b", "")
    assert shelf.tally.faults == [f"{shelf.path}#{name}: {problem}"]
    assert (shelf.summary.records, shelf.summary.faults) == (2, 1)
    assert shelf.restored() == shelf.raw


@pytest.mark.parametrize(
    "line",
    [b'{"id":"a","text":null}', b'{"id":"a","pages":null}', b'{"id":"a","pages":[]}',
     b'{"id":"a","pages":[],"text":null}'],
)  # fmt: skip
def test_record_without_a_text_is_none_to_clean(
    line: bytes, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, line + b"\n")
    assert (shelf.cleaned, shelf.entries) == (shelf.raw, [RecordLine(1, "a")])
    assert shelf.restored() == shelf.raw
    assert list(jsonl.each(shelf.place)) == [((), RecordLine(1, "a"))]


@pytest.mark.parametrize(
    ("raw", "new"),
    [
        (b'{"text":"tbe"}', b'{"text":"the"}'),
        (b'\xef\xbb\xbf{"text":"tbe"}\n', b'\xef\xbb\xbf{"text":"the"}\n'),
        (b'\xef\xbb\xbf\n{"text":"tbe"}\n', b'\xef\xbb\xbf\n{"text":"the"}\n'),
        (b'\n \t\r\n{"text":"tbe"}\n\n{"text":"tbe"}\n\n',
         b'\n \t\r\n{"text":"the"}\n\n{"text":"the"}\n\n'),
        (b"", b""),
        (b"\n\n", b"\n\n"),
        (b'{"pages":["tbe","sea"],"text":"tbe"}', b'{"pages":["the","sea"],"text":"tbe"}'),
        (b'{"pages":[],"text":"tbe"}', b'{"pages":[],"text":"the"}'),
        (b'{"text":"tbe \\u00e9"}', b'{"text":"the \\u00e9"}'),
        (b'{"text":"tbe \\/"}', b'{"text":"the /"}'),
        (b'{"text":"sea \\/"}', b'{"text":"sea \\/"}'),
        (b'{"pages":["tbe \\u00e9","sea \\u00e9","tbe"]}',
         b'{"pages":["the \\u00e9","sea \\u00e9","the"]}'),
    ],
)  # fmt: skip
def test_lines_change_in_their_text_only_and_come_back(
    raw: bytes, new: bytes, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, raw)
    assert (shelf.cleaned, shelf.restored()) == (new, raw)
    assert shelf.summary.cleaned_sha256 == sha256(new).hexdigest()
    filled = [line for line in raw.split(b"\n") if line.strip(b" \t\r\xef\xbb\xbf")]
    assert [entry.record for _, entry in jsonl.each(shelf.place)] == [*range(1, len(filled) + 1)]
    assert shelf.summary.records == len(filled)


@pytest.mark.parametrize(("most", "chunk"), [(14, 3), (14, 100), (20, 1)])
def test_line_that_is_too_long_is_let_through(
    most: int, chunk: int, tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "LINE_MOST", most)
    monkeypatch.setattr(jsonl, "CHUNK", chunk)
    long = b'{"id":"a","text":"tbe tbe tbe"}\n'
    short = b'{"text":"tbe"}'.ljust(most - 1) + b"\n"
    short = short if most > 14 else b'{"text":"a"}\n'
    shelf = Shelf(tmp_path, rules, long + short + long)
    assert shelf.cleaned == long + short.replace(b"tbe", b"the") + long
    assert [one.fault for one in shelf.entries] == [
        "is longer than 256 MiB", "", "is longer than 256 MiB"
    ]  # fmt: skip
    assert shelf.restored() == shelf.raw


def test_line_may_be_as_long_as_the_limit_once_it_is_cleaned(
    tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = '{"text":"tbe \u00e9\\/"}\n'.encode()
    monkeypatch.setattr(jsonl, "LINE_MOST", len(raw))
    assert Shelf(tmp_path, rules, raw).cleaned == raw.replace(b"tbe", b"the").replace(b"\\", b"")


def test_what_is_counted_stands_in_the_summary(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    lines = [
        {"id": "a", "text": "tbe tbe"}, {"id": "b", "pages": ["tbe", "1ie"]}, {"id": "c"},
        {"id": "d", "text": None},
    ]  # fmt: skip
    shelf = Shelf(tmp_path, rules, b"".join(json.dumps(one).encode() + b"\n" for one in lines))
    first = shelf.entries[0]
    assert first.head is not None
    assert shelf.summary == Summary(
        __version__, FORMAT, "books", "raw/books.jsonl", sha256(shelf.raw).hexdigest(),
        rules.digest, program_sha256(), "", "en", PAGED, libraries.versions(),
        words_sha256=first.head.words_sha256, cleaned_sha256=sha256(shelf.cleaned).hexdigest(),
        records=4, faults=1, pages=3, stages=first.head.stages,
        counts={"certain": 3, "likely": 0, "suspect": 1},
        applied={"furniture": 0, "scannos": 3}, languages={"en": 2},
    )  # fmt: skip
    assert jsonl.summary_of(shelf.place.ledgers) == shelf.summary
    assert (shelf.tally.records, shelf.tally.failed, shelf.tally.pages) == (4, 1, 3)
    head = shelf.summary.head()
    assert (head.document, head.file, head.pages) == ("books", "raw/books.jsonl", 3)
    assert (head.language, head.language_given, head.applied) == (
        "en",
        True,
        {"furniture": 0, "scannos": 3},
    )
    assert (head.raw_sha256, head.cleaned_sha256) == (
        shelf.summary.raw_sha256, shelf.summary.cleaned_sha256
    )  # fmt: skip


def test_file_that_changes_meanwhile_is_told(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    path = tmp_path / "books.jsonl"
    path.write_bytes(b'{"text":"tbe"}\n')
    place = Place(tmp_path, "new", ".jsonl")
    cleaning = Cleaning(rules, Fields(), "en")
    assert told(jsonl.clean, path, place, cleaning, cleaning.summary("a", "b", "c")) == (
        str(path), "changed while it was cleaned", "clean it again"
    )  # fmt: skip
    assert not place.records.exists()


@pytest.mark.parametrize("cut", ["none", "half a line", "no end"])
def test_ledgers_that_are_cut_short_are_told(
    cut: str, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n')
    whole = shelf.place.ledgers.read_bytes()
    left = {"none": b"", "half a line": whole[:-20] + b"\n", "no end": whole[:-1]}[cut]
    shelf.place.ledgers.write_bytes(left)
    assert told(jsonl.summary_of, shelf.place.ledgers) == (
        str(shelf.place.ledgers), "is cut short, or holds no ledgers", AGAIN
    )  # fmt: skip


def test_summary_is_read_from_the_end(
    tmp_path: Path, rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n' * 9)
    last = shelf.place.ledgers.read_bytes().splitlines(keepends=True)[-1]
    monkeypatch.setattr(jsonl, "_TAIL_MOST", len(last))
    assert jsonl.summary_of(shelf.place.ledgers) == shelf.summary
    monkeypatch.setattr(jsonl, "_TAIL_MOST", len(last) - 1)
    assert told(jsonl.summary_of, shelf.place.ledgers)[2] == AGAIN


UNFIT = "does not fit its ledgers: one of them was edited, or belongs to another file"


@pytest.mark.parametrize(
    "edit",
    [
        lambda raw: raw.replace(b" ", b"  ", 1),
        lambda raw: raw + b"\n",
        lambda raw: b"\n".join(raw.split(b"\n")[:-2]) + b"\n",
        lambda raw: raw.replace(b"sea", b"see"),
    ],
    ids=["a blank", "a line end", "a line", "another text"],
)
def test_records_that_were_edited_are_told(
    edit: Any, tmp_path: Path, rules: ruleset.RuleSet
) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text": "tbe"}\n{"id":"x","text":null,"y":"sea"}\n')
    shelf.place.records.write_bytes(edit(shelf.cleaned))
    for work in (shelf.restored, lambda: list(jsonl.each(shelf.place))):
        place, problem, remedy = told(work)
        assert (place, problem, remedy) == (str(shelf.place.records), UNFIT, AGAIN)


def test_ledgers_of_another_order_are_told(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n{"text":"sea"}\n')
    first, second, last = shelf.place.ledgers.read_bytes().splitlines(keepends=True)
    shelf.place.ledgers.write_bytes(second + first + last)
    assert told(shelf.restored) == (
        f"{shelf.place.ledgers}:1", "is of record 2, where 1 stands", AGAIN
    )  # fmt: skip


def test_raw_file_that_does_not_come_back_is_told(tmp_path: Path, rules: ruleset.RuleSet) -> None:
    shelf = Shelf(tmp_path, rules, b'{"text":"tbe"}\n')
    lines = shelf.place.ledgers.read_bytes().splitlines(keepends=True)
    shelf.place.ledgers.write_bytes(
        lines[0] + lines[1].replace(shelf.summary.raw_sha256.encode(), b"0" * 64)
    )
    assert told(shelf.restored) == (
        str(shelf.place.ledgers), "does not give the raw file back", AGAIN
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "given", "name"),
    [(None, False, "1234"), ("x", True, "x"), (7, False, "7"), (0, True, "0"), ("", True, "")],
)
def test_identity_of_a_record(value: Any, given: bool, name: str) -> None:
    assert records.identity(value, 1234, Fields(id_given=given)) == name


@pytest.mark.parametrize(
    ("value", "given", "problem"),
    [
        (None, True, 'has no field "key"'),
        (True, False, 'has an "key" of no use'),
        (1.5, False, 'has an "key" of no use'),
        ([], True, 'has an "key" of no use'),
    ],
)
def test_identity_that_is_none_is_told(value: Any, given: bool, problem: str) -> None:
    fields = Fields(id="key", id_given=given)
    assert told(records.identity, value, 7, fields) == ("7", problem, "name its id by --id-field")


def test_faults_are_told_one_by_one_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "TOLD_MOST", 2)
    tally = Tally()
    for number, name in enumerate(("a" * 80, "b" * 81, "c", "d"), 1):
        tally.add(RecordLine(number, name, "is odd"), "books")
        if number == 2:
            assert tally.told("books") == tuple(tally.faults)
    assert tally.told("books") == (
        f"books#{'a' * 80}: is odd", f"books#{'b' * 80}…: is odd",
        "books: 2 more records are at fault; see its ledgers",
    )  # fmt: skip
    tally.failed = 2_002
    assert tally.told("x")[-1] == "x: 2,000 more records are at fault; see its ledgers"


def head(**more: Any) -> Head:
    base = Head(
        "v", 1, "d", "f", "r", "c", "u", "p", "en", False, PLAIN, 2, ("s",), {"s": 3},
        {"certain": 2}, words_sha256={"en": "1"}, out_of_time=("slow",),
    )  # fmt: skip
    return msgspec.structs.replace(base, **more)


def test_records_are_summed() -> None:
    tally = Tally()
    tally.add(RecordLine(1, "a", head=head()), "x")
    tally.add(RecordLine(2, "b", head=head(language="de", words_sha256={"de": "2"}, pages=5)), "x")
    tally.add(RecordLine(3, "c", head=head(stages=("t",), out_of_time=())), "x")
    summary = Summary("v", 1, "d", "f", "r", "u", "p", "", "", Fields())
    summed = tally.summed(summary, "sum")
    assert summed == Summary(
        "v", 1, "d", "f", "r", "u", "p", "", "", Fields(), {}, {"de": "2", "en": "1"}, "sum", 3, 0,
        9, ("s",), {"s": 9}, {"certain": 6}, {"de": 1, "en": 2}, {"slow": 2},
    )  # fmt: skip
    assert [*summed.words_sha256] == ["de", "en"]
    assert [*summed.languages] == ["de", "en"]
    assert summed.head() == Head(
        "v", 1, "d", "f", "r", "sum", "u", "p", "en", False, PLAIN, 9, ("s",), {"s": 9},
        {"certain": 6}, out_of_time=("slow",),
    )  # fmt: skip
    assert summary.head().language == ""


@pytest.mark.parametrize("name", ["language", "libraries", "fields", "raw_sha256", "nothing"])
def test_summary_is_of_what_it_was_made_of(name: str, rules: ruleset.RuleSet) -> None:
    cleaning = Cleaning(rules, Fields(), "en")
    summary = cleaning.summary("d", "f", "r")
    changed = {
        "language": "de", "libraries": {}, "fields": Fields(text="x"), "raw_sha256": "s",
    }  # fmt: skip
    other = msgspec.structs.replace(summary, **{name: changed[name]} if name in changed else {})
    assert summary.is_of(other, rules) is (name == "nothing")
    wrong = msgspec.structs.replace(summary, words_sha256={"en": "0"})
    assert wrong.is_of(summary, rules) is False


def test_bug_in_one_record_is_told_and_kept(
    rules: ruleset.RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = iter(["first", "second"])

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(next(problems))

    monkeypatch.setattr(api, "clean", broken)
    tally, cleaning = Tally(), Cleaning(rules, Fields(), "en")
    for number, problem in ((1, "first"), (2, "second")):
        done = records.cleaned(Record(number, "a", ("tbe",)), cleaning, tally)
        told = f"internal error: RuntimeError: {problem}"
        assert (done.texts, done.line) == (("tbe",), RecordLine(number, "a", told))
    assert tally.bug[0] == "internal error: RuntimeError: first"
    assert tally.bug[1].startswith("Traceback (most recent call last):")


@pytest.mark.parametrize(
    ("texts", "joints", "paged", "whole"),
    [
        (("a",), (), False, "a"), (("a", "b"), (), True, "a\fb"), (("a", "b"), ("-",), True, "a-b"),
        (("a", "b", "c"), ("", "\f"), True, "ab\fc"), (("a",), (), True, "a"),
        (("a", "b"), (), False, None), (("a",), ("\f",), True, None), ((), (), True, None),
        (("a", "b", "c"), ("\f",), True, None),
    ],
)  # fmt: skip
def test_pages_come_together_by_their_joints(
    texts: tuple[str, ...], joints: tuple[str, ...], paged: bool, whole: str | None
) -> None:
    pages = PageFiles("", ()) if paged else None
    line = RecordLine(1, "a", head=head(page_files=pages), joints=joints)
    if whole is None:
        told_of = told(records.joined_again, texts, line, "x:1")
        assert told_of == ("x:1", "is of a record with other pages", AGAIN)
    else:
        assert records.joined_again(texts, line, "x:1") == whole


def test_line_of_ledgers_that_is_none_is_told() -> None:
    for raw in (b"", b"{", b"[]", b'{"record":"1","id":"a"}'):
        assert told(records.parsed_line, raw, "x:1") == ("x:1", "is no ledger of a record", AGAIN)
    line = RecordLine(1_234, "a")
    records.check_number(line, 1_234, "x:1")
    assert told(records.check_number, line, 5_678, "x:1") == (
        "x:1", "is of record 1,234, where 5,678 stands", AGAIN
    )  # fmt: skip


def test_row_that_was_changed_is_told(rules: ruleset.RuleSet) -> None:
    cleaning = Cleaning(rules, Fields(), "en")
    done = records.cleaned(Record(1, "a", ("tbe",)), cleaning, Tally())
    assert records.restored(done.texts, done.line, "x:1") == ("tbe",)
    changed = msgspec.structs.replace(done.line, rows=())
    assert told(records.restored, done.texts, changed, "x:1") == (
        "x:1", "was changed since it was written", AGAIN
    )  # fmt: skip
    bare = msgspec.structs.replace(done.line, head=None)
    assert records.restored(done.texts, bare, "x:1") == ("the",)
