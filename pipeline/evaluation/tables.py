"""The tables of an evaluation: the same ones for a terminal, a Markdown page and an HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from pipeline.evaluation.figures import Figures, RuleFigures, total
from pipeline.evaluation.grades import PROMISED, Tally
from pipeline.visible import visible

# The marks of a Markdown page between which the tables stand.
BEGIN = "<!-- figures: made by corrigenda evaluate -->"
END = "<!-- end of figures -->"
Marks = tuple[str, str]
MARKS: Marks = (BEGIN, END)

# Rules shown where not all are asked for.
WORST_RULES = 10

# Blanks between two columns in a terminal, and the part of its width that a name may fill.
_GAP = 3
_NAME_PART = 3

NOTHING = "–"


@dataclass(frozen=True)
class Grid:
    """A table: its title, its heads, its rows. The first `texts` columns are words, not figures."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1


def grids(every: Sequence[Figures], most_rules: int | None = None) -> list[Grid]:
    """Give all tables for the figures of one or more texts; `most_rules` cuts the last one."""
    whole = total(every)
    return [
        overview(every),
        by_grade(whole),
        by_damage(whole),
        by_stage(whole),
        by_rule(whole, most_rules),
    ]


def overview(every: Sequence[Figures]) -> Grid:
    """Give a row a text, and one for all of them."""
    rows = [_row(visible(one.name) + (" (words)" if one.words else ""), one) for one in every]
    if len(every) > 1:
        rows.append(_row("all", total(every)))
    heads = (
        "text", "tokens", "CER %", "WER %", "errors gone", "fixed", "missed", "harmed",
        "harmed in 10,000",
    )  # fmt: skip
    return Grid("Before → after, by text", heads, tuple(rows))


def by_grade(one: Figures) -> Grid:
    """Give a row a confidence: how many were right, and what its name promises."""
    rows = []
    for grade, counts in one.grades.items():
        promised = PROMISED.get(grade)
        told = NOTHING if promised is None else f"{100 * promised:.1f} %"
        rows.append((grade, *_verdicts(counts), precision(counts), interval(counts), told))
    heads = ("grade", *_VERDICTS, "precision", "95 % interval", "promised")
    return Grid("How right each grade is", heads, tuple(rows))


def by_damage(one: Figures) -> Grid:
    """Give a row a kind of damage: how much of it was repaired."""
    rows = []
    for kind, fates in sorted(one.damage.items()):
        damaged = fates.fixed + fates.missed
        repaired = f"{100 * fates.fixed / damaged:.1f} %" if damaged else NOTHING
        rows.append((kind, f"{fates.fixed:,}", f"{fates.missed:,}", repaired, f"{fates.harmed:,}"))
    heads = ("damage", "fixed", "missed", "repaired", "done by us")
    return Grid("Tokens by kind of damage", heads, tuple(rows))


def by_stage(one: Figures) -> Grid:
    """Give a row a stage: how many of its corrections were right, suspects left out."""
    rows = [
        (visible(stage), *_verdicts(counts), precision(counts), interval(counts))
        for stage, counts in one.stages.items()
    ]
    heads = ("stage", *_VERDICTS, "precision", "95 % interval")
    return Grid("Corrections by stage", heads, tuple(rows))


def by_rule(one: Figures, most: int | None = None) -> Grid:
    """Give a row a rule, the least precise first."""
    rules = one.worst_first()[:most]
    rows = tuple((*_named(rule), *_verdicts(rule.tally), precision(rule.tally),
                  interval(rule.tally)) for rule in rules)  # fmt: skip
    heads = ("rule", "grade", *_VERDICTS, "precision", "95 % interval")
    left = len(one.rules) - len(rules)
    title = "Corrections by rule, the least right first" + (f"; {left} more" if left else "")
    return Grid(title, heads, rows, texts=2)


def for_terminal(grid: Grid, width: int) -> list[Table]:
    """Give a table as rich prints it, as several where the terminal has too few columns for it."""
    return [_table(part) for part in parts(grid, width)]


def parts(grid: Grid, width: int) -> list[Grid]:
    """Cut a table that is too wide into some with the same names and fewer figures."""
    figures = len(grid.heads) - grid.texts
    widths = [_width(grid, index) for index in range(len(grid.heads))]
    # A name that is longer is folded.
    widths[0] = min(widths[0], width // _NAME_PART)
    if sum(widths) + _GAP * len(widths) <= width or figures < 2:
        return [grid]
    middle = grid.texts + figures // 2
    texts = range(grid.texts)
    left = [*texts, *range(grid.texts, middle)]
    right = [*texts, *range(middle, len(grid.heads))]
    return [part for some in (left, right) for part in parts(_only(grid, some), width)]


def _only(grid: Grid, columns: Sequence[int]) -> Grid:
    heads = tuple(grid.heads[index] for index in columns)
    rows = tuple(tuple(row[index] for index in columns) for row in grid.rows)
    return Grid(grid.title, heads, rows, grid.texts)


def _width(grid: Grid, index: int) -> int:
    """Give the width a column needs: that of its widest cell; heads may be folded at blanks."""
    words = [len(word) for word in grid.heads[index].split()]
    return max(*words, *(len(row[index]) for row in grid.rows), 0)


def _table(grid: Grid) -> Table:
    table = Table(
        title=grid.title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for index, head in enumerate(grid.heads):
        if index < grid.texts:
            table.add_column(head, overflow="fold")
        else:
            table.add_column(head, justify="right", min_width=_width(grid, index))
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table


def markdown(every: Sequence[Figures]) -> str:
    """Give all tables of an evaluation as Markdown."""
    return as_markdown(grids(every))


def as_markdown(every: Iterable[Grid]) -> str:
    """Give tables as Markdown."""
    return "\n".join(line for grid in every for line in _markdown(grid))


def filled(page: str, tables: str, marks: Marks = MARKS) -> str | None:
    """Give a page with these tables between its marks; None where it has no marks."""
    head, begin, rest = page.partition(marks[0])
    _, end, tail = rest.partition(marks[1])
    if not begin or not end:
        return None
    return f"{head}{begin}\n\n{tables}\n{end}{tail}"


def percent(rate: float) -> str:
    """Give a rate in per cent, with two decimals."""
    return f"{100 * rate:.2f}"


def precision(counts: Tally) -> str:
    """Give the share of right ones."""
    return share(counts.right, counts.judged)


def share(some: int, of: int) -> str:
    """Give a share in per cent, rounded down: 99.996 per cent is not all."""
    return f"{some * 10_000 // of / 100:.2f} %" if of else NOTHING


def interval(counts: Tally) -> str:
    """Give the interval in per cent."""
    if not counts.judged:
        return NOTHING
    low, high = counts.interval
    return f"{100 * low:.1f}–{100 * high:.1f}"


_VERDICTS = ("right", "wrong", "neither", "unjudged")


def _verdicts(counts: Tally) -> tuple[str, ...]:
    numbers = counts.right, counts.wrong, counts.neither, counts.unjudged - counts.neither
    return tuple(f"{number:,}" for number in numbers)


def _named(rule: RuleFigures) -> tuple[str, str]:
    return visible(rule.key), rule.confidence


def _row(name: str, one: Figures) -> tuple[str, ...]:
    cer, wer, fates = one.cer, one.wer, one.fates
    return (
        name,
        f"{one.tokens:,}",
        f"{percent(cer[0])}→{percent(cer[1])}",
        f"{percent(wer[0])}→{percent(wer[1])}",
        f"{100 * one.gone:.1f} %",
        f"{fates.fixed:,}",
        f"{fates.missed:,}",
        f"{fates.harmed:,}",
        f"{one.harm:.2f}",
    )


def _markdown(grid: Grid) -> Iterator[str]:
    yield f"**{grid.title}**\n"
    yield _line(grid.heads)
    yield _line("---" if index < grid.texts else "--:" for index in range(len(grid.heads)))
    for row in grid.rows:
        yield _line(cell.replace("|", "\\|") for cell in row)
    yield ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
