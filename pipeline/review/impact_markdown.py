r"""Shows an impact as Markdown, to be pasted under a pull request.

Whatever comes from a book, a rule or a file name stands in code spans, where Markdown and HTML mean
nothing. Unseen characters are shown as escapes, and a line end as `⏎`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from pipeline.review.changes import Change
from pipeline.review.impact import Difference, Report, Section, counts, sections, tally
from pipeline.review.impact_text import (
    TITLES,
    asides,
    counted,
    headline,
    in_line,
    left_out,
    unmoved,
)
from pipeline.review.terminal import Paint, shown

_PLAIN = Paint()


def code(text: str) -> str:
    """Give a text as a code span that it cannot leave.

    >>> print(code("a `b` | <c>"))
    ``a `b` | <c>``
    """
    text = shown(text) or " "
    longest = max(map(len, regex.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # A blank at both ends is dropped by the reader of a code span, so that a backtick may stand
    # there. https://spec.commonmark.org/0.31.2/#code-spans
    ends = text[0] + text[-1]
    pad = " " if "`" in ends or (ends == "  " and text.strip(" ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    r"""Give a text as a code span for a table, where an upright stroke would end the cell.

    >>> print(cell("a|b"))
    `a\x7cb`
    """
    return code(shown(text).replace("|", r"\x7c"))


def lines(report: Report, most: int) -> Iterator[str]:
    """Give a report as lines of Markdown; of each rule and kind at most `most` examples."""
    if not report.differences:
        yield f"{unmoved(report).capitalize()}."
    else:
        yield "## What the rules change in cleaned texts"
        yield ""
        yield f"Old: {code(report.old)}. New: {code(report.new)}."
        yield ""
        documents = counted(len(report.impacts), "document")
        yield f"{documents}: {headline(report.differences, report.unchanged)}."
        yield ""
        yield from _by_rule(report.differences)
        if len(report.impacts) > 1:
            yield ""
            yield from _by_document(report)
    for label, names in asides(report):
        yield ""
        yield f"{label.capitalize()}: {', '.join(map(code, names))}."
    for section in sections(report, most):
        yield from _section(section)


def _by_rule(differences: Iterable[Difference]) -> Iterator[str]:
    yield from _head(*TITLES, names=2)
    for one in tally(differences):
        numbers = (one.gained, one.lost, one.changed)
        yield _row(cell(one.rule), one.confidence, *(f"{number:,}" for number in numbers))


def _by_document(report: Report) -> Iterator[str]:
    yield from _head("document", "gained", "lost", "changed", "as before", names=1)
    for impact in report.impacts:
        if impact.differences:
            numbers = (*counts(impact.differences), impact.unchanged)
            told = (f"{number:,}" for number in numbers)
            yield _row(cell(impact.document), *told)


def _section(section: Section) -> Iterator[str]:
    yield ""
    told = f"{section.confidence}: {section.total:,} {section.kind}"
    yield f"### {code(section.rule)}, {told}"
    yield ""
    missing = left_out(section)
    if missing:
        yield f"{missing}."
        yield ""
    for document, one in section.examples:
        yield f"- {_example(document, one)}"


def _example(document: str, one: Difference) -> str:
    row = one.shown.row
    where = f"{code(document)}, p. {row.page}, line {row.raw_line}"
    aspects = f" ({', '.join(one.aspects)})" if one.aspects else ""
    if one.old and one.new and one.alters:
        return f"{where}{aspects}: {_span(one.old)} is now {_span(one.new)}"
    return f"{where}{aspects}: {_span(one.shown)}"


def _span(change: Change) -> str:
    return code(in_line(change, _PLAIN).strip()) + ("" if change.row.applied else " (not applied)")


def _head(*titles: str, names: int) -> Iterator[str]:
    yield _row(*titles)
    yield _row(*(["---"] * names), *(["---:"] * (len(titles) - names)))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
