"""Which picture is shown beside which page, and when that is called sure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from page_pictures import write_pdf
from PIL import Image

from pipeline.review import picture_words
from pipeline.review.picture_match import Evidence, Pairing, numbers_in, pair
from pipeline.review.pictures import find

NO_SHIFT = "as many pictures as text pages"
ONLY_COUNTS = f"{NO_SHIFT}, but nothing else says that they belong together"


def book(count: int, seed: int) -> list[str]:
    """Pages of invented words, a few of which all pages share."""
    chance = random.Random(seed)
    common = ["the", "tide", "and", "of", "quay", "ferry"]

    def word() -> str:
        if chance.random() < 0.4:
            return chance.choice(common)
        return "".join(chance.choices("abdeghiklmnoprstu", k=chance.randint(3, 8)))

    return [" ".join(word() for _ in range(120)) for _ in range(count)]


def blurred(text: str, share: float) -> str:
    """The text as another OCR engine might read it: that share of its characters is wrong."""
    chance = random.Random(7)
    return "".join(chance.choice("ceoilt ") if chance.random() < share else one for one in text)


def foliated(count: int, first: int) -> list[str]:
    """Pages whose last line is their folio."""
    texts = book(count, seed=3)
    return [f"{text}\n\n{folio}\n" for folio, text in enumerate(texts, first)]


def stems(numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"p{number}" for number in numbers)


def numbers(pairing: Pairing) -> list[int | None]:
    return [one.picture for one in pairing.pairs]


def reasons(pairing: Pairing) -> set[tuple[bool, str]]:
    return {(one.sure, one.reason) for one in pairing.pairs}


# By count, name and folio.


def test_equal_counts_alone_are_not_sure() -> None:
    pairing = pair(book(20, 1), Evidence(20, named=False))
    assert numbers(pairing) == list(range(1, 21))
    assert reasons(pairing) == {(False, ONLY_COUNTS)}


def test_equal_counts_and_the_texts_name_are_sure() -> None:
    pairing = pair(book(20, 1), Evidence(20, named=True, stems=stems(range(4, 24))))
    assert reasons(pairing) == {(True, f"{NO_SHIFT}, and they bear the text's name")}


def test_few_pages_prove_nothing() -> None:
    pairing = pair(book(7, 1), Evidence(7, named=True))
    assert reasons(pairing) == {(False, f"{NO_SHIFT}, but so few prove nothing")}


def test_a_gap_in_the_names_is_a_picture_that_may_be_missing() -> None:
    pairing = pair(book(20, 1), Evidence(20, named=True, stems=stems([*range(1, 20), 21])))
    problem = "but the numbers in the pictures' names have gaps: one may be missing"
    assert reasons(pairing) == {(False, f"{NO_SHIFT}, {problem}")}


def test_folios_that_are_the_pictures_numbers_are_sure() -> None:
    pages = foliated(20, first=5)
    pages[3] = pages[3].replace("\n8\n", "\nB\n")
    pairing = pair(pages, Evidence(20, named=False, stems=stems(range(5, 25))))
    said = f"{NO_SHIFT}, and the pictures are numbered as the pages are"
    assert reasons(pairing) == {(True, said)}


def test_folios_that_differ_from_the_pictures_numbers_say_nothing() -> None:
    pairing = pair(foliated(20, first=5), Evidence(20, named=False, stems=stems(range(1, 21))))
    assert reasons(pairing) == {(False, ONLY_COUNTS)}


def test_more_pictures_than_pages() -> None:
    pairing = pair(book(10, 1), Evidence(12, named=True))
    assert numbers(pairing) == list(range(1, 11))
    problem = "12 pictures and 10 text pages: the picture may be another page's"
    assert reasons(pairing) == {(False, problem)}


def test_more_pages_than_pictures() -> None:
    pairing = pair(book(3, 1), Evidence(1, named=True))
    assert numbers(pairing) == [1, None, None]
    assert pairing.of(1).reason.endswith("the picture may be another page's")
    assert pairing.of(3).reason == "1 picture and 3 text pages: there is none for this page"


def test_where_counts_differ_the_folios_make_the_better_guess() -> None:
    pairing = pair(foliated(10, first=3), Evidence(12, named=True, stems=stems(range(1, 13))))
    assert numbers(pairing) == list(range(3, 13))
    assert not any(one.sure for one in pairing.pairs)


def test_a_closing_form_feed_is_no_page() -> None:
    pairing = pair([*book(20, 1), ""], Evidence(20, named=True))
    assert [one.sure for one in pairing.pairs] == [True] * 20 + [False]
    assert pairing.of(21).picture is None


def test_no_pages() -> None:
    assert pair([], Evidence(3, named=True)).pairs == ()


def test_pictures_with_the_names_of_page_files() -> None:
    names = stems(range(1, 11))
    pictures = tuple(name for name in stems(range(11)) if name != "p4")
    pairing = pair(book(10, 1), Evidence(10, named=True, stems=pictures), names)
    assert numbers(pairing) == [2, 3, 4, None, 5, 6, 7, 8, 9, 10]
    assert pairing.of(1).reason == "the picture bears the name of the page's file"
    assert pairing.of(4).reason == "no picture bears the name of this page's file"
    assert [one.sure for one in pairing.pairs].count(True) == 9


def test_names_of_page_files_do_not_say_which_book() -> None:
    pairing = pair(
        book(10, 1), Evidence(12, named=False, stems=stems(range(12))), stems(range(1, 11))
    )
    assert numbers(pairing) == list(range(2, 12))
    problem = "but nothing says that it is of the same book"
    assert reasons(pairing) == {
        (False, f"the picture bears the name of the page's file, {problem}")
    }


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["p001", "p010"], [1, 10]),
        (["1898-1", "1898-2"], [1, 2]),
        (["1-300dpi", "2-300dpi"], [1, 2]),
        (["cover", "p1"], []),
        (["a1", "b1"], []),
        ([], []),
    ],
)
def test_the_number_in_a_name(names: list[str], found: list[int]) -> None:
    assert numbers_in(names) == found


# By the words of a PDF.


def by_words(pages: Sequence[str], pictures: Sequence[str], named: bool = True) -> Pairing:
    return pair(pages, Evidence(len(pictures), named, texts=tuple(pictures)))


def test_the_same_words_are_sure() -> None:
    pages = book(5, 1)
    pairing = by_words(pages, [blurred(text, 0.08) for text in pages])
    assert numbers(pairing) == [1, 2, 3, 4, 5]
    assert reasons(pairing) == {(True, picture_words.SAME)}


def test_two_plates_before_the_first_page() -> None:
    pages = book(12, 1)
    pairing = by_words(pages, ["", "", *pages])
    assert numbers(pairing) == list(range(3, 15))
    assert reasons(pairing) == {(True, picture_words.SAME)}


def test_a_plate_in_the_middle() -> None:
    pages = book(12, 1)
    pairing = by_words(pages, [*pages[:5], "A plate", *pages[5:]])
    assert numbers(pairing) == [1, 2, 3, 4, 5, *range(7, 14)]
    assert reasons(pairing) == {(True, picture_words.SAME)}


def test_a_blank_page_between_pages_that_fit() -> None:
    pages = ["", *book(4, 1), "A plate", *book(4, 2)]
    pairing = by_words(pages, pages)
    assert pairing.of(1) == picture_words.Pair(1, True, picture_words.BETWEEN)
    assert pairing.of(6) == picture_words.Pair(6, True, picture_words.BETWEEN)


def test_a_blank_page_where_pages_and_pictures_part_ways() -> None:
    first, second = book(4, 1), book(4, 2)
    pairing = by_words([*first, "", *second], [*first, "", "", *second])
    assert pairing.of(5) == picture_words.Pair(5, False, picture_words.SHIFTED)
    pairing = by_words([*first, "", *second], [*first, *second])
    assert pairing.of(5) == picture_words.Pair(None, False, picture_words.NONE_LEFT)
    assert pairing.of(6) == picture_words.Pair(5, True, picture_words.SAME)


def test_a_page_that_reads_otherwise() -> None:
    pages = book(9, 1)
    pairing = by_words([*pages[:4], book(1, 2)[0], *pages[5:]], pages)
    assert pairing.of(5) == picture_words.Pair(5, False, picture_words.OTHERWISE)
    assert pairing.of(6).sure


def test_a_page_that_stands_twice_goes_by_its_neighbours() -> None:
    pages = book(9, 1)
    pages[4] = pages[6]
    pairing = by_words(pages, pages)
    assert numbers(pairing) == list(range(1, 10))
    assert all(one.sure for one in pairing.pairs)


def test_another_books_pictures() -> None:
    pairing = by_words(book(12, 1), book(12, 2))
    assert numbers(pairing) == list(range(1, 13))
    assert reasons(pairing) == {(False, picture_words.OTHER_BOOK)}


def test_another_editions_pictures_are_sure_only_where_the_pages_nearly_begin_alike() -> None:
    words = " ".join(book(40, 1)).split()
    pages = [" ".join(words[at : at + 120]) for at in range(0, len(words), 120)]
    pictures = [" ".join(words[at : at + 132]) for at in range(0, len(words), 132)]
    for page, one in enumerate(by_words(pages, pictures).pairs):
        if one.sure and one.picture is not None:
            begins = 120 * page - 132 * (one.picture - 1)
            assert -40 <= begins <= 52


def test_pictures_in_another_order_are_sure_only_where_they_rise() -> None:
    pages = book(10, 1)
    pairing = by_words(pages, [*pages[5:], *pages[:5]])
    sure = [page for page, one in enumerate(pairing.pairs, 1) if one.sure]
    assert all(pages[page - 1] == [*pages[5:], *pages[:5]][page - 1 - 5] for page in sure)


def test_a_text_layer_on_the_cover_sheet_alone_decides_nothing() -> None:
    pages = book(12, 1)
    pairing = by_words(pages, [book(1, 2)[0], *[""] * 11])
    assert reasons(pairing) == {(True, f"{NO_SHIFT}, and they bear the text's name")}


def test_a_text_without_page_marks() -> None:
    pages = book(5, 1)
    pairing = by_words(["\n".join(pages)], pages)
    problem = "5 pictures and 1 text page: the picture may be another page's"
    assert reasons(pairing) == {(False, problem)}


# From files.


def test_a_pdf_with_plates_before_the_text(tmp_path: Path) -> None:
    pages = book(10, 1)
    write_pdf(tmp_path / "tide.pdf", ["", "A plate", *pages])
    there = find(None, tmp_path, "tide")
    assert there is not None
    pairing = there.check(pages)
    assert numbers(pairing) == list(range(3, 13))
    assert reasons(pairing) == {(True, picture_words.SAME)}


def test_a_pdf_without_text(tmp_path: Path) -> None:
    paper = [Image.new("L", (30, 40), 255) for _ in range(9)]
    paper[0].save(tmp_path / "tide.pdf", save_all=True, append_images=paper[1:])
    there = find(None, tmp_path, "tide")
    assert there is not None
    assert reasons(there.check(book(9, 1))) == {
        (True, f"{NO_SHIFT}, and they bear the text's name")
    }
    assert not any(one.sure for one in there.check(book(10, 1)).pairs)


def test_a_folder_of_pictures(tmp_path: Path) -> None:
    for number in range(1, 11):
        Image.new("L", (3, 4)).save(tmp_path / f"p{number}.png")
    there = find(tmp_path, tmp_path, "tide")
    assert there is not None
    assert reasons(there.check(book(10, 1))) == {(False, ONLY_COUNTS)}
    assert all(one.sure for one in there.check(foliated(10, first=1)).pairs)
