"""What the rules did in the last run, as the ledgers of the cleaned texts tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import presence, store
from pipeline.ledger import SUFFIX
from pipeline.ledger_lines import Row


@dataclass(frozen=True)
class Fired:
    """One place where a rule fired, and the text it is in."""

    document: str
    row: Row


@dataclass
class Record:
    """How often each rule, by stage/id, was made, only listed, and refused by a reviewer."""

    texts: int = 0
    made: dict[str, int] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Count one line of a ledger."""
        withheld = self.refused if row.decision else self.listed
        count = self.made if row.applied else withheld
        key = f"{row.stage}/{row.rule}"
        count[key] = count.get(key, 0) + 1

    def fired(self, key: str) -> int:
        """Give how often a rule fired, whatever came of it."""
        return sum(one.get(key, 0) for one in (self.made, self.listed, self.refused))

    def told(self, key: str) -> str:
        """Say what came of a rule, as in `3 made, 1 refused`."""
        counts = (("made", self.made), ("listed", self.listed), ("refused", self.refused))
        parts = [f"{one[key]} {what}" for what, one in counts if key in one]
        return ", ".join(parts)


def read(cleaned: Path) -> Iterator[Fired]:
    """Yield every line of every ledger in a folder; raises Fault for a damaged ledger."""
    if any(path.name.endswith(SUFFIX) for path in presence.entries(cleaned)):
        for place in store.find(cleaned, []):
            found = store.read_ledger(place)
            for row in found.rows:
                yield Fired(place.name, row)


def record(fired: Iterable[Fired]) -> Record:
    """Count what rules did."""
    found = Record()
    texts = set()
    for one in fired:
        texts.add(one.document)
        found.add(one.row)
    found.texts = len(texts)
    return found
