"""The desk takes decisions: at once on disk, never unseen, never about what has changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from reviewing import Project, Running, project, running
from tiny import TIDE

from pipeline import decision_files
from pipeline.decision_files import Files
from pipeline.decisions import Decision
from pipeline.review.deciding import Said
from pipeline.review.desk import Book, Conflict, Desk, Drawn, Seen
from pipeline.review.listing import Filter


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project(tmp_path, tide=TIDE)


@pytest.fixture
def book(made: Project) -> Book:
    return Desk(made.folders).book("tide")


def seen(book: Book, decision: str = "") -> Seen:
    return Seen(book.version, decision, book.revision)


def on_disk(book: Book) -> list[Decision]:
    return list(decision_files.load(book.files).decisions)


def test_a_decision_is_on_disk_when_it_is_given(book: Book) -> None:
    told = book.decide(0, Said("stet"), seen(book))
    assert on_disk(book) == [told]
    assert book.verdicts[0] == told


def test_the_next_clean_honours_it(made: Project, book: Book) -> None:
    book.decide(0, Said("stet"), seen(book))
    assert made.clean() == ["cleaned"]
    assert made.cleaned("tide").startswith("Tbe Tide\ntbe ferryman")
    assert made.clean() == ["unchanged"]
    book.refresh()
    assert [one.row.decision for one in book.proof.items] == ["stet", "", "", "", ""]
    assert set(book.verdicts) == {0}


def test_saying_the_same_again_changes_nothing(book: Book) -> None:
    told = book.decide(0, Said("stet"), seen(book))
    assert book.decide(0, Said("stet"), seen(book, told.id)) == told
    assert on_disk(book) == [told]


def test_the_later_of_two_never_overwrites_unseen(made: Project, book: Book) -> None:
    other = Desk(made.folders).book("tide")
    first = other.decide(0, Said("stet"), seen(other))
    with pytest.raises(Conflict) as conflict:
        book.decide(0, Said("apply"), Seen(book.version))
    assert conflict.value.decision == first
    assert on_disk(book) == [first]
    second = book.decide(0, Said("apply"), Seen(book.version, first.id))
    assert [one.id for one in on_disk(book)] == [first.id, second.id]
    assert book.verdicts[0] == second


def test_a_replayed_decision_is_refused(book: Book) -> None:
    before = seen(book)
    told = book.decide(0, Said("stet"), before)
    book.take_back([told.id], seen(book))
    book.decide(0, Said("apply"), seen(book))
    with pytest.raises(Conflict):
        book.decide(0, Said("stet"), before)


def test_what_reaches_far_wants_to_have_seen_all(made: Project, book: Book) -> None:
    before = seen(book)
    Desk(made.folders).book("tide").decide(4, Said("apply"), seen(book))
    with pytest.raises(Conflict, match="other decisions were taken meanwhile; look again"):
        book.decide(0, Said("stet", "form"), before)


def test_any_decision_is_taken_back_in_any_order(book: Book) -> None:
    told = [book.decide(number, Said("stet"), seen(book)) for number in range(3)]
    book.take_back([told[1].id], seen(book))
    assert on_disk(book) == [told[0], told[2]]
    with pytest.raises(Conflict, match="was taken back elsewhere"):
        book.take_back([told[1].id], seen(book))


def test_a_book_cleaned_anew_is_refused_until_it_is_seen(made: Project, book: Book) -> None:
    before = seen(book)
    (made.folder / "raw" / "tide.txt").write_text(TIDE + "tbe end\n", "utf-8")
    made.clean()
    with pytest.raises(Conflict, match="tide: the book changed on disk; clean it again"):
        book.decide(0, Said("stet"), before)
    book.refresh()
    assert len(book.proof.items) == 6
    book.decide(0, Said("stet"), seen(book))


def test_a_raw_text_that_changed_is_refused(made: Project, book: Book) -> None:
    (made.folder / "raw" / "tide.txt").write_text(TIDE + "tbe end\n", "utf-8")
    with pytest.raises(Conflict, match="the raw text changed on disk"):
        book.decide(0, Said("stet"), seen(book))


def test_rules_that_changed_are_refused(made: Project, book: Book) -> None:
    rules = made.folder / "rules" / "scannos.toml"
    rules.write_text(rules.read_text("utf-8").replace("misread.", "misread often."), "utf-8")
    with pytest.raises(Conflict, match="the rules changed since it was cleaned"):
        book.decide(0, Said("stet"), seen(book))


def test_an_edited_cleaned_text_is_refused(made: Project, book: Book) -> None:
    (made.folder / "cleaned" / "tide.txt").write_text("another text", "utf-8")
    with pytest.raises(Conflict):
        book.decide(0, Said("stet"), seen(book))


def test_a_decision_taken_elsewhere_is_seen(made: Project, book: Book) -> None:
    Desk(made.folders).book("tide").decide(0, Said("stet"), seen(book))
    book.refresh()
    assert set(book.verdicts) == {0}


def test_a_group_is_sealed_on_a_draw_of_right_ones(book: Book) -> None:
    wanted = Filter(rule="scannos/b-for-h")
    seed, drawn, of = book.drawn(wanted, None, 59)
    assert (len(drawn), of) == (2, 2)
    assert book.drawn(wanted, seed, 59) == (seed, drawn, 2)
    with pytest.raises(Exception, match="not all that was drawn is right"):
        book.seal(wanted, Drawn(seed, 59, 1), seen(book))
    told = book.seal(wanted, Drawn(seed, 59, 2), seen(book))
    assert told.draw is not None
    assert (told.draw.seed, told.draw.answers) == (seed, "yy")
    assert {book.proof.items[one].rule for one in book.verdicts} == {"scannos/b-for-h"}
    with pytest.raises(Exception, match="nothing in this group is undecided"):
        book.drawn(wanted, None, 59)


def test_two_tabs_at_once_lose_nothing(made: Project) -> None:
    text = "".join(f"tbe {word}\n" for word in ("tide", "quay", "dam", "mill", "ferry", "boat"))
    (made.folder / "raw" / "tide.txt").write_text(text, "utf-8")
    made.clean()
    desk = Desk(made.folders)
    book = desk.book("tide")
    start = Barrier(6)

    def say(number: int) -> None:
        start.wait()
        desk.book("tide").decide(number, Said("stet"), Seen(book.version))

    threads = [Thread(target=say, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(book.verdicts) == set(range(6))
    assert len(on_disk(book)) == 6


def test_a_full_disk_takes_nothing_and_says_so(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    told = book.decide(0, Said("stet"), seen(book))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.store.os.replace", full)
    with pytest.raises(Exception, match=r"cannot be written \(No space left on device\)"):
        book.decide(1, Said("stet"), seen(book))
    monkeypatch.undo()
    assert on_disk(book) == [told]
    assert set(book.verdicts) == {0}


def test_a_kill_in_the_middle_loses_nothing_that_was_decided(made: Project) -> None:
    """The server is killed again and again while decisions are sent; what it answered is there."""
    text = "".join(f"tbe {number} boats\n" for number in range(200))
    (made.folder / "raw" / "tide.txt").write_text(text, "utf-8")
    made.clean()
    answered: list[str] = []
    for _ in range(5):
        answered += decide_until_killed(made, len(answered))
    kept = {one.id for one in decision_files.load(_files(made)).decisions}
    assert answered
    assert set(answered) <= kept
    assert len(kept) <= len(answered) + 5


def _files(made: Project) -> Files:
    return decision_files.files(made.folder / "rules", "tide")


SAYS = """
import sys
from pathlib import Path
from pipeline.review.deciding import Said
from pipeline.review.desk import Desk, Folders, Seen

at = Path(sys.argv[1])
book = Desk(Folders(at / "cleaned", at / "raw", at / "rules", at / "rules")).book("tide")
for number in range(len(book.proof.items)):
    if number not in book.verdicts:
        print(book.decide(number, Said("stet"), Seen(book.version)).id, flush=True)
"""


def decide_until_killed(made: Project, start: int) -> list[str]:
    command = [sys.executable, "-c", SAYS, str(made.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as told:
        assert told.stdout is not None
        first = told.stdout.readline()
        time.sleep(0.01 * (start % 7))
        os.kill(told.pid, signal.SIGKILL)
        rest = told.stdout.read()
    return [line for line in (first + rest).split("\n") if len(line) == 2 * decision_files.ID_BYTES]


def test_a_page_learns_of_a_decision_from_the_terminal(made: Project) -> None:
    with running(made) as served:
        before = state(served)
        decision_files.add(
            _files(made), [Decision("ff66", "stet", "form", before="tbe", after="the")]
        )
        after = state(served)
    assert (before["judged"], after["judged"]) == (0, 2)
    assert before["revision"] != after["revision"]


def state(served: Running) -> dict[str, Any]:
    told: dict[str, Any] = served.ask("/api/state?name=tide").json
    return told


def test_a_book_that_cannot_be_read_is_refused_again_and_again(made: Project) -> None:
    desk = Desk(made.folders)
    version = desk.book("tide").version
    (made.folder / "cleaned" / "tide.txt").write_text("another text", "utf-8")
    for _ in range(2):
        with pytest.raises(Exception, match="does not fit its ledger"):
            desk.book("tide").decide(0, Said("stet"), Seen(version))


def test_a_decision_that_slips_in_before_the_write_is_seen(
    made: Project, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Desk(made.folders).book("tide")
    add = decision_files.add

    def slow(where: Files, decisions: list[Decision], seen: str | None = None) -> None:
        monkeypatch.undo()
        other.decide(0, Said("apply"), Seen(other.version))
        add(where, decisions, seen)

    monkeypatch.setattr(decision_files, "add", slow)
    with pytest.raises(Conflict, match="other decisions were taken meanwhile"):
        book.decide(0, Said("stet"), seen(book))
    assert [one.verdict for one in on_disk(book)] == ["apply"]
    assert book.verdicts[0].verdict == "apply"


def test_page_files_that_changed_are_refused(tmp_path: Path) -> None:
    made = project(tmp_path, other=TIDE)
    pages = made.folder / "raw" / "leaves"
    pages.mkdir()
    for number in (1, 2):
        (pages / f"p{number}.txt").write_text(f"tbe quay {number}\n", "utf-8")
    made.clean()
    book = Desk(made.folders).book("leaves")
    told = book.decide(0, Said("stet"), seen(book))
    assert told.verdict == "stet"
    (pages / "p1.txt").write_text("tbe dam\n", "utf-8")
    with pytest.raises(Conflict, match="the raw text changed on disk"):
        book.decide(1, Said("stet"), seen(book))


def test_a_draw_of_another_size_seals_nothing(book: Book) -> None:
    wanted = Filter(rule="scannos/b-for-h")
    with pytest.raises(Exception, match="a draw is of 59 or 299; draw again"):
        book.seal(wanted, Drawn(1, 0, 0), seen(book))


def test_a_listing_stays_as_it_was_when_it_was_asked_for(book: Book) -> None:
    before = book.revision
    first = book.listing(Filter(judged="no"), before).numbers
    book.decide(4, Said("apply"), seen(book))
    for number in range(40):
        book.listing(Filter(text=str(number)), book.revision)
    assert book.listing(Filter(judged="no"), before).numbers == first
