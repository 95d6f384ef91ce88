"""Writes a new rule into a rule file, in its place, with every other byte kept as it is.

The rule goes in as text. A round-trip TOML library would do it on the parsed file; but comments
above a rule then stay with the rule before it, and not every file comes back as it was.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import regex

from pipeline.correction import CONFIDENCES, Confidence
from pipeline.rules import Stage
from pipeline.rulework.draft import basic

_HEADER = regex.compile(r"(?m)^\[\[rule\]\]")
_ID = regex.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class NewRule:
    """A rule to be written: `find` and `when` are TOML values, the rest is plain text."""

    id: str
    about: str
    confidence: Confidence
    find: str
    replace: str
    before: str
    after: str
    keep: str
    why: str = ""
    when: str = ""
    languages: tuple[str, ...] = ()
    leave: bool = False

    def source(self) -> str:
        """Give the rule as TOML, its keys in the order of the shipped files."""
        lines = [
            "[[rule]]",
            f"id = {basic(self.id)}",
            f"about = {basic(self.about)}",
            f"confidence = {basic(self.confidence)}",
        ]
        if self.languages:
            lines.append(f"languages = [{', '.join(map(basic, self.languages))}]")
        lines.append(f"find = {self.find}")
        if self.when:
            lines.append(f"when = {self.when}")
        lines.append("leave = true" if self.leave else f"replace = {basic(self.replace)}")
        lines += ["[[rule.examples]]", f"before = {basic(self.before)}"]
        lines += [f"after = {basic(self.after)}"]
        lines += ["[[rule.keeps]]", f"text = {basic(self.keep)}"]
        if self.why:
            lines.append(f"why = {basic(self.why)}")
        return "\n".join(lines) + "\n"


def is_id(text: str) -> bool:
    """Say whether a text may be a rule's id: small letters and figures, words joined by hyphens.

    >>> is_id("year-in-shifted-figures"), is_id("Year in figures")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def position(stage: Stage | None, confidence: Confidence) -> int:
    """Give the place of a new rule in its file: behind all that are as sure, before the weaker."""
    rules = stage.rules if stage else ()
    rank = CONFIDENCES.index(confidence)
    at = len(rules)
    while at and CONFIDENCES.index(rules[at - 1].confidence) > rank:
        at -= 1
    return at


def new_file(stage: str) -> str:
    """Give a rule file without rules, for the first rule of a stage in a folder."""
    return f"about = {basic(f'Our own rules of the stage {stage}.')}\n"


def inserted(source: str, rule: str, index: int) -> str:
    """Give a rule file's text with a rule put in as number `index`, counted from 0.

    A comment above a rule stays above it. Raises ValueError where the file, read again, would not
    hold what it held and the new rule.
    """
    headers = [found.start() for found in _HEADER.finditer(source)]
    if index < len(headers):
        at = _above_comment(source, headers[index])
        made = source[:at] + rule + "\n" + source[at:]
    else:
        made = source.rstrip("\n") + "\n\n" + rule
    before, after = tomllib.loads(source), tomllib.loads(made)
    rules = before.get("rule", [])
    wanted = {**before, "rule": [*rules[:index], *tomllib.loads(rule)["rule"], *rules[index:]]}
    if after != wanted:
        raise ValueError("the file cannot be changed by inserting text")
    return made


def _above_comment(source: str, header: int) -> int:
    """Give the start of the comment that stands right above a rule, or of the rule itself."""
    at = header
    while at:
        start = source.rfind("\n", 0, at - 1) + 1
        if not source[start:at].startswith("#"):
            break
        at = start
    return at
