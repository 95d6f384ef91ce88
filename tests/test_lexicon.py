"""The lexicon: strict words, names, possessives, project lists and absent dictionaries."""

import gzip
from pathlib import Path

import pytest
from finding import context

from pipeline import lexicon
from pipeline.faults import Fault
from pipeline.lexicon import Lexicon, fold, load


def listed(text: str) -> list[str]:
    return text.split()


WORDS = Path(lexicon.__file__).resolve().parent.parent / "rules" / "words"

DAMAGE = listed(
    """
    tlie tbe thc ofthe tion ing ment teh wliich wbich aud tiie bave vvith tlien sucli sbe
    hich ith ery ther ance mis liis hia bis hin haa waa frorn tirne sorne oi ou tn ot iu al
    bo ca er es re th ti te un ted ness dis sub ers ous ive sion est ied
"""
)

OLD_PROSE = listed(
    """
    shew shewn shewed connexion gaol waggon grey honour honoured colour centre realise
    organise recognised plough cheque to physick musick publick surprize chuse stopt dropt
    fixt drest spake doth hath thou thee thy thine hast art wert shouldst wouldst canst
    didst saith goeth cometh knowest sayest hither thither whither whence betwixt
    wherewithal whosoever forasmuch prithee methinks perchance 'tis 'twas o'er ne'er sha'n't
    don't o'clock despatch burthen ancle cyder expence gulph modern arid per lie
"""
)


@pytest.fixture(scope="module")
def english() -> Lexicon:
    return load("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "words").mkdir()
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / "words" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def bare_system(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    empty = tmp_path_factory.mktemp("dict")
    monkeypatch.setattr(lexicon, "SYSTEM_WORDS", empty)
    return empty


@pytest.mark.parametrize("word", DAMAGE)
def test_damage_is_no_english_word(english: Lexicon, word: str) -> None:
    assert not english.known(word)


@pytest.mark.parametrize("word", DAMAGE[:20])
def test_damage_is_no_word_with_a_capital_either(english: Lexicon, word: str) -> None:
    assert not english.known(word.capitalize())
    assert not english.known(word.upper())


@pytest.mark.parametrize("word", OLD_PROSE)
def test_old_prose_is_english(english: Lexicon, word: str) -> None:
    assert english.known(word)


def test_case_of_the_first_letter_is_free_for_common_words(english: Lexicon) -> None:
    assert english.known("harbour")
    assert english.known("Harbour")
    assert english.known("HARBOUR")
    assert not english.known("harBour")
    assert not english.known("hArbour")


def test_names_need_their_capital(english: Lexicon) -> None:
    assert english.known("London")
    assert english.known("LONDON")
    assert not english.known("london")
    assert english.known("O'Brien")
    assert english.known("O'BRIEN")
    assert not english.known("o'brien")


@pytest.mark.parametrize("word", ["miller's", "miller’s", "Miller's", "MILLER'S", "millers'"])
def test_possessives_follow_their_noun(english: Lexicon, word: str) -> None:
    assert english.known(word)


@pytest.mark.parametrize("word", listed("tlie's tbe’s london's 's s' b's '"))
def test_possessives_of_no_word_are_no_words(english: Lexicon, word: str) -> None:
    assert not english.known(word)


def test_possessives_of_names(english: Lexicon) -> None:
    assert english.known("London’s")
    assert english.known("James'")
    assert english.known("LONDON'S")


def test_single_letters_of_english(english: Lexicon) -> None:
    known = {letter for letter in "abcdefghijklmnopqrstuvwxyz" if english.known(letter)}
    assert known == {"a", "o"}
    capitals = {letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if english.known(letter)}
    assert capitals == {"A", "I", "O"}


def test_nothing_figures_and_marks_are_no_words(english: Lexicon) -> None:
    assert not any(map(english.known, listed("   1851 — . ' ’")))


def test_long_s_and_apostrophes_fold(english: Lexicon) -> None:
    assert fold("ſhe’s") == "she's"
    assert english.known("ſhip")
    assert english.known("don’t")


@pytest.mark.parametrize("word", ["mediæval", "Æsop", "ÆSOP", "Œconomy", "phœnix", "coöperate"])
def test_ligatures_and_diaereses_of_english(english: Lexicon, word: str) -> None:
    assert english.known(word)


@pytest.mark.parametrize("word", ["thë", "tæ", "Ëngland"])
def test_marks_do_not_make_damage_a_word(english: Lexicon, word: str) -> None:
    assert not english.known(word)


def test_likely_is_a_zipf_value_and_no_test_of_words(english: Lexicon) -> None:
    assert english.likely("the") > 7
    assert english.likely("The") == english.likely("the")
    assert english.likely("tlie") > 0
    assert english.likely("qzvkx") == 0.0


@pytest.mark.parametrize(
    "word",
    listed(
        """
    étaient œuvre chevaux aimât l'homme L’homme d'une qu'il jusqu'à s'est aujourd'hui n'y à
    Etat L'Etat ÉTAT Paris
"""
    ),
)
def test_french_words(word: str) -> None:
    assert load("fr").known(word)


@pytest.mark.parametrize("word", listed("liomme l'liomme d'tine qu' l' étaieut londres x'homme"))
def test_french_damage(word: str) -> None:
    assert not load("fr").known(word)


def test_spanish_words() -> None:
    spanish = load("es")
    assert spanish.strict
    assert all(map(spanish.known, listed("español haciéndolo dijeron corazón niños á y")))
    assert not any(map(spanish.known, ["espafiol", "corazén", "dijerou", "m"]))


def test_lists_are_sorted_plain_and_without_doubles() -> None:
    for code in ("en", "fr", "es"):
        lines = (
            gzip.decompress((WORDS / f"{code}.txt.gz").read_bytes()).decode("utf-8").splitlines()
        )
        words = [line for line in lines if not line.startswith("#")]
        assert words == sorted(set(words))
        assert not any(word != fold(word) or " " in word for word in words)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_old_words_add_to_the_shipped_list_and_do_not_repeat_it(code: str) -> None:
    packed = gzip.decompress((WORDS / f"{code}.txt.gz").read_bytes()).decode("utf-8").split("\n")
    lines = (WORDS / f"{code}-old.txt").read_text("utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    assert len(words) == len(set(words))
    assert not set(words).intersection(packed)


def test_project_lists_count_in_every_language(folder: Path) -> None:
    put(folder, "ships.txt", "# our ships\n\nBrunholm\r\ntidewrack \nkelpman’s\n")
    for code in ("en", "fr"):
        words = Lexicon(code, (folder,))
        assert words.strict
        assert words.known("Brunholm")
        assert words.known("BRUNHOLM")
        assert not words.known("brunholm")
        assert words.known("Tidewrack's")
        assert words.known("kelpman's")
        assert not words.known("# our ships")
        assert not Lexicon(code).known("Brunholm")


def test_lists_of_a_language_count_there_only(folder: Path) -> None:
    put(folder, "en-ships.txt", "tidewrack\n")
    put(folder, "fr.txt", "vaguelette\n")
    assert Lexicon("en", (folder,)).known("tidewrack")
    assert Lexicon("en", (folder,)).known("harbour")
    assert not Lexicon("en", (folder,)).known("vaguelette")
    assert not Lexicon("fr", (folder,)).known("tidewrack")


def test_a_base_list_of_ones_own_takes_the_place_of_the_shipped_one(folder: Path) -> None:
    packed = gzip.compress(b"harbour\nParis\n")
    (folder / "words" / "en.txt.gz").write_bytes(packed)
    own = Lexicon("en", (folder,))
    assert own.words() == {"harbour", "Paris"}
    assert str(folder) in own.source


def test_pairs_and_lifts_of_ones_own_take_the_place_of_the_shipped_ones(folder: Path) -> None:
    """Folders stand as a rule set has them: the shipped one, and behind it those that add to it."""
    shipped = WORDS.parent
    for name in ("pairs/en.txt", "lifts/en.bin.gz"):
        (folder / name).parent.mkdir()
        (folder / name).touch()
    english = Lexicon("en", (shipped, folder))
    assert english.pairs
    assert english.pairs.path == folder / "pairs" / "en.txt"
    assert english.pairs.scales == shipped / "pairs" / "scales.toml"
    assert english.lifts
    assert english.lifts.path == folder / "lifts" / "en.bin.gz"
    french = Lexicon("fr", (shipped, folder))
    assert french.pairs
    assert french.pairs.path == shipped / "pairs" / "fr.txt.gz"


def test_a_list_that_is_no_text_is_a_fault(folder: Path) -> None:
    (folder / "words" / "en-broken.txt").write_bytes(b"caf\xe9\n")
    with pytest.raises(Fault, match=r"en-broken\.txt.*UTF-8"):
        Lexicon("en", (folder,)).known("harbour")
    (folder / "words" / "en-broken.txt").unlink()
    (folder / "words" / "en-broken.txt.gz").write_bytes(b"not packed")
    with pytest.raises(Fault, match=r"en-broken\.txt\.gz"):
        Lexicon("en", (folder,)).known("harbour")


def test_a_packed_list_that_is_damaged_within_is_a_fault(folder: Path) -> None:
    packed = gzip.compress(b"harbour\nParis\n" * 9)
    (folder / "words" / "en-broken.txt.gz").write_bytes(packed[:12] + b"\xff\xff" + packed[14:])
    with pytest.raises(Fault, match=r"en-broken\.txt\.gz: not a word list"):
        Lexicon("en", (folder,)).words()


def test_absent_german_list_falls_back_and_says_so(bare_system: Path, folder: Path) -> None:
    german = Lexicon("de")
    assert not german.strict
    assert german.source == (
        "word list for German not found;"
        " install wngerman, or put words/de.txt into your rules folder"
    )
    assert german.known("Haus")
    assert german.known("und")
    assert not german.known("uud")
    assert not german.known("b")
    put(folder, "de-ships.txt", "Kutterwrack\n")
    with_more = Lexicon("de", (folder,))
    assert not with_more.strict, "a few words are no base list"
    assert with_more.known("Kutterwrack")
    assert with_more.known("Haus")


def test_german_list_of_the_system(bare_system: Path) -> None:
    (bare_system / "ngerman").write_text("Haus\nHäuser\nund\nHTML\nb\n", encoding="utf-8")
    german = Lexicon("de")
    assert german.strict
    assert german.words() == {"Haus", "Häuser", "und"}
    assert str(bare_system / "ngerman") in german.source
    assert german.known("HÄUSER")
    assert not german.known("haus")


def test_german_words_in_other_forms_than_the_list_has(bare_system: Path) -> None:
    words = "Tür\nKonkurs\nanführen\ngeheimnisvoll\nalten\nSchiffes\n"
    (bare_system / "ngerman").write_text(words, encoding="utf-8")
    german = Lexicon("de")
    assert all(map(german.known, ["Thüre", "Concurse", "anzuführen", "geheimnißvolles"]))
    assert not any(map(german.known, ["Thüro", "anführcn", "geheimuißvoll"]))


def test_german_words_that_lost_a_blank_are_no_compound(bare_system: Path) -> None:
    (bare_system / "ngerman").write_text("alten\nSchiffes\n", encoding="utf-8")
    german = Lexicon("de")
    assert german.known("altenschiffes")
    assert not german.known("altenSchiffes")
    assert german.known("ALTENSCHIFFES")


def test_german_list_in_the_rules_folder_comes_first(bare_system: Path, folder: Path) -> None:
    (bare_system / "ngerman").write_text("Haus\n", encoding="utf-8")
    put(folder, "de.txt", "Thür\n")
    german = Lexicon("de", (folder,))
    assert german.words() == {"Thür"}


def test_italian_elisions(bare_system: Path) -> None:
    (bare_system / "italian").write_text("acqua\nuomo\n", encoding="utf-8")
    italian = Lexicon("it")
    assert all(map(italian.known, ["dell'acqua", "l’uomo", "L'Uomo", "è", "e"]))
    assert not italian.known("zell'acqua")


def test_unknown_language_knows_nothing() -> None:
    none = Lexicon("qx")
    assert not none.strict
    assert not none.known("the")
    assert none.likely("the") == 0.0
    assert none.source == ("word list for qx not found; put words/qx.txt into your rules folder")


def test_latin_is_not_taken_for_italian() -> None:
    assert not Lexicon("la").known("che")


def test_region_of_a_language_is_the_language() -> None:
    assert Lexicon("en-GB").known("harbour")
    assert Lexicon("en-GB").strict


def test_load_gives_one_lexicon(folder: Path) -> None:
    assert load("en", (folder,)) is load("en", (folder,))
    assert load("en") is not load("en", (folder,))


@pytest.mark.parametrize(
    ("code", "word"),
    [("en", "chiel"), ("en", "Puir"), ("en", "ower"), ("fr", "connoissances"), ("fr", "foiblesse")],
)
def test_words_in_other_spellings_are_neither_odd_nor_readings(code: str, word: str) -> None:
    words = lexicon.load(code)
    assert words.is_other(word)
    assert not words.known(word)
    assert word not in context(f"{word} was there.", code).unknown
