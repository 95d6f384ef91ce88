"""Finds letter-spaced stretches and the words that they are most likely to be.

A stretch is a row of single letters and clumps on a line; the words beside it take part, since a
run may start or end inside a word. Only letters are segmented, cuts fall only where a blank
stands, marks keep their side (an opening quote leans right, a comma left), initials and
abbreviations are spaced as the document spaces them elsewhere.
Groups: `run` (as it stands), `text` (as it would read), `parted` (the same with each rare word that
may be two common ones in two), `before` (the sign before it, blanks aside), `behind` (the word
behind it).
Measures: `singles` (single letters), `pieces` (what blanks part), `letters`, `longest`
(letters of the longest word of the result), `margin` (log10 by which the best cut leads the second,
the least of the run's parts), `unknown` (words of the result that nothing knows), `agree` (1: the
document alone and the list alone cut alike), `name` (1: two of its words may be one name), `two`
(1: one rare word of it may be two common ones), `lone` (share of one-letter words that are no
initials), `broken` (1: a line end breaks its first or last word, and its rest was not found),
`goes_on` (1: it ends its line and the next line begins with a stretch, or the other way round).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, islice

import msgspec
import regex

from pipeline.allowance import left as time_left
from pipeline.context import Context, Match
from pipeline.row_seams import HYPHENS, Reach, over_line_ends
from pipeline.segmentation import Scorer, scorers_of
from pipeline.spaced_rows import Spotter, Token, broken_lines, is_single
from pipeline.wide_row import Costs, Reading, letters_in


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How many single letters or odd fragments make a run, and how short forms are judged.

    Where a row is read in two parts, the first has `shortest_part` tokens at least, and so many
    places to part it are tried as `most_cuts` says. Over how many line ends a row goes on, see
    `row_seams.Reach`. `single_words` are the letters that are words, `elided` what stands before an
    apostrophe for a whole word, `contractions` what an apostrophe ends a word with, and `clumps`
    the words that stand closed up in a row, all by language.
    """

    least_singles: int
    least_fragments: int
    longest_fragment: int
    short_zipf: float
    narrow_gap_cost: float
    inner_cut_cost: float
    near_margin: float
    pair_share: float
    unseen: float
    longest_name: int
    frequent_zipf: float
    rare_zipf: float
    common_zipf: float
    near_two: float
    fused_margin: float
    shortest_part: int
    most_cuts: int
    line_ends: int
    near_lines: int
    single_words: dict[str, list[str]]
    elided: dict[str, list[str]]
    contractions: dict[str, list[str]]
    clumps: dict[str, list[str]]

    def costs(self, language: str) -> Costs:
        """Give what decides how a row is read in a language."""
        return Costs(
            narrow_gap=self.narrow_gap_cost,
            inner_cut=self.inner_cut_cost,
            near=self.near_margin,
            pair_share=self.pair_share,
            unseen=self.unseen,
            longest_name=self.longest_name,
            frequent_zipf=self.frequent_zipf,
            rare_zipf=self.rare_zipf,
            common_zipf=self.common_zipf,
            near_two=self.near_two,
            contractions=tuple(self.contractions.get(language, [])),
        )


_LONE = regex.compile(r"(?<![\p{L}.])\p{L}(?![\p{L}.’'])")
_WORDS = regex.compile(r"[\p{L}\p{M}]+")
_FIRST_WORD = regex.compile(r"\s*([\p{L}\p{M}]+)")
# So far behind a row its next word is looked for, and before it the sign that stands there.
_NEAR = 32


def may_find(context: Context, settings: Settings) -> bool:
    """Whether a line has as many single letters, or odd fragments, as a row needs."""
    return bool(_spotter(context, settings).places)


def _spotter(context: Context, settings: Settings) -> Spotter:
    return Spotter(
        context,
        settings.least_singles,
        settings.least_fragments,
        settings.longest_fragment,
        frozenset(settings.clumps.get(context.language, [])),
    )


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield every letter-spaced stretch with its likeliest reading."""
    document = context.document
    single = frozenset(settings.single_words.get(context.language, []))
    elided = frozenset(settings.elided.get(context.language, []))
    scorers = scorers_of(context, single, settings.short_zipf, elided)
    costs = settings.costs(context.language)
    broken = broken_lines(document)
    spotter = _spotter(context, settings)
    spaced = frozenset(spotter.places)
    read_before: set[int] = set()
    # The last line whose end was reached by a row.
    to_end = -1
    for index, tokens in spotter.lines():
        goes_on = to_end == index - 1 >= 0
        for first, last in spotter.rows(tokens):
            at_end = last == len(tokens) - 1
            to_end = index if at_end else to_end
            if first == 0 and index in read_before:
                continue
            row = _Row(context, settings, document.starts[index], tokens, scorers, costs)
            if at_end and (broken_run := _broken_run(row, index, first, spotter)):
                match, lines = broken_run
                read_before.update(lines)
                yield match
                continue
            ends = index in broken and at_end
            begins = index - 1 in broken and first == 0
            begun = first == 0 and goes_on
            beside = begun or (at_end and index + 1 in spaced and _begins(spotter, index + 1))
            for match in _read_in_parts(row, first, last):
                match.measures.update(broken=float(ends or begins), goes_on=float(beside))
                yield match


def _begins(spotter: Spotter, line: int) -> bool:
    """Whether a line begins with a row."""
    row = next(spotter.rows(spotter.tokens(line)), None)
    return row is not None and row[0] == 0


@dataclass(frozen=True)
class _Row:
    """A line's tokens, where the line starts, and what reads them."""

    context: Context
    settings: Settings
    offset: int
    tokens: list[Token]
    scorers: tuple[Scorer, ...]
    costs: Costs


@dataclass(frozen=True)
class _Part:
    """A row or a part of one as it reads; behind the token `two`, no word of it may be two."""

    match: Match
    two: int


def _read_in_parts(row: _Row, first: int, last: int) -> Iterator[Match]:
    """Read a run whole; where a word stays unknown, read what stands before its capital apart.

    So is what stands behind the last word that may be two.
    """
    part = _read(row, first, last)
    if part and part.match.measures["unknown"]:
        yield from _known_beginning(row, first, last, part)
    elif part and part.match.measures["two"]:
        yield from _sure_end(row, first, last, part)
    elif part:
        yield part.match


def _known_beginning(row: _Row, first: int, last: int, whole: _Part) -> Iterator[Match]:
    """Read apart the longest beginning before a capital that holds known words only."""
    tokens = row.tokens
    cuts = (
        cut
        for cut in range(last, first + row.settings.shortest_part - 1, -1)
        if tokens[cut - 1].text[-1].islower() and tokens[cut].text[0].isupper()
    )
    for cut in islice(cuts, row.settings.most_cuts):
        part = _read(row, first, cut - 1)
        if part and not part.match.measures["unknown"]:
            yield part.match
            yield from _matches(_read(row, cut, last))
            return
    yield whole.match


def _sure_end(row: _Row, first: int, last: int, whole: _Part) -> Iterator[Match]:
    """Read apart what stands behind the last word that may be two."""
    # What stands before holds that word, and its doubt.
    cuts = range(max(first, whole.two) + 1, last)
    for cut in cuts[: row.settings.most_cuts]:
        part = _read(row, cut, last)
        if part and _is_sure_end(part.match, whole.match):
            yield part.match
            for doubtful in _matches(_read(row, first, cut - 1)):
                doubtful.groups["behind"] = _first_word(part.match.groups["text"])
                yield doubtful
            return
    yield whole.match


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text)
    return found[1] if found else ""


def _matches(part: _Part | None) -> list[Match]:
    return [part.match] if part else []


def _is_sure_end(part: Match, match: Match) -> bool:
    """Whether a part reads as the end of the whole does, without its doubts."""
    doubts = part.measures["unknown"] + part.measures["two"]
    return not doubts and match.groups["text"].endswith(f" {part.groups['text']}")


def _read(row: _Row, first: int, last: int) -> _Part | None:
    """Read one row, together with the words beside it where it begins or ends inside one."""
    alone = _read_from(row, first, last, first, last)
    tokens = row.tokens
    left, right = first, last
    if first and _joins_right(tokens[first - 1]) and tokens[first].text[0].isalpha():
        left -= 1
    if last + 1 < len(tokens) and _joins_left(tokens[last + 1]) and tokens[last].text[-1].isalpha():
        right += 1
    if alone is None or (left, right) == (first, last):
        return alone
    # A word beside the row that is none may be a half of one that the row goes on with.
    halves = {*tokens[left:first], *tokens[last + 1 : right + 1]}
    unknown = sum(not row.context.lexicon.known(token.letters) for token in halves)
    old = alone.match
    unknown += int(old.measures["unknown"])
    if not unknown and not _may_join(row, (left, first), (last, right)):
        return alone
    beside = _read_from(row, left, right, first, last)
    if beside is None:
        return alone
    new = beside.match
    if unknown:
        return beside if new.measures["unknown"] < unknown else alone
    if new.measures["unknown"] or (new.start, new.end) == (old.start, old.end):
        return alone
    if new.measures["margin"] >= row.settings.fused_margin:
        return beside
    # All that is set wide is words, and so is what it makes up with those beside it.
    return replace(alone, match=replace(old, measures={**old.measures, "margin": 0.0}))


def _may_join(row: _Row, start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether a word beside a row and letters of the row may make up one: tokens at either end.

    The first of each pair is the token further left, and both are the same where none is beside.
    """
    texts = [token.letters for token in row.tokens]
    (left, first), (last, right) = start, end
    joined = set[str]()
    for stop in range(first, last + 1):
        if left < first:
            joined.add("".join(texts[left : stop + 1]))
        if last < right:
            joined.add("".join(texts[stop : right + 1]))
    if left < first and last < right:
        joined.add("".join(texts[left : right + 1]))
    return bool(row.scorers[0].scores.words_among(joined))


def _read_from(row: _Row, left: int, right: int, first: int, last: int) -> _Part | None:
    """Read the tokens from left to right, of which those from first to last are set wide."""
    context, offset, tokens = row.context, row.offset, row.tokens
    time_left(context.allowance)
    chosen = tokens[left : right + 1]
    reading = Reading(context, row.scorers, row.costs)
    text = reading.read(chosen)
    two = left + _token_at(chosen, reading.two_end)
    cut = reading.two_cut
    while left < right and text.startswith(tokens[left].text + " "):
        text = text[len(tokens[left].text) + 1 :]
        cut -= letters_in(tokens[left].text)
        left += 1
    while left < right and text.endswith(" " + tokens[right].text):
        text = text[: -len(tokens[right].text) - 1]
        right -= 1
    start, end = offset + tokens[left].start, offset + tokens[right].end
    run = context.document.text[start:end]
    words = _WORDS.findall(text)
    measures = {
        "singles": float(sum(is_single(token) for token in tokens[first : last + 1])),
        "letters": float(sum(map(len, words))),
        "margin": min(reading.margin, 99.0),
        "unknown": float(reading.unknown),
        "agree": float(reading.agree),
        "name": float(reading.name),
        "two": float(reading.two),
        "pieces": float(right - left + 1),
        "lone": len(_LONE.findall(text)) / max(len(words), 1),
        "longest": float(max(map(len, words), default=0)),
    }
    if text == run:
        return None
    evidence = (("margin", f"{measures['margin']:.1f}"), ("agree", f"{measures['agree']:g}"))
    whole = context.document.text
    groups = {
        "run": run,
        "text": text,
        "parted": _parted(text, cut) if reading.two else text,
        "before": whole[max(start - _NEAR, 0) : start].strip()[-1:],
        "behind": _first_word(whole[end : end + _NEAR]),
    }
    return _Part(Match(start, end, groups, measures, evidence), two)


def _parted(text: str, letters: int) -> str:
    """A text with a blank before the letter or figure behind so many others."""
    for at, sign in enumerate(text):
        if sign.isalnum():
            if not letters:
                return f"{text[:at]} {text[at:]}"
            letters -= 1
    return text


def _token_at(tokens: list[Token], letters: int) -> int:
    """The token with which so many letters and figures are reached."""
    read = list(accumulate(letters_in(token.text) for token in tokens))
    return bisect_left(read, letters)


def _broken_run(
    row: _Row, index: int, first: int, spotter: Spotter
) -> tuple[Match, tuple[int, ...]] | None:
    """Read a run that goes on over line ends, if a mark breaks a word of it there.

    Gives nothing where a word stays unknown. A broken word stays on its first line, as the stage
    `hyphenation` does it. Also gives the lines whose beginning was read.
    """
    reach = Reach(row.settings.line_ends, row.settings.near_lines)
    for own in (False, True):
        long_row = over_line_ends(spotter, reach, index, row.tokens, own)
        if not long_row.seams:
            return None
        part = _read(replace(row, tokens=long_row.tokens), first, long_row.last)
        if part is None:
            continue
        match = part.match
        words = long_row.broken_words(match)
        unknown = match.measures["unknown"]
        if own:
            # A half of a hyphened word need be no word.
            halves = [
                half for first_half, second_half, _ in words for half in (first_half, second_half)
            ]
            unknown -= sum(not row.scorers[0].is_word(half) for half in halves)
        if unknown <= 0 and all(own == _keeps_hyphen(row.context, *word) for word in words):
            match.measures.update(broken=0.0, unknown=0.0)
            return long_row.with_line_ends(match), long_row.lines
    return None


def _keeps_hyphen(context: Context, first: str, second: str, mark: str) -> bool:
    """Whether the mark that parts a word is its own hyphen, as the document writes it."""
    count = context.vocabulary.count_any_case
    hyphened, closed = count(f"{first}-{second}"), count(first + second)
    return mark in HYPHENS and hyphened > closed


def _joins_right(token: Token) -> bool:
    return token.text[-1].isalpha() and len(token.letters) > 1


def _joins_left(token: Token) -> bool:
    return token.text[0].isalpha() and len(token.letters) > 1
