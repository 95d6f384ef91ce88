from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import decision_files
from pipeline.decision_files import Files
from pipeline.decisions import Decision, Draw
from pipeline.faults import Fault

STET = Decision("aa11", "stet", "place", "scannos/b-for-h", after="the", left="Two ", raw="tbe")
FORM = Decision("bb22", "apply", "form", before="1ie", after="lie")
EVERYWHERE = Decision("cc33", "edit", "everywhere", before="tbe", after="the", reading="thy")


@pytest.fixture
def where(tmp_path: Path) -> Files:
    return decision_files.files(tmp_path / "rules", "tide")


def ids(where: Files) -> list[str]:
    return [one.id for one in decision_files.load(where).decisions]


def test_decisions_come_back_as_they_went(where: Files) -> None:
    draw = Decision("dd44", "apply", "group", draw=Draw(7, ("a1",), "y", ("a1", "b2", "c3")))
    told = [STET, FORM, draw]
    decision_files.add(where, told)
    assert list(decision_files.load(where).decisions) == told


def test_what_holds_everywhere_lies_apart_and_comes_first(where: Files) -> None:
    decision_files.add(where, [STET, EVERYWHERE])
    assert where.everywhere.name == "decisions.toml"
    assert b"cc33" in where.everywhere.read_bytes()
    assert ids(where) == ["cc33", "aa11"]
    other = decision_files.files(where.everywhere.parent, "quay")
    assert ids(other) == ["cc33"]


def test_a_file_reads_as_a_person_would_write_it(where: Files) -> None:
    decision_files.add(where, [STET])
    assert where.book.read_text("utf-8") == (
        "# What reviewers decided. Taking a decision back takes its block out.\n"
        "\n"
        "[[decision]]\n"
        'id = "aa11"\n'
        'verdict = "stet"\n'
        'scope = "place"\n'
        'rule = "scannos/b-for-h"\n'
        'after = "the"\n'
        'left = "Two "\n'
        'raw = "tbe"\n'
    )


def test_any_one_is_taken_back_in_any_order(where: Files) -> None:
    decision_files.add(where, [STET])
    decision_files.add(where, [FORM])
    decision_files.add(where, [EVERYWHERE])
    assert decision_files.take_back(where, ["aa11"]) == [STET]
    assert ids(where) == ["cc33", "bb22"]
    assert decision_files.take_back(where, ["cc33", "none"]) == [EVERYWHERE]
    assert ids(where) == ["bb22"]


def test_comments_stay(where: Files) -> None:
    decision_files.add(where, [STET, FORM])
    second = '[[decision]]\nid = "bb22"'
    text = where.book.read_text("utf-8").replace(second, f"# the printer's own\n{second}")
    where.book.write_text(text, "utf-8")
    decision_files.add(where, [Decision("ee55", "stet", "form", before="a", after="b")])
    assert "# the printer's own" in where.book.read_text("utf-8")
    assert ids(where) == ["aa11", "bb22", "ee55"]


def test_blocks_cut_by_hand_are_written_anew(where: Files) -> None:
    where.book.parent.mkdir(parents=True)
    where.book.write_text(
        '[[decision]]\nid = "aa11"\nverdict = "stet"\nscope = "form"\n'
        "before = '''\n[[decision]]\nid = \"bb22\"\n'''\nafter = \"the\"\n"
        '[[decision]]\nid = "bb22"\nverdict = "stet"\nscope = "rule"\nrule = "a/b"\n',
        "utf-8",
    )
    assert decision_files.take_back(where, ["bb22"])[0].rule == "a/b"
    (left,) = decision_files.load(where).decisions
    assert left.before == '[[decision]]\nid = "bb22"\n'


def test_nothing_in_a_book_can_lie_in_the_file(where: Files) -> None:
    nasty = 'a"]\n[[decision]]\tid\\\u202e\u200b\x1b[31m\x7f'
    decision_files.add(where, [Decision("aa11", "stet", "form", before=nasty, after="b")])
    text = where.book.read_text("utf-8")
    assert text.count("\n[[decision]]\n") == 1
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert decision_files.load(where).decisions[0].before == nasty


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    where = decision_files.files(tmp_path_factory.mktemp("any"), "tide")
    told = Decision("aa11", "stet", "form", before=text, after="b", note=text)
    decision_files.add(where, [told])
    decision_files.add(where, [FORM])
    assert decision_files.load(where).decisions == (told, FORM)
    decision_files.take_back(where, ["bb22"])
    assert decision_files.load(where).decisions == (told,)


FAULTS = {
    "syntax": ('[[decision]]\nid = "a', ": not TOML: Unterminated string (at end of document)"),
    "field": ('[[decision]]\nid = "a"\nverdict = "stet"\nscope = "form"\nwhy = "x"\n',
              ":1: Object contains unknown field `why`"),
    "verdict": ('\n[[decision]]\nid = "a"\nverdict = "keep"\nscope = "form"\n',
                ":2: Invalid enum value 'keep'"),
    "missing": ('[[decision]]\nid = "a"\n', ":1: Object missing required field `verdict`"),
    "twice": ('[[decision]]\nid = "a"\nverdict = "stet"\nscope = "form"\n' * 2,
              'two decisions have the id "a"'),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_damaged_file_is_told_with_its_place(where: Files, name: str) -> None:
    text, told = FAULTS[name]
    where.book.parent.mkdir(parents=True)
    where.book.write_text(text, "utf-8")
    with pytest.raises(Fault) as fault:
        decision_files.load(where)
    assert str(fault.value).startswith(str(where.book))
    assert told in str(fault.value)


def test_a_damaged_file_takes_no_more(where: Files) -> None:
    where.book.parent.mkdir(parents=True)
    where.book.write_text("damaged", "utf-8")
    with pytest.raises(Fault):
        decision_files.add(where, [STET])
    assert where.book.read_text("utf-8") == "damaged"


def test_bytes_that_are_no_text_are_told(where: Files) -> None:
    where.book.parent.mkdir(parents=True)
    where.book.write_bytes(b"\xff\xfe")
    with pytest.raises(Fault, match="is not UTF-8; save it as UTF-8"):
        decision_files.load(where)


def add_many(folder: Path, start: int) -> None:
    where = decision_files.files(folder, "tide")
    for number in range(start, start + 20):
        decision_files.add(
            where, [Decision(f"d{number}", "stet", "form", before=str(number), after="b")]
        )


def test_two_who_decide_at_once_lose_nothing(where: Files) -> None:
    folder = where.everywhere.parent
    fresh = multiprocessing.get_context("spawn")
    workers = [fresh.Process(target=add_many, args=(folder, start)) for start in (0, 100, 200)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(ids(where)) == sorted(
        f"d{start + n}" for start in (0, 100, 200) for n in range(20)
    )


def test_a_comment_goes_and_stays_with_its_block(where: Files) -> None:
    decision_files.add(where, [STET, FORM])
    second = '[[decision]]\nid = "bb22"'
    text = where.book.read_text("utf-8").replace(second, f"# the printer's own\n{second}")
    where.book.write_text(text, "utf-8")
    decision_files.take_back(where, ["aa11"])
    assert "# the printer's own" in where.book.read_text("utf-8")
    decision_files.add(where, [Decision("ee55", "stet", "form", before="t\udcff", after="b")])
    assert "# the printer's own" in where.book.read_text("utf-8")
    decision_files.take_back(where, ["bb22"])
    assert "# the printer's own" not in where.book.read_text("utf-8")
    assert ids(where) == ["ee55"]


def test_an_id_is_taken_once(where: Files) -> None:
    decision_files.add(where, [STET])
    with pytest.raises(Fault, match="has a decision of that id already"):
        decision_files.add(where, [Decision("aa11", "stet", "form", before="a", after="b")])
    assert ids(where) == ["aa11"]


def test_a_place_without_words_is_told(where: Files) -> None:
    where.book.parent.mkdir(parents=True)
    block = '[[decision]]\nid = "a"\nverdict = "stet"\nscope = "place"\nleft = "x"\n'
    where.book.write_text(block, "utf-8")
    with pytest.raises(Fault, match="decision a is for a place and has no raw words"):
        decision_files.load(where)


def test_what_was_decided_meanwhile_is_told_before_anything_is_written(where: Files) -> None:
    seen = decision_files.load(where).sha256
    decision_files.add(where, [STET], seen)
    with pytest.raises(decision_files.Changed):
        decision_files.add(where, [FORM], seen)
    assert ids(where) == ["aa11"]
