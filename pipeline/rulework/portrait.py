"""Shows one rule: what it finds, asks and writes, its examples, and where it fired."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import msgspec

from pipeline.review.terminal import CONTEXT_CHARACTERS, Paint, shown
from pipeline.rules import Example, Rule
from pipeline.rulework.explain import explain
from pipeline.rulework.record import Fired, Record, record
from pipeline.rulework.words import CONFIDENCE, asked

# Places shown of those where the rule fired.
SHOWN_PLACES = 5
# A part of a pattern, or a setting, that is longer is cut short.
PART_CHARACTERS = 40
_INDENT = "    "


@dataclass(frozen=True)
class Sitter:
    """The rule to show, its stage, and its number among so many rules of the stage."""

    rule: Rule
    stage: str
    number: int
    of: int

    @property
    def key(self) -> str:
        """The rule as stage/id."""
        return f"{self.stage}/{self.rule.id}"


def lines(sitter: Sitter, fired: Sequence[Fired], paint: Paint) -> Iterator[str]:
    """Give the portrait of a rule, line by line; `fired` are all lines of all ledgers."""
    rule = sitter.rule
    yield paint.head(shown(sitter.key))
    yield shown(rule.about)
    yield ""
    yield f"{shown(rule.place)}, number {sitter.number} of {sitter.of} in its stage"
    yield CONFIDENCE[rule.confidence]
    if rule.languages:
        yield f"only in: {', '.join(sorted(rule.languages))}"
    yield paint.head("Finds")
    yield from _finds(rule, paint)
    yield from _asks(rule, paint)
    yield paint.head("Writes")
    yield _INDENT + (_written(rule))
    for example in rule.examples:
        yield paint.head("Example")
        yield from _example(example, paint)
    yield paint.head("Keeps")
    for keep in rule.keeps:
        yield f"{_INDENT}{shown(keep.text)}" + (paint.aside(f"  {keep.why}") if keep.why else "")
    yield paint.head("Last run")
    yield from _last_run(sitter.key, fired, paint)


def _finds(rule: Rule, paint: Paint) -> Iterator[str]:
    if rule.finder.name == "pattern":
        yield from _pattern(rule.settings.pattern, 1, paint)
        return
    yield f"{_INDENT}{rule.finder.name}: {rule.finder.about.partition(chr(10) * 2)[0]}"
    for key in msgspec.structs.asdict(rule.settings):
        value = getattr(rule.settings, key)
        value = sorted(value) if isinstance(value, frozenset) else value
        if value not in ("", (), [], {}):
            told = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
            yield f"{_INDENT}{paint.aside(f'{key} = {_short(told)}')}"


def _asks(rule: Rule, paint: Paint) -> Iterator[str]:
    if not rule.guards:
        return
    yield paint.head("If")
    for words, pattern in asked(rule):
        yield f"{_INDENT}{shown(words)}"
        if pattern:
            yield from _pattern(pattern, 2, paint)


def _written(rule: Rule) -> str:
    if rule.leave:
        return "nothing: the text stays, and no later rule of the stage may change it"
    return shown(rule.replace) if rule.replace else "nothing in its place"


def _pattern(pattern: str, indent: int, paint: Paint) -> Iterator[str]:
    """Give a pattern part by part, each with its words."""
    parts = [
        (_INDENT * (indent + depth) + _short(text), words)
        for depth, text, words in explain(pattern)
    ]
    width = max(len(text) for text, _ in parts)
    for text, words in parts:
        yield f"{text:<{width}}  {paint.aside(words)}"


def _short(text: str) -> str:
    text = shown(text)
    return text if len(text) <= PART_CHARACTERS else text[: PART_CHARACTERS - 1] + "…"


def _example(example: Example, paint: Paint) -> Iterator[str]:
    """Give the lines of an example that change, before and after."""
    before, after = example.before.split("\n"), example.after.split("\n")
    if before == after:
        yield f"{_INDENT}{shown(before[0])}" + (" …" if len(before) > 1 else "")
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield from (paint.gone(f"{_INDENT}- {shown(line)}") for line in before[start:end])
            yield from (paint.new(f"{_INDENT}+ {shown(line)}") for line in after[new_start:new_end])


def _last_run(key: str, fired: Sequence[Fired], paint: Paint) -> Iterator[str]:
    if not fired:
        yield f'{_INDENT}no text is cleaned yet: run "corrigenda clean"'
        return
    here = [one for one in fired if f"{one.row.stage}/{one.row.rule}" == key]
    counted: Record = record(here)
    if not here:
        yield f"{_INDENT}it did not fire"
        return
    texts = len({one.document for one in fired})
    yield f"{_INDENT}{counted.told(key)}, in {counted.texts} of {texts} text{'s'[: texts != 1]}"
    for one in here[:SHOWN_PLACES]:
        row = one.row
        gone = paint.gone(f"[-{_cut(row.before)}-]") if row.before else ""
        new = paint.new(f"{{+{_cut(row.after)}+}}") if row.after else ""
        where = paint.aside(f"{shown(one.document)}, line {row.raw_line}")
        yield f"{_INDENT}{where}  {gone}{new}"
    if len(here) > SHOWN_PLACES:
        yield f"{_INDENT}all of them: corrigenda diff --rule {shown(key)}"


def _cut(text: str) -> str:
    text = shown(text)
    return text if len(text) <= CONTEXT_CHARACTERS else text[:CONTEXT_CHARACTERS] + "…"
