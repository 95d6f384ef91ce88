"""Make the shipped word lists from the dictionaries that Debian packages.

Run by hand, only when a list should change:

    apt-get install scowl hunspell-fr-classical hunspell-es
    python rules/words/build.py

English comes from the SCOWL word lists. French and Spanish come from the Hunspell dictionaries;
this script expands their affix rules itself, since `unmunch` does not read two-letter or
Unicode flags. Each list is one word per line, sorted, without duplicates, in NFC, and packed
with a fixed time stamp, so the same packages give the same bytes.
"""

import gzip
import re
import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCOWL = Path("/usr/share/dict/scowl")
HUNSPELL = Path("/usr/share/hunspell")

# Size 80 knows `ment`, `ance`, `mis` and `frorn`; it would hide damage rather than old words.
# The old words that 70 lacks are in en-old.txt.
SCOWL_SIZE = 70
SCOWL_REGIONS = ("english", "american", "british", "british_z", "canadian", "australian")
SCOWL_VARIANTS = (
    "variant_1",
    "variant_2",
    "british_variant_1",
    "british_variant_2",
    "canadian_variant_1",
    "canadian_variant_2",
    "australian_variant_1",
    "australian_variant_2",
)
SCOWL_KINDS = ("words", "upper", "proper-names", "contractions")


def listed(text: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(text.split())


ONE_LETTER = {
    "en": frozenset(("a", "I", "o", "O")),
    "fr": frozenset("aàyôÀÔ"),
    # Until 1911 the Spanish a, e, o and u carried an accent when they stood alone.
    "es": frozenset("aáeéoóuúy"),
}

# Two letters are where a broken word and a unit, a chemical symbol or a board-game word look
# alike (`er`, `Th`, `Ti`), so they are chosen by hand.
TWO_LETTERS = {
    "en": listed(
        "ad ah am an as at ay be by de do eh em ex fa go ha he hi ho id if in is it la lo ma me"
        " mi my no of oh on or ow ox pa pi so to um up us we ye yo"
        " Al De Di Ed Jo La Le Li Mo Oz Po Si Ty Ur Wu"
    ),
    "fr": listed(
        "ah ai an as au ce ci de du dé dû eh en es et eu ex fa fi go ha hi ho hé if il je la le lu"
        " là ma me mi mu mû na ne ni nu né oc oh on or os ou où pu qu ra ri ru ré sa se si su ta"
        " te tu té un us ut va vu ça çà ès"
        " Al Ed Io Jo Pô Ur Ys"
    ),
    "es": listed(
        "ah al ay da de di do dé dí ea eh el en es ex fa fe fu ha he id ir la le lo me mi mí ni no"
        " oh os oí re sé se si so su sí ta te ti tu té tú un va ve vi ya yo él"
        " Al Ur"
    ),
}

# Short entries that are far more often a piece of a broken word, or a misread `his`, `him` or
# `are`, than the rare word, unit or symbol they stand for in SCOWL.
EN_LEFT_OUT = listed(
    "aeq ain amu bis bls cion cis csc dis dkl ens ert fer gre hes hhd hin kep lis mes mic mim ness"
    " oms pes pis pwn som sub ted til uts vas vav"
)

# Metric symbols with their prefixes (`km`, `dag`), in the French dictionary.
FR_SYMBOLS = "U."


def version(package: str) -> str:
    """The version of an installed Debian package."""
    return subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}", package],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def is_word(word: str, language: str) -> bool:
    """Whether this entry is a written word: Latin letters, apostrophes, hyphens; no acronym."""
    if len(word) < 2:
        return False
    if len(word) == 2:
        return word in TWO_LETTERS[language]
    if word.startswith("-") or word.endswith(("-", "'")):
        return False
    for piece in re.split("['-]", word):
        if not all(unicodedata.category(c) in ("Lu", "Ll") for c in piece):
            return False
        if not all(unicodedata.name(c).startswith("LATIN") for c in piece):
            return False
        # `BBC`, `ADNc` and `pH` are not words of a book; `McDonald` is.
        if len(piece) > 1 and (piece[:2].isupper() or piece[-1].isupper()):
            return False
    return True


def english() -> set[str]:
    """SCOWL up to the chosen size, without abbreviations and possessives."""
    found = set()
    for path in SCOWL.iterdir():
        stem, _, size = path.name.rpartition(".")
        category, _, kind = stem.partition("-")
        if kind not in SCOWL_KINDS or int(size) > SCOWL_SIZE:
            continue
        if category in SCOWL_REGIONS or category in SCOWL_VARIANTS:
            found.update(path.read_text("utf-8").split())
    return {word for word in found if not word.endswith("'s") and word not in EN_LEFT_OUT}


@dataclass(frozen=True)
class Affix:
    """One line of a PFX or SFX rule."""

    prefix: bool
    strip: str
    add: str
    flags: frozenset[str]
    fits: re.Pattern[str]

    def apply(self, word: str) -> str | None:
        """The word with this affix, or None where the rule does not fit."""
        if not self.fits.search(word):
            return None
        if self.prefix:
            return self.add + word[len(self.strip) :] if word.startswith(self.strip) else None
        if not word.endswith(self.strip):
            return None
        return word[: len(word) - len(self.strip)] + self.add


class Hunspell:
    """The part of Hunspell that turns a dictionary and its affix rules into plain words."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.width = 1
        self.need_affix = self.forbidden = ""
        self.rules: dict[str, list[Affix]] = defaultdict(list)
        self.crosses: dict[str, bool] = {}
        for line in (HUNSPELL / f"{name}.aff").read_text("utf-8").splitlines():
            self._read(line.split())

    def _read(self, parts: list[str]) -> None:
        match parts:
            case ["FLAG", "long"]:
                self.width = 2
            case ["NEEDAFFIX", flag]:
                self.need_affix = flag
            case ["FORBIDDENWORD", flag]:
                self.forbidden = flag
            case ["PFX" | "SFX", flag, "Y" | "N" as cross, count] if count.isdigit():
                self.crosses[flag] = cross == "Y"
            case ["PFX" | "SFX" as kind, flag, strip, add, condition, *_]:
                add, _, flags = add.partition("/")
                prefix = kind == "PFX"
                fits = f"^{condition}" if prefix else f"{condition}$"
                self.rules[flag].append(
                    Affix(
                        prefix=prefix,
                        strip="" if strip == "0" else strip,
                        add="" if add == "0" else add,
                        flags=self._flags(flags),
                        fits=re.compile(fits),
                    )
                )

    def _flags(self, text: str) -> frozenset[str]:
        return frozenset(text[i : i + self.width] for i in range(0, len(text), self.width))

    def _forms(self, word: str, flags: frozenset[str], depth: int = 0) -> Iterator[str]:
        if self.need_affix not in flags:
            yield word
        if depth == 3:
            return
        crossing = frozenset(
            flag
            for flag in flags
            if self.crosses.get(flag) and any(rule.prefix for rule in self.rules[flag])
        )
        for flag in sorted(flags):
            for rule in self.rules.get(flag, ()):
                # Elided words (l', d', qu') stand before the word; the look-up takes them off.
                if rule.prefix and "'" in rule.add:
                    continue
                form = rule.apply(word)
                if form is not None:
                    # A suffixed word may still take the prefixes of its stem.
                    onward = rule.flags if rule.prefix else rule.flags | crossing
                    yield from self._forms(form, onward, depth + 1)

    def words(self, unwanted: str) -> set[str]:
        """Every plain form, without the entries that carry the unwanted flag."""
        found: set[str] = set()
        lines = (HUNSPELL / f"{self.name}.dic").read_text("utf-8").splitlines()[1:]
        for line in lines:
            entry = line.split()
            if not entry:
                continue
            word, _, text = entry[0].partition("/")
            flags = self._flags(text)
            if self.forbidden in flags or unwanted in flags:
                continue
            found.update(self._forms(word, flags))
        return found


def write(language: str, words: Iterable[str], notice: str) -> None:
    """Write one list and say how large it became."""
    plain = {unicodedata.normalize("NFC", word.replace("’", "'")) for word in words}
    kept = sorted(ONE_LETTER[language].union(word for word in plain if is_word(word, language)))
    text = "".join(f"# {line}\n" for line in notice.splitlines()) + "\n".join(kept) + "\n"
    packed = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    path = HERE / f"{language}.txt.gz"
    path.write_bytes(packed)
    print(f"{path.name}: {len(kept):,} words, {len(packed):,} bytes")


def main() -> None:
    """Write the three shipped lists."""
    write(
        "en",
        english(),
        f"English words from SCOWL, Debian package scowl {version('scowl')}, sizes to"
        f" {SCOWL_SIZE}.\nCopyright and permission notices: LICENSES.md beside this file.",
    )
    mpl = (
        "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.\n"
        "If a copy of the MPL was not distributed with this file, You can obtain one at\n"
        "http://mozilla.org/MPL/2.0/. See LICENSES.md beside this file."
    )
    write(
        "fr",
        Hunspell("fr").words(FR_SYMBOLS),
        f"French words from Debian package hunspell-fr-classical"
        f" {version('hunspell-fr-classical')}.\n{mpl}",
    )
    write(
        "es",
        Hunspell("es_ES").words("no such flag"),
        f"Spanish words from Debian package hunspell-es {version('hunspell-es')}.\n{mpl}",
    )


if __name__ == "__main__":
    main()
