"""Clean one text: from text, or bytes, to the cleaned text and its corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pipeline import circles, encoding, language, lexicon, ruleset
from pipeline.allowance import Allowance
from pipeline.context import Context, Tongues
from pipeline.correction import Correction, revert
from pipeline.decisions import Decision, stand
from pipeline.document import Document
from pipeline.encoding import PLAIN, Encoding
from pipeline.engine import StageResult
from pipeline.lexicon import Lexicon
from pipeline.looks import Looking
from pipeline.ruleset import RuleSet


@dataclass(frozen=True)
class Result:
    """A cleaned text, the text or the bytes it came from, and each stage's corrections.

    `page_starts` are the offsets in the raw text at which its pages begin; `adrift` and `broken`
    the decisions that found no place in it, or that do not hold in the cleaned text;
    `words_sha256` has a hash of the word lists of each language that was looked into;
    `out_of_time` are the rules that changed nothing since their time was up.
    """

    source: str | bytes
    text: str
    stages: tuple[StageResult, ...]
    language: str
    pages: int
    encoding: Encoding = PLAIN
    page_starts: tuple[int, ...] = (0,)
    adrift: tuple[Decision, ...] = ()
    broken: tuple[Decision, ...] = ()
    words_sha256: Mapping[str, str] = field(default_factory=dict)
    out_of_time: tuple[str, ...] = ()

    @property
    def raw(self) -> str:
        """The raw text; read anew each time where it came as bytes, to take no memory meanwhile."""
        return encoding.decode(self.source)[0] if isinstance(self.source, bytes) else self.source

    @cached_property
    def corrections(self) -> list[Correction]:
        """All applied corrections, stage after stage, each by its own stage's offsets."""
        return [one for stage in self.stages for one in stage.corrections if one.applied]

    @cached_property
    def suspects(self) -> list[Correction]:
        """All corrections that are only proposed."""
        every = (one for stage in self.stages for one in stage.corrections)
        return [one for one in every if not one.applied and not one.decision]

    @cached_property
    def refused(self) -> list[Correction]:
        """All corrections that a reviewer's decision withheld."""
        every = (one for stage in self.stages for one in stage.corrections)
        return [one for one in every if not one.applied and one.decision]

    def restored(self) -> str:
        """Undo every stage, last first; gives the raw text."""
        text = self.text
        for stage in reversed(self.stages):
            text = revert(text, stage.corrections)
        return text


@circles.unsearched()
def clean(
    raw: str | bytes,
    *,
    name: str = "text",
    language: str | None = None,
    rules: Path | str | Sequence[Path] | RuleSet = (),
    decisions: Sequence[Decision] = (),
) -> Result:
    """Clean a text with the rules of folders (default: `rules/` here, else the shipped ones).

    `name` chooses collection packs; `language` (a code such as `en`) is told from the text where
    it is None; `decisions` are a reviewer's, and they hold. Raises Fault where a rule file is at
    fault, no language has this code, or the text takes longer than the rules allow. What other
    threads do meanwhile does not count; a pattern that never ends is stopped later beside them.

    >>> clean("The ferry-\\nman was out.").text
    'The ferryman\\nwas out.'
    """
    text, form = encoding.decode(raw) if isinstance(raw, bytes) else (raw, PLAIN)
    chosen = rules if isinstance(rules, RuleSet) else ruleset.load(rules)
    asked: dict[str, Lexicon] = {}
    allowance = Allowance.of(chosen.times, len(text)) if chosen.times else None
    context = replace(context_for(text, name, language, chosen, asked), allowance=allowance)
    document, code = context.document, context.language
    pages = tuple(document.starts[line] for line in document.page_starts)
    standing = stand(decisions, text, chosen.likeness)
    looking = Looking(chosen.stages_for(name), context, standing)
    # While the stages look, the text as it was is not kept: a long one takes much memory.
    del context, document, text
    done = looking.run(chosen.looks)
    return Result(
        raw, done.text, done.stages, code, len(pages), form, pages,
        standing.adrift, done.broken, {code: asked[code].digest for code in sorted(asked)},
        tuple(allowance.out_of_time) if allowance else (),
    )  # fmt: skip


def context_for(
    text: str,
    name: str,
    code: str | None,
    rules: RuleSet,
    asked: dict[str, Lexicon] | None = None,
) -> Context:
    """Give the context in which the first stage sees a text.

    Lexicons that are asked for, now or later, are put into `asked` by their languages.
    """
    if code:
        language.check(code, rules.languages, "language")
    document = Document(text, name, rules.marks)
    chosen = code or language.detect(document, rules.languages, rules.language)

    def load(code: str) -> Lexicon:
        found = lexicon.load(code, rules.folders, rules.digest)
        if asked is not None:
            asked[code] = found
        return found

    # Who names a language means the whole text.
    tongues = None if code else Tongues(rules.languages, load, rules.limits)
    return Context(document, load(chosen), chosen, rules.languages.get(chosen, {}), tongues)
