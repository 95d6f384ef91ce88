"""Long s: words are counted and judged with s for ſ, and stand in the text as they were printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from rapidfuzz.distance import Levenshtein

from pipeline.document import Document
from pipeline.lexicon import fold
from pipeline.occurrences import whole_words

LONG = "ſ"

_WORD = regex.compile(rf"[\p{{L}}\p{{M}}\p{{N}}º°'’]*{LONG}[\p{{L}}\p{{M}}\p{{N}}º°'’]*+")


def places(document: Document, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield index, start and end of each place of folded words, with long s in them or without.

    >>> list(places(Document("a ſhip or a ship"), ["ship"]))
    [(0, 2, 6), (0, 12, 16)]
    """
    printed = _printed(document)
    strings, owners = list(words), list(range(len(words)))
    if printed:
        for index, word in enumerate(words):
            forms = printed.get(word, ())
            strings += forms
            owners += [index] * len(forms)
    for index, start, end in whole_words(document.text, strings):
        yield owners[index], start, end


def forms(document: Document, words: set[str]) -> set[str]:
    """Give folded words and, of each, the forms with long s that the document has.

    >>> sorted(forms(Document("a ſhip"), {"ship"}))
    ['ship', 'ſhip']
    """
    printed = _printed(document)
    return words.union(*(printed[word] for word in words & printed.keys()))


def _printed(document: Document) -> dict[str, list[str]]:
    """The words that stand with long s, by what they are folded to."""
    return document.memo("words with long s", lambda: _by_folded(document.text))


def _by_folded(text: str) -> dict[str, list[str]]:
    printed: dict[str, list[str]] = {}
    if LONG in text:
        for form in dict.fromkeys(_WORD.findall(text)):
            printed.setdefault(fold(form), []).append(form)
    return printed


def as_printed(meant: str, written: str) -> str:
    """Give what is meant instead of a written word, with long s where that has it.

    A word printed with long s has a round one at its end only.

    >>> as_printed("bless my soul", "bleſsmyſoul"), as_printed("ship", "fhip")
    ('bleſs my ſoul', 'ship')
    """
    plain = fold(written)
    if LONG not in written or len(plain) != len(written):
        return meant
    signs = list(meant)
    for change in Levenshtein.opcodes(plain, meant):
        for at in range(change.dest_start, change.dest_end):
            if signs[at] == "s" and at + 1 < len(meant):
                if change.tag != "equal":
                    signs[at] = LONG if meant[at + 1].isalpha() else "s"
                elif written[at - change.dest_start + change.src_start] == LONG:
                    signs[at] = LONG
    return "".join(signs)
