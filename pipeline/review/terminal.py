"""Shows corrections in a terminal: word by word, line by line, as a unified diff, for one line.

What went stands in `[-…-]` and what came in `{+…+}`, so that nobody needs the colours. Everything
unseen is shown as an escape, and a line end as `⏎`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.ledger_lines import Row
from pipeline.review.changes import Change, Changes
from pipeline.review.changes import evidence as rests_on
from pipeline.visible import visible

# What is shown of a line on each side of a correction, and of lines around a hunk.
CONTEXT_CHARACTERS = 32
CONTEXT_LINES = 3

_RED, _GREEN, _DIM, _BOLD, _END = "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True)
class Paint:
    """Colours for a terminal, or none."""

    colour: bool = False

    def gone(self, text: str) -> str:
        """Paint what was taken away."""
        return self._in(_RED, text)

    def new(self, text: str) -> str:
        """Paint what was put in."""
        return self._in(_GREEN, text)

    def aside(self, text: str) -> str:
        """Paint what explains."""
        return self._in(_DIM, text)

    def head(self, text: str) -> str:
        """Paint a heading."""
        return self._in(_BOLD, text)

    def _in(self, code: str, text: str) -> str:
        return f"{code}{text}{_END}" if self.colour and text else text


def shown(text: str) -> str:
    r"""Give a stretch of text on one line, with everything in it to be seen.

    >>> shown("dam\xad\nage")
    'dam\\xad⏎age'
    """
    return "⏎".join(map(visible, text.split("\n")))


def around(change: Change) -> tuple[str, str]:
    """Give the words near a correction in its line, before and after it, ready to be shown."""
    left, right = shown(change.left), shown(change.right)
    if len(left) > CONTEXT_CHARACTERS:
        left = "…" + left[-CONTEXT_CHARACTERS:].partition(" ")[2]
    if len(right) > CONTEXT_CHARACTERS:
        right = right[:CONTEXT_CHARACTERS].rpartition(" ")[0] + "…"
    return left, right


def by_words(changes: Iterable[Change], paint: Paint) -> Iterator[str]:
    """Give two lines a correction: where and why, then the words in their line."""
    for change in changes:
        yield _margin(change.row, paint)
        left, right = around(change)
        yield f"    {left}{marked(change, paint)}{right}"


def by_lines(changes: Iterable[Change], paint: Paint) -> Iterator[str]:
    """Give a correction's place and reason, its line before, and its line after."""
    for change in changes:
        yield _margin(change.row, paint)
        yield paint.gone("  - " + shown(change.left + change.before + change.right))
        yield paint.new("  + " + shown(change.left + change.after + change.right))


def unified(every: Changes, folder: str, paint: Paint) -> Iterator[str]:
    """Give a unified diff of the raw text and the cleaned one, which lies in this folder."""
    head = every.ledger.head
    yield paint.head(f"--- raw/{visible(head.file)}")
    yield paint.head(f"+++ {visible(f'{folder}/{head.document}')}.txt")
    hunk: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for block in every.blocks():
        if hunk and block.raw[0] - hunk[-1][0][1] > 2 * CONTEXT_LINES:
            yield from _hunk(every, hunk, paint)
            hunk = []
        hunk.append((block.raw, block.cleaned))
    if hunk:
        yield from _hunk(every, hunk, paint)


def explained(
    changes: Changes, line: int, raw: bool, abouts: Mapping[str, str], paint: Paint
) -> Iterator[str]:
    """Give a line of the raw or cleaned file in both texts, and every correction that touched it.

    `abouts` holds what each rule, by stage/rule, says about itself.
    """
    other = changes.beside(line, raw)
    raw_lines, cleaned_lines = ([line], other) if raw else (other, [line])
    yield from _numbered("raw", raw_lines, changes.raw_lines)
    yield from _numbered("cleaned", cleaned_lines, changes.cleaned_lines)
    touching = changes.touching(line, raw)
    for change in touching:
        row = change.row
        yield ""
        yield _margin(row, paint)
        yield f"    {marked(change, paint)}"
        about = abouts.get(f"{row.stage}/{row.rule}", "(this rule is no longer among the rules)")
        yield paint.aside(f"    {visible(about)}")
    if not touching:
        yield ""
        yield "No correction touched this line."


def _margin(row: Row, paint: Paint) -> str:
    where = f"p. {row.page}, line {row.raw_line}"
    rule = visible(f"{row.stage}/{row.rule}")
    level = row.confidence if row.applied else f"{row.confidence}, not applied"
    found = evidence(row)
    why = paint.aside(f"  {found}") if found else ""
    return f"{paint.aside(where)}  {paint.head(rule)}  {level}{why}"


def evidence(row: Row) -> str:
    """Give what a correction rests on, in one line; a name that its value says is not said twice.

    >>> evidence(Row("scannos", "the", "likely", True, "tlie", "the", 0, 4, 1, 1, 1,
    ...     {"known": "known: the", "listed": "the among words"}))
    'known: the; listed: the among words'
    """
    found = rests_on(row).items()
    return "; ".join(f"{shown(name)}: {_value(value)}" for name, value in found)


def _value(value: str | list[str]) -> str:
    return shown(value) if isinstance(value, str) else ", ".join(map(shown, value))


def marked(change: Change, paint: Paint) -> str:
    """Give what stood there and what stands there now, each in its signs."""
    gone = paint.gone(f"[-{shown(change.before)}-]") if change.before else ""
    new = paint.new(f"{{+{shown(change.after)}+}}") if change.after else ""
    return gone + new


def _numbered(label: str, numbers: Iterable[int], lines: list[str]) -> Iterator[str]:
    numbers = list(numbers)
    if not numbers:
        yield f"{label:>7} {'':>6} │ (nothing of the line is left)"
    for number in numbers:
        yield f"{label:>7} {number:>6} │ {shown(lines[number - 1])}"


def _hunk(
    changes: Changes, blocks: list[tuple[tuple[int, int], tuple[int, int]]], paint: Paint
) -> Iterator[str]:
    raw, cleaned = changes.raw_lines, changes.cleaned_lines
    (first, _), (first_cleaned, _) = blocks[0]
    (_, last), (_, last_cleaned) = blocks[-1]
    before = min(CONTEXT_LINES, first)
    after = min(CONTEXT_LINES, len(raw) - last)
    counts = last - first + before + after, last_cleaned - first_cleaned + before + after
    places = first - before + bool(counts[0]), first_cleaned - before + bool(counts[1])
    yield paint.aside(f"@@ -{places[0]},{counts[0]} +{places[1]},{counts[1]} @@")
    done = first - before
    for (start, end), (new_start, new_end) in blocks:
        yield from (f" {visible(line)}" for line in raw[done:start])
        yield from (paint.gone(f"-{visible(line)}") for line in raw[start:end])
        yield from (paint.new(f"+{visible(line)}") for line in cleaned[new_start:new_end])
        done = end
    yield from (f" {visible(line)}" for line in raw[last : last + after])
