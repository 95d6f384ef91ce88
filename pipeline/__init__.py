"""Corrigenda cleans the text of scanned books and lists every correction it made."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import Result, clean
    from pipeline.correction import Correction

__version__ = "0.1.0"
__all__ = ["Correction", "Result", "__version__", "clean"]

_HOMES = {"Correction": "pipeline.correction", "Result": "pipeline.api", "clean": "pipeline.api"}


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that `--help` imports no lexicon."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
