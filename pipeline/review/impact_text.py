"""Shows an impact in a terminal: counts by rule, then each difference in its line.

Signs and escapes are those of `terminal`. Of a long correction only both ends are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.review.changes import Change
from pipeline.review.impact import (
    ASPECTS,
    Difference,
    Impact,
    Report,
    Section,
    counts,
    sections,
    tally,
)
from pipeline.review.terminal import Paint, around, marked
from pipeline.visible import visible

# Of what a correction takes away or puts in, this much at each end. A whole page may go.
END_CHARACTERS = 100

TITLES = ("rule", "confidence", "gained", "lost", "changed")


def counted(number: int, word: str) -> str:
    """Give a number with its noun.

    >>> counted(1, "document"), counted(1200, "correction")
    ('1 document', '1,200 corrections')
    """
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def headline(differences: Sequence[Difference], unchanged: int) -> str:
    """Say in one line how many corrections differ, what changed in them, and how many do not."""
    gained, lost, changed = counts(differences)
    aspects = Counter(name for one in differences for name in one.aspects)
    what = ", ".join(f"{name} {aspects[name]:,}" for name in ASPECTS if aspects[name])
    told = f"{changed:,} changed" + (f" ({what})" if what else "")
    return f"{gained:,} gained, {lost:,} lost, {told}, {unchanged:,} as before"


def unmoved(report: Report) -> str:
    """Say in one line that no correction differs."""
    documents = counted(len(report.impacts), "document")
    return f"nothing changed: {documents}, {counted(report.unchanged, 'correction')} as before"


def asides(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what else there is to know of documents: a label, and their names."""
    same = tuple(one.document for one in report.impacts if not one.differences)
    labels = ("nothing changed in", "only on the old side", "only on the new side", "not compared")
    names = (same if report.differences else (), report.only_old, report.only_new, report.failed)
    yield from ((label, some) for label, some in zip(labels, names, strict=True) if some)


def left_out(section: Section) -> str:
    """Say how many of a section's differences are not shown; empty where all are."""
    shown = len(section.examples)
    missing = section.total - shown
    return f"{shown:,} of {section.total:,}, spread evenly; {missing:,} left out" * bool(missing)


def lines(report: Report, most: int, paint: Paint) -> Iterator[str]:
    """Give a report as lines; of each rule and kind at most `most` examples, 0 for all."""
    if not report.differences:
        yield unmoved(report)
    else:
        yield f"old: {visible(report.old)}"
        yield f"new: {visible(report.new)}"
        documents = counted(len(report.impacts), "document")
        yield from _counts(documents, report.differences, report.unchanged, paint)
        if len(report.impacts) > 1:
            for impact in report.impacts:
                yield from _document(impact, paint)
    for number, (label, names) in enumerate(asides(report)):
        if report.differences and number == 0:
            yield ""
        yield f"{label}: {', '.join(map(visible, names))}"
    for section in sections(report, most):
        yield from _section(section, paint)


def _document(impact: Impact, paint: Paint) -> Iterator[str]:
    if impact.differences:
        yield from _counts(visible(impact.document), impact.differences, impact.unchanged, paint)


def _counts(
    title: str, differences: Sequence[Difference], unchanged: int, paint: Paint
) -> Iterator[str]:
    yield ""
    yield paint.head(f"{title}: {headline(differences, unchanged)}")
    rows = [TITLES] + [
        (
            visible(one.rule),
            one.confidence,
            *(f"{n:,}" for n in (one.gained, one.lost, one.changed)),
        )
        for one in tally(differences)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        names = (cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True))
        numbers = (cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))
        line = "  ".join(["", *names, *numbers])
        yield paint.aside(line) if row is TITLES else line


def _section(section: Section, paint: Paint) -> Iterator[str]:
    yield ""
    title = f"{visible(section.rule)}  {section.confidence}: {section.total:,} {section.kind}"
    missing = left_out(section)
    yield paint.head(title) + (paint.aside(f"  ({missing})") if missing else "")
    for document, one in section.examples:
        row = one.shown.row
        where = f"{visible(document)}, p. {row.page}, line {row.raw_line}"
        yield "  ".join([paint.aside(where), *filter(None, [", ".join(one.aspects)])])
        if one.old and one.new and one.alters:
            yield f"  was {in_line(one.old, paint)}{_level(one.old, paint)}"
            yield f"  now {in_line(one.new, paint)}{_level(one.new, paint)}"
        else:
            yield f"    {in_line(one.shown, paint)}{_level(one.shown, paint)}"


def in_line(change: Change, paint: Paint) -> str:
    """Give a correction in its line, in the signs of `diff`; long ones without their middle."""
    left, right = around(change)
    short = replace(change, before=_ends(change.before), after=_ends(change.after))
    return f"{left}{marked(short, paint)}{right}"


def _level(change: Change, paint: Paint) -> str:
    return "" if change.row.applied else paint.aside("  (not applied)")


def _ends(text: str) -> str:
    if len(text) <= 2 * END_CHARACTERS:
        return text
    return f"{text[:END_CHARACTERS]} […] {text[-END_CHARACTERS:]}"
