"""Strings of a layout after corrections: which one takes what, and which stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import ALTO, HOCR, PAGE

from pipeline import encoding
from pipeline.api import Result
from pipeline.containers import markup, page_xml, splices, write_back
from pipeline.containers.layout import Piece, Segment, Whole, Word
from pipeline.containers.xml_source import XmlSource, decoded
from pipeline.correction import Correction, apply
from pipeline.engine import StageResult

BODIES = {"alto": ALTO, "hocr": HOCR, "page": PAGE.replace("{page}", "{pages}")}
Change = tuple[str, str]


def put(sources: list[XmlSource], *stages: tuple[Change, ...]) -> list[str]:
    """The sources with changes put in, stage after stage; each is where its string stands first."""
    raw = text = markup.laid_out_text(sources).text
    done = []
    for number, changes in enumerate(stages):
        made = [
            Correction(text.index(old), text.index(old) + len(old), old, new, "r", "any", "certain")
            for old, new in changes
        ]
        done.append(StageResult(str(number), tuple(made)))
        text = apply(text, made)
    result = Result(raw, text, tuple(done), "en", 1, encoding.PLAIN)
    new = markup.put_back([(one.place, one) for one in sources], result)
    for before, after in zip(sources, new, strict=True):
        assert splices.undo(after.content, after.file.splices, after.file.codec) == before.encode()
    return [one.content.decode() for one in new]


def put_into(kind: str, body: str, *changes: Change) -> str:
    """The body of a file with changes put in."""
    whole = BODIES[kind]
    (new,) = put([decoded(whole.format(pages=body).encode(), "x")], changes)
    head, tail = whole.split("{pages}")
    assert new.startswith(head)
    assert new.endswith(tail)
    return new[len(head) : -len(tail)]


# A line of hOCR in short: a word's element is in brackets, a bar parts lines.
SHORT = {"[": "<span class='ocrx_word'>", "]": "</span>", "|": "</p>\n<p class='ocr_line'>"}
LINES = "<div class='ocr_page'><p class='ocr_line'>{}</p></div>"


def hocr(short: str, *changes: Change) -> str:
    """Lines of hOCR in short with changes put in."""
    long = short
    for sign, tag in SHORT.items():
        long = long.replace(sign, tag)
    head, tail = LINES.split("{}")
    new = put_into("hocr", LINES.format(long), *changes)[len(head) : -len(tail)]
    for sign, tag in SHORT.items():
        new = new.replace(tag, sign)
    return new


@pytest.mark.parametrize(
    ("lines", "changes", "new"),
    [
        ("[a] [b] [c]", [("b", "xyz")], "[a] [xyz] [c]"),
        ("[a] [bcd] [e]", [("bcd", "x")], "[a] [x] [e]"),
        ("[a] [b] [c]", [("b ", "")], "[a] [] [c]"),
        ("[a] [b] [c]", [(" c", "")], "[a] [b] []"),
        ("[a] [b] [c]", [("a b c", "")], "[] [] []"),
        ("[a] [b] [c]", [("a b c", "x")], "[x] [] []"),
        ("[a] [b] [c]", [("a b", "ab")], "[ab] [] [c]"),
        ("[ab] [c]", [("ab", "a b")], "[a b] [c]"),
        ("[a] [bc] [d]", [("bc", "b c")], "[a] [b c] [d]"),
        ("[ab] [cd] [e]", [("b c", "bc")], "[abcd] [] [e]"),
        ("[a] [b] [c] [d]", [("a", "x"), ("c", "y")], "[x] [b] [y] [d]"),
        ("[a] [b] [c] [d]", [("a", "x"), ("b", "y")], "[x] [y] [c] [d]"),
        ("[ab] [cd] [ef]", [("b c", "-"), ("e", "x")], "[a-d] [] [xf]"),
        ("[a] [b] [c]", [("b", "b new")], "[a] [b new] [c]"),
        ("[a] [b] [c]", [("b", "new b")], "[a] [new b] [c]"),
        ("[ferry-]|[man] [sat]", [("-\nman ", "man\n")], "[ferryman]|[] [sat]"),
        ("[the] [ferry-]|[man]|[sat]", [("-\nman\n", "man\n")], "[the] [ferryman]|[]|[sat]"),
        ("[a]|[b]", [("a\n", "")], "[]|[b]"),
        ("[a]|[b]", [("a\nb", "a b")], "[a]|[b]"),
        ("[abc]|[def]", [("c\nd", "cd")], "[abcdef]|[]"),
        ("[ab]", [("ab", "a\nb")], "[a b]"),
        ("[abcdef]", [("bcde", "x")], "[axf]"),
        ("a b [c]", [("a b", "a x b")], "a x b [c]"),
        ("[tbe]-[sea]", [("tbe", "the")], "[the]-[sea]"),
        ("[tbe]-[sea]", [("tbe-", "the")], "[thesea][]"),
        ("[tbe]- [sea]", [("tbe- ", "the")], "[thesea] []"),
        ("[tbe]-[sea]", [("-", " - ")], "[tbe ]- [sea]"),
        ("[tbe] [sea]-", [("e s", "es")], "[tbesea-] []"),
        ("[tbe] [sea]-[x]", [("e s", "es")], "[tbesea-x] [][]"),
        ("[tbe] [sea]-[x]", [("e s", "es"), ("x", "y")], "[tbesea-y] [][]"),
        ("[tbe] [sea]- [x]", [("e s", "es")], "[tbesea-] [] [x]"),
        ("[tbe] [sea]-", [(" sea", "")], "[tbe-] []"),
        ("[tbe] [sea]-", [("sea", "")], "[tbe] []-"),
        ("[a]|[tbe] [sea]-", [("a\ntbe sea", "")], "[]|[] []-"),
        ("[v] [w] [tbe] [sea]-[y]", [("e s", "es")], "[v] [w] [tbesea-y] [][]"),
        ("[tbe]-", [("-", "x")], "[tbex]"),
        ("[tbe],", [("e,", "e.")], "[tbe.]"),
        ("[tbe] [sea],", [("sea", "see")], "[tbe] [see],"),
        ("[tbe],|[sea]", [("e", "e x")], "[tbe x],|[sea]"),
    ],
)
def test_word_stays_where_its_first_letter_stood(
    lines: str, changes: list[Change], new: str
) -> None:
    assert hocr(lines, *changes) == new


parts = st.tuples(st.booleans(), st.text("ab-", max_size=3), st.booleans())


@given(st.data(), st.lists(st.lists(parts, min_size=1, max_size=4), min_size=1, max_size=3))
def test_any_strings_take_any_corrections(
    data: st.DataObject, lines: list[list[tuple[bool, str, bool]]]
) -> None:
    """In elements or not, empty or not, with a blank behind them or not."""
    bar = data.draw(st.sampled_from(["</p><p class='ocr_line'>", SHORT["|"]]))
    body = bar.join(
        "".join(
            (SHORT["["] + content + SHORT["]"] if element else content) + " " * blank
            for element, content, blank in line
        )
        for line in lines
    )
    source = decoded(HOCR.format(pages=LINES.format(body)).encode(), "x")
    raw = markup.laid_out_text([source]).text
    places = data.draw(st.lists(st.integers(0, len(raw)), max_size=6).map(sorted)) if raw else []
    made = [
        Correction(start, end, raw[start:end], data.draw(st.text("ax- \n", max_size=3)), "r", "any",
                   "certain")
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]  # fmt: skip
    text = apply(raw, made)
    stage = StageResult("s", tuple(made))
    (new,) = markup.put_back([("x", source)], Result(raw, text, (stage,), "en", 1, encoding.PLAIN))
    again = markup.laid_out_text([decoded(new.content, "x")]).text
    assert again.split() == text.split()


ALTO_LINE = (
    '<Page><TextBlock><TextLine><String CONTENT="in"/><SP/><String CONTENT="ter"/>'
    '<HYP CONTENT="-"/></TextLine><TextLine><String CONTENT="est"/></TextLine></TextBlock></Page>'
)


@pytest.mark.parametrize(
    ("change", "contents"),
    [
        (("in t", "int"), ["inter-", "", "", "est"]),
        (("ter", "der"), ["in", "der", "-", "est"]),
        (("ter-\nest", "terest"), ["in", "terest", "", ""]),
        ((" ter", ""), ["in-", "", "", "est"]),
        (("ter", ""), ["in", "", "-", "est"]),
        (("ter-\n", "ter\n"), ["in", "ter", "", "est"]),
    ],
)
def test_hyphen_of_alto_follows_its_word(change: Change, contents: list[str]) -> None:
    new = put_into("alto", ALTO_LINE, change)
    assert [part.partition('"')[0] for part in new.split('CONTENT="')[1:]] == contents


def test_files_take_each_what_is_theirs() -> None:
    """A correction over two files gives its word to the file where its first letter stood."""
    page = "<div class='ocr_page'><p class='ocr_line'>{}</p></div>"
    bodies = ["tbe ferry-", "man sat", "tbe end"]
    files = [HOCR.format(pages=page.format(body)) for body in bodies]
    sources = [decoded(file.encode(), f"{number}.hocr") for number, file in enumerate(files, 1)]
    new = put(
        sources, (("tbe f", "the f"), ("-\n\fman ", "man\n\f")), (("tbe end", "the very end"),)
    )
    assert new == [
        HOCR.format(pages=page.format(body)) for body in ("the ferryman", "sat", "the very end")
    ]


def test_text_before_the_first_string_goes_to_it() -> None:
    empty = "<div class='ocr_page'></div>"
    body = f"{empty}{empty}{LINES.format('sea')}"
    assert put_into("hocr", body, ("\f", "the\f")) == body.replace("sea", "the sea")


def equiv(text: str) -> str:
    return f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>"


def page(words: list[str], lines: list[str], region: str) -> str:
    """A region of PAGE XML whose first line has words."""
    inner = "".join(f"<Word>{equiv(word)}</Word>" for word in words)
    rest = "".join(f"<TextLine>{equiv(line)}</TextLine>" for line in lines[1:])
    line = f"<TextLine>{inner}{equiv(lines[0])}</TextLine>"
    return f"<TextRegion>{line}{rest}{equiv(region)}</TextRegion>"


@pytest.mark.parametrize(
    ("changes", "new"),
    [
        ([("tbe", "the")], page(["the", "ferry-"], ["the ferry-", "man sat"],
                                "the ferry-\nman sat")),
        ([("-\nman ", "man\n")], page(["tbe", "ferryman"], ["tbe ferryman", "sat"],
                                      "tbe ferryman\nsat")),
        ([("tbe ferry-\n", "")], page(["", ""], ["", "man sat"], "man sat")),
        ([("man sat", "")], page(["tbe", "ferry-"], ["tbe ferry-", ""], "tbe ferry-")),
        ([("tbe ferry-\nman sat", "")], page(["", ""], ["", ""], "")),
        ([("sat", "sat up")], page(["tbe", "ferry-"], ["tbe ferry-", "man sat up"],
                                   "tbe ferry-\nman sat up")),
    ],
    ids=["word", "joined", "first line", "last line", "all", "more"],
)  # fmt: skip
def test_levels_of_page_say_the_same(changes: list[Change], new: str) -> None:
    old = page(["tbe", "ferry-"], ["tbe ferry-", "man sat"], "tbe ferry-\nman sat")
    assert put_into("page", old, *changes) == new


def line(text: str, *words: str) -> str:
    """A line of PAGE XML, which words may say again."""
    inner = "".join(f"<Word>{equiv(word)}</Word>" for word in words)
    return f"<TextLine>{inner}{equiv(text)}</TextLine>"


@pytest.mark.parametrize(
    ("old", "change", "new"),
    [
        # What comes in before a line with words goes to the one before, which has none.
        (line("a b") + line("c", "c"), ("b\n", "b\nx\n"), line("a b x") + line("c", "c")),
        (line("a b") + line("c", "c"), ("\n", "\nx\n"), line("a b x") + line("c", "c")),
        # A word that begins in a line without words leaves those of the next line.
        (line("a b-") + line("c d", "c", "d"), ("-\nc ", "c\n"),
         line("a bc") + line("d", "", "d")),
        (line("a b-") + line("c", "c"), ("-\nc", "c"), line("a bc") + line("", "")),
        # One that ends in a line without words is whole in the words of the first one.
        (line("a b-", "a", "b-") + line("c d"), ("-\nc ", "c\n"),
         line("a bc", "a", "bc") + line("d")),
        (line("a", "a") + line("c"), ("a\n", "x"), line("xc", "xc") + line("")),
    ],
    ids=["between", "line between", "joined", "all joined", "joined to words", "changed"],
)  # fmt: skip
def test_words_follow_their_line(old: str, change: Change, new: str) -> None:
    region = "<TextRegion>{}</TextRegion>"
    assert put_into("page", region.format(old), change) == region.format(new)


@pytest.mark.parametrize(
    ("old", "changes", "new"),
    [
        # Corrections of one word count together, also where a line without words parts them.
        (line("a b-", "a", "b-") + line("c-") + line("d e", "d", "e"),
         [("b-\n", "b"), ("c-\nd", "cd")],
         line("a bcd", "a", "bcd") + line("") + line("e", "", "e")),
        (line("a b-", "a", "b-") + line("xc-") + line("d e", "d", "e"),
         [("b-\n", "b"), ("x", ""), ("c-\nd", "cd")],
         line("a bcd", "a", "bcd") + line("") + line("e", "", "e")),
        (line("a b-") + line("c-") + line("d e", "d", "e"),
         [("b-\n", "b"), ("c-\nd", "cd")],
         line("a bcd") + line("") + line("e", "", "e")),
        # A word is whole though its correction touches a part of it only.
        (line("a b-", "a", "b-") + line("cde"), [("-\n", "")],
         line("a bcde", "a", "bcde") + line("")),
        (line("tbe abb-") + line("cde f", "cde", "f"), [("tbe", "t"), ("-\n", "")],
         line("t abbcde") + line("f", "", "f")),
        # Those of other words do not.
        (line("a b", "a", "b") + line("c d") + line("e f", "e", "f"),
         [("a", "x"), ("c", ""), ("f", "y")],
         line("x b", "x", "b") + line("d") + line("e y", "e", "y")),
        (line("a b") + line("c d", "c", "d"), [("a", "x y"), ("b", ""), ("d", "z")],
         line("x y") + line("c z", "c", "z")),
    ],
    ids=["parted", "parted and shortened", "first without", "rest of a word", "head of a word",
         "other words", "before all"],
)  # fmt: skip
def test_words_follow_their_line_through_corrections(
    old: str, changes: list[Change], new: str
) -> None:
    region = "<TextRegion>{}</TextRegion>"
    assert put_into("page", region.format(old), *changes) == region.format(new)


lined = st.tuples(
    st.lists(st.sampled_from(["a", "ab", "b-"]), min_size=1, max_size=3), st.booleans()
)


@given(st.data(), st.lists(lined, min_size=1, max_size=4))
def test_words_say_what_their_line_says_whatever_is_corrected(
    data: st.DataObject, lines: list[tuple[list[str], bool]]
) -> None:
    made = "".join(line(" ".join(words), *words * has) for words, has in lines)
    source = decoded(BODIES["page"].format(pages=f"<TextRegion>{made}</TextRegion>").encode(), "x")
    raw = markup.laid_out_text([source]).text
    places = data.draw(st.lists(st.integers(0, len(raw)), max_size=6).map(sorted))
    corrections = [
        Correction(start, end, raw[start:end], data.draw(st.text("ax- \n", max_size=3)), "r", "any",
                   "certain")
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]  # fmt: skip
    stage = StageResult("s", tuple(corrections))
    result = Result(raw, apply(raw, corrections), (stage,), "en", 1, encoding.PLAIN)
    (new,) = markup.put_back([("x", source)], result)
    (block,) = page_xml.pages(decoded(new.content, "x"))[0].blocks
    for (_, has), one in zip(lines, block.lines, strict=True):
        assert bool(one.finer) == (has and any(word.text for word in one.words))


def test_stretches_of_a_string_and_what_is_below_it() -> None:
    segments = tuple(Segment(at, at + 1, "text") for at in range(4))
    piece = Piece(0, 2, Word("ab", segments[:2], below=segments[2:]))
    assert list(write_back.edits(piece, "x")) == [(segments[0], "x"), (segments[1], "")]
    assert list(write_back.edits(piece, "")) == [(one, "") for one in segments]


def half(content: str, part: str, whole: str) -> Piece:
    segment = Segment(0, 0, "attribute")
    return Piece(0, 0, Word(content, (segment,), whole=Whole(part, whole, segment)))


@pytest.mark.parametrize(
    ("halves", "whole", "changed", "told"),
    [
        (("tbe", "sea"), "tbesea", {0: "the"}, "thesea"),
        (("tbe", "sea"), "tbesea", {1: "see"}, "tbesee"),
        (("tbe-", "sea"), "tbesea", {0: "the-"}, "thesea"),
        (("tbe-", "sea"), "tbe-sea", {0: "the-"}, "the-sea"),
        (("tbe-", "sea"), "tbe-sea", {0: "the"}, "the-sea"),
        (("tbe", "sea"), "tbe-sea", {0: "the", 1: "see"}, "the-see"),
        (("tbe-", "sea"), "else", {0: "thesea", 1: ""}, "thesea"),
        (("TBEX", "SEA"), "TBEXSEA", {1: "SEE"}, "TBEXSEE"),
        (("tbe-", "sea"), "tbe-sea", {0: "the-sea-", 1: ""}, "the-sea-"),
        (("tbe", "sea"), "else", {0: "the"}, None),
        (("tbe", "sea"), "tbesea", {}, None),
        (("tbe", "sea"), "tbesea", {0: "tbe"}, None),
    ],
)
def test_whole_word_is_told_by_its_halves(
    halves: tuple[str, str], whole: str, changed: dict[int, str], told: str | None
) -> None:
    pieces = [half(halves[0], "HypPart1", whole), half(halves[1], "HypPart2", whole)]
    expected = [(0, told), (1, told)] if told else []
    assert list(write_back.wholes(pieces, changed)) == expected
    # Halves of another word that stay come before.
    others = [half("x", "HypPart1", "xy"), half("y", "HypPart2", "xy"), *pieces]
    assert list(write_back.wholes(others, {one + 2: new for one, new in changed.items()})) == [
        (one + 2, new) for one, new in expected
    ]
    # What stands between them, and a second half without a first one, change nothing.
    between = [pieces[1], pieces[0], Piece(0, 0, Word("x", ())), pieces[1], pieces[1]]
    moved = {{0: 1, 1: 3}[number]: content for number, content in changed.items()}
    assert list(write_back.wholes(between, moved)) == [
        ({0: 1, 1: 3}[number], content) for number, content in expected
    ]
