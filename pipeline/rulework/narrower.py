"""Narrows a rule that keeps being refused: a rule before it lets such places stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from pipeline.rulework.draft import basic, escaped, literal
from pipeline.rulework.suggest import EXAMPLE_CHARACTERS, SUPPORT
from pipeline.rulework.writing import NewRule


@dataclass(frozen=True)
class Fired:
    """A place where a rule fired: the text it saw, its stretch, and whether it was refused."""

    stage: str
    rule: str
    text: str
    start: int
    end: int
    refused: bool


@dataclass(frozen=True)
class Narrower:
    """A rule that lets stand what was refused, and how often the refused rule fired."""

    rule: NewRule
    stage: str
    ahead_of: str
    refused: int
    fired: int


def narrower(fired: Iterable[Fired], taken: Iterable[str] = ()) -> list[Narrower]:
    """Give a narrowing for each rule that was refused often, and never where it was not refused.

    `taken` are the ids of rules that are there.
    """
    by_rule: dict[tuple[str, str], list[Fired]] = {}
    for one in fired:
        by_rule.setdefault((one.stage, one.rule), []).append(one)
    ids = set(taken)
    found = []
    for (_, rule), places in by_rule.items():
        refused = [one for one in places if one.refused]
        kept = [one for one in places if not one.refused]
        if len(refused) < SUPPORT or not kept:
            continue
        for pattern in _patterns(refused):
            if not any(_touches(pattern, one) for one in kept):
                name = f"{rule}-that-stands"
                if name not in ids:
                    found.append(_narrower(name, pattern, refused, len(places)))
                break
    return found


def _patterns(refused: Sequence[Fired]) -> list[str]:
    """Give patterns of the refused words: by themselves, then with what stands beside them."""
    words = Counter(one.text[one.start : one.end] for one in refused)
    alone = "|".join(_bounded(word) for word in sorted(words))
    beside = "|".join(sorted({_with_neighbours(one) for one in refused}))
    return [alone, beside]


def _bounded(word: str) -> str:
    left = r"(?<![\p{L}\p{N}])" if word[:1].isalnum() else ""
    right = r"(?![\p{L}\p{N}])" if word[-1:].isalnum() else ""
    return left + escaped(word) + right


def _with_neighbours(one: Fired) -> str:
    before = regex.search(r"\S*\s?$", one.text[max(0, one.start - 30) : one.start])
    after = regex.match(r"\s?\S*", one.text[one.end : one.end + 30])
    left = f"(?<={escaped(before[0])})" if before and before[0] else ""
    right = f"(?={escaped(after[0])})" if after and after[0] else ""
    return left + escaped(one.text[one.start : one.end]) + right


def _touches(pattern: str, one: Fired) -> bool:
    """Whether a pattern would let stand a place that nobody refused."""
    first, last = max(0, one.start - 60), one.end + 60
    found = regex.finditer(pattern, one.text, regex.MULTILINE, pos=first, endpos=last)
    return any(hit.start() < one.end and one.start < hit.end() for hit in found)


def _narrower(name: str, pattern: str, refused: Sequence[Fired], fired: int) -> Narrower:
    first = refused[0]
    words = ", ".join(dict.fromkeys(one.text[one.start : one.end].strip() for one in refused))
    left = first.text[max(0, first.start - EXAMPLE_CHARACTERS) : first.start].rpartition("\n")[2]
    right = first.text[first.end : first.end + EXAMPLE_CHARACTERS].partition("\n")[0]
    example = left + first.text[first.start : first.end] + right
    rule = NewRule(
        id=name,
        about=f"What {first.rule} changed and reviewers refused: {words}."[:200],
        confidence="certain",
        find=f"{{ pattern = {literal(pattern)} }}",
        replace="",
        before=example,
        after=example,
        keep="Nothing of the kind stands here.",
        leave=True,
    )
    return Narrower(rule, first.stage, first.rule, len(refused), fired)


def told(one: Narrower) -> str:
    """Say in one line what a narrowing is for."""
    return (
        f"{one.stage}/{one.ahead_of} was refused {one.refused} of {one.fired} times; "
        f"{basic(one.rule.id)} before it lets those places stand"
    )
