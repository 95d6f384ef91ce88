"""The spaced-run finder: where a run begins and ends, how it reads, every measure."""

from __future__ import annotations

import math

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import spaced_run
from pipeline.spaced_rows import Spotter, Token
from pipeline.wide_row import Reading

CHOSEN = settings(
    "letterspacing",
    "spaced-run",
    least_singles=3,
    single_words={"en": ["a", "I", "O"], "de": []},
)


def find(text: str, language: str = "en") -> list[Match]:
    return found(spaced_run, text, CHOSEN, language=language)


def readings(text: str, language: str = "en") -> list[str]:
    """What each run of a text would read."""
    return [match.groups["text"] for match in find(text, language)]


def test_run_is_the_text_as_it_stands() -> None:
    text = "He went t o t h e r i v e r that night."
    (match,) = find(text)
    assert match.groups["run"] == text[match.start : match.end]
    assert match.groups["run"].startswith("t o t h e")
    assert match.groups["text"] == "to the river"


def test_every_line_has_its_own_runs() -> None:
    text = (
        "T h e m i l l stood idle.\nNobody came.\n\fThe f e r r y was late, like every b o a t is."
    )
    assert readings(text) == ["The mill", "ferry", "boat"]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("the wheel of everyb o d y", "everybody"),
        ("under c o n d i tions like these", "conditions"),
        ("his neighb o u r s came", "neighbours"),
    ],
)
def test_words_beside_a_run_belong_to_it_where_they_are_halves(text: str, reading: str) -> None:
    assert readings(text) == [reading]


def test_whole_words_beside_a_run_are_left_out() -> None:
    (match,) = find("Nobody knew t h e f e r r y m a n better.")
    assert match.groups["run"] == "t h e f e r r y m a n"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("“ T h e m i l l ! ” s h e s a i d .", "“The mill!” she said."),
        ("( I t w a s l a t e . )", "(It was late.)"),
        ("T h e m i l l — a n d t h e f e r r y", "The mill—and the ferry"),
        ("w o r k i n g - c l a s s h o m e s", "working-class homes"),
        ("t h e m i l l e r ’s w i f e", "the miller’s wife"),
        ("f r o m M a y 1 0 - 2 5 w e r e s t", "from May 10-25 we rest"),
    ],
)
def test_marks_and_figures_keep_their_side(text: str, reading: str) -> None:
    assert readings(text) == [reading]


def test_initials_are_spaced_as_elsewhere() -> None:
    run = "J . V . H a r r o w s p o k e a t l e n g t h"
    assert readings(f"{run}\nJ. V. Harrow sat.") == ["J. V. Harrow spoke at length"]
    assert readings(f"{run}\nJ.V. Harrow sat.") == ["J.V. Harrow spoke at length"]


def test_wide_gaps_part_words() -> None:
    assert readings("w e  a r e  a l l  r e a d y") == ["we are all ready"]
    assert readings("w e  a r e  a l r e a d y  l a t e") == ["we are already late"]


def test_letters_are_never_changed() -> None:
    for match in find("t h e T I D E m i l l o f O l d Q u e n n e r b y . i t l e a k s ."):
        run, text = match.groups["run"], match.groups["text"]
        assert run.replace(" ", "") == text.replace(" ", "")


def test_measures_of_a_run() -> None:
    (match,) = find("It was t h e r i v e r again.")
    measures = match.measures
    assert measures["singles"] == 8
    assert measures["letters"] == 8
    assert measures["longest"] == 5
    assert measures["unknown"] == 0
    assert measures["lone"] == 0
    assert measures["agree"] == 1
    assert 0 < measures["margin"] < math.inf


def test_unknown_words_are_counted() -> None:
    (match,) = find("They came to V r o x t h a m b y boat.")
    assert match.measures["unknown"] >= 1


def test_document_decides_between_two_cuts() -> None:
    plain = "Overall it was overall so, and overall it stays. " * 3
    assert readings(f"{plain}\ni t w a s o v e r a l l s o") == ["it was overall so"]


def test_a_rare_word_that_may_be_two_is_read_apart_from_the_rest() -> None:
    doubtful = [match for match in find("t a k e a w a y t h e n e t s") if match.measures["two"]]
    assert [match.groups["run"] for match in doubtful] == ["t a k e a w a y"]
    assert readings("t a k e a w a y t h e n e t s") == ["the nets", "takeaway"]


def test_a_word_set_half_wide_is_read_whole_where_its_letters_are_words() -> None:
    assert readings("It is To m o r row, then.") == ["Tomorrow,"]
    assert readings("He waited there f o r the boat.") == ["for"]


def test_pieces_are_what_blanks_part() -> None:
    (match,) = find("He was h a lf w a y there.")
    assert match.measures["pieces"] == 6


def test_a_hyphen_at_a_line_end_stays_where_the_document_has_it() -> None:
    run = "h e w a s t h e b y -\ns t a n d e r t h e n"
    assert readings(f"A by-stander saw it.\n{run}") == ["he was the by-stander\nthen"]
    assert readings(f"A bystander saw it.\n{run}") == ["he was the bystander\nthen"]


def test_contractions_are_those_of_the_language() -> None:
    assert readings("‘ I d o n ’ t s e e h i m .") == ["‘I don’t see him."]
    assert "gehen’ tage" in readings("‘ w i r g e h e n ’ t a g e", "de")[0]


def test_small_words_set_closed_are_those_of_the_language() -> None:
    text = "w e s a w the the f e r r y g o"
    assert readings(text) == ["we saw the the ferry go"]
    other = settings("letterspacing", "spaced-run", clumps={"de": ["the"]})
    assert [one.groups["text"] for one in found(spaced_run, text, other)] == ["we saw", "ferry go"]


def test_single_words_are_those_of_the_language() -> None:
    (match,) = find("d e r a l t e M a n n", "de")
    assert match.groups["text"] == "der alte Mann"
    assert match.measures["lone"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "The mill stood idle. Nobody came.",
        "Signed by J. V. Harrow and by R. C. P. Quill.",
        "The sluices A, B, C, D and E were shut.",
        "Take a, b; and c, then d, then e.",
        "I am. I was. A boat. O my boat.",
        "It is so. If we go, he is in it.",
    ],
)
def test_plain_text_has_no_run(text: str) -> None:
    assert find(text) == []


def test_too_few_singles_are_no_run() -> None:
    assert find("He lay i n bed all day.") == []


@pytest.mark.parametrize(
    "text", ["", "\n", "\f\n", "one line", "\udc80", "\udc80 a \udc80 b \udc80"]
)
def test_odd_texts_have_no_run(text: str) -> None:
    assert find(text) == []


def test_a_lone_surrogate_beside_a_run() -> None:
    text = "\udc80 t h e m i l l \udc80"
    for match in find(text):
        assert match.groups["run"] == text[match.start : match.end]


def test_a_line_of_a_hundred_thousand_characters() -> None:
    text = "The ferry was late again that day. " * 2_900 + "t h e r i v e r"
    assert readings(text) == ["the river"]


def test_a_run_of_a_hundred_thousand_characters() -> None:
    text = "t h e r i v e r " * 6_250
    read = "".join(readings(text)).replace(" ", "")
    assert read == text.replace(" ", "")


def tokens_read(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many tokens are read in all to find the runs of a text, or looked at."""
    counts: list[int] = []
    tokens_of = Spotter.tokens

    def tokens(self: Spotter, line: int) -> list[Token]:
        counts.append(len(tokens_of(self, line)))
        return tokens_of(self, line)

    class Counted(Reading):
        def read(self, tokens: list[Token]) -> str:
            counts.append(len(tokens))
            return super().read(tokens)

    monkeypatch.setattr(spaced_run, "Reading", Counted)
    monkeypatch.setattr(Spotter, "tokens", tokens)
    find(text)
    monkeypatch.undo()
    return sum(counts)


@pytest.mark.parametrize(
    ("row", "end"),
    [
        ("t h e m i l l ", "f o r a g e"),
        ("t h e m i l l ", 'f o r a g e " t h e'),
        ("T h e M i l l ", ""),
        ("V r o x t h a m T h e M i l l ", ""),
    ],
    ids=["a word that may be two", "one before a mark", "words alone", "unknown words"],
)
def test_a_long_run_costs_no_more_than_it_is_longer(
    row: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = (tokens_read(row * times + end, monkeypatch) for times in (40, 160))
    assert long < 5 * short


@pytest.mark.parametrize("line", ["t h e m i l l w a-\n", "V r o x t h a m w a-\n"])
def test_lines_that_each_break_a_word_are_not_read_from_each_of_them_to_the_last(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = (tokens_read(line * times, monkeypatch) for times in (30, 120))
    assert long < 5 * short


def test_a_run_goes_on_over_a_few_line_ends() -> None:
    text = "t h e m i l-\n" + "l w h e e l a n d t h e m i l-\n" * 3 + "l s t o o d"
    assert readings(text) == [
        "the mill\n" + "wheel and the mill\n" * 3 + "stood",
    ]


def test_a_rare_word_that_may_be_two_is_also_given_in_two() -> None:
    text = "It was late. T a k e a w a y t h e c o p y , he said."
    end, doubtful = find(text)
    assert end.groups["text"] == end.groups["parted"] == "the copy,"
    assert (doubtful.groups["text"], doubtful.groups["parted"]) == ("Takeaway", "Take away")
    assert (doubtful.groups["before"], doubtful.groups["behind"]) == (".", "the")


def test_a_word_beside_the_run_does_not_shift_where_it_is_parted() -> None:
    (match,) = find("Nobody saw Quenner t a k e a w a y here.")
    assert (match.groups["text"], match.groups["parted"]) == ("takeaway", "take away")


def test_what_stands_beside_a_run_that_is_alone() -> None:
    (match,) = find("t h e f e r r y")
    assert (match.groups["before"], match.groups["behind"]) == ("", "")


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("He saw t h e m i l l\no f t h e t o w n", [1, 1]),
        ("He saw t h e m i l l\nwhere t h e t o w n is", [0, 0]),
        ("He saw t h e m i l l today\no f t h e t o w n", [0, 0]),
        ("He saw t h e m i l l\nof it", [0]),
    ],
)
def test_whether_the_line_beside_goes_on_with_a_run(text: str, goes_on: list[int]) -> None:
    assert [match.measures["goes_on"] for match in find(text)] == goes_on


def test_spaced_lines_are_not_looked_through_for_each_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    tokens_of = Spotter.tokens

    class Unsearchable(list[int]):
        def __contains__(self, line: object) -> bool:
            raise AssertionError("all lines are looked through for one")

    def tokens(spotter: Spotter, line: int) -> list[Token]:
        asked.append(line)
        return tokens_of(spotter, line)

    found_places = Spotter._places
    monkeypatch.setattr(Spotter, "_places", lambda spotter: Unsearchable(found_places(spotter)))
    monkeypatch.setattr(Spotter, "tokens", tokens)
    assert len(find("t h e m i l l\n" * 40)) == 40
    assert max(map(asked.count, asked)) == 2, "once for itself, once for the line before"
