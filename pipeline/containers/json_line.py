"""The fields of a line of JSON, each with its place, so that one string can be changed in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import regex

_DECODER = json.JSONDecoder()
_BLANKS = regex.compile(r"[ \t\r\n]*+")

UTF_8, ASCII = "utf-8", "ascii"


@dataclass(frozen=True, slots=True)
class Value:
    """A field's value, and where it stands in the line."""

    content: Any
    start: int
    end: int


def fields(line: str) -> dict[str, Value]:
    """Give the fields of an object; raises ValueError where the line is none.

    >>> fields('{"id": 7, "text": "tbe"}')["text"]
    Value(content='tbe', start=18, end=23)
    """
    found: dict[str, Value] = {}
    place = _past(line, 0)
    if line[place : place + 1] != "{":
        raise ValueError("no object")
    place = _past(line, place + 1)
    if line[place : place + 1] == "}":
        place += 1
    else:
        sign = ","
        while sign == ",":
            if line[place : place + 1] != '"':
                raise ValueError("a name is missing")
            name, place = scanstring(line, place + 1)
            place = _past(line, place)
            if line[place : place + 1] != ":":
                raise ValueError("a colon is missing")
            start = _past(line, place + 1)
            content, end = _read(line, start)
            if name in found:
                raise ValueError(f'two fields "{name}"')
            found[name] = Value(content, start, end)
            place = _past(line, end)
            sign = line[place : place + 1]
            place = _past(line, place + 1)
        if sign != "}":
            raise ValueError("a brace is missing")
    if _past(line, place) != len(line):
        raise ValueError("something follows the object")
    return found


def strings(line: str, array: Value) -> list[Value]:
    """Give the strings of an array, each with its place; the array holds nothing else."""
    found: list[Value] = []
    place = _past(line, array.start + 1)
    while place < array.end - 1:
        content, end = scanstring(line, place + 1)
        found.append(Value(content, place, end))
        place = _past(line, _past(line, end) + 1)
    return found


def replaced(line: str, values: Sequence[Value], literals: Sequence[str]) -> str:
    """Give the line with other literals in the places of some values, in order."""
    pieces: list[str] = []
    done = 0
    for value, literal in zip(values, literals, strict=True):
        pieces += (line[done : value.start], literal)
        done = value.end
    return "".join([*pieces, line[done:]])


def literal(text: str, style: str) -> str:
    """Give a string as JSON writes it; `style` may be the very literal."""
    return style if style.startswith('"') else json.dumps(text, ensure_ascii=style == ASCII)


def style_of(text: str, written: str) -> str:
    """Give the style in which a text was written; where it is none of ours, the very literal."""
    return next((one for one in (UTF_8, ASCII) if literal(text, one) == written), written)


def style_like(style: str) -> str:
    """Give the style in which a corrected text is written, by that of the raw one."""
    if style in (UTF_8, ASCII):
        return style
    return ASCII if style.isascii() and "\\u" in style else UTF_8


def _read(line: str, start: int) -> tuple[Any, int]:
    try:
        content, end = _DECODER.raw_decode(line, start)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return content, end


def _past(line: str, place: int) -> int:
    found = _BLANKS.match(line, place)
    return found.end() if found else place
