"""A folder of specimens: `manifest.json` names raw texts and the truth of each."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline import presence
from pipeline.faults import Fault
from pipeline.rule_source import plainly
from pipeline.store import read_bytes

MANIFEST = "manifest.json"
_SHAPE = '{"specimens": [{"name": …, "raw": …, "truth": …}]}'


@dataclass(frozen=True)
class Specimen:
    """A raw text and its truth; `words` says that only words can be compared.

    `book` is the same for texts of one book, such as several scans of it; empty: its name.
    """

    name: str
    raw: Path
    truth: Path
    words: bool = False
    book: str = ""


class _Entry(msgspec.Struct):
    """A specimen in the manifest; other keys are for others."""

    name: str
    raw: str
    truth: str
    words: bool = False
    book: str = ""


class _Manifest(msgspec.Struct):
    """The manifest; other keys are for others."""

    specimens: list[_Entry]


def read(folder: Path) -> list[Specimen]:
    """Read a folder's manifest; its paths are relative to the folder.

    Raises Fault where there is none, or where it is malformed. The files it names are looked at by
    whoever reads them.
    """
    path = folder / MANIFEST
    if not presence.exists(path) and presence.is_folder(folder):
        remedy = f"it holds {_SHAPE}; or give a raw text and its truth"
        raise Fault(str(folder), f"no {MANIFEST} in it", remedy)
    if not presence.exists(folder):
        raise Fault(str(folder), "no such folder", "check the name")
    try:
        found = msgspec.convert(json.loads(read_bytes(path)), _Manifest).specimens
    except json.JSONDecodeError as error:
        raise Fault(f"{path}:{error.lineno}", f"is not JSON ({error.msg})", "mend it") from None
    except UnicodeDecodeError:
        raise Fault(str(path), "is not UTF-8", "save it as UTF-8") from None
    except msgspec.ValidationError as error:
        raise Fault(str(path), plainly(str(error)), f"it holds {_SHAPE}") from None
    if not found:
        raise Fault(str(path), "names no specimens", f"it holds {_SHAPE}")
    twice = [name for name, count in Counter(one.name for one in found).items() if count > 1]
    if twice:
        raise Fault(str(path), f'has two specimens named "{twice[0]}"', "give each its own name")
    return [
        Specimen(one.name, folder / one.raw, folder / one.truth, one.words, one.book)
        for one in found
    ]
