r"""Suggests rules: works out what a person's own corrections have in common.

Edits that put the same signs for the same signs are a group. A group is generalised no further
than it must be to cover all its members: what stands around them alike is kept as it stands, what
differs becomes letters, and in words a guard asks that the old form is no word and the new one is.
A rule that would touch what the person left alone is narrowed to the very words, or not offered.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.hand_edits import HandEdit
from pipeline.rulework.draft import basic, escaped, literal
from pipeline.rulework.writing import NewRule

# What came thrice is no accident; what came once or twice is kept as a decision.
SUPPORT = 3
CONTEXT = 12
KEEP_CHARACTERS = 60
EXAMPLE_CHARACTERS = 50
NAME_CHARACTERS = 45

# An apostrophe parts words here: of `author’s` the first half is asked whether it is a word.
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]")
_NOT_WORD = r"(?<![\p{L}\p{M}\p{N}])"
_NOT_WORD_AHEAD = r"(?![\p{L}\p{M}\p{N}])"

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Learned:
    """One text that a person corrected: as it was cleaned, and what was changed in it."""

    text: str
    edits: tuple[HandEdit, ...]


@dataclass(frozen=True)
class Suggestion:
    """A rule to take, the edits it would have made, and what else it would do.

    `elsewhere` are hits in other texts, as the words around them. What the person left alone it
    would leave alone, else it is not offered.
    """

    rule: NewRule
    stage: str
    edits: tuple[tuple[str, str], ...]
    elsewhere: tuple[str, ...]

    @property
    def seen(self) -> int:
        """How many of its hits a person has made."""
        return len(self.edits)


@dataclass(frozen=True)
class _Change:
    """The signs that went and came, with what stands around them in the text."""

    text: str
    start: int
    end: int
    after: str
    edit: HandEdit

    @property
    def before(self) -> str:
        return self.text[self.start : self.end]

    @property
    def left(self) -> str:
        return self.text[max(0, self.start - CONTEXT) : self.start]

    @property
    def right(self) -> str:
        return self.text[self.end : self.end + CONTEXT]

    @property
    def head(self) -> str:
        """The part of the word before the change."""
        at = self.start
        while at and _WORD.match(self.text, at - 1):
            at -= 1
        return self.text[at : self.start]

    @property
    def tail(self) -> str:
        """The part of the word behind the change."""
        at = self.end
        while at < len(self.text) and _WORD.match(self.text, at):
            at += 1
        return self.text[self.end : at]


@dataclass(frozen=True)
class _Candidate:
    """A pattern, its template, and the words that a guard asks about (empty: no guard)."""

    pattern: str
    replace: str
    unknown: str = ""
    known: str = ""

    def hits(self, text: str, known: Known) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and what would stand there for each place that the rule would change."""
        for found in regex.finditer(self.pattern, text, regex.MULTILINE):
            groups = found.groupdict()
            if self.unknown and known(self.unknown.format_map(groups)):
                continue
            if self.known and not known(self.known.format_map(groups)):
                continue
            yield found.start(), found.end(), self.replace.format_map(groups)


def suggest(
    learned: Sequence[Learned], others: Iterable[str], known: Known, taken: Iterable[str] = ()
) -> list[Suggestion]:
    """Give the rules that a person's edits suggest, the best supported first.

    `others` are texts nobody has corrected, `known` says whether a form is a word, and `taken` are
    the ids of rules that are there.
    """
    groups: dict[tuple[str, str], list[_Change]] = {}
    for one in learned:
        for change in _changes(one):
            groups.setdefault((change.before, change.after), []).append(change)
    rest = list(others)
    ids = set(taken)
    found: list[Suggestion] = []
    for changes in sorted(groups.values(), key=len, reverse=True):
        if len(changes) < SUPPORT:
            continue
        for candidate in _candidates(changes):
            tried = _tried(candidate, changes, learned, known)
            if tried:
                made = _named(tried, changes, ids, _elsewhere(candidate, rest, known))
                ids.add(made.rule.id)
                found.append(made)
                break
    return found


def _changes(learned: Learned) -> Iterator[_Change]:
    """Cut each edit into the words it changes, and each of these to the signs that differ."""
    for edit in learned.edits:
        old, new = regex.findall(r"\s+|\S+", edit.before), regex.findall(r"\s+|\S+", edit.after)
        if len(old) != len(new) or [a.isspace() for a in old] != [a.isspace() for a in new]:
            old, new = [edit.before], [edit.after]
        at = edit.start
        for before, after in zip(old, new, strict=True):
            if before != after:
                yield _trimmed(learned.text, at, before, after, edit)
            at += len(before)


def _trimmed(text: str, at: int, before: str, after: str, edit: HandEdit) -> _Change:
    start = len(_common_start([before, after]))
    rest = before[start:], after[start:]
    end = len(_common_start([rest[0][::-1], rest[1][::-1]]))
    return _Change(text, at + start, at + len(before) - end, after[start : len(after) - end], edit)


def _candidates(changes: Sequence[_Change]) -> Iterator[_Candidate]:
    """Give patterns that cover all the changes, the one that says most first."""
    words = {(one.head, one.tail) for one in changes}
    in_words = all(one.head or one.tail for one in changes) and _has_letters(changes[0])
    if in_words and len(words) > 1:
        yield _in_words(changes)
    if in_words:
        yield _these_words(changes, sorted(words))
    else:
        yield _around(changes)


def _has_letters(change: _Change) -> bool:
    signs = change.before + change.after
    return any(map(str.isalnum, signs)) and not any(map(str.isspace, signs))


def _in_words(changes: Sequence[_Change]) -> _Candidate:
    """A change in words of which a guard asks whether they are any."""
    before, after = changes[0].before, changes[0].after
    heads, tails = [one.head for one in changes], [one.tail for one in changes]
    head = _common_end(heads)
    tail = _common_start(tails)
    left = escaped(head) if len(set(heads)) == 1 else rf"\p{{L}}*{escaped(head)}"
    right = escaped(tail) if len(set(tails)) == 1 else rf"{escaped(tail)}\p{{L}}*"
    pattern = f"{_NOT_WORD}(?<head>{left}){escaped(before)}(?<tail>{right}){_NOT_WORD_AHEAD}"
    return _Candidate(
        pattern,
        f"{{head}}{_template(after)}{{tail}}",
        unknown=f"{{head}}{_template(before)}{{tail}}",
        known=f"{{head}}{_template(after)}{{tail}}",
    )


def _these_words(changes: Sequence[_Change], words: Sequence[tuple[str, str]]) -> _Candidate:
    """A change in these very words, and no others."""
    before, after = changes[0].before, changes[0].after
    either = "|".join(
        f"(?<={_NOT_WORD}{escaped(head)}){escaped(before)}(?={escaped(tail)}{_NOT_WORD_AHEAD})"
        for head, tail in words
    )
    return _Candidate(either, _template(after))


def _around(changes: Sequence[_Change]) -> _Candidate:
    """A change between signs that are alike in all places."""
    before, after = changes[0].before, changes[0].after
    lefts, rights = [one.left for one in changes], [one.right for one in changes]
    left, right = _common_end(lefts), _common_start(rights)
    behind = _kind([one[: len(one) - len(left)][-1:] for one in lefts], "^") + escaped(left)
    ahead = escaped(right) + _kind([one[len(right) :][:1] for one in rights], "$")
    pattern = (f"(?<={behind})" if behind else "") + escaped(before)
    return _Candidate(pattern + (f"(?={ahead})" if ahead else ""), _template(after))


def _kind(signs: Sequence[str], edge: str) -> str:
    """Give the narrowest class that holds all the signs, nothing where there is none."""
    if all(one in ("", "\n") for one in signs):
        return edge
    for kind in (r"\p{Ll}", r"\p{L}", r"\d", r"\s", r"\S"):
        if all(regex.fullmatch(kind, one) for one in signs):
            return kind
    return ""


def _tried(
    candidate: _Candidate, changes: Sequence[_Change], learned: Sequence[Learned], known: Known
) -> tuple[_Candidate, tuple[tuple[str, str], ...], str] | None:
    """Give the edits that a candidate makes, and a text it keeps; None where it does harm.

    It must make every change of its group, and nothing where the person changed nothing or
    something else.
    """
    made = 0
    for one in learned:
        every = list(_changes(one))
        starts = [change.start for change in every]
        wanted = {change.start for change in changes if change.text is one.text}
        for start, end, put in candidate.hits(one.text, known):
            inside = every[bisect_left(starts, start) : bisect_right(starts, end)]
            if not inside or put != _by_hand(one.text, start, end, inside):
                return None
            made += sum(change.start in wanted for change in inside)
    if made != len(changes):
        return None
    pairs = Counter((one.edit.before, one.edit.after) for one in changes)
    keep = _kept(candidate, changes, known)
    return candidate, tuple(pairs.elements()), keep


def _by_hand(text: str, start: int, end: int, changes: Sequence[_Change]) -> str:
    """Give what a stretch reads with the changes in it made, as the person made them."""
    pieces: list[str] = []
    done = start
    for one in changes:
        if one.end <= end:
            pieces += (text[done : one.start], one.after)
            done = one.end
    return "".join([*pieces, text[done:end]])


def _kept(candidate: _Candidate, changes: Sequence[_Change], known: Known) -> str:
    """Give a line that has the signs of the change, and that the rule leaves as it is."""
    before = changes[0].before
    for one in changes:
        for line in one.text.split("\n"):
            near = bool(before.strip()) and before in line
            if near and len(line) > 5 and not any(candidate.hits(line, known)):
                return (
                    line[:KEEP_CHARACTERS]
                    if not any(candidate.hits(line[:KEEP_CHARACTERS], known))
                    else line
                )
    after = changes[0].edit.after.strip()
    return after if after and not any(candidate.hits(after, known)) else "Nothing here."


def _named(
    tried: tuple[_Candidate, tuple[tuple[str, str], ...], str],
    changes: Sequence[_Change],
    ids: set[str],
    elsewhere: tuple[str, ...],
) -> Suggestion:
    candidate, edits, keep = tried
    first = changes[0]
    line = _line(first, across="\\n" in candidate.pattern)
    name = told = _identity(first)
    number = 2
    while name in ids:
        name, number = f"{told}-{number}", number + 1
    when = ""
    if candidate.known:
        when = f"{{ unknown = [{basic(candidate.unknown)}], known = [{basic(candidate.known)}] }}"
    requires = f", requires = [{basic(first.before)}]" if first.before.strip() else ""
    ends = candidate.pattern.count("\\n")
    lines = f", lines = {ends + 1}" if ends else ""
    rule = NewRule(
        id=name,
        about=_about(first),
        confidence="likely",
        find=f"{{ pattern = {literal(candidate.pattern)}{requires}{lines} }}",
        replace=candidate.replace,
        before=line[0],
        after=line[1],
        keep=keep,
        why="it was left alone",
        when=when,
    )
    return Suggestion(rule, _stage(first), edits, elsewhere)


def _line(change: _Change, across: bool) -> tuple[str, str]:
    """Give a change's words and some around them, with the change made and nothing else."""
    text = change.text
    left = text[max(0, change.start - 2 * EXAMPLE_CHARACTERS) : change.start]
    right = text[change.end : change.end + 2 * EXAMPLE_CHARACTERS]
    # The line alone, where nothing beside it is asked for.
    if not across:
        left = left.rpartition("\n")[2]
        right = right.partition("\n")[0]
    if len(left) > EXAMPLE_CHARACTERS:
        left = left[-EXAMPLE_CHARACTERS:].partition(" ")[2]
    if len(right) > EXAMPLE_CHARACTERS:
        right = right[:EXAMPLE_CHARACTERS].rpartition(" ")[0]
    return left + change.before + right, left + change.after + right


def _elsewhere(candidate: _Candidate, others: Sequence[str], known: Known) -> tuple[str, ...]:
    found = []
    for text in others:
        for start, end, put in candidate.hits(text, known):
            left, right = text[max(0, start - 20) : start], text[end : end + 20]
            found.append(f"{left}[-{text[start:end]}-]{{+{put}+}}{right}")
    return tuple(found)


def _stage(change: _Change) -> str:
    signs = change.before + change.after
    if signs.strip() and all(one in "\"'`“”‘’„‚«»‹›" for one in signs if not one.isspace()):
        return "quotes"
    if not change.after and change.before.endswith("\n"):
        return "furniture"
    return "scannos"


def _identity(change: _Change) -> str:
    """Name a rule after the damage."""
    before, after = change.before, change.after
    if before.isspace() and not after and change.right[:1].strip():
        return f"blank-before-{_spelt(change.right[:1])}"
    if not after:
        return f"stray-{_spelt(before)}"
    return f"{_spelt(before)}-for-{_spelt(after)}" if before else f"lost-{_spelt(after)}"


def _spelt(signs: str) -> str:
    r"""Spell signs for a rule's name.

    >>> _spelt("rn"), _spelt(" ;")
    ('rn', 'blank-semicolon')
    """
    if regex.fullmatch(r"[a-z0-9]+", signs):
        return signs
    names = ("blank" if one.isspace() else unicodedata.name(one, "sign").lower() for one in signs)
    told = regex.sub(r"[^a-z0-9]+", "-", "-".join(names)).strip("-")
    while len(told) > NAME_CHARACTERS:
        told = told.rpartition("-")[0] or told[:NAME_CHARACTERS]
    return told or "sign"


def _about(change: _Change) -> str:
    before, after = change.before.strip(), change.after.strip()
    if change.before.isspace() and not change.after:
        return f"A blank before {change.right[:1]!r} that is not in print."
    if not change.after:
        return f"{before!r} that is not in print."
    return f"{before!r} read for {after!r}." if before else f"{after!r} that was not read."


def _template(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _common_start(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    most = min(len(first), len(last))
    return first[: next((at for at in range(most) if first[at] != last[at]), most)]


def _common_end(texts: Sequence[str]) -> str:
    return _common_start([one[::-1] for one in texts])[::-1]
