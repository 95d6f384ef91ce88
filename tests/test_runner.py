from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import TIDE, TIDE_CLEANED, write_rules

from pipeline import api, book, ledger, lexicon, libraries, runner, sources, store
from pipeline.encoding import MARKS
from pipeline.faults import Fault
from pipeline.many import engines
from pipeline.runner import Outcome, Settings
from pipeline.store import Place


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "out", write_rules(tmp_path / "rules"))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number, name in enumerate(("cliff", "quay", "tide"), 1):
        (folder / f"{name}.txt").write_text(TIDE * number, encoding="utf-8")
    return folder


def run(folder: Path, settings: Settings) -> list[Outcome]:
    found, faults = sources.discover([folder])
    assert not faults
    return sorted(engines.run(found, settings), key=lambda one: one.name)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def told(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(one.name, one.state) for one in outcomes]


def test_every_text_of_a_folder_is_cleaned(shelf: Path, settings: Settings) -> None:
    assert told(run(shelf, settings)) == [(name, "cleaned") for name in ("cliff", "quay", "tide")]
    assert (settings.out / "cliff.txt").read_text(encoding="utf-8") == TIDE_CLEANED
    assert list(files(settings.out)) == [
        f"{name}{ending}"
        for name in ("cliff", "quay", "tide")
        for ending in (".corrections.jsonl", ".txt")
    ]


def test_second_run_leaves_everything_as_it_is(shelf: Path, settings: Settings) -> None:
    run(shelf, settings)
    times = [path.stat().st_mtime_ns for path in sorted(settings.out.iterdir())]
    assert {state for _, state in told(run(shelf, settings))} == {"unchanged"}
    assert times == [path.stat().st_mtime_ns for path in sorted(settings.out.iterdir())]


CHANGES = ["raw", "rules", "program", "words", "library", "unicode", "language"]
CHANGES += ["text", "ledger", "force"]


@pytest.mark.parametrize("what", CHANGES)
def test_change_of_anything_that_matters_cleans_again(
    what: str, shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(shelf, settings)
    if what == "raw":
        (shelf / "quay.txt").write_text("tbe other\n", encoding="utf-8")
    elif what == "rules":
        changed = write_rules(tmp_path / "other", furniture='about = "Nothing."\nrule = []\n')
        settings = replace(settings, rules=changed)
    elif what == "program":
        monkeypatch.setattr(runner, "program_sha256", lambda: "0")
    elif what == "words":
        monkeypatch.setattr(lexicon.Lexicon, "digest", "0")
        lexicon.load.cache_clear()
    elif what in ("library", "unicode"):
        others = {**libraries.versions(), "ftfy" if what == "library" else what: "0"}
        monkeypatch.setattr(libraries, "versions", lambda: others)
    elif what == "language":
        settings = replace(settings, language="en")
    elif what == "force":
        settings = replace(settings, force=True)
    else:
        ending = ".txt" if what == "text" else ".txt .corrections.jsonl"
        for one in ending.split():
            (settings.out / f"quay{one}").unlink()
    assert ("quay", "cleaned") in told(run(shelf, settings))


def test_a_word_list_installed_meanwhile_cleans_the_texts_of_its_language(
    shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def renewed(words: str) -> None:
        (tmp_path / "dict" / "ngerman").write_text(words, encoding="utf-8")
        lexicon.load.cache_clear()

    monkeypatch.setattr(lexicon, "SYSTEM_WORDS", tmp_path / "dict")
    (tmp_path / "dict").mkdir()
    renewed("Hafen\n")
    german = replace(settings, language="de")
    run(shelf, german)
    run(shelf, replace(settings, out=tmp_path / "english"))
    renewed("Hafen\nMole\n")
    assert {state for _, state in told(run(shelf, german))} == {"cleaned"}
    english = run(shelf, replace(settings, out=tmp_path / "english"))
    assert {state for _, state in told(english)} == {"unchanged"}


def test_unchanged_document_is_only_hashed(
    shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("cleaned again")

    run(shelf, settings)
    monkeypatch.setattr(api, "clean", never)
    monkeypatch.setattr(store, "write", never)
    assert {state for _, state in told(run(shelf, settings))} == {"unchanged"}


def test_two_workers_write_the_bytes_of_one(
    shelf: Path, settings: Settings, tmp_path: Path
) -> None:
    found, _ = sources.discover([shelf])
    run(shelf, settings)
    two = replace(settings, out=tmp_path / "two", jobs=2)
    seen = [one.name for one in engines.run(found, two)]
    assert files(settings.out) == files(two.out)
    assert sorted(seen) == ["cliff", "quay", "tide"]


def test_file_edited_by_hand_is_refused_and_the_rest_goes_on(
    shelf: Path, settings: Settings
) -> None:
    run(shelf, settings)
    edited = settings.out / "quay.txt"
    edited.write_text("My own words.\n", encoding="utf-8")
    (shelf / "tide.txt").write_text("tbe new tide\n", encoding="utf-8")
    outcomes = run(shelf, settings)
    assert told(outcomes) == [("cliff", "unchanged"), ("quay", "fault"), ("tide", "cleaned")]
    assert outcomes[1].message == (
        f"{edited}: was edited by hand since it was cleaned; "
        'keep the edits by "corrigenda take-in quay", or overwrite with --force'
    )
    assert edited.read_text(encoding="utf-8") == "My own words.\n"
    assert ("quay", "cleaned") in told(run(shelf, replace(settings, force=True)))


def test_file_that_clean_did_not_write_is_refused(shelf: Path, settings: Settings) -> None:
    settings.out.mkdir()
    foreign = settings.out / "quay.txt"
    foreign.write_text("My own words.\n", encoding="utf-8")
    assert run(shelf, settings)[1].message == (
        f"{foreign}: is there already, and no ledger says that clean wrote it; "
        "move it away, or overwrite it with --force"
    )


def test_raw_file_is_never_overwritten(shelf: Path, settings: Settings) -> None:
    before = files(shelf)
    outcomes = run(shelf, replace(settings, out=shelf, force=True))
    assert outcomes[0].message == (
        f"{shelf / 'cliff.txt'}: would be overwritten; choose another folder with -o"
    )
    assert files(shelf) == before


def test_raw_bytes_that_would_not_come_back_are_our_bug(
    shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = api.clean

    def losing(*args: object, **extra: object) -> api.Result:
        result = real(*args, **extra)  # type: ignore[arg-type]
        return replace(result, text=result.text[1:])

    monkeypatch.setattr(api, "clean", losing)
    outcomes = run(shelf, settings)
    assert {one.state for one in outcomes} == {"bug"}
    assert outcomes[0].message.startswith(f"{shelf / 'cliff.txt'}: AssertionError: the raw bytes")
    assert files(settings.out) == {}


def test_output_folder_that_cannot_be_made_is_told(shelf: Path, settings: Settings) -> None:
    with pytest.raises(Fault) as caught:
        run(shelf, replace(settings, out=shelf / "quay.txt" / "out"))
    assert str(caught.value) == (
        f"{shelf / 'quay.txt' / 'out'}: cannot be written (Not a directory); "
        "check it, or choose another place"
    )


def test_output_that_cannot_be_written_is_told(
    shelf: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    store.prepare(settings.out)
    monkeypatch.setattr(store, "prepare", lambda _: None)
    monkeypatch.setattr(os, "fsync", full)
    assert run(shelf, settings)[0].message == (
        f"{settings.out / 'cliff.txt'}: cannot be written (No space left on device); "
        "check it, or choose another place"
    )
    assert not (settings.out / "cliff.txt").exists()


def test_page_files_are_one_document_and_come_back(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "raw" / "ferry"
    folder.mkdir(parents=True)
    pages = {"p9.txt": b"tbe ferry\r\n", "p10.txt": b"tbe\f quay\xff\n", "p11.txt": b""}
    for name, data in pages.items():
        (folder / name).write_bytes(data)
    outcomes = run(tmp_path / "raw", settings)
    assert told(outcomes) == [("ferry", "cleaned")]
    place = Place(settings.out, "ferry")
    cleaned, listed = store.read(place)
    assert cleaned == b"the ferry\r\n\fthe\f quay\xff\n\f"
    assert listed.head.page_files
    assert listed.head.page_files.files == (("p9.txt", 11), ("p10.txt", 11), ("p11.txt", 0))
    assert dict(book.cut(ledger.restore(cleaned, listed), listed.head.page_files)) == pages
    proved = ledger.Proved(f"ferry: 24 bytes restored, equal to {folder}", compared=True)
    assert store.verify(place, tmp_path / "raw") == proved


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5), st.sampled_from(MARKS), st.data())
def test_any_page_files_come_back(
    pages: list[bytes], mark: tuple[bytes, str], data: st.DataObject
) -> None:
    marked = [mark[0] * data.draw(st.integers(0, 1)) + page for page in pages]
    named = [(f"p{number}.txt", page) for number, page in enumerate(marked)]
    assert book.cut(*book.join(named)) == named


def test_pages_in_utf_16_have_one_mark() -> None:
    raw, _ = book.join([("p1.txt", "One".encode("utf-16")), ("p2.txt", "Two".encode("utf-16"))])
    assert raw == "One\fTwo".encode("utf-16")


def _generated(number: int) -> bytes:
    """Bytes of one of eight kinds, the same on every run."""
    chance = random.Random(number)
    words = ["tbe", "ferry-\nman", "12", "1ie", "caf\u00e9", "\u2019tis", "quay", "\u017fhip", "\f"]
    lines = (" ".join(chance.choices(words, k=chance.randint(0, 6))) for _ in range(8))
    text = "\n".join(lines)
    kind = number % 8
    if kind < 4:
        codec = ("utf-8", "utf-8-sig", "utf-16", "cp1252")[kind]
        return text.encode(codec, "replace")
    if kind == 4:
        return text.replace("\n", "\r\n").encode("utf-8-sig")
    if kind == 5:
        return text.encode().decode("cp1252", "replace").encode()
    data = bytearray(text.encode())
    if kind == 6:
        for _ in range(len(data) // 10):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    return chance.randbytes(chance.randint(0, 300))


def test_a_thousand_generated_files_are_restored(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a crash of the machine would lose is not asked here, and waiting for the disk is slow.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(1000):
        (folder / f"text {number:03}.txt").write_bytes(_generated(number))
    assert {state for _, state in told(run(folder, settings))} == {"cleaned"}
    places = store.find(settings.out)
    assert len(places) == 1000
    for place in places:
        assert store.verify(place, folder).line.endswith(f"equal to {folder / place.name}.txt")


def test_ledger_head_holds_no_folder(shelf: Path, settings: Settings, tmp_path: Path) -> None:
    run(shelf, settings)
    for path in settings.out.glob("*.jsonl"):
        assert str(tmp_path) not in path.read_text(encoding="utf-8")
        assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["format"] == 1


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-5], lambda data: data.replace(b"tbe", b"tbx")]
)
def test_a_damaged_ledger_is_not_held_to_be_done(
    shelf: Path, settings: Settings, damage: Any
) -> None:
    run(shelf, settings)
    path = settings.out / "quay.corrections.jsonl"
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert ("quay", "cleaned") in told(run(shelf, settings))
    assert path.read_bytes() == whole
