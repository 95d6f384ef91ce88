"""The names that a rule's replacement and guards use: groups of a match, and its measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any

import msgspec

# Guards whose parameter has groups for its keys, and those whose parameter has measures.
PATTERN_GUARDS = ("matches", "not_matches")
BOUND_GUARDS = ("at_least", "at_most")
LIST_GUARDS = ("listed",)

# A guard's name and its parameter, whatever comes between them.
Asked = Iterable[tuple[str, Any, Any]]


def named_groups(replace: str, guards: Asked) -> Iterator[tuple[str, str]]:
    """Yield each group that a rule names, after the key that names it."""
    for name in fields(replace):
        yield "replace", name
    for guard, _, parameter in guards:
        if guard in (*PATTERN_GUARDS, *LIST_GUARDS):
            yield from ((guard, name) for name in parameter)
        for template in templates_of(guard, parameter):
            yield from ((guard, name) for name in fields(template))


def templates_of(guard: str, parameter: Any) -> list[str]:
    """Give the templates in a guard's parameter."""
    if guard in (*PATTERN_GUARDS, *BOUND_GUARDS, *LIST_GUARDS):
        return []
    return list(_strings(msgspec.to_builtins(parameter)))


def named_measures(guards: Asked) -> Iterator[tuple[str, str]]:
    """Yield each measure that a rule names, after the guard that names it."""
    for guard, _, parameter in guards:
        if guard in BOUND_GUARDS:
            yield from ((guard, name) for name in parameter)


def fields(template: str) -> list[str]:
    """Give the names in a template's braces; raises ValueError where it is none.

    >>> fields("{first}-{second}")
    ['first', 'second']
    """
    names = []
    for _, name, form, conversion in Formatter().parse(template):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(f"{{{name}}} is no group")
            names.append(name)
    return names


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)
