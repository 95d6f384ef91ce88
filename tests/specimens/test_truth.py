"""The truth says what the pages say, at the places where that is hard."""

from __future__ import annotations

from book import Call, Run
from fair_copy import CopyBlock, CopyPart, FairCopy, Folio, Word, Words
from truth import truth
from typesetting import Place, Report

# Words stand far from the right-hand edge, save this one at it, which is nobody's.
EDGE = {99: Place(1, 500, 10), 98: Place(2, 500, 10)}


def words(text: str, first: int, call: int = 0) -> Words:
    """Number the words of a text from `first`; the last may call a note."""
    found = [Word(at, (Run(word),)) for at, word in enumerate(text.split(), first)]
    if call:
        found[-1] = Word(found[-1].number, (*found[-1].pieces, Call(call)))
    return tuple(found)


def written(part: CopyPart, pages: dict[int, int], folios: dict[str, str] | None = None) -> str:
    """The truth of a part whose words stand on these pages, by their numbers."""
    before = {number: Place(page, 100, 10) for number, page in pages.items()} | EDGE
    nothing = CopyPart("title", (), "")
    return truth(FairCopy(nothing, (), (part,)), Report(before, before, folios or {}))


def part(*blocks: CopyBlock, notes: tuple[Words, ...] = ()) -> CopyPart:
    return CopyPart("x.md", blocks, "", notes=notes)


def test_note_stands_between_the_pages_that_its_paragraph_runs_over() -> None:
    paragraph = CopyBlock("paragraph", ((*words("Ink ran", 0, call=1), *words("on and dry", 2)),))
    made = written(part(paragraph, notes=(words("So it did.", 10),)), _pages("11122") | NOTE)
    assert made == "Ink ran1 on\n\n1 So it did.\n\nand dry\n"


def test_item_that_begins_a_page_has_its_bullet_behind_the_notes_of_the_page_before() -> None:
    first = CopyBlock("bulleted", (words("ink", 0, call=1),), "•")
    second = CopyBlock("bulleted", (words("quoins", 1),), "•")
    made = written(part(first, second, notes=(words("So it did.", 10),)), _pages("12") | NOTE)
    assert made == "• ink1\n\n1 So it did.\n\n• quoins\n"


def test_entry_of_the_contents_has_one_run_of_dots_where_leaders_are_printed() -> None:
    plain = CopyBlock("entry", ((*words("The Quay", 0), Word(2, (Folio("quay.md"),))),))
    dotted = CopyBlock("entry", ((*words("Ink", 3), Word(4, (Folio("ink.md", leaders=True),))),))
    made = written(part(plain, dotted), _pages("11111"), {"quay.md": "v", "ink.md": "12"})
    assert made == "The Quay v\n\nInk ... 12\n"


def test_lines_of_a_verse_stay_apart() -> None:
    verse = CopyBlock("verse", (words("The page was", 0), words("white,", 3)))
    assert written(part(verse), _pages("1111")) == "The page was\nwhite,\n"


def test_word_broken_over_a_page_end_belongs_to_the_earlier_page() -> None:
    paragraph = CopyBlock("paragraph", ((*words("ink", 0, call=1), *words("ferryman rows", 1)),))
    copy = part(paragraph, notes=(words("So it did.", 10),))
    before = {0: Place(1, 10, 10), 1: Place(1, 470, 90), 2: Place(2, 40, 10), **EDGE}
    after = before | {1: Place(2, 30, 10)}
    for number in (10, 11, 12):
        before[number] = after[number] = Place(1, 10, 95)
    made = truth(FairCopy(part(), (), (copy,)), Report(before, after, {}))
    assert made == "ink1 ferryman\n\n1 So it did.\n\nrows\n"


def test_word_whose_tag_is_left_at_the_edge_of_the_page_before_belongs_to_the_later_page() -> None:
    paragraph = CopyBlock("paragraph", ((*words("ink", 0, call=1), *words("ferryman rows", 1)),))
    copy = part(paragraph, notes=(words("So it did.", 10),))
    before = {0: Place(1, 10, 10), 1: Place(1, 500, 90), 2: Place(2, 40, 10), **EDGE}
    after = before | {1: Place(2, 30, 10)}
    for number in (10, 11, 12):
        before[number] = after[number] = Place(1, 10, 95)
    made = truth(FairCopy(part(), (), (copy,)), Report(before, after, {}))
    assert made == "ink1\n\n1 So it did.\n\nferryman rows\n"


def _pages(each: str) -> dict[int, int]:
    """The page of each word, by figures: `112` puts two words on page 1 and one on page 2."""
    return {number: int(page) for number, page in enumerate(each)}


NOTE = {10: 1, 11: 1, 12: 1}
