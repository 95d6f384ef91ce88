"""Rules are learned from what a person corrected, and touch nothing that the person left alone."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import regex
import stages
from click.testing import CliRunner, Result

from pipeline import api, hand_edits, ruleset
from pipeline.cli import main
from pipeline.rulework.narrower import Fired, narrower
from pipeline.rulework.suggest import Learned, Suggestion, suggest

TRUTH = (stages.ROOT / "tests" / "truth" / "octavo.txt").read_text("utf-8")

WORDS = {"and", "hand", "sand", "stand", "bend", "the", "tide", "time", "mine", "quay", "old"}


def known(word: str) -> bool:
    return word.casefold() in WORDS


def learn(cleaned: str, edited: str, *others: str) -> list[Suggestion]:
    return suggest([Learned(cleaned, tuple(hand_edits.find(cleaned, edited)))], others, known)


def test_words_of_one_damage_make_one_guarded_rule() -> None:
    cleaned = "anð by hanð on the sanð stanð here, benð it. Iðle seða.\n"
    edited = "and by hand on the sand stand here, bend it. Iðle seða.\n"
    (found,) = learn(cleaned, edited, "Olð sanð anð qð.\n")
    assert found.rule.id == "latin-small-letter-eth-for-d"
    assert found.rule.when == '{ unknown = ["{head}ð{tail}"], known = ["{head}d{tail}"] }'
    assert found.seen == 5
    assert len(found.elsewhere) == 2


def test_what_was_left_alone_narrows_a_rule_to_its_words() -> None:
    cleaned = "anð hanð sanð anð stanð.\n"
    edited = "and hand sand and stanð.\n"
    (found,) = learn(cleaned, edited)
    assert found.rule.when == ""
    assert not regex.search(found.rule.find.split("'")[1], "stanð")


def test_what_cannot_be_told_apart_is_not_offered() -> None:
    assert learn("anð anð anð anð.\n", "and and and anð.\n") == []


def test_one_of_two_like_signs_in_an_edit_is_not_taken_for_the_other() -> None:
    cleaned = "aa;bc;x cc;de;y ee;fg;z gg;hi;w\n"
    edited = "aa:bc;x cc:de;y ee:fg;z gg:hi;w\n"
    assert learn(cleaned, edited) == []


def test_what_came_twice_is_no_rule() -> None:
    assert learn("anð hanð.\n", "and hand.\n") == []


def test_signs_between_words_are_taken_with_what_is_alike_around_them() -> None:
    cleaned = "the quay ; the tide ; the mill ; but 3 ; 4 stay.\n"
    edited = "the quay; the tide; the mill; but 3 ; 4 stay.\n"
    (found,) = learn(cleaned, edited)
    assert found.rule.id == "blank-before-semicolon"
    assert found.rule.find.startswith(r"{ pattern = '(?<=\p{Ll}) (?=; ")


def test_a_rule_refused_often_is_narrowed_and_no_further() -> None:
    text = "Ol5 men and Ol5 boats and Ol5 tides and tbe quay.\n"
    starts = [found.start() for found in regex.finditer("Ol5", text)]
    fired = [Fired("scannos", "figures", text, at, at + 3, True) for at in starts]
    at = text.index("tbe")
    (found,) = narrower([*fired, Fired("scannos", "figures", text, at, at + 3, False)])
    assert (found.refused, found.fired, found.ahead_of) == (3, 4, "figures")
    assert found.rule.leave
    kept = Fired("scannos", "figures", text, starts[0], starts[0] + 3, False)
    assert narrower([*fired[1:], kept, kept]) == []


# ---- forty edits of five kinds, on the handbook

Damage = Callable[["regex.Match[str]"], str]
KINDS: dict[str, tuple[str, Damage]] = {
    "stray-middle-dot": (r"(?<=\p{Ll}), (?=and )", lambda found: "·" + found[0]),
    "blank-before-semicolon": (r"(?<=\p{Ll});(?= \p{Ll})", lambda found: " ;"),
    "latin-small-letter-eth-for-d": (r"\b\p{Ll}{2,}d\b", lambda found: found[0][:-1] + "ð"),
    "latin-small-letter-iota-for-i": (
        r"\b\p{Ll}i\p{Ll}{2,}\b", lambda found: found[0].replace("i", "ɩ", 1),
    ),
    "latin-small-letter-thorn-for-th": (
        r"\b\p{Ll}+th\p{Ll}*\b",
        lambda found: found[0].replace("th", "þ", 1),
    ),
}  # fmt: skip


def damaged() -> tuple[str, int]:
    """Damage forty places, eight of a kind where the text has so many, none near another."""
    chance = random.Random(4)
    places: list[tuple[int, int, str]] = []
    for number, (pattern, damage) in enumerate(KINDS.values(), 1):
        matches = list(regex.finditer(pattern, TRUTH))
        got, before = 0, len(places)
        for found in chance.sample(matches, len(matches)):
            apart = all(
                end + 5 < found.start() or found.end() + 5 < start for start, end, _ in places
            )
            if apart and got < (8 if number < len(KINDS) else 40 - before):
                places.append((found.start(), found.end(), damage(found)))
                got += 1
    pieces: list[str] = []
    done = 0
    for start, end, put in sorted(places):
        pieces += (TRUTH[done:start], put)
        done = end
    return "".join([*pieces, TRUTH[done:]]), len(places)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the damaged handbook, cleaned, and then mended by hand."""
    left = shutil.ignore_patterns("decisions*")
    shutil.copytree(stages.ROOT / "rules", tmp_path / "rules", ignore=left)
    (tmp_path / "raw").mkdir()
    raw, count = damaged()
    assert count == 40
    (tmp_path / "raw" / "book.txt").write_text(raw, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert call("clean").exit_code == 0
    cleaned = Path("cleaned/book.txt")
    # Some of these words are misread as others are, and mended without anybody's help.
    assert len(hand_edits.find(cleaned.read_text("utf-8"), TRUTH)) >= 30
    cleaned.write_text(TRUTH, "utf-8")
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_forty_edits_of_five_kinds_suggest_five_rules(folder: Path) -> None:
    told = call("rules", "suggest")
    assert (told.exit_code, told.stderr) == (0, "")
    for name in KINDS:
        assert f"scannos/{name}:" in told.stdout
    assert "5 rules suggested" in told.stdout


def test_the_rules_taken_mend_the_book_and_harm_no_word_of_the_truth(folder: Path) -> None:
    told = call("rules", "suggest", *(f"--take={number}" for number in range(1, 6)))
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.count("is written") == 5
    rules = ruleset.load((folder / "rules",))
    ours = [rule for stage in rules.stages for rule in stage.rules if rule.id in KINDS]
    assert len(ours) == 5
    assert api.clean(TRUTH, rules=rules).text == api.clean(TRUTH).text
    assert call("clean", "--force").exit_code == 0
    made = Path("cleaned/book.txt").read_text("utf-8")
    assert len(hand_edits.find(made, TRUTH)) <= 2


def test_a_suggestion_that_is_not_there_is_told(folder: Path) -> None:
    told = call("rules", "suggest", "--take", "9")
    assert told.exit_code == 2
    assert "there is no suggestion 9: they are 1 to 5" in told.stderr


def test_without_corrections_nothing_is_suggested(folder: Path) -> None:
    call("clean", "--force")
    told = call("rules", "suggest")
    assert told.stdout == ("nothing was changed by hand, by an edit in review, or refused often\n")


def test_edits_taken_in_are_learned_from_as_well(folder: Path) -> None:
    assert call("take-in").exit_code == 0
    told = call("rules", "suggest")
    assert "5 rules suggested" in told.stdout
