"""The lifts of a language: what two words side by side are worth, and faulty files."""

import gzip
import json
import math
from pathlib import Path
from struct import pack

import pytest
import stages

from pipeline import lexicon, lifts
from pipeline.faults import Fault
from pipeline.lifts import Lifts

# Lifts by pair, and of each word what it says of those it has not been seen before.
PAIRS = {
    ("<s>", "the"): 0.5,
    ("mill", "</s>"): 1.0,
    ("old", "mill"): 2.0,
    ("the", "mill"): 1.5,
    ("the", "old"): 0.25,
}
LEFT = {"</s>": 0.0, "<s>": -0.5, "mill": -0.25, "old": -0.75, "the": -1.0}


def steps(lift: float) -> int:
    return round((lift + 5) * 20)


def written(numbers: dict[str, int] | None = None, cut: int = 0) -> bytes:
    """A file of these lifts, with other numbers at its head, or without its last bytes."""
    words = sorted(LEFT)
    pairs = sorted(PAIRS, key=lambda pair: [words.index(word) for word in pair])
    head = numbers or {"words": len(words), "pairs": len(pairs)}
    firsts = [first for first, _ in pairs]
    data = b"".join([
        json.dumps(head).encode() + b"\n",
        "".join(f"{word}\n" for word in words).encode(),
        bytes(steps(LEFT[word]) for word in words),
        pack(f"<{len(words)}I", *(firsts.count(word) for word in words)),
        pack(f"<{len(pairs)}H", *(words.index(second) for _, second in pairs)),
        bytes(steps(PAIRS[pair]) for pair in pairs),
    ])  # fmt: skip
    return gzip.compress(data[: len(data) - cut], mtime=0)


def laid(folder: Path, data: bytes) -> Path:
    """A rules folder with lifts of English."""
    (folder / "lifts").mkdir(parents=True)
    (folder / "lifts" / "en.bin.gz").write_bytes(data)
    return folder


@pytest.fixture
def found(tmp_path: Path) -> Lifts:
    found = lifts.find([laid(tmp_path, written())], "en")
    assert found
    return found


def test_a_pair_says_what_it_was_seen_to_say(found: Lifts) -> None:
    assert found.of("the", ["mill"], "", 0) == pytest.approx(1.5)
    assert found.of("", ["old"], "mill", 0) == pytest.approx(2.0)


def test_a_pair_that_was_not_seen_says_what_is_left_behind_its_first_word(found: Lifts) -> None:
    assert found.of("mill", ["old"], "", 0) == pytest.approx(-0.25)
    assert found.of("old", ["the"], "", 0) == pytest.approx(-0.75)


def test_both_neighbours_and_all_words_between_them_count(found: Lifts) -> None:
    assert found.of("the", ["old"], "mill", 0) == pytest.approx(2.25)
    assert found.of("the", ["old", "mill"], "the", 0) == pytest.approx(2.0)
    assert found.of("", ["the", "old", "mill"], "", 0) == pytest.approx(2.25)


@pytest.mark.parametrize("mark", [".", "!", "?"])
def test_where_a_sentence_ends_another_begins(mark: str, found: Lifts) -> None:
    assert found.of(mark, ["the"], "", 0) == pytest.approx(0.5)
    assert found.of("", ["mill"], mark, 0) == pytest.approx(1.0)


@pytest.mark.parametrize("beside", ["", ",", "quern"])
def test_a_neighbour_that_the_list_lacks_says_nothing(beside: str, found: Lifts) -> None:
    assert found.of(beside, ["mill"], beside, 0) == 0
    assert found.of(beside, ["the", "mill"], beside, 0) == pytest.approx(1.5)


def test_words_that_the_list_lacks_have_no_lift(found: Lifts) -> None:
    assert found.of("the", ["quern"], "mill", 0) == 0
    assert found.of("the", ["old", "quern"], "", 0) == 0


def test_a_neighbour_may_be_misread_itself(found: Lifts) -> None:
    against = found.of("old", ["the"], "", 0.1)
    assert against == pytest.approx(math.log10(0.9 * 10**-0.75 + 0.1))
    assert found.of("the", ["mill"], "", 0.1) == pytest.approx(math.log10(0.9 * 10**1.5 + 0.1))


def test_the_first_folder_with_lifts_gives_them(tmp_path: Path) -> None:
    one, other = (laid(tmp_path / name, written()) for name in ("one", "other"))
    found = lifts.find([tmp_path, one, other], "en")
    assert found
    assert found.path.is_relative_to(one)
    assert lifts.find([one], "de") is None
    assert lifts.find([tmp_path], "en") is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(written(cut=1), "it ends too early", id="cut"),
        pytest.param(written({"words": 5, "pairs": 4}), "5 pairs instead of 4", id="other number"),
        pytest.param(written({"words": -1, "pairs": 0}), "Expected `int` >= 0", id="below nothing"),
        pytest.param(written({"words": 10**12, "pairs": 0}), "Expected `int` <= 65536", id="huge"),
        pytest.param(gzip.compress(b"the mill\n"), "JSON is malformed", id="no head"),
        pytest.param(
            gzip.compress(b'{"words": 1, "pairs": 0}\n\xff\n'), "can't decode", id="no text"
        ),
        pytest.param(written()[:-20], "Compressed file ended", id="packed file cut"),
        pytest.param(b"the mill", "Not a gzipped file", id="not packed"),
    ],
)
def test_a_file_at_fault_is_told_in_one_line(data: bytes, problem: str, tmp_path: Path) -> None:
    found = lifts.find([laid(tmp_path, data)], "en")
    assert found
    with pytest.raises(Fault, match="no lifts of pairs") as told:
        found.of("the", ["mill"], "", 0)
    assert problem in str(told.value)
    assert str(found.path) in str(told.value)
    assert "\n" not in str(told.value)


def test_english_comes_with_lifts_and_they_are_among_what_decides_an_outcome() -> None:
    english = lexicon.load("en", (stages.RULES,))
    assert english.lifts
    assert english.lifts.of("of", ["the"], "king", 0) > 1
    assert english.lifts.of("of", ["die"], "king", 0) < -1
    assert lexicon.load("de", (stages.RULES,)).lifts is None


def test_other_lifts_give_another_digest(tmp_path: Path) -> None:
    digests = set()
    for name, data in (("one", written()), ("other", written(cut=1))):
        folder = laid(tmp_path / name, data)
        (folder / "words").mkdir()
        (folder / "words" / "en.txt").write_text("mill\n", "utf-8")
        digests.add(lexicon.Lexicon("en", (folder,)).digest)
    assert len(digests) == 2
