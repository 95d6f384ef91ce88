"""Says in words what a pattern matches, part by part; what it does not know, it says so of.

The words are those of a reader, not of the `regex` module: a sign is one character, a blank one
that shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.rulework.parts import Part, parse
from pipeline.visible import visible

NOT_EXPLAINED = "not explained"

_ACCENT = regex.compile(r"\p{M}")

# A part whose words are longer than this is shown with its inner parts below it.
LONGEST_PHRASE = 72
# Of a long list of alternatives so many are named.
NAMED_ALTERNATIVES = 12

_EDGES = {
    "^": "the start of a line",
    "$": "the end of a line",
    r"\b": "the edge of a word",
    r"\B": "no edge of a word",
    r"\A": "the start of the text",
    r"\Z": "the end of the text",
    r"\G": "where the last match ended",
}
_CLASSES = {
    r"\d": "a figure",
    r"\D": "no figure",
    r"\s": "a blank or line end",
    r"\S": "no blank",
    r"\w": "a letter, figure or _",
    r"\W": "no letter, figure or _",
    "L": "a letter",
    "Ll": "a small letter",
    "Lu": "a capital",
    "M": "an accent set apart",
    "N": "a figure of any script",
    "Nd": "a figure",
    "P": "a punctuation mark",
    "S": "a symbol",
    "Z": "a blank",
}
_SIGNS = {
    " ": "blank",
    "\n": "line end",
    "\t": "tab",
    "\f": "page end",
    "\r": "carriage return",
    "\xa0": "no-break blank",
    "\xad": "soft hyphen",
}
_MANY = {
    "a figure": "figures",
    "a letter": "letters",
    "a small letter": "small letters",
    "a capital": "capitals",
    "a blank or line end": "blanks or line ends",
    "any sign but a line end": "signs other than line ends",
}
_LOOKS = {
    "=": "followed by",
    "!": "not followed by",
    "<=": "behind",
    "<!": "not behind",
}
_MODES = {"?": ", as few as will do", "+": ", all there are"}


def explain(pattern: str) -> Iterator[tuple[int, str, str]]:
    r"""Yield each part of a pattern: how deep it lies, its text, and what it matches.

    >>> list(explain(r"\btbe(?= )"))
    [(0, '\\b', 'the edge of a word'), (0, 'tbe', '"tbe"'), (0, '(?= )', 'followed by a blank')]
    """
    whole = parse(pattern)
    parts = whole.parts if whole.kind == "row" else (whole,)
    for part in parts:
        yield from _told(part, 0)


def _told(part: Part, depth: int) -> Iterator[tuple[int, str, str]]:
    words = phrase(part)
    inner = _inner(part)
    if len(words) <= LONGEST_PHRASE or not inner:
        yield depth, part.text, words
        return
    yield depth, part.text, _heading(part)
    for one in inner:
        yield from _told(one, depth + 1)


def _inner(part: Part) -> tuple[Part, ...]:
    """Give the parts to show below a part: of a row or a choice, whatever it is wrapped in.

    A list of plain words is not shown word by word.
    """
    inner = part
    while len(inner.parts) == 1 and (inner is part or not inner.value):
        inner = inner.parts[0]
    plain = sum(one.kind == "signs" for one in inner.parts)
    return () if inner.kind == "choice" and 2 * plain > len(inner.parts) else inner.parts


def _heading(part: Part) -> str:
    """Give the words for a part whose inner parts follow."""
    inner = part
    while len(inner.parts) == 1:
        inner = inner.parts[0]
    what = "one of:" if inner.kind == "choice" else "in this order:"
    if part.kind == "look":
        return f"{_LOOKS[part.value]}, {what}"
    if part.kind == "repeat":
        return f"{_times(part)}{_MODES.get(part.mode, '')}, {what}"
    if part.kind == "group" and part.value:
        return f"{part.value}: {what}"
    return what


def phrase(part: Part) -> str:
    """Say in one phrase what a part matches."""
    kind = part.kind
    if kind == "signs":
        return _quoted(part.value)
    if kind == "class":
        return _class(part)
    if kind == "edge":
        return _EDGES[part.text]
    if kind == "call":
        return f"what group {part.value} is made of, once more"
    if kind == "back":
        return f"the same as group {part.value} again"
    if kind == "row":
        return ", then ".join(map(phrase, part.parts)) or "nothing"
    if kind == "choice":
        return _choice(part)
    if kind == "look":
        return _look(part)
    if kind == "group":
        name = f"{part.value}: " if part.value else ""
        flags = {"i": ", in any case", ">": ", never given back"}.get(part.mode, "")
        flags = flags or (f", {NOT_EXPLAINED}: ({part.mode})" if part.mode else "")
        return f"{name}{phrase(part.parts[0])}{flags}"
    if kind == "repeat":
        return _repeat(part)
    return NOT_EXPLAINED


def _quoted(signs: str) -> str:
    return f"a {_SIGNS[signs]}" if signs in _SIGNS else f'"{_shown(signs)}"'


def _shown(signs: str) -> str:
    """Give signs as a terminal shows them, line ends and lone accents too."""
    seen = "⏎".join(map(visible, signs.split("\n")))
    return _ACCENT.sub(lambda found: f"\\u{ord(found[0]):04x}", seen)


def _class(part: Part) -> str:
    if part.text == ".":
        return "any sign but a line end"
    words = _members(part, "or" if not part.negated else "and")
    return f"any sign but {words}" if part.negated else words


def _members(part: Part, last: str) -> str:
    """Give a class's members: plain signs side by side, others as words."""
    pairs = [one for one in part.members if isinstance(one, tuple)]
    plain = [low for low, high in pairs if low == high and low not in _SIGNS]
    words = [_member(one) for one in part.members if one not in [(low, low) for low in plain]]
    if len(plain) > 1:
        words.append("one of " + " ".join(map(_shown, plain)))
    elif plain:
        words.append(_quoted(plain[0]))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _member(member: tuple[str, str] | str) -> str:
    if isinstance(member, tuple):
        low, high = member
        return _quoted(low) if low == high else f"{_shown(low)} to {_shown(high)}"
    if member in _CLASSES:
        return _CLASSES[member]
    name = member[3:-1]
    negated = (member[1] == "P") != name.startswith("^")
    words = _CLASSES.get(name.removeprefix("^"), f"a sign of the Unicode class {name}")
    return f"any sign but {words}" if negated else words


def _choice(part: Part) -> str:
    words = [phrase(one) for one in part.parts]
    if len(words) > NAMED_ALTERNATIVES + 1:
        named = ", ".join(words[:NAMED_ALTERNATIVES])
        return f"one of {named} and {len(words) - NAMED_ALTERNATIVES} more"
    return " or ".join(words)


def _look(part: Part) -> str:
    inner = part.parts[0]
    if part.value in ("!", "<!") and inner.kind == "class" and inner.negated and inner.text != ".":
        # "not behind any sign but these" is behind one of these, or where the text begins.
        where, edge = ("behind", "start") if part.value == "<!" else ("before", "end")
        return f"{where} {_members(inner, 'or')}, or at the {edge} of the text"
    return f"{_LOOKS[part.value]} {phrase(inner)}"


def _repeat(part: Part) -> str:
    inner = phrase(part.parts[0])
    if (part.least, part.most) == (0, 1):
        return f"{inner}, or nothing{_MODES.get(part.mode, '')}"
    many = _MANY.get(inner)
    words = f"{_times(part, many=True)} {many}" if many else f"{_times(part)} {inner}"
    return f"{words}{_MODES.get(part.mode, '')}"


def _times(part: Part, many: bool = False) -> str:
    least, most = part.least, part.most
    unit = "" if many else " times"
    if (least, most) == (0, 1):
        return "once or not at all"
    if most is None:
        return f"{least} or more{unit}" if least else f"any number of{'' if many else ' times'}"
    if least == most:
        return f"{least}{unit}"
    return f"{least} to {most}{unit}"
