"""Takes a pattern apart, so that it can be explained and put to the test.

Knows the constructs that rules are written in: signs, classes, groups, choices, repeats, edges and
looks ahead and behind. Whatever else the `regex` module has is a part of the kind `unknown`, with
its text as it stands; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

Kind = Literal[
    "row", "choice", "group", "look", "repeat", "signs", "class", "edge", "back", "call", "unknown"
]

_COUNT = regex.compile(r"\{(\d*)(?:(,)(\d*))?\}")
_FUZZY = regex.compile(r"\{[^{}]*[ides][^{}]*\}")
_ESCAPE = regex.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[pP]\{\^?[\w=]+\}|[LgN][<{][^>}]*[>}]|[0-9]+|[^\n])"
)
_OPENING = regex.compile(
    r"\((?:\?(?:(?P<look><?[=!])|P?<(?P<name>\w+)>|(?P<atomic>>)|(?P<flags>[a-zA-Z]*):"
    r"|P=(?P<back>\w+)\)|&(?P<call>\w+)\)))?"
)
_CODES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "a": "\a"}
_EDGES = frozenset("bBAZG")
_CLASSES = frozenset("dDsSwW")


@dataclass(frozen=True)
class Part:
    """A part of a pattern: its text, and by kind its inner parts and figures.

    `value` holds the signs themselves (`signs`), the name (`group`, `back`, `call`) or the
    direction (`look`: `=`, `!`, `<=`, `<!`). `members` are a class's members: pairs of first and
    last sign, and escapes such as `\\d`. `most` is None where a repeat has no upper bound.
    """

    kind: Kind
    text: str
    parts: tuple[Part, ...] = ()
    value: str = ""
    members: tuple[tuple[str, str] | str, ...] = ()
    negated: bool = False
    least: int = 1
    most: int | None = 1
    mode: str = ""


# A pattern may be spread over lines: its blanks mean nothing but in a set or behind a backslash.
_SPREAD = "(?x)"
_SPREAD_BLANK = regex.compile(r"(\\.|\[(?:\\.|[^\]])*\])|\s+|#[^\n]*", regex.DOTALL)


def dense(pattern: str) -> str:
    """Give a pattern that is spread over lines without the blanks that mean nothing.

    >>> dense("(?x) tbe [ ] quay")
    'tbe[ ]quay'
    """
    if not pattern.startswith(_SPREAD):
        return pattern
    return _SPREAD_BLANK.sub(lambda found: found[1] or "", pattern[len(_SPREAD) :])


def parse(pattern: str) -> Part:
    r"""Take a pattern apart.

    >>> [part.text for part in parse(r"\btbe(?=\s)").parts]
    ['\\b', 'tbe', '(?=\\s)']
    """
    pattern = dense(pattern)
    reader = _Reader(pattern)
    whole = reader.choice()
    while reader.at < len(pattern):  # a bracket that closes nothing
        reader.at += 1
        rest = reader.choice()
        whole = Part("unknown", pattern, (whole, rest))
    return whole


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def choice(self) -> Part:
        """Read alternatives up to a closing bracket or the end."""
        start = self.at
        rows = [self.row()]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            rows.append(self.row())
        if len(rows) == 1:
            return rows[0]
        return Part("choice", self.pattern[start : self.at], tuple(rows))

    def row(self) -> Part:
        """Read parts that follow one another."""
        start = self.at
        found: list[Part] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self._repeated(self._atom())
            last = found[-1] if found else None
            if part.kind == "signs" and last is not None and last.kind == "signs":
                found[-1] = Part("signs", last.text + part.text, value=last.value + part.value)
            else:
                found.append(part)
        if len(found) == 1:
            return found[0]
        return Part("row", self.pattern[start : self.at], tuple(found))

    def _repeated(self, part: Part) -> Part:
        start = self.at
        sign = self.pattern[start : start + 1]
        if sign and sign in "?*+":
            least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
            self.at += 1
        elif (
            sign == "{" and (found := _COUNT.match(self.pattern, start)) and (found[1] or found[2])
        ):
            least = int(found[1] or 0)
            most = int(found[3]) if found[3] else (None if found[2] else least)
            self.at = found.end()
        elif found := _FUZZY.match(self.pattern, start):
            self.at = found.end()
            return Part("unknown", part.text + found[0])
        else:
            return part
        mode = self.pattern[self.at : self.at + 1]
        mode = mode if mode and mode in "?+" else ""
        self.at += len(mode)
        text = part.text + self.pattern[start : self.at]
        return Part("repeat", text, (part,), least=least, most=most, mode=mode)

    def _atom(self) -> Part:
        sign = self.pattern[self.at]
        if sign == "\\":
            return self._escape()
        if sign == "[":
            return self._class()
        if sign == "(":
            return self._group()
        self.at += 1
        if sign in "^$":
            return Part("edge", sign)
        if sign == ".":
            return Part("class", sign, members=(("\n", "\n"),), negated=True)
        return Part("signs", sign, value=sign)

    def _escape(self) -> Part:
        found = _ESCAPE.match(self.pattern, self.at)
        if not found:
            return self._unknown(self.at, self.at + 1)
        self.at = found.end()
        text = found[0]
        code = text[1]
        if code in _EDGES:
            return Part("edge", text)
        if code in _CLASSES or code in "pP":
            return Part("class", text, members=(text,))
        if code.isdigit() and text != "\\0":
            return Part("back", text, value=text[1:])
        meant = _sign(text)
        return Part("signs", text, value=meant) if meant else Part("unknown", text)

    def _class(self) -> Part:
        start = self.at
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        members: list[tuple[str, str] | str] = []
        first = True
        while first or not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern) or self.pattern.startswith(("[:", "&&", "||"), self.at):
                return self._unknown(start, self._class_end(start))
            members.append(self._member())
            first = False
        self.at += 1
        text = self.pattern[start : self.at]
        return Part("class", text, members=tuple(members), negated=negated)

    def _member(self) -> tuple[str, str] | str:
        low = self._class_sign()
        if len(low) > 1:
            return low
        dash = self.pattern.startswith("-", self.at)
        if not dash or self.pattern.startswith("-]", self.at):
            return low, low
        self.at += 1
        high = self._class_sign()
        return low, high if len(high) == 1 else low

    def _class_sign(self) -> str:
        """Read one sign of a class, or an escape that stands for many."""
        found = _ESCAPE.match(self.pattern, self.at)
        if found:
            self.at = found.end()
            if found[0] == r"\b":
                return "\b"
            return _sign(found[0]) or found[0]
        self.at += 1
        return self.pattern[self.at - 1 : self.at]

    def _class_end(self, start: int) -> int:
        found = regex.compile(r"(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]").match(self.pattern, start + 2)
        return found.end() if found else len(self.pattern)

    def _group(self) -> Part:
        start = self.at
        found = _OPENING.match(self.pattern, start)
        if found is None or (self.pattern.startswith("(?", start) and found.end() == start + 1):
            return self._unknown(start, self._group_end(start))
        self.at = found.end()
        if found["back"]:
            return Part("back", found[0], value=found["back"])
        if found["call"]:
            return Part("call", found[0], value=found["call"])
        inner = self.choice()
        self.at += 1
        text = self.pattern[start : self.at]
        if found["look"]:
            return Part("look", text, (inner,), value=found["look"])
        mode = found["flags"] or (">" if found["atomic"] else "")
        return Part("group", text, (inner,), value=found["name"] or "", mode=mode)

    def _group_end(self, start: int) -> int:
        self.at = start + 1
        if regex.compile(r"\(\?[a-zA-Z]+\)").match(self.pattern, start):
            return self.pattern.index(")", start) + 1
        self.choice()
        return min(self.at + 1, len(self.pattern))

    def _unknown(self, start: int, end: int) -> Part:
        self.at = end
        return Part("unknown", self.pattern[start:end])


def _sign(escape: str) -> str:
    """Give the one sign that an escape stands for, or nothing."""
    code = escape[1]
    if code in "xuU" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    if code in _CODES:
        return _CODES[code]
    if code == "0" and len(escape) == 2:
        return "\0"
    return "" if code.isalnum() else code
