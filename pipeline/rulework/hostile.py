r"""Finds patterns that some text can hold up for ever: `(\w+\s?)+$` and the like.

Such a pattern has many ways to read one stretch, and tries them all before it gives up. So each
repeat in the pattern is fed what it repeats, many times over, behind what the pattern wants before
it and before a sign that spoils the end. A sound pattern gives up at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import regex

from pipeline.guards import compiled
from pipeline.rulework.parts import Part, parse

# Code points of a hostile text. A pattern whose time grows with the square of the length, as many
# a harmless one's does, needs some hundredths of a second for it; with the cube, minutes.
LENGTH = 2000
# Seconds of computing after which a pattern counts as stuck; ten times what the slowest of the
# shipped patterns takes on a busy machine.
LIMIT_SECONDS = 0.5
# Texts tried for one pattern; the shipped patterns give at most half as many.
MOST_TEXTS = 60

# Repeats of fewer rounds than this cannot build up anything.
_LEAST_ROUNDS = 8
_CANDIDATES = "a1 A.-!\n\t“é_"
_SPOILERS = ("\x00", "\n\x00\n")


def stuck_on(pattern: str) -> str | None:
    r"""Give a text on which the pattern does not come to an end in time, or None.

    >>> stuck_on(r"(\p{L}+)-\n") is None
    True
    """
    ready = compiled(pattern)
    for text in islice(texts(pattern), MOST_TEXTS):
        try:
            for _ in ready.finditer(text, timeout=LIMIT_SECONDS):
                pass
        except TimeoutError:
            return text
    return None


def texts(pattern: str) -> Iterator[str]:
    """Yield hostile texts for a pattern, each once."""
    whole = parse(pattern)
    signs = [one for one in _every(whole) if one.kind == "signs"]
    candidates = list(dict.fromkeys(_CANDIDATES + "".join(one.value for one in signs)))
    # The `regex` module passes over a text without the plain words that the pattern must have.
    ends = [spoiler + sample(whole) for spoiler in _SPOILERS]
    seen = set()
    for before, part in _repeats(whole, ""):
        for fuel in dict.fromkeys(_fuels(part, candidates)):
            for start in dict.fromkeys(("", before)):
                for end in ends:
                    text = start + fuel * (LENGTH // len(fuel)) + end
                    if text not in seen:
                        seen.add(text)
                        yield text


def _repeats(part: Part, before: str) -> Iterator[tuple[str, Part]]:
    """Yield each long repeat with a text that the pattern takes before it."""
    if part.kind == "repeat" and (part.most is None or part.most >= _LEAST_ROUNDS):
        yield before, part
    for inner in part.parts:
        yield from _repeats(inner, before)
        if part.kind == "row":
            before += sample(inner)


def _fuels(part: Part, candidates: list[str]) -> Iterator[str]:
    """Yield what a repeat can be fed: a whole round, and every sign that a class in it takes."""
    whole = sample(part.parts[0])
    if whole:
        yield whole
    classes = (one for one in _every(part) if one.kind == "class")
    accepted = (islice(_accepted(one, candidates), 2) for one in classes)
    yield from chain.from_iterable(accepted)
    yield from (one.value[0] for one in _every(part) if one.kind == "signs")


def sample(part: Part) -> str:
    r"""Give a short text that a part matches, as far as can be told without trying.

    >>> sample(parse(r"(?<=\d)tb?e{2}[xy]"))
    '1tbeex'
    """
    if part.kind == "signs":
        return part.value
    if part.kind == "class":
        return next(_accepted(part, list(_CANDIDATES)), "")
    if part.kind == "choice":
        return sample(part.parts[0])
    if part.kind == "look":
        return sample(part.parts[0]) if part.value == "<=" else ""
    if part.kind == "repeat":
        return sample(part.parts[0]) * max(part.least, 1)
    return "".join(map(sample, part.parts))


def _accepted(part: Part, candidates: list[str]) -> Iterator[str]:
    """Yield signs that a class takes, its own members first."""
    ready = regex.compile(part.text)
    own = [low for one in part.members if isinstance(one, tuple) for low in one[:1]]
    for sign in [*([] if part.negated else own), *candidates]:
        if ready.fullmatch(sign):
            yield sign


def _every(part: Part) -> Iterator[Part]:
    yield part
    for inner in part.parts:
        yield from _every(inner)
