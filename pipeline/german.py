"""Forms of German words that no list holds: spellings of before 1901, and inflected forms.

The lists spell as is taught today or was until 1996, and name most nouns without the dative's e,
verbs without their *zu*, adjectives without their degrees. Print of the nineteenth century is full
of all of these; a form that only looks like one is soon found to stand for no listed word.

The spellings are those that the rules of 1902 for all German schools did away with (th, c, -iren,
-niß was later), and older ones (ey, giebt, Melodieen) that print kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

# As it was spelt, and as it is (Thür, seyn, Uebung, marschiren, Centrum, Punct, Melodieen, giebt).
_SPELLINGS = (
    ("th", "t"),
    ("Th", "T"),
    ("ey", "ei"),
    ("Ue", "Ü"),
    ("Ae", "Ä"),
    ("Oe", "Ö"),
    ("ir", "ier"),
    ("ieen", "ien"),
    ("ct", "kt"),
    ("c", "k"),
    ("C", "K"),
    ("C", "Z"),
    ("ce", "ze"),
    ("ci", "zi"),
    ("dt", "t"),
    ("gieb", "gib"),
    ("ieng", "ing"),
    ("yl", "il"),
    ("aa", "a"),
    ("mmt", "mt"),
    ("niß", "nis"),
    ("ieß", "ies"),
    ("eß", "es"),
    ("ß", "ss"),
)
# German has ch and ck of its own.
_LONE_C = regex.compile("c(?![hk])")
# Two changes at once are as many as a word shows, but for rare ones.
_MOST_CHANGES = 2

_PARTICLES = (
    "ab|an|auf|aus|bei|dar|durch|ein|empor|entgegen|fort|her|herab|heran|herauf|heraus|herein|hervor"
    "|herum|hin|hinab|hinaus|hinein|hinzu|los|mit|nach|nieder|über|um|unter|vor|voran|voraus|vorüber"
    "|weg|wieder|zu|zurück|zusammen"
)
_ADJECTIVE_ENDS = "lich|isch|ig|sam|bar|haft|end|los|voll|en|et"
_WITH_ZU = regex.compile(rf"({_PARTICLES})zu(\p{{Ll}}{{4,}}n)")


@dataclass(frozen=True, slots=True)
class _Ending:
    """An ending of inflected forms, and what stands in its place in the form that lists have.

    Words that end in it show some letters near their end: those are asked first, since nearly all
    words lack them.
    """

    shows: str
    pattern: regex.Pattern[str]
    others: tuple[str, ...]


# What an ending shows stands among so many last letters.
_NEAR_END = 6

_ADJECTIVE = r"(?:e|en|er|es|em)$"
_DEGREES = (
    _Ending("st", regex.compile(rf"(?<=\p{{Ll}}{{4}})e?st{_ADJECTIVE}"), ("", "e")),
    _Ending("er", regex.compile(rf"(?<=\p{{Ll}}{{4}})er{_ADJECTIVE}"), ("", "e")),
    _Ending("e", regex.compile(rf"(?<=\p{{Ll}}{{3}}(?:{_ADJECTIVE_ENDS})){_ADJECTIVE}"), ("",)),
    _Ending("ne", regex.compile(rf"(?<=\p{{Ll}}{{2}}[gknrt])(?=n{_ADJECTIVE})"), ("e",)),
)
_ABSTRACT = _Ending("eit", regex.compile(r"(?<=\p{Ll}{4})[hk]eit(?:en)?$"), ("",))
_DATIVE = regex.compile(r"(?<=^\p{Lu}\p{Ll}+[^e\W])(?<!e[lnr]|ung|[hk]eit|schaft|ion)e$")
# By the last letter of a word.
_ENDINGS = {
    "e": (_Ending("e", _DATIVE, ("",)), *_DEGREES),
    "m": _DEGREES,
    "n": (
        _Ending("ern", regex.compile(r"(?<=^\p{Ll}{2,4}[^\W_])ern$"), ("eren", "ere")),
        *_DEGREES,
        _ABSTRACT,
    ),
    "r": _DEGREES,
    "s": _DEGREES,
    "t": (_Ending("et", regex.compile(r"(?<=^\p{Ll}{3,})e(?=t$)"), ("",)), _ABSTRACT),
}
# A word behind un- has so many letters at least: shorter ones meet by chance.
_BEHIND_UN = 5


def listed_forms(word: str) -> Iterator[str]:
    """Give the forms under which a list may have a word that it lacks as it stands.

    >>> list(listed_forms("Thüre"))
    ['Türe', 'Thür', 'Tür']
    """
    spelt = _respelt(word)
    yield from spelt[1:]
    for one in spelt:
        yield from _inflected(one)


def _respelt(word: str) -> list[str]:
    """The word and its other spellings, those of fewer changes first."""
    shown = [(old, new) for old, new in _SPELLINGS if old in word]
    forms = [(word, 0)]
    for old, new in shown:
        for form, changes in tuple(forms):
            if changes < _MOST_CHANGES and old in form:
                other = _LONE_C.sub(new, form) if old == "c" else form.replace(old, new)
                if other != form:
                    forms.append((other, changes + 1))
    return [form for form, _ in sorted(forms, key=lambda one: one[1])]


def _inflected(word: str) -> Iterator[str]:
    if "zu" in word and (found := _WITH_ZU.fullmatch(word)):
        yield found[1] + found[2]
    if word.startswith("un") and len(word) >= len("un") + _BEHIND_UN:
        yield word[len("un") :]
    end = word[-_NEAR_END:]
    for ending in _ENDINGS.get(word[-1:], ()):
        if ending.shows in end and (found := ending.pattern.search(word)):
            for other in ending.others:
                form = word[: found.start()] + other + word[found.end() :]
                if form != word:
                    yield form
