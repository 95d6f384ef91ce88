"""What cleans the specimens: each tool, in the setting that leaves the fewest errors in a book.

ftfy makes typographic quotes straight unless it is told not to; both ways are measured. clean-text
lowers the case, drops accents and makes quotes straight unless it is told not to. unstructured has
many cleaners, of which four are for what scans have; the others drop what is right, such as
punctuation or all that is not ASCII.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import stages

from comparison.script import tidy

Clean = Callable[[str], str]

# What clean-text is told to leave alone.
QUOTES = "[“”„‘’‚]"

OURS = "Corrigenda"
FTFY = "ftfy"


@dataclass(frozen=True)
class Tool:
    """One way to clean a text; `load` imports what it needs and gives the function.

    `package` is the distribution whose version is told, if it is one; `how` the setting.
    """

    name: str
    package: str
    how: str
    load: Callable[[], Clean]

    @property
    def label(self) -> str:
        """What the table calls it."""
        versioned = f"{self.name} {self.version}".rstrip()
        return f"{versioned}, {self.how}" if self.how else versioned

    @property
    def version(self) -> str:
        """The installed version; empty for what has none, or is not installed."""
        try:
            return version(self.package) if self.package else ""
        except PackageNotFoundError:
            return ""


def _corrigenda() -> Clean:
    from pipeline import clean
    from pipeline.ruleset import load

    rules = load(stages.RULES)
    return lambda text: clean(text, rules=rules).text


def _ftfy() -> Clean:
    import ftfy

    return ftfy.fix_text


def _ftfy_with_quotes() -> Clean:
    import ftfy

    return lambda text: ftfy.fix_text(text, uncurl_quotes=False)


def _clean_text() -> Clean:
    import cleantext

    settings = {"lower": False, "to_ascii": False, "exceptions": [QUOTES]}
    return lambda text: cleantext.clean(text, **settings)


def _unstructured() -> Clean:
    from unstructured.cleaners import core

    def chain(text: str) -> str:
        text = core.clean_ligatures(core.replace_unicode_quotes(text))
        return str(core.clean_extra_whitespace(core.group_broken_paragraphs(text)))

    return chain


TOOLS = [
    Tool(FTFY, "ftfy", "as it comes", _ftfy),
    Tool(FTFY, "ftfy", "quotes kept", _ftfy_with_quotes),
    Tool("clean-text", "clean-text", "case, accents and quotes kept", _clean_text),
    Tool("unstructured", "unstructured", "four of its cleaners", _unstructured),
    Tool("a script", "", "a dozen regular expressions", lambda: tidy),
    Tool(OURS, "corrigenda", "", _corrigenda),
]


def installed() -> tuple[dict[Tool, Clean], list[Tool]]:
    """Give the tools that are here, ready to be called, and those that are not."""
    ready: dict[Tool, Clean] = {}
    missing = []
    for tool in TOOLS:
        try:
            ready[tool] = tool.load()
        except ImportError:
            missing.append(tool)
    return ready, missing
