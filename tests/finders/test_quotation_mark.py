"""The quotation-mark finder: kinds, directions, how sure each is, and texts that it passes over."""

from __future__ import annotations

import pytest
from finding import found, settings

from pipeline.context import Match
from pipeline.finders import quotation_mark

CHOSEN = settings("quotes", "quotation-mark", typographic_share=0.1)


def find(text: str, language: str = "en") -> list[Match]:
    return found(quotation_mark, text, CHOSEN, language=language)


def proposals(text: str, language: str = "en") -> str:
    """The text with every proposal in it."""
    for match in reversed(find(text, language)):
        assert match.groups["mark"] == text[match.start]
        text = text[: match.start] + match.groups["proposal"] + text[match.end :]
    return text


def kinds(text: str) -> list[tuple[str, float]]:
    return [(match.groups["kind"], match.measures["sure"]) for match in find(text)]


def test_place_and_balance_agree() -> None:
    text = '“Come,” she said. "The tide is out."'
    assert proposals(text) == "“Come,” she said. “The tide is out.”"
    assert kinds(text) == [("quote", 1.0), ("quote", 1.0)]


def test_the_place_alone_tells() -> None:
    assert kinds('“Come,” she said. The tide is out."') == [("quote", 0.5)]


def test_the_balance_alone_tells() -> None:
    text = '“Come,” she said. The tide " is out.'
    assert kinds(text) == [("quote", 0.2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('“A.” ("B.")', "“A.” (“B.”)"),
        ('“A.” so—"B"—so', "“A.” so—“B”—so"),
        ("“A.” \"'B,' he said.\" ‘x’", "“A.” “‘B,’ he said.” ‘x’"),
        ('"A," he said; “B.”', "“A,” he said; “B.”"),
    ],
)
def test_direction(text: str, expected: str) -> None:
    assert proposals(text) == expected


@pytest.mark.parametrize("break_", ["\n\n", "\n \t\n"])
def test_a_paragraph_may_reopen_a_quotation(break_: str) -> None:
    text = f'“A. {break_}"B. {break_}"C."'
    assert proposals(text) == f"“A. {break_}“B. {break_}“C.”"
    assert {sure for _, sure in kinds(text)} == {1.0}


def test_a_page_break_does_not_end_a_quotation() -> None:
    assert kinds('“A\fB."') == [("quote", 1.0)]


def test_apostrophes() -> None:
    text = "‘x’ the mill's, the boys' hats, 'tis, the '90s, the 1860's"
    assert proposals(text) == "‘x’ the mill’s, the boys’ hats, ’tis, the ’90s, the 1860’s"
    assert {kind for kind, _ in kinds(text)} == {"apostrophe"}


def test_elided_words_come_from_the_settings() -> None:
    chosen = settings("quotes", "quotation-mark", typographic_share=0.1, elisions=["ware"])
    (match,) = found(quotation_mark, "‘x’ 'Ware the tide", chosen)
    assert (match.groups["kind"], match.groups["proposal"]) == ("apostrophe", "’")


def test_primes() -> None:
    text = "“It’s here.” 6' 2\" high, 52° 14' north"
    assert kinds(text) == [("prime", 1.0)] * 3
    assert {match.groups["proposal"] for match in find(text)} == {"′", "″"}


def test_single_quotes_with_and_without_a_partner() -> None:
    assert kinds("‘x’ 'Go,' she said") == [("quote", 1.0), ("quote", 1.0)]
    assert kinds("‘x’ 'Go she said") == [("quote", 0.2)]
    assert kinds("‘x’ go ' she") == [("quote", 0.2)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", '"Ja", sagte er. „Nein.“', "„Ja“, sagte er. „Nein.“"),
        ("fr", '«Non», dit-il. "Oui", dit-elle.', "«Non», dit-il. «Oui», dit-elle."),
        ("it", '«No», disse. "Sì", disse.', "«No», disse. «Sì», disse."),
        ("es", '«No», dijo. "Sí", dijo.', "«No», dijo. «Sí», dijo."),
        ("nl", '“Nee.” "Ja."', "“Nee.” “Ja.”"),
    ],
)
def test_the_language_says_which_marks(language: str, text: str, expected: str) -> None:
    assert proposals(text, language) == expected


def test_straight_texts_are_passed_over() -> None:
    assert find('"Come," she said. "It isn\'t far."') == []


def test_double_and_single_marks_are_asked_for_apart() -> None:
    assert kinds("“Come,” she said. It isn't far.") == []
    assert kinds('It isn’t far, "Come," she said.') == []


def test_the_share_from_which_a_text_is_typographic() -> None:
    text = "“" + '"' * 9
    assert len(find(text)) == 9
    assert find(text + '"') == []


@pytest.mark.parametrize("text", ["", "\n", "\f", "a", "“”", "‘’", "\ud800"])
def test_texts_without_straight_marks(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_mark_at_either_end_of_the_text(mark: str) -> None:
    assert find(mark) == []
    assert len(find(f"{mark}“‘a’”{mark}")) == 2


def test_a_lone_surrogate_beside_a_mark() -> None:
    assert len(find('“a” \ud800"\udc00')) == 1


def test_a_line_of_a_hundred_thousand_characters() -> None:
    assert len(find("“a” \"b\" it’s 'c' " * 6_000)) == 24_000


def test_the_majority_is_the_convention() -> None:
    majority = settings("quotes", "quotation-mark", typographic_share=0.5)
    mostly_straight = '“Come,” she said. "The tide is out." "No." "So."'
    assert found(quotation_mark, mostly_straight, majority) == []
    assert len(found(quotation_mark, '“Come,” she said. "The tide is out."', majority)) == 2


def test_quotes_beside_typographic_apostrophes_change_where_they_are_few() -> None:
    assert proposals('It’s the mill’s. "Come," he said.') == "It’s the mill’s. “Come,” he said."
    assert find('It’s late. "Come," he said.') == []


@pytest.mark.parametrize(
    "code",
    [
        "/tol'booth/",
        '-c "half"',
        'gate "half";',
        'gate="half"',
        'lower "$gate"',
        "sed 's/a/b/' $book",
        'gate("half") { }',
        '│ "up" │',
        'echo "$1" and more',
        "echo 's#1#2#'",
    ],
)
def test_marks_on_a_line_of_code_stay(code: str) -> None:
    text = f"“Come,” she said. It’s ‘late’. She typed:\n{code}\n"
    assert find(text) == []
    assert proposals(text + '"Yes."') == text + "“Yes.”"


def test_on_a_long_line_what_stands_far_from_a_mark_is_no_sign_of_code() -> None:
    words = "and the tide went out over the bar " * 6
    text = f"“Come,” she said. It’s ‘late’. {{CODE}} {words}"
    assert proposals(f'{text}"Yes."') == f"{text}“Yes.”"
    assert find(f'{text}gate="half"') == []


@pytest.mark.parametrize("indent", ["", "     ", "\t"])
def test_a_single_mark_opens_a_line_that_is_set_in(indent: str) -> None:
    text = f"‘A.’ He wrote so.\n{indent}'My dear Edwin, you ask what became of it. I will tell you."
    assert kinds(text) == [("quote", 0.5)]


def test_two_single_marks_are_no_apostrophe() -> None:
    assert kinds("It isn’t so, he said. It is ``as is'' and no more; it isn't.") == [
        ("apostrophe", 1.0)
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('«So?» «Ja.» "Nein", sagte er.', "«So?» «Ja.» «Nein», sagte er."),
        ('«So?» «Nun", sagte er.', "«So?» «Nun», sagte er."),
        ('»So?« »Ja.« "Nein", sagte er.', "»So?« »Ja.« »Nein«, sagte er."),
        ('„So?“ „Ja.“ Die "Laube« war leer.', "„So?“ „Ja.“ Die »Laube« war leer."),
    ],
)
def test_guillemets_point_as_those_of_the_text_do(text: str, read: str) -> None:
    assert proposals(text, "de") == read


def test_a_stray_guillemet_opens_nothing_in_english() -> None:
    assert proposals('“Come,” « she said, likely called", it is out.').endswith(
        "called”, it is out."
    )


def test_a_quotation_that_begins_inside_a_word_is_closed_as_surely_as_it_was_opened() -> None:
    matches = find('»So«, die Linux-"Distribution" kam.', "de")
    assert [match.measures["sure"] for match in matches] == [0.2, 0.2]
