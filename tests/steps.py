"""Counts the lines of Python that something runs: other work changes no such count."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(job: Callable[[], Any]) -> int:
    """How many lines of Python a job runs; what C does is not counted."""
    count = 0

    def tracer(frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        job()
    finally:
        sys.settrace(before)
    return count
