"""The pairs of a language: what they say of a word between its neighbours, and faulty lists."""

import gzip
import math
from pathlib import Path

import pytest
import stages

from pipeline import language_pairs, lexicon
from pipeline.faults import Fault
from pipeline.language_pairs import LanguagePairs

# Two steps make the value between them easy to reckon.
SCALES = "together = [[-2.0, 3.0], [1.0, 0.0]]\napart = [[-2.0, 1.0], [1.0, -2.0]]\n"

# Sixteen pairs; `don'` and `don't` show which of two words is asked for.
PAIRS = 16
LIST = """\
# a comment
the 3 boat hill mill sea
of 1 the l'
to 0 the
red 0 boat mill
boat 2 sails
hill 1
mill 3 by
sea 1
sails 1
by 1
l' 1 heure
heure 1 of
don' 0 the
don't 0 mill go
go 1
"""


def together(behind: int, before: int) -> float:
    """What a pair of the list says, by how many stand behind its first and before its second."""
    return 1.0 - math.log10(behind * before / PAIRS)


def apart(behind: int, before: int) -> float:
    """What two words say that are no pair of the list."""
    return -1.0 - math.log10(behind * before / PAIRS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return laid(tmp_path, LIST)


def laid(folder: Path, text: str, scales: str = SCALES) -> Path:
    """A rules folder with a list of English pairs and scales."""
    (folder / "pairs").mkdir(parents=True)
    (folder / "pairs" / "en.txt").write_text(text, "utf-8")
    (folder / "pairs" / "scales.toml").write_text(scales, "utf-8")
    return folder


def read(*folders: Path) -> LanguagePairs:
    found = language_pairs.find(folders, "en")
    assert found
    return found


def test_a_pair_of_the_list_speaks_for_the_word_and_a_missing_one_against_it(folder: Path) -> None:
    pairs = read(folder)
    assert pairs.fit("the", "mill", "") == pytest.approx(together(4, 3))
    assert pairs.fit("", "the", "mill") == pytest.approx(together(4, 3))
    assert pairs.fit("red", "hill", "") == pytest.approx(apart(2, 1))


def test_both_neighbours_count(folder: Path) -> None:
    pairs = read(folder)
    both = pairs.fit("the", "mill", "by")
    assert both == pytest.approx(pairs.fit("the", "mill", "") + pairs.fit("", "mill", "by"))
    assert pairs.fit("", "mill", "by") > 0


@pytest.mark.parametrize(
    "words", [("", "mill", ""), ("the", "quern", "by"), (",", "mill", "."), ("sea", "by", "")]
)
def test_what_the_list_does_not_have_says_nothing(
    words: tuple[str, str, str], folder: Path
) -> None:
    assert read(folder).fit(*words) == 0


def test_outside_its_steps_a_scale_is_level(tmp_path: Path) -> None:
    level = read(laid(tmp_path, LIST, "together = [[0.5, 3.0], [1.0, 0.0]]\napart = [[-3, -4.0]]"))
    assert level.fit("the", "mill", "") == 3.0
    assert level.fit("red", "hill", "") == -4.0


def test_a_word_that_lost_its_vowel_is_a_neighbour_of_its_own(folder: Path) -> None:
    pairs = read(folder)
    assert pairs.fit("l'", "heure", "") == pytest.approx(together(1, 1))
    # Behind a word stands what leans on the next one, and before one stands the word leant on.
    assert pairs.fit("", "of", "l'heure") == pytest.approx(together(2, 1))
    assert pairs.fit("l'heure", "of", "") == pytest.approx(together(1, 1))
    assert pairs.fit("", "of", "d'heure") == pairs.fit("d'heure", "of", "") == 0
    assert pairs.fit("", "of", "l'") == pytest.approx(together(2, 1))


def test_a_word_with_an_apostrophe_that_the_list_has_is_one_word(folder: Path) -> None:
    pairs = read(folder)
    assert pairs.fit("don't", "mill", "") == pytest.approx(together(2, 3))
    assert pairs.fit("don't", "the", "") == pytest.approx(apart(2, 3))
    assert pairs.fit("don'ts", "mill", "") == 0


def test_the_first_folder_with_a_list_gives_it(folder: Path, tmp_path: Path) -> None:
    other = laid(tmp_path / "other", "the 0 quern\nquern 1\n")
    assert read(other, folder).path.is_relative_to(other)
    assert read(other, folder).fit("the", "mill", "") == 0
    assert read(tmp_path / "empty", folder).path.is_relative_to(folder)
    assert language_pairs.find([folder], "fr") is None
    (folder / "pairs" / "scales.toml").unlink()
    assert language_pairs.find([folder], "en") is None
    (folder / "pairs" / "scales.toml").mkdir()
    assert language_pairs.find([folder], "en") is None


def test_a_list_may_be_packed(folder: Path) -> None:
    plain = read(folder).fit("the", "mill", "")
    path = folder / "pairs" / "en.txt"
    (folder / "pairs" / "en.txt.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert read(folder).fit("the", "mill", "") == plain


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("en.txt", b"the mill sea\n", "line 1: no number of words before 'the'"),
        ("en.txt", b"the 1 sea\nmill\n", "line 2: no number of words before 'mill'"),
        ("en.txt", b"the 1 m\xff\n", "not a list of pairs"),
        ("scales.toml", b"together = [[1.0, 2.0]]\n", "no scales of pairs"),
        ("scales.toml", b"together = 1\napart = 2\n", "no scales of pairs"),
        ("scales.toml", b"together = [[\n", "no scales of pairs"),
        ("scales.toml", b"\xff", "no scales of pairs"),
        ("scales.toml", b"together = []\napart = [[1.0, 2.0]]\n", "no scales of pairs"),
        ("scales.toml", b"together = [[1, 2], [1, 3]]\napart = [[1, 2]]\n", "loads must rise"),
        ("scales.toml", b"together = [[1, 2]]\napart = [[2, 2], [1, 3]]\n", "loads must rise"),
        ("scales.toml", b"together = [[nan, 2]]\napart = [[1, 2]]\n", "loads must rise"),
    ],
)
def test_a_faulty_file_is_told(name: str, content: bytes, told: str, folder: Path) -> None:
    path = folder / "pairs" / name
    path.write_bytes(content)
    with pytest.raises(Fault, match=told) as fault:
        read(folder).fit("the", "mill", "")
    assert str(path) in str(fault.value)


@pytest.mark.parametrize("damage", ["cut off", "changed within", "not packed"])
def test_a_packed_list_that_is_damaged_is_told(damage: str, folder: Path) -> None:
    (folder / "pairs" / "en.txt").unlink()
    path = folder / "pairs" / "en.txt.gz"
    packed = gzip.compress(LIST.encode())
    damaged = {
        "cut off": packed[:-9],
        "changed within": packed[:12] + b"\xff\xff" + packed[14:],
        "not packed": LIST.encode(),
    }
    path.write_bytes(damaged[damage])
    with pytest.raises(Fault, match="not a list of pairs"):
        read(folder).fit("the", "mill", "")


def test_list_and_scales_decide_the_words_of_a_language(folder: Path) -> None:
    def digest() -> str:
        return lexicon.Lexicon("en", (folder,)).digest

    first = digest()
    (folder / "pairs" / "scales.toml").write_text(SCALES.replace("2.0", "1.5"), "utf-8")
    second = digest()
    (folder / "pairs" / "en.txt").write_text(LIST + "weir 0 mill\n", "utf-8")
    assert len({first, second, digest()}) == 3


@pytest.mark.parametrize(
    ("language", "better", "worse"),
    [
        ("en", ("he", "had", "been"), ("he", "bad", "been")),
        ("en", ("of", "the", "house"), ("of", "die", "house")),
        ("fr", ("dans", "cette", "ville"), ("dans", "celte", "ville")),
        ("fr", ("l'", "heure", "est"), ("l'", "heurt", "est")),
        ("de", ("auf", "der", "reise"), ("auf", "dir", "reise")),
        ("es", ("de", "la", "casa"), ("de", "lo", "casa")),
        ("it", ("nella", "sua", "casa"), ("nella", "suo", "casa")),
    ],
)
def test_the_shipped_lists(
    language: str, better: tuple[str, str, str], worse: tuple[str, str, str]
) -> None:
    pairs = lexicon.load(language, (stages.RULES,)).pairs
    assert pairs
    assert pairs.fit(*better) > pairs.fit(*worse)


@pytest.mark.parametrize(
    "path", sorted((stages.RULES / "pairs").glob("*.gz")), ids=lambda p: p.name
)
def test_a_shipped_list_counts_what_it_holds(path: Path) -> None:
    lines = [line.split(" ") for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    rows = [line for line in lines if line[0] != "#"]
    before = {row[0]: int(row[1]) for row in rows}
    held = dict.fromkeys(before, 0)
    for row in rows:
        for word in row[2:]:
            held[word] += 1
    assert held == before
    assert len(before) == len(rows) > 30_000
