from __future__ import annotations

import html
from dataclasses import replace

import regex
from hypothesis import example, given
from hypothesis import strategies as st
from impacts import made, side
from markdown_it import MarkdownIt

from pipeline.review import impact_markdown
from pipeline.review.impact import Report, compare
from pipeline.review.impact_markdown import cell, code
from pipeline.review.terminal import shown

# A code span as CommonMark reads it: a run of backticks to the next run of the same length.
SPAN = regex.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)")

# It comes with rich. HTML is left on, as where pull requests are shown.
read = MarkdownIt("commonmark").enable("table").render

OUR_TAGS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code"}

HOSTILE = "a|b`c``d<script>x</script>&amp;\n# e\x1b[31m\u202e [f](g) @h <!-- ~~~ ```"


def inside(span: str) -> str:
    """What a reader of Markdown shows of a code span that is all of a text."""
    found = SPAN.fullmatch(span)
    assert found, span
    content = str(found[2])
    if content.startswith(" ") and content.endswith(" ") and content.strip(" "):
        content = content[1:-1]
    return content


@given(st.text(st.sampled_from("`|<>& \\a\n\t*_[]#\x00\x1b\u202e\udc80"), min_size=1, max_size=20))
@example("`")
@example(" a ")
@example("``a` ")
@example("  ")
def test_code_span_shows_the_text_and_nothing_else(text: str) -> None:
    assert inside(code(text)) == shown(text)


@given(st.text(st.sampled_from("`|\\ a"), min_size=1, max_size=12))
def test_cell_holds_no_stroke(text: str) -> None:
    assert "|" not in cell(text)
    assert inside(cell(text)) == text.replace("|", "\\x7c")


def hostile_report() -> Report:
    raw = f"x {HOSTILE} y\n"
    rule = f"scannos/{HOSTILE}"
    old = side(raw, [made(2, HOSTILE, "z", rule), made(len(raw) - 2, "y", "w", rule)], name=HOSTILE)
    other = replace(made(2, HOSTILE, HOSTILE[::-1], rule), rule="`|<b>")
    new = side(raw, [other], name=HOSTILE)
    calm = side(raw, [made(0, "x", "v", rule)], name="|")
    impacts = (compare(old, new), compare(side(raw, [], name="|"), calm))
    return Report(HOSTILE, HOSTILE, impacts, (HOSTILE,), ("<i>",), ("|`",))


def test_hostile_text_stays_in_its_code_span() -> None:
    for line in impact_markdown.lines(hostile_report(), 10):
        assert "\n" not in line
        bare = SPAN.sub("CODE", line)
        assert not set(bare) & set("`<>&[\x1b\u202e@"), bare
        assert html.unescape(bare) == bare
        if line.startswith("|"):
            assert line.count("|") in (5, 6)


def test_a_reader_of_markdown_finds_only_our_tags() -> None:
    page = read("\n".join(impact_markdown.lines(hostile_report(), 10)))
    assert set(regex.findall(r"<(\w+)", page)) == OUR_TAGS
    tables = regex.findall(r"<tbody>.*?</tbody>", page, regex.DOTALL)
    for rows in (table.split("</tr>")[:-1] for table in tables):
        assert [row.count("<td") for row in rows] == [5, 5]
    assert f"Old: <code>{html.escape(shown(HOSTILE), quote=False)}</code>." in page


def test_markdown_as_it_is_pasted() -> None:
    raw = "tbe tide\nis 1ow.\n12\n"
    low = made(12, "1ow", "low", "scannos/one-for-l")
    old = side(raw, [made(0, "tbe", "the", "scannos/b-for-h"), low])
    new = side(raw, [replace(low, after="Iow", confidence="suspect")])
    same = side(raw, [low], name="quay")
    report = Report("main", "raw", (compare(old, new), compare(same, same)), (), ("mill",))
    assert "\n".join(impact_markdown.lines(report, 10)) == (
        "## What the rules change in cleaned texts\n"
        "\n"
        "Old: `main`. New: `raw`.\n"
        "\n"
        "2 documents: 0 gained, 1 lost, 1 changed (reading 1, confidence 1, applied 1), "
        "1 as before.\n"
        "\n"
        "| rule | confidence | gained | lost | changed |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| `scannos/b-for-h` | certain | 0 | 1 | 0 |\n"
        "| `scannos/one-for-l` | certain → suspect | 0 | 0 | 1 |\n"
        "\n"
        "| document | gained | lost | changed | as before |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| `tide` | 0 | 1 | 1 | 0 |\n"
        "\n"
        "Nothing changed in: `quay`.\n"
        "\n"
        "Only on the new side: `mill`.\n"
        "\n"
        "### `scannos/b-for-h`, certain: 1 lost\n"
        "\n"
        "- `tide`, p. 1, line 1: `[-tbe-]{+the+} tide`\n"
        "\n"
        "### `scannos/one-for-l`, certain → suspect: 1 changed\n"
        "\n"
        "- `tide`, p. 1, line 2 (reading, confidence, applied): "
        "`is [-1ow.-]{+low.+}` is now `is [-1ow.-]{+Iow.+}` (not applied)"
    )


def test_nothing_changed_is_one_line() -> None:
    same = side("tbe", [made(0, "tbe", "the", "scannos/b-for-h")])
    report = Report("main", "raw", (compare(same, same),))
    assert list(impact_markdown.lines(report, 10)) == [
        "Nothing changed: 1 document, 1 correction as before.",
    ]
