"""How commands read standard input and write: through a pager on a terminal, in which colours."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from pipeline import presence, store
from pipeline.containers import limits
from pipeline.exits import complain, stop_writing
from pipeline.faults import Fault

# Standard input where a text is named, standard output where a file to write is.
STANDARD = "-"

# So many names are told of many.
_MOST_NAMED = 8


def nearest(name: str, names: list[str]) -> str:
    """Give the remedy for a name that is none of these."""
    close = get_close_matches(name, names, 1)
    return f'did you mean "{close[0]}"?' if close else "one of: " + ", ".join(names)


def nearest_rule(name: str, names: Iterable[str]) -> str:
    """Give the remedy for a rule that is none of these, which are ids or stage/id."""
    every = sorted({one for each in names for one in (each, each.rpartition("/")[2])})
    if get_close_matches(name, every, 1):
        return nearest(name, every)
    bare = some_of([one for one in every if "/" not in one])
    return f'one of: {bare}; see "corrigenda rules list"'


def some_of(names: Sequence[str]) -> str:
    """Give names in a row, the first few where they are many.

    >>> some_of(["a", "b"]), some_of([str(number) for number in range(2000)])
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7 and 1,992 more')
    """
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def read_standard_input() -> bytes:
    """Read standard input to its end; raises Fault where it is closed, or too large for a text."""
    if sys.stdin is None:
        raise Fault("standard input", "is closed", "give a text by < FILE, or by a pipe")
    return limits.whole(sys.stdin.buffer, "standard input")


def tell_passed(paths: Iterable[Path], work: str) -> None:
    """Tell what was left alone in each folder, so that nobody takes it for done; `work` is a verb.

    What lies in one folder is told in one line.
    """
    by_folder = sorted(set(paths), key=lambda path: (path.parent, path))
    for folder, group in groupby(by_folder, lambda path: path.parent):
        found = [f"{path.name}/" if presence.is_folder(path) else path.name for path in group]
        one = len(found) == 1
        told = "1 entry was" if one else f"{len(found):,} entries were"
        remedy = f"name {'it' if one else 'one'} to {work} it as well"
        complain(f"{folder}: {told} left alone: {some_of(found)}; {remedy}")


def tell_out_of_time(name: str, late: Sequence[str]) -> None:
    """Name the rules that ran out of time in a text, and count them."""
    if late:
        count = f"{len(late)} rule" + ("s" if len(late) > 1 else "")
        complain(f"{name}: {count} ran out of time and changed nothing: {', '.join(late)}")


def is_read(write: Callable[[], None]) -> bool:
    """Write by rich, and say whether anybody reads on; rich ends the program where nobody does."""
    try:
        write()
    except SystemExit:
        return False
    return True


def write_json(found: Any, out: str) -> list[Path]:
    """Write an object as JSON to a file, or to standard output; give the files written.

    It is ASCII, since what holds undecodable bytes holds what no UTF-8 file can.
    """
    text = json.dumps(found, indent=1)
    if out == STANDARD:
        click.echo(text)
        return []
    store.write_file(Path(out), text.encode() + b"\n")
    return [Path(out)]


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
