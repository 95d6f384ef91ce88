"""How commands write: to standard output, through a pager on a terminal, and in what colours."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import click

from pipeline.exits import stop_writing

# So many names are told of many.
_MOST_NAMED = 8


def nearest(name: str, names: list[str]) -> str:
    """Give the remedy for a name that is none of these."""
    close = get_close_matches(name, names, 1)
    return f'did you mean "{close[0]}"?' if close else "one of: " + ", ".join(names)


def some_of(names: Sequence[str]) -> str:
    """Give names in a row, the first few where they are many.

    >>> some_of(["a", "b"]), some_of([str(number) for number in range(2000)])
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7 and 1,992 more')
    """
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def colourful() -> bool:
    """Say whether standard output is a terminal that wants colours."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def show(lines: Iterable[str], colour: bool) -> None:
    """Write lines to standard output, through a pager on a terminal."""
    if sys.stdout.isatty():
        click.echo_via_pager((f"{line}\n" for line in lines), color=colour)
        return
    try:
        for line in lines:
            click.echo(line)
    except BrokenPipeError:
        stop_writing()
