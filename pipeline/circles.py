"""Circles of garbage: Python's search for them is let be while a text is cleaned.

Python frees what nothing refers to at once. Only things that refer to each other must be searched
for, and the search goes through all that is held: word lists, lines, matches. It took a seventh of
the time that a long text takes, and found nothing, since the stages leave no circles behind.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Let Python search for no circles meanwhile, in any thread; then as before.

    >>> with unsearched():
    ...     gc.isenabled()
    False
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
