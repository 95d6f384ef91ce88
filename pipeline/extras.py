"""Packages that only containers and URLs need: they come with an extra, and are asked for here."""

from __future__ import annotations

import importlib
from typing import Any

from pipeline.faults import Fault

INSTALL = "pip install 'corrigenda[library]'"


def need(package: str, place: str) -> Any:
    """Import a package that `place` needs; raises Fault that says what to install."""
    try:
        return importlib.import_module(package)
    except ImportError:
        name = package.partition(".")[0]
        raise Fault(place, f"needs the package {name}", INSTALL) from None
