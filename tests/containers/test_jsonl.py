"""JSON Lines: every record cleaned, its line changed in the text only, and the file back."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from containing import CLEANED, PAGES, call, one_line
from hypothesis import given
from hypothesis import strategies as st
from tiny import TIDE, TIDE_CLEANED, write_rules

from pipeline import api, lexicon, libraries, ruleset
from pipeline.containers import collections, json_line, jsonl, records
from pipeline.containers.records import Cleaning, Fields, Record, Tally
from pipeline.containers.staging import Place, file_sha256


def write(folder: Path, *lines: object, name: str = "books.jsonl") -> Path:
    path = folder / "raw" / name
    texts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines]
    path.write_bytes(b"\n".join(texts) + b"\n")
    return path


def cleaned(folder: Path) -> list[Any]:
    return [
        json.loads(line)
        for line in (folder / "cleaned" / "books.jsonl").read_text("utf-8").splitlines()
    ]


def test_each_record_is_a_text_of_its_own(folder: Path) -> None:
    path = write(folder, {"id": "a", "text": TIDE, "year": 1887}, {"id": "b", "text": "tbe quay"})
    result = call("clean")
    assert result.exit_code == 0
    assert "books (2 records)" in result.stdout
    assert cleaned(folder) == [
        {"id": "a", "text": TIDE_CLEANED, "year": 1887},
        {"id": "b", "text": "the quay"},
    ]
    assert call("restore", "books").stdout_bytes == path.read_bytes()
    assert call("verify").stdout.splitlines() == [
        "books: 2 records restored, equal to raw/books.jsonl",
        "1 of 1 verified",
    ]
    assert call("clean").stdout.startswith("unchanged: 1 document")


def test_record_is_cleaned_as_the_same_text_alone(folder: Path) -> None:
    write(folder, {"id": "tide", "text": TIDE})
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    assert call("clean").exit_code == 0
    assert cleaned(folder)[0]["text"] == (folder / "cleaned" / "tide.txt").read_text("utf-8")
    listed = (folder / "cleaned" / "tide.corrections.jsonl").read_text("utf-8").splitlines()
    mine = json.loads((folder / "cleaned" / "books.ledgers.jsonl").read_text().splitlines()[0])
    assert mine["rows"] == [json.loads(line) for line in listed[1:]]
    assert mine["head"] == json.loads(listed[0]) | {"file": ""}
    diff = call("diff", "tide").stdout
    assert call("diff", "books#tide").stdout == diff.replace("tide:", "books#tide:", 1)
    assert call("diff", "books#:1").stdout == diff.replace("tide:", "books#:1:", 1)
    assert call("restore", "books#tide").stdout_bytes == TIDE.encode()


def test_pages_are_one_text_and_come_back_as_pages(folder: Path) -> None:
    path = write(folder, {"id": "ferry", "pages": list(PAGES), "text": "tbe summary"})
    assert call("clean", "--pages-field", "pages").exit_code == 0
    assert cleaned(folder) == [{"id": "ferry", "pages": CLEANED.split("\f"), "text": "tbe summary"}]
    assert call("restore", "books").stdout_bytes == path.read_bytes()
    assert call("restore", "books#ferry").stdout == "\f".join(PAGES)
    assert call("verify").exit_code == 0


def test_only_the_text_of_a_line_changes(folder: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{ "text" :\t"tbe \\u2019 caf\\u00e9" , "n": 1.50, "id":"a"}\r',
        b"",
        b'  {"id":"b","x":{"text":"tbe"},"text":"tbe caf\xc3\xa9"}  ',
        b'{"id":"c","text":"tbe \\/ \\u00E9"}',
        b'{"id":"d","text":"nothing \\/ here"}',
        b'{"id":"e","text":null}',
        b'{"id":"f","text":""}',
    ]
    path = write(folder, *lines)
    assert call("clean").exit_code == 0
    assert (folder / "cleaned" / "books.jsonl").read_bytes().split(b"\n")[:-1] == [
        lines[0].replace(b"tbe", b"the"),
        b"",
        b'  {"id":"b","x":{"text":"tbe"},"text":"the caf\xc3\xa9"}  ',
        b'{"id":"c","text":"the / \\u00e9"}',
        *lines[4:],
    ]
    assert call("restore", "books").stdout_bytes == path.read_bytes()


def test_file_without_a_last_line_end_comes_back(folder: Path) -> None:
    path = folder / "raw" / "books.ndjson"
    path.write_bytes(b'{"text":"tbe"}\n\n{"text":"tbe"}')
    assert call("clean").exit_code == 0
    assert (folder / "cleaned" / "books.ndjson").read_bytes() == (
        b'{"text":"the"}\n\n{"text":"the"}'
    )
    assert call("restore", "books").stdout_bytes == path.read_bytes()


def test_fields_are_named_by_the_user(folder: Path) -> None:
    write(folder, {"key": 7, "body": "tbe", "text": "tbe"})
    assert call("clean", "--text-field", "body", "--id-field", "key").exit_code == 0
    assert cleaned(folder) == [{"key": 7, "body": "the", "text": "tbe"}]
    assert call("restore", "books#7").stdout == "tbe"
    assert not call("clean").stdout.startswith("unchanged")
    assert cleaned(folder) == [{"key": 7, "body": "tbe", "text": "the"}]


@pytest.mark.parametrize("what", ["words", "library", "rules", "nothing"])
def test_change_of_anything_that_matters_cleans_again(
    what: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"id": "a", "text": TIDE}, {"id": "b", "text": None})
    call("clean")
    if what == "words":
        monkeypatch.setattr(lexicon.Lexicon, "digest", "0")
        lexicon.load.cache_clear()
    elif what == "library":
        others = {**libraries.versions(), "ftfy": "0"}
        monkeypatch.setattr(libraries, "versions", lambda: others)
    elif what == "rules":
        write_rules(folder / "rules", furniture='about = "Nothing."\nrule = []\n')
    assert call("clean").stdout.startswith("unchanged") == (what == "nothing")
    assert call("clean").stdout.startswith("unchanged")
    lexicon.load.cache_clear()


BAD: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b'{"id":"x","text":"caf\xe9"}', "#2: is not UTF-8 at byte 21"),
    "not JSON": (b'{"id":"x","text":"tbe"', "#2: is no JSON object (a brace is missing)"),
    "cut string": (b'{"id":"x","text":"tb', "#2: is no JSON object (Invalid control character at)"),
    "array": (b'["tbe"]', "#2: is no JSON object (no object)"),
    "more": (b'{"text":"tbe"} {}', "#2: is no JSON object (something follows the object)"),
    "twice": (b'{"text":"a","text":"b"}', '#2: is no JSON object (two fields "text")'),
    "deep": (b'{"text":"a","x":' + b"[" * 99999, "#2: is no JSON object (nested too deep)"),
    "no text": (b'{"id":"x"}', '#x: has no field "text"; name it by --text-field'),
    "number": (b'{"id":"x","text":7}', '#x: has a "text" that is no string'),
    "surrogate": (b'{"id":"x","text":"\\ud83d"}', "#x: holds half a surrogate pair"),
    "number of pages": (b'{"id":"x","pages":["tbe",7]}', '#x: has "pages" that are no strings'),
    "pages in one": (b'{"id":"x","pages":"tbe"}', '#x: has "pages" that are no strings'),
    "id": (b'{"id":[1],"text":"tbe"}', '#2: has an "id" of no use; name its id by --id-field'),
    "id surrogate": (b'{"id":"\\ud83d","text":"tbe"}', "#2: holds half a surrogate pair"),
}


@pytest.mark.parametrize("what", sorted(BAD))
def test_bad_record_is_one_line_and_the_rest_goes_on(what: str, folder: Path) -> None:
    line, message = BAD[what]
    path = write(folder, {"id": "a", "text": "tbe"}, line, {"id": "c", "text": "tbe"})
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    fields = ("--pages-field", "pages")
    assert one_line(call("clean", *fields)).startswith(f"raw/books.jsonl{message}")
    new = (folder / "cleaned" / "books.jsonl").read_bytes().split(b"\n")
    assert new == [b'{"id": "a", "text": "the"}', line, b'{"id": "c", "text": "the"}', b""]
    assert (folder / "cleaned" / "tide.txt").read_text("utf-8") == TIDE_CLEANED
    # It is told again, for as long as it is so.
    assert one_line(call("clean", *fields)).startswith(f"raw/books.jsonl{message}")
    assert call("restore", "books").stdout_bytes == path.read_bytes()
    assert call("verify").exit_code == 0


def test_many_bad_records_are_counted(folder: Path) -> None:
    write(folder, *[{"id": number} for number in range(records.TOLD_MOST + 7)])
    told = call("clean").stderr.splitlines()
    assert len(told) == records.TOLD_MOST + 1
    assert told[-1] == "raw/books.jsonl: 7 more records are at fault; see its ledgers"


def test_line_that_is_too_long_is_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LINE_MOST", 100)
    monkeypatch.setattr(jsonl, "CHUNK", 30)
    long = json.dumps({"text": "tbe " * 100}).encode()
    path = write(folder, {"text": "tbe"}, long, {"text": "tbe"}, long)
    told = call("clean").stderr.splitlines()
    assert [line.partition(" ")[0] for line in told] == ["raw/books.jsonl#2:", "raw/books.jsonl#4:"]
    new = (folder / "cleaned" / "books.jsonl").read_bytes().split(b"\n")
    assert new == [b'{"text": "the"}', long, b'{"text": "the"}', long, b""]
    assert call("restore", "books").stdout_bytes == path.read_bytes()


EVIL = ["../x", "/etc/passwd", "a\0b", "..", "", " ", "x" * 10_000, "C:\\x", "a/b/../../../../c"]


def test_id_is_never_a_path(folder: Path) -> None:
    write(folder, *[{"id": one, "text": "tbe"} for one in EVIL])
    before = sorted(path for path in folder.rglob("*") if path.is_file())
    assert call("clean").exit_code == 0
    after = {path for path in folder.rglob("*") if path.is_file()} - set(before)
    assert {path.name for path in after} == {"books.jsonl", "books.ledgers.jsonl"}
    for one in EVIL:
        if one:
            assert call("restore", f"books#{one}").stdout == "tbe"
            assert "the" in call("diff", f"books#{one}").stdout


def test_id_that_comes_twice_is_asked_about(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"}, {"id": "a", "text": "no"})
    assert call("clean").exit_code == 0
    assert one_line(call("restore", "books#a")) == (
        "books#a: 2 records have this id; choose one: #:1, #:2"
    )
    assert call("restore", "books#:2").stdout == "no"
    assert one_line(call("restore", "books#b")) == (
        "books#b: no such record in cleaned/books.jsonl; give its id, or #:NUMBER"
    )
    assert "holds records, which are shown one by one" in one_line(call("diff", "books"))


def test_commands_for_texts_say_what_to_do(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    call("clean")
    for command in (("report", "books"), ("stet", "books:1"), ("take-in", "books")):
        assert one_line(call(*command)) == (
            "books: holds records, and this works on texts; "
            'make one a text by "corrigenda restore NAME#ID -o FILE", and clean that'
        )
    for explained in ("books:1", "raw/books.jsonl:1", "cleaned/books.jsonl:1"):
        assert one_line(call("explain", explained)) == (
            f"{explained[:-2]}: holds records, and this works on texts; "
            'make one a text by "corrigenda restore NAME#ID -o FILE", and clean that'
        )
    for id_ in ("a", "no/such one"):
        for command in (("report", f"books#{id_}"), ("explain", f"books#{id_}:1")):
            said = one_line(call(*command))
            assert said.startswith(f"books#{id_}: is a record, and this works on texts; make")
            assert f"restore 'books#{id_}' -o FILE" in said
    tried = call("rules", "try", "--find", r"\btbe\b", "--replace", "the", "--stage", "scannos")
    assert "tide" in tried.stdout
    assert "books" not in tried.output


def test_edited_records_are_refused(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    path = folder / "cleaned" / "books.jsonl"
    path.write_bytes(path.read_bytes().replace(b"the", b"teh"))
    assert one_line(call("clean")) == (
        "cleaned/books.jsonl: was edited by hand since it was cleaned; "
        "move it away, or overwrite with --force"
    )
    assert call("verify").exit_code == 1
    assert call("clean", "--force").exit_code == 0
    assert call("verify").exit_code == 0


def test_ledgers_that_were_changed_or_cut_are_told(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"}, {"id": "b", "text": "tbe"})
    call("clean")
    path = folder / "cleaned" / "books.ledgers.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"before":"tbe"', b'"before":"tba"', 1))
    assert "was changed since it was written" in call("verify").stderr
    path.write_bytes(whole[:-5])
    assert "is cut short, or holds no ledgers" in one_line(call("clean"))
    assert call("clean", "--force").exit_code == 0
    assert path.read_bytes() == whole


def test_killed_before_the_ledgers_took_their_place_is_mended(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    place = collections.find(folder / "cleaned")[0]
    place.ledgers.rename(place.pending)
    assert call("clean").stdout.startswith("unchanged")
    assert call("verify").exit_code == 0


def test_raw_file_that_changed_is_not_verified(folder: Path) -> None:
    path = write(folder, {"id": "a", "text": "tbe"})
    call("clean")
    path.write_bytes(path.read_bytes() + b"\n")
    assert call("verify").stderr == (
        "raw/books.jsonl: is not the file that was cleaned; clean it again\n"
    )
    path.unlink()
    assert call("verify").stdout.startswith(
        "books: 1 records restored; raw/books.jsonl is not there to compare"
    )


def test_raw_file_is_never_overwritten(folder: Path) -> None:
    write(folder, {"id": "a", "text": "tbe"})
    message = one_line(call("clean", "raw", "-o", "raw"))
    assert message == "raw/books.jsonl: would be overwritten; choose another folder with -o"


def test_decision_that_holds_everywhere_holds_in_records(folder: Path) -> None:
    (folder / "raw" / "tide.txt").write_text(TIDE, "utf-8")
    write(folder, {"id": "a", "text": "tbe quay"})
    call("clean")
    assert call("stet", "tide:2", "--word", "tbe", "--scope", "everywhere").exit_code == 0
    assert call("clean").exit_code == 0
    assert cleaned(folder)[0]["text"] == "tbe quay"


def test_bug_in_one_record_leaves_the_others_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"id": "a", "text": "tbe"}, {"id": "b", "text": "tbe"})
    real = api.clean

    def clean(raw: bytes, **extra: Any) -> Any:
        if extra["name"] == "a":
            raise ZeroDivisionError("no")
        return real(raw, **extra)

    monkeypatch.setattr(api, "clean", clean)
    assert call("clean").exit_code == 3
    assert [one["text"] for one in cleaned(folder)] == ["tbe", "the"]
    assert call("verify").exit_code == 0


def test_memory_does_not_grow_with_the_file(folder: Path) -> None:
    import tracemalloc

    place = Place(folder, "books", ".jsonl")
    cleaning = Cleaning(ruleset.load(folder / "rules"), Fields(), "en")
    peaks = []
    for count in (100, 1000):
        path = write(folder, *[{"text": "sea " * 500}] * count)
        summary = cleaning.summary("books", path.name, file_sha256(path))
        jsonl.clean(path, place, cleaning, summary)
        tracemalloc.start()
        jsonl.clean(path, place, cleaning, summary)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert path.stat().st_size > 2_000_000
    assert peaks[1] < peaks[0] + 300_000


values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=3), values), st.booleans(), st.sampled_from([None, 1]))
def test_fields_of_any_object_are_found(
    content: dict[str, Any], ascii_only: bool, indent: int | None
) -> None:
    line = json.dumps(content, ensure_ascii=ascii_only, indent=indent)
    found = json_line.fields(line)
    assert {name: one.content for name, one in found.items()} == content
    for one in found.values():
        assert json.loads(line[one.start : one.end]) == one.content
        if isinstance(one.content, list) and all(isinstance(x, str) for x in one.content):
            inner = json_line.strings(line, one)
            assert [x.content for x in inner] == one.content
            assert [json.loads(line[x.start : x.end]) for x in inner] == one.content


RULES = ruleset.load(write_rules(Path(tempfile.mkdtemp())))
SIGNS = "tbe \f\r\n-x1\ufeff\0"


@given(st.lists(st.text(st.sampled_from(SIGNS), max_size=12), min_size=1, max_size=4))
def test_any_pages_come_back(pages: list[str]) -> None:
    tally = Tally()
    cleaning = Cleaning(RULES, Fields(), "en")
    done = records.cleaned(Record(1, "a", tuple(pages), True), cleaning, tally)
    assert tally.bug == ("", "")
    assert len(done.texts) == len(pages)
    assert records.restored(done.texts, done.line, "x") == tuple(pages)
