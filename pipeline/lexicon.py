"""Whether a word is a word: a strict list answers that, and wordfreq only says how common it is.

wordfreq is a table of what people type, so it holds `tlie` and `ofthe` as well. A dictionary,
expanded once into a plain word list, answers for the rules; English, French and Spanish lists
come with the program. The free German and Italian lists may not be shipped with it; they are read
from the system where someone installed them.

In a rules folder, `words/en.txt` is the base list of English and `words/en-old.txt` adds to it.
`words/en-other.txt` has words in other spellings, as of Scots: they are not odd, but no string is
read as one of them.
A two-letter name is a language code. Any other name, as in `words/ships.txt`, is a list of the
project's own words, read for every language. One word per line; `#` starts a comment line.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import regex

from pipeline import german, language_pairs, lifts, presence
from pipeline.faults import Fault
from pipeline.frequencies import shares_of

HERE = Path(__file__).resolve().parent
SYSTEM_WORDS = Path("/usr/share/dict")

# Languages whose free word lists are under the GPL: the files that Debian's packages install,
# and the package to name where they are missing. The old German spelling (daß) has its own list.
SYSTEM_LISTS = {"de": ("ngerman", "ogerman"), "it": ("italian",)}
PACKAGES = {"de": "wngerman", "it": "witalian"}

# Where there is no strict list, wordfreq stands in for it. Zipf 3 is one use in a million words:
# most damaged words are rarer than that, and so are most rare words.
FALLBACK_ZIPF = 3.0

# What is made once a language is kept for so many: all that have a pack, and a few more.
MOST_LANGUAGES = 8

# So many answers are kept; a long run over many books would otherwise fill the memory.
MOST_REMEMBERED = 500_000

# Single letters that are words, where a list from elsewhere holds letters of every kind or none.
ONE_LETTER = {
    "de": frozenset[str](),
    "it": frozenset("aeioèòÈ"),
    "nl": frozenset("uo"),
    "pt": frozenset("aeoàéóÀÉ"),
}

NAMES = {
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "la": "Latin",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
}

# A short word that loses its vowel before the next word: l'homme, dell'anno.
_ELIDED = {
    "fr": regex.compile(
        r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'"
        r"(?=[aeiouyhàâæéèêëîïôœùûü])",
        regex.IGNORECASE,
    ),
    "it": regex.compile(
        r"(?:[cdlmnstv]|gl|un|nessun|ciascun|dell|nell|sull|coll|dall|all|quest|quell|bell|sant"
        r"|tutt|mezz|senz|anch|com|dov|quand|cos)'(?=[aeiouhàèéìòù])",
        regex.IGNORECASE,
    ),
}

# Old English printers set the second of two vowels with a diaeresis: coöperate, reëntered.
_DIAERESIS = regex.compile(r"(?<=[aeo])[ëïö]", regex.IGNORECASE)
_WITHOUT_DIAERESIS = str.maketrans("ëïöËÏÖ", "eioEIO")

# German writes compounds closed, so no list holds them all; shorter parts meet by chance.
_COMPOUND_PART = 4

_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "Æ": "Ae", "Œ": "Oe"})

# French printers often left the accent off a capital: Etat, Ecole, Ile.
_BARE_CAPITALS = {"A": "ÀÂ", "C": "Ç", "E": "ÉÈÊ", "I": "Î", "O": "Ô", "U": "Û"}


def fold(word: str) -> str:
    """Give long s as s and a typographic apostrophe as ', in NFC unless the word is ASCII.

    >>> fold("ſhip’s")
    "ship's"
    >>> fold("cafe\\u0301")
    'café'
    """
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", word.replace("ſ", "s").replace("’", "'"))


class Lexicon:
    """The words of one language, with those of the project; each list is read on first use.

    >>> english = Lexicon("en")
    >>> english.known("Harbour’s"), english.known("tlie"), english.known("paris")
    (True, False, False)
    """

    def __init__(self, language: str, folders: Sequence[Path] = ()) -> None:
        self.language = language
        self._code = language.lower().partition("-")[0]
        self._results: dict[str, bool] = {}
        self._zipf: dict[str, float] = {}
        own = [path for folder in folders for path in _lists(folder)]
        self._base = [path for path in own if _name(path) == self._code]
        self._more = [path for path in own if self._adds(path)]
        if not self._base:
            # A folder of a few rules of one's own still has the shipped words to stand on.
            shipped = _lists(_shipped_folder())
            self._base = [path for path in shipped if _name(path) == self._code]
            self._more += [path for path in shipped if _name(path).startswith(f"{self._code}-")]
        # A folder that adds to others stands behind them, and what it has takes their place.
        self._other = [path for path in self._more if _name(path) == f"{self._code}-other"]
        self._more = [path for path in self._more if path not in self._other]
        nearest = (*reversed(folders), _shipped_folder())
        self.pairs = language_pairs.find(nearest, self._code)
        self.lifts = lifts.find(nearest, self._code)
        self._system = [
            SYSTEM_WORDS / name
            for name in SYSTEM_LISTS.get(self._code, ())
            if not self._base and presence.is_file(SYSTEM_WORDS / name)
        ]

    def known(self, word: str) -> bool:
        """Whether this is a word, as written here or as the same word at a sentence's start.

        A name counts only with its capital. A possessive counts where its noun does.
        """
        if word in self._words:
            return True
        found = self._results.get(word)
        if found is None:
            if len(self._results) >= MOST_REMEMBERED:
                self._results.clear()
            found = not self._is_plain(word) and self._look_up(fold(word))
            self._results[word] = found
        return found

    def is_other(self, word: str) -> bool:
        """Whether a list of other spellings has the word, in any case: it is neither odd nor known.

        >>> Lexicon("en").is_other("Puir"), Lexicon("en").known("puir")
        (True, False)
        """
        return fold(word).lower() in self._others

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(map(_read, self._other)))

    def possible(self, words: set[str]) -> set[str]:
        """Leave out words that are sure not to be known: quicker than to ask for each of many."""
        if self._has_compounds:
            return set(words)
        listed = self._words
        found = words & listed
        letters = "".join(words)
        if letters.isascii() and letters.isalpha():
            rest = [word for word in words if not word.islower()]
        else:
            rest = [word for word in words if not self._is_plain(word)]
        for word in rest:
            # A capital stands for a small letter, and in French for one that lost its accent.
            simple = word.isascii() and word.isalpha() and self._code != "fr"
            if not simple or word.lower() in listed or word.title() in listed:
                found.add(word)
        return found

    def _is_plain(self, word: str) -> bool:
        """Whether the word can be known only as it stands: no capital, no mark, no old spelling."""
        plain = word.islower() and word.isascii() and word.isalpha()
        return plain and not self._has_compounds and not (self._code == "fr" and "oe" in word)

    @property
    def _has_compounds(self) -> bool:
        """Whether a word may be known that no list has: German writes compounds closed."""
        return self._code == "de"

    def likely(self, word: str) -> float:
        """Give the word's Zipf value from wordfreq: 7 for `the`, 1 for rare, 0.0 when absent."""
        found = self._zipf.get(word)
        if found is None:
            if len(self._zipf) >= MOST_REMEMBERED:
                self._zipf.clear()
            share = shares_of(self._code).get(fold(word).lower())
            found = self._zipf[word] = round(math.log10(share) + 9, 2) if share else 0.0
        return found

    def elided(self, word: str) -> str:
        """Give the short word, with its apostrophe, that lost its vowel before this one's rest.

        >>> Lexicon("fr").elided("l'homme"), Lexicon("en").elided("o'clock")
        ("l'", '')
        """
        elided = _ELIDED.get(self._code)
        found = elided.match(fold(word)) if elided else None
        return word[: found.end()] if found else ""

    def frequent(self, least_zipf: float) -> Iterator[str]:
        """Give the listed words, in small letters, that are at least so frequent."""
        least, listed = 10 ** (least_zipf - 9), self._words
        for word, share in shares_of(self._code).items():
            if share < least:
                break
            if word in listed or word.title() in listed:
                yield word

    def frequent_among(self, words: Iterable[str], least_zipf: float) -> set[str]:
        """Give those of the words, in small letters, that `frequent` gives."""
        least, listed, shares = 10 ** (least_zipf - 9), self._words, shares_of(self._code)
        often = [word for word in words if shares.get(word, 0.0) >= least]
        return {word for word in often if word in listed or word.title() in listed}

    @property
    def strict(self) -> bool:
        """Whether a strict list is there."""
        return bool(self._base or self._system)

    @property
    def source(self) -> str:
        """Where the strict words come from, or what to do where they are absent."""
        name = NAMES.get(self._code, self.language)
        if self.strict:
            return f"{name} words from " + ", ".join(map(str, self._base + self._system))
        package = PACKAGES.get(self._code)
        remedy = f"install {package}, or put" if package else "put"
        place = f"words/{self._code}.txt into your rules folder"
        return f"word list for {name} not found; {remedy} {place}"

    @cached_property
    def digest(self) -> str:
        """A hash of the lists' names and bytes, and of those of the pairs and of the lifts.

        wordfreq's table is told by its version.
        """
        sums = hashlib.sha256()
        pairs = [self.pairs.path, self.pairs.scales] if self.pairs else []
        lifted = [self.lifts.path] if self.lifts else []
        for path in (*self._base, *self._more, *self._other, *self._system, *pairs, *lifted):
            sums.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return sums.hexdigest()

    def words(self) -> frozenset[str]:
        """Give all words, as their lists spell them."""
        return self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        lists: list[Iterable[str]] = [_read(path) for path in (*self._base, *self._more)]
        if self._system:
            listed = chain.from_iterable(map(_read, self._system))
            lists.append(self._without_symbols(listed))
        elif not self._base:
            least = 10 ** (FALLBACK_ZIPF - 9)
            common = (word for word, share in shares_of(self._code).items() if share >= least)
            lists.append(self._without_symbols(common))
        return frozenset(chain.from_iterable(lists))

    def _adds(self, path: Path) -> bool:
        """Whether a list of the project belongs to this language or to all."""
        name = _name(path)
        code = name.partition("-")[0]
        if code == self._code:
            return name != code
        return not (len(code) == 2 and code.isascii() and code.isalpha())

    def _without_symbols(self, words: Iterable[str]) -> set[str]:
        """Leave out acronyms, figures and letters that are no words."""
        letters = ONE_LETTER.get(self._code)
        least = 1 if letters is None else 2
        plain = {
            word
            for word in words
            if len(word) >= least
            and (word.isalpha() or not _has_figure(word))
            and not word.isupper()
        }
        return plain | (letters or set())

    def tail_of_compound(self, word: str) -> str:
        """Give the last part of a word known only as two words closed up, else nothing.

        German makes such words at will, so that no list holds them all.
        """
        if not self._has_compounds or not self.known(word) or self._is_listed(fold(word)):
            return ""
        return self._compound_tail(fold(word))

    def _look_up(self, word: str) -> bool:
        return self._is_listed(word) or (self._has_compounds and bool(self._compound_tail(word)))

    def _is_listed(self, word: str) -> bool:
        """Whether a list has the word, without its possessive ending or in another spelling."""
        if self._listed(word):
            return True
        bare = _without_possessive(word)
        if bare and self._listed(bare):
            return True
        listed = self._words
        for one in self._respelt(bare or word):
            if one in listed or (not one.islower() and self._listed(one)):
                return True
        return False

    def _compound_tail(self, word: str) -> str:
        """The second of two listed German words of four letters or more, closed up to this one."""
        listed, small = self._words, word[1:].islower()
        for at in range(_COMPOUND_PART, len(word) - _COMPOUND_PART + 1):
            tail = word[at:]
            if small:  # No other case may stand for small letters.
                if tail not in listed and tail.title() not in listed:
                    continue
            # `altenSchiffes` has lost a blank.
            elif (tail[0].isupper() and word[at - 1].islower()) or not (
                self._listed(tail.title()) or self._listed(tail)
            ):
                continue
            head = word[:at]
            stems = (head, head + "e", head.removesuffix("s"), head.removesuffix("n"))
            if any(len(one) >= _COMPOUND_PART and self._in_any_case(one) for one in stems):
                return tail
        return ""

    def _in_any_case(self, word: str) -> bool:
        return self._listed(word) or self._listed(word.lower()) or self._listed(word.title())

    def _listed(self, word: str) -> bool:
        """Whether a list has the word in a case that the written one may stand for."""
        words = self._words
        if word in words:
            return True
        if word.islower() or not word:
            return False
        if word.isupper():
            return word.lower() in words or word.title() in words
        initial = word.lstrip("'")
        return initial[1:].islower() and word.lower() in words

    def _respelt(self, word: str) -> Iterator[str]:
        """Give the spellings under which a list may have a word that it lacks as written."""
        if elided := _ELIDED.get(self._code):
            rest = elided.sub("", word, count=1) if elided.match(word) else ""
            if rest:
                yield rest
                word = rest
        if self._code == "fr":
            for capital in _BARE_CAPITALS.get(word[:1], ""):
                yield capital + word[1:]
            if "oe" in word:
                yield word.replace("oe", "œ")
        elif self._code == "de":
            yield from german.listed_forms(word)
        elif self._code == "en" and not word.isascii():
            plain = _DIAERESIS.sub(lambda found: found[0].translate(_WITHOUT_DIAERESIS), word)
            spelt = plain.translate(_LIGATURES)
            yield spelt.upper() if word.isupper() else spelt


@lru_cache(MOST_LANGUAGES)
def load(language: str, folders: tuple[Path, ...] = (), digest: str = "") -> Lexicon:
    """Give the one lexicon of a language and these rules folders, as long as `digest` is theirs."""
    return Lexicon(language, folders)


def are_same(told: Mapping[str, str], folders: tuple[Path, ...], digest: str) -> bool:
    """Say whether the word lists of each language are those whose hashes were told."""
    return all(load(code, folders, digest).digest == one for code, one in told.items())


def _shipped_folder() -> Path:
    beside = HERE.parent / "rules"
    return beside if presence.is_folder(beside / "words") else HERE / "shipped_rules"


def _lists(folder: Path) -> list[Path]:
    found = presence.entries(folder / "words")
    return [path for path in found if path.name.endswith((".txt", ".txt.gz"))]


def _name(path: Path) -> str:
    return path.name.partition(".")[0].lower()


def _read(path: Path) -> list[str]:
    """Give the words of a list.

    A file that is not UTF-8 text, or not packed as its name says, is the user's to mend.
    """
    data = path.read_bytes()
    try:
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Fault(str(path), f"not a word list ({error})", "save it as UTF-8 text") from None
    lines = map(str.strip, fold(text).splitlines())
    return [line for line in lines if line and line[0] != "#"]


def _has_figure(word: str) -> bool:
    return any(map(str.isdigit, word))


def _without_possessive(word: str) -> str:
    """Give the noun of a possessive, or nothing.

    >>> _without_possessive("miller's"), _without_possessive("millers'"), _without_possessive("s'")
    ('miller', 'millers', '')
    """
    if len(word) > 3 and word[-2:] in ("'s", "'S"):
        return word[:-2]
    if len(word) > 3 and word[-2:] in ("s'", "S'"):
        return word[:-1]
    return ""
