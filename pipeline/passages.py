"""The passages of a document that are in another language than the rest, told line by line.

A book may hold a chapter, a letter or a preface in another language, and a rule of English must
not read German there: `und` is no misread `and`. Each line speaks for a language by the small
words its pack declares. A change of language costs so much that a foreign word, or a line of
them, makes no passage (the likeliest row of languages, after Viterbi, 1967). Most documents hold
one language only, which the counts of the small words tell at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.context import Context, Tongues
from pipeline.document import Document

# A passage may begin with lines that tell no language, such as a title: so many at most.
_UNTOLD_LINES = 6


@dataclass(frozen=True)
class Part:
    """What of a document is in one language.

    A passage has an `offset`, in code points, and a context with a document of its own. The rest
    keeps the whole document, less the stretches in `without`, from start to end each.
    """

    context: Context
    offset: int = 0
    without: tuple[tuple[int, int], ...] = ()

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the part's document touches none that it goes without."""
        at = bisect_right(self.without, (start, start))
        before = at > 0 and self.without[at - 1][1] > start
        return not before and (
            at == len(self.without) or self.without[at][0] >= max(end, start + 1)
        )


def parts(context: Context) -> list[Part]:
    """Give the context's document without its passages in other languages, and then these."""
    tongues = context.tongues
    if tongues is None:
        return [Part(context)]
    key = ("parts", context.language)
    return context.document.memo(key, lambda: _parts(context, tongues))


def _parts(context: Context, tongues: Tongues) -> list[Part]:
    document = context.document
    told = languages_of_lines(document, context.language, tongues)
    passages: list[Part] = []
    stretches = []
    for code, run in groupby(range(len(told)), told.__getitem__):
        if code == context.language:
            continue
        lines = list(run)
        start = document.starts[lines[0]]
        last = lines[-1] + 1
        end = document.starts[last] if last < len(told) else len(document.text)
        stretches.append((start, end))
        passage = Document(document.text[start:end], document.name, document.marks)
        pack = tongues.packs.get(code, {})
        lexicon, allowance = tongues.load(code), context.allowance
        inner = Context(passage, lexicon, code, pack, allowance=allowance, host=context.lexicon)
        passages.append(Part(inner, start))
    return [Part(context, 0, tuple(stretches)), *passages]


def languages_of_lines(document: Document, language: str, tongues: Tongues) -> list[str]:
    """Give each line's language; none where the whole document is in `language`."""
    words = {code: frozenset(pack.get("telltales", ())) for code, pack in tongues.packs.items()}
    own = words.pop(language, frozenset())
    if not own:
        # Nothing speaks for a language without a pack, and each line for its neighbour.
        return []
    tokens = document.tokens
    rivals = [
        code
        for code, theirs in words.items()
        if sum(tokens[word] for word in theirs - own) >= tongues.limits.least
    ]
    if not rivals:
        return []
    order = [language, *rivals]
    told = [own, *(words[code] for code in rivals)]
    votes = _votes(document, told)
    if not _may_change(document, told, votes, tongues.limits.change):
        return []
    scores = _scores(document, len(told), votes)
    told_by_votes = _likeliest(scores, _costs(document, tongues))
    return _from_their_titles(document, [order[at] for at in told_by_votes], scores)


# Room for the count of one language's small words on one line.
_BITS = 40

# So many small words of each language a token is, or a line holds.
_Figures = tuple[int, ...]


def _votes(document: Document, told: list[frozenset[str]]) -> dict[str, int]:
    """Give the tokens that are small words; one number holds the counts of all languages."""
    votes: dict[str, int] = {}
    for token in document.tokens:
        word = token.strip(".,;:!?»«“”„‘’\"'()").lower()
        vote = sum([1 << (_BITS * at) for at, words in enumerate(told) if word in words])
        if vote:
            votes[token] = vote
    return votes


def _figures(vote: int, languages: int) -> _Figures:
    most = (1 << _BITS) - 1
    return tuple([(vote >> (_BITS * at)) & most for at in range(languages)])


def _scores(document: Document, languages: int, votes: Mapping[str, int]) -> list[_Figures]:
    """How many small words of each language each line holds; lines alike share their figures."""
    get = votes.get
    sums = [sum([get(token, 0) for token in line.split()]) for line in document.lines]
    shown = {one: _figures(one, languages) for one in {*sums}}
    return [shown[one] for one in sums]


def _may_change(
    document: Document, told: list[frozenset[str]], votes: Mapping[str, int], change: float
) -> bool:
    """Whether any stretch of lines has so many more small words of another language.

    Only lines are counted that hold one, and those behind them as far as it leads: a few.
    """
    foreign = {token for token, vote in votes.items() if vote >> _BITS}
    leads = none = [0] * (len(told) - 1)
    for line in document.lines:
        tokens = line.split()
        if leads is none and foreign.isdisjoint(tokens):
            continue
        first, *others = _figures(sum([votes.get(token, 0) for token in tokens]), len(told))
        leads = [max(lead + other - first, 0) for lead, other in zip(leads, others, strict=True)]
        if max(leads) >= change:
            return True
        if not any(leads):
            leads = none
    return False


def _costs(document: Document, tongues: Tongues) -> list[float]:
    """What a change of language costs before each line; more where no paragraph may begin."""
    lines, limits = document.lines, tongues.limits
    fresh = {0, *document.page_starts}
    return [
        limits.change if at in fresh or not lines[at - 1].strip() else limits.change + limits.within
        for at in range(len(lines))
    ]


def _likeliest(scores: list[_Figures], costs: list[float]) -> list[int]:
    """The row of languages, as indices, with most small words, less what its changes cost."""
    best = [0.0, *[-costs[0]] * (len(scores[0]) - 1)] if scores else []
    before: list[list[int]] = []
    for line, change in zip(scores, costs, strict=True):
        top = max(range(len(best)), key=best.__getitem__)
        came = [at if best[at] > best[top] - change else top for at in range(len(best))]
        best = [max(best[at], best[top] - change) + line[at] for at in range(len(best))]
        before.append(came)
    if not best:
        return []
    at = max(range(len(best)), key=best.__getitem__)
    row = []
    for came in reversed(before):
        row.append(at)
        at = came[at]
    return row[::-1]


def _from_their_titles(document: Document, told: list[str], scores: list[_Figures]) -> list[str]:
    """Let a passage begin with the title before it: lines that tell nothing, behind a blank."""
    lines, text = document.lines, document.text
    for line in range(1, len(told)):
        if told[line] == told[line - 1]:
            continue
        first = line
        for before in range(line - 1, max(line - 1 - _UNTOLD_LINES, 0), -1):
            if any(scores[before]):
                break
            starts_page = text[document.starts[before] - 1] == "\f"
            if starts_page or not lines[before - 1].strip():
                first = before
        told[first:line] = [told[line]] * (line - first)
    return told
