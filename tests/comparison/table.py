"""The table of the comparison, for the terminal and between the marks in the README."""

from __future__ import annotations

from dataclasses import dataclass

from comparison.measuring import Score
from comparison.tools import TOOLS, Tool
from pipeline.evaluation import tables
from pipeline.faults import Fault

BEGIN = "<!-- comparison, by make compare -->"
END = "<!-- end of the comparison -->"

HEADS = (
    "cleaned by", "words wrong", "characters wrong", "words mended", "words harmed",
    "harmed per 10,000", "speed against ftfy", "MB/s",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One tool's row: what it does to the texts, and how fast, in MB/s."""

    tool: Tool
    score: Score
    speed: float


def rows(every: list[Measured]) -> list[list[str]]:
    """Give the rows of the table: the raw texts, then each tool in the order given."""
    whole = every[0].score
    words, characters = whole.rates(whole.before)
    found = [["nothing", f"{words:.2%}", f"{characters:.2%}", "", "", "", "", ""]]
    ftfy = next((one.speed for one in every if one.tool == TOOLS[0]), 0.0)
    for one in every:
        words, characters = one.score.rates(one.score.after)
        found.append(
            [
                one.tool.label,
                f"{words:.2%}",
                f"{characters:.2%}",
                f"{one.score.fixed:,}",
                f"{one.score.harmed:,}",
                f"{one.score.harm:.1f}",
                f"{one.speed / ftfy:.2f} ×" if ftfy else "",
                f"{one.speed:.2f}",
            ]
        )
    return found


def markdown(every: list[Measured], about: str) -> str:
    """Give the table with what it was measured on, as Markdown."""
    rules = [" --- ", *[" ---: "] * (len(HEADS) - 1)]
    lines = [f"| {' | '.join(HEADS)} |", f"|{'|'.join(rules)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows(every)]
    return "\n".join([*lines, "", about])


def filled(page: str, table: str, place: str) -> str:
    """Put the table between the marks of a page; raises Fault where it has none.

    >>> filled(f"A\\n{BEGIN}\\nold\\n{END}\\nZ", "new", "x.md").splitlines()[2:-2]
    ['', 'new', '']
    """
    found = tables.filled(page, f"{table}\n", (BEGIN, END))
    if found is None:
        raise Fault(place, "has no marks for the comparison", f"put {BEGIN} and {END} into it")
    return found
