"""Reads a letter-spaced row: its letters and marks become words, with a count of how sure that is.

Only letters are parted, and only where a blank stands; marks keep their side. Where a row is, the
finder `spaced-run` tells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.context import Context
from pipeline.segmentation import Endings, Run, Scorer, Segmentation, segment
from pipeline.spaced_rows import Token
from pipeline.spacing import Spacing
from pipeline.word_pairs import WordPairs


@dataclass(frozen=True)
class Costs:
    """What cuts cost in log10, and which readings are in doubt.

    `narrow_gap` is for a cut at a narrow gap where wider ones part the words, `inner_cut` for one
    inside a clump of letters. Where the second best way is nearer than `near`, pairs of words tell:
    `pair_share` and `unseen` are those of `WordPairs`.
    Two words of no more than `longest_name` letters may be one name where the first one's Zipf
    value lies below `frequent_zipf`. One word may be two where its own lies below `rare_zipf` and
    theirs do not lie below `common_zipf`, and it is likelier than the two by chance by less than
    `near_two`. `contractions` are word ends with their apostrophe, one letter or two behind it.
    """

    narrow_gap: float
    inner_cut: float
    near: float
    pair_share: float
    unseen: float
    longest_name: int
    frequent_zipf: float
    rare_zipf: float
    common_zipf: float
    near_two: float
    contractions: tuple[str, ...]


# Between two letters of a clump, the mark of a broken word is left where two lines were joined.
_JOINT = r"(?<=\p{L})[¬\u00ad\ufffe](?=\p{L})"
_PIECES = regex.compile(
    rf"\p{{L}}[\p{{L}}\p{{M}}]*(?:['’]\p{{L}}+)*|['’]\p{{L}}+(?=$|[^\p{{L}}])|\d+|(?!{_JOINT})\S"
)
_ELIDED = regex.compile(rf"\p{{L}}[\p{{L}}\p{{M}}]*['’]?|\d+|(?!{_JOINT})\S")


def _starts_initial(piece: str, behind: str, group: list[tuple[str, int]]) -> bool:
    """A single capital before a full stop, unless it ends a word in capitals."""
    alone = len(piece) == 1 and piece.isupper() and behind == "."
    return alone and not (group and group[-1][0][-1].isupper())


def _pieces(tokens: list[Token], pattern: regex.Pattern[str]) -> list[tuple[str, int]]:
    """The letters, figures and marks of a row, each with the width of the gap before it."""
    pieces = []
    for number, token in enumerate(tokens):
        gap = token.start - tokens[number - 1].end if number else 0
        for index, found in enumerate(pattern.finditer(token.text)):
            pieces.append((found[0], 0 if index else gap))
    return pieces


def _with_apostrophes(
    pieces: list[tuple[str, int]], elides: bool, contractions: tuple[str, ...]
) -> list[tuple[str, int]]:
    """Give a lone apostrophe to the letters before it where the language elides.

    Elsewhere it goes to the letter behind it where that ends a word so: `d o n ’ t`.
    """
    out: list[tuple[str, int]] = []
    for index, (piece, gap) in enumerate(pieces):
        before = out[-1][0] if out else ""
        behind = pieces[index + 1][0] if index + 1 < len(pieces) else ""
        if elides:
            joins = piece in ("’", "'") and before[-1:].isalpha() and behind[:1].isalpha()
        else:
            last = out[-2][0][-1] if len(out) > 1 else ""
            joins = before in ("’", "'") and _contracts(contractions, last, piece, behind)
        if joins:
            out[-1] = before + piece, out[-1][1]
        else:
            out.append((piece, gap))
    return out


def _contracts(contractions: tuple[str, ...], last: str, piece: str, behind: str) -> bool:
    """Whether an apostrophe between two letters can only stand in a word: didn’t, he’ll.

    Before any other letter it may as well close a quotation.
    """
    for contraction in contractions:
        head, _, tail = contraction.replace("’", "'").partition("'")
        ends = last == head if head else last.isalpha()
        if ends and (piece if len(tail) == 1 else piece + behind) == tail:
            return True
    return False


def letters_in(text: str) -> int:
    """Count letters and figures: a row that is read keeps them, each in its place."""
    return sum(map(str.isalnum, text))


class Reading:
    """Reads one row of tokens, keeping count of how sure it is.

    `two_end` is how many letters and figures go before the end of the last word that may be two,
    `two_cut` how many before the place where its second word would begin.
    """

    def __init__(self, context: Context, scorers: tuple[Scorer, ...], costs: Costs) -> None:
        self.context = context
        self.scorer, *self.alone = scorers
        self.costs = costs
        self.margin = math.inf
        self.unknown = 0
        self.agree = True
        self.name = False
        self.two = False
        self.two_end = 0
        self.two_cut = 0
        self._length = 0

    def read(self, tokens: list[Token]) -> str:
        """Give the row's text, words parted by single blanks."""
        elides = bool(self.scorer.elided)
        pieces = _with_apostrophes(
            _pieces(tokens, _ELIDED if elides else _PIECES), elides, self.costs.contractions
        )
        wide = any(gap > 1 for _, gap in pieces)
        out: list[str] = []
        group: list[tuple[str, int]] = []
        for index, (piece, gap) in enumerate(pieces):
            behind = pieces[index + 1][0] if index + 1 < len(pieces) else ""
            if _starts_initial(piece, behind, group):
                self._close(group, out, wide)
                self._put(out, piece)
                continue
            if piece[0].isalpha() or (piece[0] in "'’" and len(piece) > 1 and group):
                group.append((piece, gap))
                continue
            self._close(group, out, wide)
            self._put(out, piece)
        self._close(group, out, wide)
        return Spacing(self.context.document).join(out)

    def _close(self, group: list[tuple[str, int]], out: list[str], wide: bool) -> None:
        if not group:
            return
        self._put(out, *self._words(group, wide))
        group.clear()

    def _put(self, out: list[str], *parts: str) -> None:
        out.extend(parts)
        self._length += sum(map(letters_in, parts))

    def _words(self, group: list[tuple[str, int]], wide: bool) -> tuple[str, ...]:
        pieces = [piece for piece, _ in group]
        if len(pieces) == 1:
            single = pieces[0]
            if len(single) > 1 and not self.scorer.is_word(single):
                self.unknown += 1
            return (single,)
        must = [False] * len(pieces)
        for index in range(1, len(pieces)):
            before, after = pieces[index - 1], pieces[index]
            capital = before[-1].islower() and after[0].isupper()
            must[index] = capital or (len(before) > 1 and before[-1] in "’'")
        narrow = self.costs.narrow_gap
        # Beside a word that is set as words are, a narrow gap is one between words.
        plain = [len(piece) > 1 and self.scorer.is_word(piece) for piece in pieces]
        cost = [
            narrow if wide and gap == 1 and not (plain[at] or plain[at - 1]) else 0.0
            for at, (_, gap) in enumerate(group)
        ]
        for index, (piece, gap) in enumerate(group):
            if piece[0] in "'’" or (index and not gap):
                cost[index] = 99.0
        run, best = self._parted(pieces, must, cost)
        while (seam := self._seam_in_compound(pieces, best.words)) is not None:
            must[seam] = True
            run, best = self._parted(pieces, must, cost)
        if best.unknown:
            letters, inner = self._with_inner_cuts(pieces, must, cost)
            opened = segment(*letters, self.scorer.scores)
            if inner and not opened.unknown:
                self.margin = min(self.margin, opened.margin)
                self.agree = False
                return _join_inner(opened.words, inner)
        return self._judged(run, self._by_pairs(best))

    def _parted(
        self, pieces: list[str], must: list[bool], cost: list[float]
    ) -> tuple[Run, Segmentation]:
        run = Run(pieces, must, cost)
        return run, run.parted(self.scorer.scores, self._endings(run))

    def _endings(self, run: Run) -> Endings:
        return run.endings(self.scorer.scores.words_among(run.strings))

    def _by_pairs(self, best: Segmentation) -> Segmentation:
        """Choose between the two best ways, where they are about as good, by pairs of words."""
        if best.unknown or not best.second or best.margin >= self.costs.near:
            return best
        costs = self.costs
        pairs = WordPairs(self.context, self.scorer.scores, costs.pair_share, costs.unseen)
        lead = pairs.lead(best.words, best.second)
        if lead >= 0:
            return replace(best, margin=lead)
        self.agree = False
        return replace(best, words=best.second, margin=-lead)

    def _judged(self, run: Run, best: Segmentation) -> tuple[str, ...]:
        """Give the words, keeping count of how sure they are."""
        self.margin = min(self.margin, best.margin)
        self.unknown += best.unknown
        self.name = self.name or self._may_be_name(best.words)
        end = self._length
        for word in best.words:
            end += letters_in(word)
            if first := self._first_of_two(word, run.pieces):
                self.two, self.two_end = True, end
                self.two_cut = end - letters_in(word) + first
        tables = [self.scorer.scores, *(one.scores for one in self.alone)]
        alike = not best.unknown and run.cut_alike(tables, self._endings(run))
        self.agree = self.agree and alike
        return best.words

    def _seam_in_compound(self, pieces: list[str], words: tuple[str, ...]) -> int | None:
        """Where to part a compound that no list has: beside a word set normally, before a verb.

        A noun has a capital, so that a last part which is a word in small letters is no noun.
        """
        known = self.context.lexicon.known
        end = 0
        for word in words:
            start, ends = end, {}
            while sum(map(len, pieces[start:end])) < len(word):
                end += 1
                ends[sum(map(len, pieces[start:end]))] = end
            tail = self.context.lexicon.tail_of_compound(word) if end - start > 1 else ""
            if not tail or self.context.vocabulary.count_any_case(word):
                continue
            for at in range(start, end):
                if len(pieces[at]) > 1 and known(pieces[at]):
                    return at if at > start else at + 1
            if tail.islower() and known(tail):
                return ends.get(len(word) - len(tail))
        return None

    def _with_inner_cuts(
        self, pieces: list[str], must: list[bool], cost: list[float]
    ) -> tuple[tuple[list[str], list[bool], list[float]], set[int]]:
        """Open unknown clumps, at a cost: an extractor may have closed up two lines there.

        Also gives the places, in letters from the start, that lie inside a clump.
        """
        opened: tuple[list[str], list[bool], list[float]] = ([], [], [])
        inner: set[int] = set()
        length = 0
        for piece, must_cut, price in zip(pieces, must, cost, strict=True):
            long = len(piece) >= 4 and piece.isalpha() and not self._is_own(piece)
            for index, part in enumerate(piece if long else [piece]):
                opened[0].append(part)
                opened[1].append(must_cut and not index)
                opened[2].append(self.costs.inner_cut if index else price)
                if index:
                    inner.add(length)
                length += len(part)
        return opened, inner

    def _may_be_name(self, words: tuple[str, ...]) -> bool:
        """Two words, the first capitalised, not frequent, and new to the document."""
        first = words[0]
        short = len(words) == 2 and len(first) + len(words[1]) <= self.costs.longest_name
        capital = first[0].isupper() and first[1:].islower()
        if (
            not (short and capital)
            or self.context.lexicon.likely(first) >= self.costs.frequent_zipf
        ):
            return False
        return not self.context.vocabulary.count_any_case(first)

    def _first_of_two(self, word: str, pieces: Sequence[str]) -> int:
        """How many letters the first has of the two common words that a rare word may be.

        Of those that chance puts side by side so often the likeliest count; 0 where there are none.
        """
        likely = self.context.lexicon.likely
        if word in pieces or likely(word) >= self.costs.rare_zipf:
            return 0
        if self.context.vocabulary.count_any_case(word) > 1:
            return 0
        best, first = -math.inf, 0
        for at in range(2, len(word) - 1):
            one, other = likely(word[:at]), likely(word[at:])
            # Zipf values are log10 of occurrences per 10⁹ words, so chance has log10(p·q) + 9.
            lead = likely(word) - (one + other - 9)
            is_near = min(one, other) >= self.costs.common_zipf and lead < self.costs.near_two
            if is_near and one + other > best:
                best, first = one + other, at
        return first

    def _is_own(self, piece: str) -> bool:
        known = self.context.lexicon.known(piece)
        return known or self.context.vocabulary.count_any_case(piece) > 1


def _join_inner(words: tuple[str, ...], inner: set[int]) -> tuple[str, ...]:
    """Put a hyphen, lost where two lines were closed up, at each cut inside a clump."""
    joined: list[str] = []
    length = 0
    for word in words:
        if joined and length in inner:
            joined += ["-", word]
        else:
            joined.append(word)
        length += len(word)
    return tuple(joined)
