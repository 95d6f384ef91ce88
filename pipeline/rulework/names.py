"""The names that a rule uses, held against those that its finder gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pipeline.context import Match
from pipeline.rules import Rule
from pipeline.templates import named_groups, named_measures


def unknown(rule: Rule, found: Iterable[Match]) -> Iterator[tuple[str, str, str]]:
    """Yield key, problem and remedy for each group or measure that no match of the finder has.

    Says nothing where there is no match: that is told otherwise.
    """
    matches = list(found)
    groups = {name for match in matches for name in match.groups}
    measures = {name for match in matches for name in match.measures} | {*rule.finder.measures}
    used = [("group", groups, *one) for one in named_groups(rule.replace, rule.guards)]
    used += [("measure", measures, *one) for one in named_measures(rule.guards)]
    for kind, known, where, name in used:
        if matches and name not in known:
            problem = f'{where} names the {kind} "{name}", which finder {rule.finder.name} lacks'
            yield where, problem, _nearest(name, known)


def _nearest(name: str, known: set[str]) -> str:
    close = get_close_matches(name, sorted(known), 1)
    if close:
        return f'did you mean "{close[0]}"?'
    return "one of: " + ", ".join(sorted(known)) if known else "it gives none"
