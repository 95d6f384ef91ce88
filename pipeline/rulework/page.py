"""Makes the page of all rules, `docs/rules.md`, from the rule files, so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

import msgspec
import regex

from pipeline import finders
from pipeline.guards import GUARDS
from pipeline.rules import Example, Rule
from pipeline.ruleset import RuleSet
from pipeline.rulework.words import ABOUT, CONFIDENCE, asked
from pipeline.visible import visible

# Lines shown around a change, and of an example in which nothing changes.
CONTEXT_LINES = 1
UNCHANGED_LINES = 3
# Code points shown of one line.
LINE_CHARACTERS = 96

_HEAD = """# Rules

<!-- Made from the rule files by `make docs`: change those, not this page. -->

Every rule that comes with Corrigenda, in the order in which they are tried. Where two rules of one
stage want the same place, the earlier one has it. In the examples `-` marks a line before the rule
and `+` the same line after it; `⏎`, `\\x0c` and the like stand for signs that show nothing. How to
write a rule of your own: [writing a rule](writing-rules.md).
"""


def page(rules: RuleSet) -> str:
    """Give the page of a rule set, as Markdown."""
    return "\n".join(_lines(rules)).rstrip("\n") + "\n"


def _lines(rules: RuleSet) -> Iterator[str]:
    yield _HEAD
    for stage in rules.stages:
        yield f"- [{stage.name}](#{stage.name}): {len(stage.rules)} rules"
    yield ""
    for stage in rules.stages:
        yield f"## {stage.name}\n"
        yield f"{stage.about}\n"
        for rule in stage.rules:
            yield from _rule(rule)
    if rules.collections:
        yield "## Collections\n"
    for pack in rules.collections:
        names = ", ".join(f"`{name}`" for name in pack.files)
        yield f"{pack.about} For documents named {names}, first in the stage {pack.stage}:\n"
        for rule in pack.rules:
            yield from _rule(rule)
    yield from _languages(rules)
    yield from _finders()
    yield from _guards()


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{rule.about}\n"
    yield f"- {CONFIDENCE[rule.confidence]}" + ("; leaves the text as it is" if rule.leave else "")
    if rule.languages:
        yield f"- only in: {', '.join(sorted(rule.languages))}"
    yield f"- finds: {finds(rule)}"
    for words, pattern in asked(rule):
        told = words.removesuffix(pattern)
        yield f"- if {told}{code(pattern)}" if pattern else f"- if {words}"
    if not rule.leave:
        yield f"- writes: {code(rule.replace) if rule.replace else 'nothing'}"
    for key in ("needless", "slow", "unstable"):
        if reason := getattr(rule.allow, key):
            yield f"- though {key}: {reason}"
    yield ""
    for example in rule.examples:
        yield "```diff"
        yield from _example(example)
        yield "```\n"
    for keep in rule.keeps:
        text = visible("⏎".join(keep.text.split("\n")).replace("`", "'"))
        shown = text if len(text) <= LINE_CHARACTERS else text[:LINE_CHARACTERS] + "…"
        yield f"Keeps {code(shown)}" + (f" ({keep.why})" if keep.why else "") + "\n"


def finds(rule: Rule) -> str:
    """Say what a rule looks for: its pattern, or its finder by name."""
    if rule.finder.name == "pattern":
        return code(rule.settings.pattern)
    return f"what the finder [{rule.finder.name}](#{rule.finder.name}) yields"


def _example(example: Example) -> Iterator[str]:
    before, after = (_split(text) for text in (example.before, example.after))
    if before == after:
        yield from (f" {line}" for line in before[:UNCHANGED_LINES])
        if len(before) > UNCHANGED_LINES:
            yield " …"
        return
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(CONTEXT_LINES)
    for number, block in enumerate(blocks):
        if number:
            yield " …"
        for kind, start, end, new_start, new_end in block:
            if kind == "equal":
                yield from (f" {line}" for line in before[start:end])
            else:
                yield from (f"-{line}" for line in before[start:end])
                yield from (f"+{line}" for line in after[new_start:new_end])


def _split(text: str) -> list[str]:
    lines = [visible(line) for line in text.removesuffix("\n").split("\n")]
    short = [one if len(one) <= LINE_CHARACTERS else one[:LINE_CHARACTERS] + "…" for one in lines]
    return lines if len(set(short)) < len(set(lines)) else short


def _languages(rules: RuleSet) -> Iterator[str]:
    if rules.languages:
        yield "## Languages\n"
        yield "A text's language is told by its small words, or by `--language CODE`.\n"
    for name, pack in rules.languages.items():
        yield f"### {pack.get('about') or name} (`{name}`)\n"
        if quotes := pack.get("quotes"):
            outer, inner = (
                f"{quotes[f'{part}open']}…{quotes[f'{part}close']}" for part in ("", "inner_")
            )
            yield f"- quotations: {outer}, within them {inner}"
        yield from (f"- {note}" for note in pack.get("notes", []))
        if words := pack.get("telltales"):
            yield f"- told by: {', '.join(words)}"
        yield ""


def _finders() -> Iterator[str]:
    yield "## Finders\n"
    yield "What `find` may name, with the settings it takes there.\n"
    for name in finders.names():
        finder = finders.load(name)
        yield f"### {name}\n"
        yield f"{finder.about}\n"
        keys = ", ".join(f"`{one.name}`" for one in msgspec.structs.fields(finder.settings))
        yield f"Settings: {keys}. {_flowed(finder.settings.__doc__ or '')}\n"


def _guards() -> Iterator[str]:
    yield "## Guards\n"
    yield "What `when` may ask. A form in braces is a group of the match: `{first}{second}`.\n"
    for name, guard in GUARDS.items():
        parameter = guard.parameter
        if isinstance(parameter, type) and issubclass(parameter, msgspec.Struct):
            keys = ", ".join(f"`{one.name}`" for one in msgspec.structs.fields(parameter))
            yield f"- `{name}`, with {keys}: {_flowed(parameter.__doc__ or '')}"
        else:
            yield f"- `{name}`: {ABOUT[name]}"


def _flowed(doc: str) -> str:
    return " ".join(doc.split())


def code(text: str) -> str:
    """Give a text as code in a line of Markdown, whatever back-ticks it holds."""
    text = visible(text)
    runs = [len(one) for one in regex.findall("`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    edge = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{edge}{text}{edge}{fence}"
