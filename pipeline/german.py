"""Forms of German words that no list holds: spellings of before 1901, and inflected forms.

The lists spell as is taught today or was until 1996, and name most nouns without the dative's e,
verbs without their *zu*, adjectives without their degrees. Print of the nineteenth century is full
of all of these; a form that only looks like one is soon found to stand for no listed word.

The spellings are those that the rules of 1902 for all German schools did away with (th, c, -iren,
-niß was later), and older ones (ey, giebt, Melodieen) that print kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterator

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

_ADJECTIVE = r"(?:e|en|er|es|em)$"
_DEGREES = (
    (regex.compile(rf"(?<=\p{{Ll}}{{4}})e?st{_ADJECTIVE}"), ("", "e")),
    (regex.compile(rf"(?<=\p{{Ll}}{{4}})er{_ADJECTIVE}"), ("", "e")),
    (regex.compile(rf"(?<=\p{{Ll}}{{3}}(?:{_ADJECTIVE_ENDS})){_ADJECTIVE}"), ("",)),
    (regex.compile(rf"(?<=\p{{Ll}}{{2}}[gknrt])(?=n{_ADJECTIVE})"), ("e",)),
)
_ABSTRACT = (regex.compile(r"(?<=\p{Ll}{4})[hk]eit(?:en)?$"), ("",))
# Endings of inflected forms, and what stands in their place in the form that lists have. They are
# kept by the last letter of the word, since most words have none of them.
_ENDINGS = {
    "e": (
        (regex.compile(r"(?<=^\p{Lu}\p{Ll}+[^e\W])(?<!e[lnr]|ung|[hk]eit|schaft|ion)e$"), ("",)),
        *_DEGREES,
    ),
    "m": _DEGREES,
    "n": (
        (regex.compile(r"(?<=^\p{Ll}{2,4}[^\W_])ern$"), ("eren", "ere")),
        *_DEGREES,
        _ABSTRACT,
    ),
    "r": _DEGREES,
    "s": _DEGREES,
    "t": ((regex.compile(r"(?<=^\p{Ll}{3,})e(?=t$)"), ("",)), _ABSTRACT),
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
    for ending, others in _ENDINGS.get(word[-1:], ()):
        for other in others:
            form = ending.sub(other, word, count=1)
            if form != word:
                yield form
