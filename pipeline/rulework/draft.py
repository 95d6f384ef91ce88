"""Drafts of rules: proposed from a text before and after, and written as TOML."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import Any

import regex

from pipeline.faults import Fault

DRAFT = "draft"

_SPECIAL = regex.compile(r"[\\.^$*+?{}\[\]|()]")
_CODES = {"\n": r"\n", "\t": r"\t", "\f": r"\f", "\r": r"\r"}
# Signs that hold a word together: the apostrophe and the marks that are read for it.
_INNER = "'’‘`"


@dataclass(frozen=True)
class Proposal:
    """What a rule may look for and write, and a literal that its pattern cannot do without."""

    pattern: str
    replace: str
    requires: str
    lines: int = 1

    def find(self) -> str:
        """Give the finder's table as TOML."""
        lines = f", lines = {self.lines}" if self.lines > 1 else ""
        requires = f", requires = [{basic(self.requires)}]" if self.requires else ""
        return f"{{ pattern = {literal(self.pattern)}{requires}{lines} }}"


def propose(before: str, after: str) -> Proposal:
    r"""Propose the narrowest rule that turns one text into the other, word for word.

    What differs is taken with the words that it stands in. Raises ValueError where nothing differs.

    >>> propose("saw tbe tide", "saw the tide")
    Proposal(pattern='\\btbe\\b', replace='the', requires='tbe', lines=1)
    """
    if before == after:
        raise ValueError("the text is the same before and after")
    start, end = _stretch(before, after)
    gone = before[start : len(before) - end]
    new = after[start : len(after) - end]
    behind = before[len(before) - end :] if end else ""
    left = _edge(gone[:1], before[:start][-1:], r"(?<!\S)")
    right = _edge(gone[-1:], behind[:1], r"(?!\S)")
    requires = max(gone.split("\n"), key=len)
    lines = gone.count("\n") + (not gone.endswith("\n"))
    pattern = left + escaped(gone) + right
    return Proposal(pattern, new.replace("{", "{{").replace("}", "}}"), requires, lines)


def _stretch(before: str, after: str) -> tuple[int, int]:
    """Give how much at the start and at the end is the same and may be left out."""
    most = min(len(before), len(after))
    start = 0
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    gone, new = before[start : len(before) - end], after[start : len(after) - end]
    return (
        _back(before, start, gone, gone[:1] + new[:1]),
        _back(before[::-1], end, gone, gone[-1:] + new[-1:]),
    )


def _back(text: str, at: int, gone: str, edge: str) -> int:
    """Move back from what went over what it cannot be told without.

    A part of a word, and a blank, need the word beside them; a mark needs what it touches. Where
    nothing went, it is the blank and the word beside the place. `edge` holds what went and what
    came on this side.
    """
    if not gone:
        while at and text[at - 1].isspace():
            at -= 1
    mark = bool(gone.strip()) and not any(map(str.isalnum, gone))
    if mark or not gone:
        while at and not text[at - 1].isspace():
            at -= 1
    elif not gone.strip() or any(map(_in_word, edge)):
        while at and _in_word(text[at - 1]):
            at -= 1
    return at


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign in _INNER


def _edge(inside: str, outside: str, bare: str) -> str:
    """Give what must stand at the edge of a stretch, so that it is not part of something longer."""
    if inside.isalnum():
        return r"\b"
    return bare if not outside or outside.isspace() else ""


def escaped(text: str) -> str:
    r"""Give a pattern that matches a text and nothing else.

    >>> escaped("!(@$\n")
    '!\\(@\\$\\n'
    """
    found = _SPECIAL.sub(r"\\\g<0>", text)
    return "".join(
        _CODES.get(sign) or (sign if sign.isprintable() else _code(sign)) for sign in found
    )


def _code(sign: str) -> str:
    if sign in _CODES:
        return _CODES[sign]
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def draft_source(find: str, replace: str, when: str | None) -> str:
    """Write a rule of a pattern, or a finder's inline table, a template and guards, as TOML."""
    lines = ["[[rule]]", f'id = "{DRAFT}"', f"find = {find_table(find)}"]
    if when:
        lines.append(f"when = {table(when, '--when')}")
    lines.append(f"replace = {basic(replace)}")
    return "\n".join(lines) + "\n"


def find_table(find: str) -> str:
    """Give what is to be found as TOML: a finder's inline table as it stands, or a pattern's."""
    if find.lstrip().startswith("{") and "finder" in find:
        return table(find, "--find")
    return f"{{ pattern = {literal(find)} }}"


def literal(text: str) -> str:
    """Write a pattern as a TOML string, as it stands where that can be."""
    plain = "'" not in text and text.isprintable()
    return f"'{text}'" if plain else basic(text)


def basic(text: str) -> str:
    r"""Write any text as a TOML string, what shows nothing as escapes.

    >>> print(basic('a "quai" for £2\n'))
    "a \"quai\" for £2\n"
    """
    return '"' + "".join(map(_in_string, text)) + '"'


def _in_string(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign in _CODES:
        return _CODES[sign]
    code = ord(sign)
    return sign if sign.isprintable() else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def table(text: str, option: str) -> str:
    """Check an inline table; one in JSON is written as TOML."""
    with_toml = f"value = {text}"
    try:
        tomllib.loads(with_toml)
        return text
    except tomllib.TOMLDecodeError as error:
        try:
            return _inline(json.loads(text))
        except json.JSONDecodeError:
            what = f"is neither TOML nor JSON ({error})"
            raise Fault(option, what, "as in '{ known = [\"{word}\"] }'") from None


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{basic(key)} = {_inline(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return basic(value) if isinstance(value, str) else json.dumps(value)
