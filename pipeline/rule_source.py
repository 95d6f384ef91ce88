"""Reads rule files as text and as tables, and finds the line that a fault is on."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
import regex

from pipeline.faults import Fault


def parse_file(path: Path) -> dict[str, Any]:
    """Read a TOML file; raises Fault where it cannot be read or is not TOML."""
    return parse(read(path), path)


def read(path: Path) -> str:
    """Read a rule file; raises Fault where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Fault(str(path), "no such rule file", "add it, or take its name out") from None
    except OSError as error:
        raise Fault(
            str(path), f"cannot be read ({error.strerror})", "check its permissions"
        ) from None
    except UnicodeDecodeError:
        raise Fault(str(path), "is not UTF-8", "save it as UTF-8") from None


def parse(source: str, path: Path) -> dict[str, Any]:
    """Parse TOML; raises Fault, with the line, where it is none."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = regex.search(r"^(.*) \(at line (\d+), column (\d+)\)$", str(error))
        line, what = (found[2], found[1]) if found else (str(source.count("\n") + 1), str(error))
        raise Fault(
            f"{path}:{line}", f"not TOML: {what}", "mend the line or the one above"
        ) from None


def line_of(source: str, index: int, key: str = "") -> int:
    """Give the line of the rule with this index, or of a key inside it."""
    headers = [found.start() for found in regex.finditer(r"(?m)^\[\[rule\]\]", source)]
    if index >= len(headers):
        return 1
    start = headers[index]
    end = headers[index + 1] if index + 1 < len(headers) else len(source)
    found = (
        regex.search(rf"(?m)^(\[+rule\.)?{regex.escape(key)}\b", source[start:end]) if key else None
    )
    inside = found.start() if found else 0
    if not found and key:
        anywhere = regex.search(rf"\b{regex.escape(key)}\b", source[start:end])
        inside = anywhere.start() if anywhere else 0
    return source.count("\n", 0, start + inside) + 1


def schema_fault(
    error: msgspec.ValidationError,
    table: dict[str, Any],
    source: str,
    path: Path,
    keys: Sequence[str],
) -> Fault:
    """Give the fault of a table that is not as it should be; `keys` are those it may have."""
    message = str(error)
    found = regex.search(r" - at `\$(?:\.rule\[(\d+)\])?((?:\.\w+|\[[^\]]*\])*)`$", message)
    what = plainly(message[: found.start()] if found else message)
    missing = regex.search(r'unknown key "(\w+)"', what)
    key = (
        missing[1]
        if missing
        else (found[2].strip(".").split(".")[0].split("[")[0] if found else "")
    )
    if found and found[1] is not None:
        index = int(found[1])
        rule = table["rule"][index]
        name = (
            rule.get("id", f"number {index + 1}")
            if isinstance(rule, dict)
            else f"number {index + 1}"
        )
        remedy = _remedy(what, keys)
        return Fault(
            f"{path}:{line_of(source, index, key)}", f"rule {path.stem}/{name}: {what}", remedy
        )
    index_line = source[: source.find(key)].count("\n") + 1 if key and key in source else 1
    return Fault(f"{path}:{index_line}", what, _remedy(what, keys))


def plainly(what: str) -> str:
    """Give a message of msgspec in the words of this project."""
    for pattern, words in _PLAIN:
        what = pattern.sub(words, what)
    return what


def _remedy(what: str, keys: Sequence[str]) -> str:
    unknown = regex.search(r'unknown key "(\w+)"', what)
    if unknown:
        return nearest(unknown[1], keys)
    if '"examples"' in what or '"keeps"' in what:
        return "a rule needs examples (before, after) and keeps (text, why)"
    if "no such value" in what:
        return "confidence is certain, likely or suspect"
    return SEE


# The page that says what a rule may hold.
SEE = "see docs/writing-rules.md"
_PLAIN = [
    (regex.compile(r"Object contains unknown field `(\w+)`"), r'unknown key "\1"'),
    (regex.compile(r"Object missing required field `(\w+)`"), r'lacks the key "\1"'),
    (regex.compile(r"Invalid enum value '(.*)'"), r'no such value: "\1"'),
    (
        regex.compile(r"Expected `array` of length (\d+), got (\d+)"),
        r"\2 in a row where \1 are wanted",
    ),
    (regex.compile(r"Expected `\w+` ([<>]=?) (\S+)"), r"a number that must be \1 \2"),
    (regex.compile(r"Expected `(\w+)(?: \| \w+)*`, got `(\w+)`"), r"\2 where \1 is wanted"),
]


def nearest(name: str, names: Sequence[str]) -> str:
    """Give the remedy for a name that is none of these."""
    close = get_close_matches(name, names, 1)
    if close:
        return f'did you mean "{close[0]}"?'
    return "one of: " + ", ".join(sorted({*names}))
