"""Says in words what a rule asks before it fires, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline import lexicon
from pipeline.guards import Affixed
from pipeline.rules import Rule
from pipeline.templates import BOUND_GUARDS, PATTERN_GUARDS

# What each guard asks, whatever its parameter: for editors and for the page of all rules.
ABOUT = {
    "known": "All of these forms are known words.",
    "any_known": "At least one of these forms is a known word.",
    "unknown": "None of these forms is a known word.",
    "any_unknown": "At least one of these forms is no known word.",
    "listed": "These groups are in a list of the language pack, such as prefixes or clitics.",
    "document_has": "The document writes a form at least so often.",
    "document_lacks": "The document writes a form at most so often.",
    "document_prefers": "The document writes this form rather than that one.",
    "likely": "A form is at least so common: its Zipf value, by wordfreq.",
    "likelier": "A form is commoner than another, by so much on the Zipf scale.",
    "fits_better": "A form is likelier than another between its neighbours, by so much (log10).",
    "seldom": "The document holds a string at most so often in a thousand words.",
    "misread": "A form is a word at least so common, once a confusion is undone in it.",
    "affixed": "A form is a known word and a prefix or a suffix.",
    "damaged": "The document shows some misread words, or many.",
    "old_spelling": "The document is in an older spelling of its language, or is not.",
    "at_least": "These measures of the match are at least so high.",
    "at_most": "These measures of the match are at most so high.",
    "matches": "These groups of the match match these patterns.",
    "not_matches": "These groups of the match do not match these patterns.",
}

CONFIDENCE = {
    "certain": "certain: made without asking",
    "likely": "likely: made, and shown first in review",
    "suspect": "suspect: listed only",
}

_TOLD: dict[str, Callable[[Any], str]] = {
    "known": lambda words: f"{_all(words)} known",
    "any_known": lambda words: f"{_any(words)} known",
    "unknown": lambda words: f"{_none(words)} known",
    "any_unknown": lambda words: f"{_any(words)} not known",
    "document_has": lambda has: f"the document writes {has.word} {_often(has.at_least)} or more",
    "document_lacks": lambda has: (
        f"the document never writes {has.word}"
        if has.at_most == 0
        else f"the document writes {has.word} at most {_often(has.at_most)}"
    ),
    "document_prefers": lambda one: (
        f"of all places that read {one.this} or {one.to}, {one.share:.0%} or more read"
        f" {one.this}, and {one.at_least} at least"
    ),
    "likely": lambda one: (
        f"{one.word} has a Zipf value of {one.at_least:g} or more"
        + (f" in {lexicon.NAMES.get(one.language, one.language)}" if one.language else "")
    ),
    "seldom": lambda one: (
        f"the document holds {one.string} at most {one.in_a_thousand_words:g}× in a thousand words"
    ),
    "misread": lambda one: (
        f"{one.word} has a Zipf value of {one.at_least:g} or more once it is read with "
        + " or ".join(f"{meant} for {read}" for read, meant in one.confusions)
    ),
    "listed": lambda lists: " and ".join(
        f"{{{group}}} is among the language's {name}" for group, name in lists.items()
    ),
    "affixed": lambda one: (
        f"{one.word} is {_affixed(one)}; that word has {one.letters} letters or more, and a"
        f" Zipf value of {one.at_least:g} or more"
    ),
    "damaged": lambda amount: f"the document shows {amount} misread words",
    "old_spelling": lambda wanted: (
        f"the document is{'' if wanted else ' not'} in an older spelling"
    ),
    "likelier": lambda one: (
        f"{one.this} is commoner than {one.than}, by {one.by:g} on the Zipf scale"
    ),
    "fits_better": lambda one: (
        f"between its neighbours {one.this} is likelier than {one.than}, by {one.by:g} (log10)"
    ),
}


def asked(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what a rule asks of a match, in words, and the pattern at their end or nothing."""
    for name, _, parameter in rule.guards:
        if name in PATTERN_GUARDS:
            verb = "matches" if name == "matches" else "does not match"
            for group, pattern in parameter.items():
                yield f"{{{group}}} {verb} {pattern}", pattern
        elif name in BOUND_GUARDS:
            bound = "or more" if name == "at_least" else "or less"
            yield ", ".join(f"{key} is {value:g} {bound}" for key, value in parameter.items()), ""
        else:
            yield _TOLD[name](parameter), ""


def _affixed(one: Affixed) -> str:
    """How a word is made of a known word, in words."""
    ends = [affix.rpartition(">") for affix in one.suffixes]
    suffixes = [f"{suffix} for its {end}" if end else suffix for end, _, suffix in ends]
    ways = [
        f"{_listed(list(one.prefixes), 'or')} and a known word" if one.prefixes else "",
        f"a known word and {_listed(suffixes, 'or')}" if suffixes else "",
    ]
    return ", or ".join(filter(None, ways))


def _all(words: list[str]) -> str:
    return f"{words[0]} is" if len(words) == 1 else f"{_listed(words, 'and')} are"


def _any(words: list[str]) -> str:
    return f"{words[0]} is" if len(words) == 1 else f"{_listed(words, 'or')} is"


def _none(words: list[str]) -> str:
    return f"{words[0]} is not" if len(words) == 1 else f"neither {_listed(words, 'nor')} is"


def _listed(words: list[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else words[0]


def _often(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
