"""Finders: each module says where one kind of damage may stand.

A finder module holds `Settings`, a msgspec Struct of its parameters in the rule file, and
`find(context, settings)`, which yields matches. One that says `WHOLE_TEXT = True` is given the
whole document, for it looks at pages; any other is given each passage in another language by
itself.

A module may have `may_find(context, settings)` too: False says at little cost that `find` would
yield nothing. What a text holds so decides what is run on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from pipeline.context import Context, Match


@dataclass(frozen=True)
class Finder:
    """A finder by its name in rule files; `about` is what its module says of itself.

    `measures` are the names of its measures where its matches leave out those that are 0.
    """

    name: str
    about: str
    settings: type[Any]
    find: Callable[[Context, Any], Iterable[Match]]
    whole_text: bool = False
    may_find: Callable[[Context, Any], bool] | None = None
    measures: tuple[str, ...] = ()


def names() -> list[str]:
    """Give every finder's name, as rule files write it."""
    return sorted(
        module.name.replace("_", "-") for module in iter_modules(__path__) if module.name[0] != "_"
    )


@cache
def load(name: str) -> Finder:
    """Give the finder of this name; raises KeyError for an unknown one."""
    if name not in names():
        raise KeyError(name)
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    whole = getattr(module, "WHOLE_TEXT", False)
    may_find = getattr(module, "may_find", None)
    about = (module.__doc__ or "").strip()
    measures = getattr(module, "MEASURES", ())
    return Finder(name, about, module.Settings, module.find, whole, may_find, measures)
