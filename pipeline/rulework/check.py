"""Checks a rule set beyond its form: does each rule do what its file says, and do no more?

Every fault names the file, the line, the rule, what is wrong and what would mend it. A rule may
declare, with its reason, that one of three objections does not hold for it: `allow` in its file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pipeline import engine, lexicon
from pipeline.api import clean
from pipeline.faults import Fault
from pipeline.lexicon import Lexicon
from pipeline.rules import Rule, Stage
from pipeline.ruleset import RuleSet
from pipeline.rulework.cases import Case, of_stage
from pipeline.rulework.judge import Judge
from pipeline.rulework.stability import Specimen


def check(
    rules: RuleSet,
    specimens: Iterable[Specimen] = (),
    changed: str = "",
    only: Collection[str] = (),
) -> Iterator[Fault]:
    """Yield whatever is wrong with a rule set that has loaded.

    The specimens are asked whether they reach a rule that no example does. Cases in a language
    whose word list is missing are passed over: `languages_without_words`. Where one rule alone is
    new or changed, its id spares the rules whose cases it leaves as they were. `only` names the
    stages whose rules are checked; none stands for all.
    """
    specimens = list(specimens)
    for stage in rules.stages:
        if only and stage.name not in only:
            continue
        yield from _of_stage(stage, rules, specimens, changed)


def _of_stage(
    stage: Stage, rules: RuleSet, specimens: list[Specimen], changed: str
) -> Iterator[Fault]:
    judges = [
        Judge(stage.name, rule, _with_words(examples, rules), _with_words(keeps, rules))
        for rule, examples, keeps in of_stage(stage, rules)
    ]
    if found := next((judge.rule for judge in judges if judge.rule.id == changed), None):
        judges = [judge for judge in judges if judge.rule == found or _may_change(found, judge)]
    sound = []
    for judge in judges:
        unknown = list(judge.of_names())
        yield from unknown
        if not unknown:  # a case cannot be run with unknown names
            sound.append(judge)
    beaten = {judge.rule.id: judge.winners() for judge in sound}
    idle = frozenset(
        judge.rule.id
        for judge in sound
        if judge.examples
        and len(beaten[judge.rule.id]) == len(judge.examples)
        and not _reached(judge, rules, specimens)
    )
    for judge in sound:
        if judge.rule.id in idle:
            yield judge.never_reached(beaten[judge.rule.id])
        else:
            yield from judge.of_examples(beaten[judge.rule.id])
            yield from judge.of_need(idle)
        yield from judge.of_keeps()
        yield from judge.of_slips()
        yield from judge.of_time()


def _may_change(rule: Rule, judge: Judge) -> bool:
    """Say whether a rule wants a place in another one's cases, as they stand or come out.

    Where it wants none, all rules do what they did.
    """
    cases = (*judge.examples, *judge.keeps)
    texts = ((case, text) for case in cases for text in {case.text, case.after})
    return any(any(engine.wanted(rule, case.context(text))) for case, text in texts)


def languages_without_words(rules: RuleSet) -> list[str]:
    """Give what is to be said of each language whose examples cannot be tried here."""
    spoken = {
        case.language
        for stage in rules.stages
        for _, examples, keeps in of_stage(stage, rules)
        for case in (*examples, *keeps)
    }
    return [_words(one, rules).source for one in sorted(spoken) if not _has_words(one, rules)]


def _with_words(cases: list[Case], rules: RuleSet) -> tuple[Case, ...]:
    return tuple(one for one in cases if _has_words(one.language, rules))


def _has_words(language: str, rules: RuleSet) -> bool:
    """Say whether a language's word list is here; where there is none to be had, that is so too."""
    return language not in lexicon.PACKAGES or _words(language, rules).strict


def _words(language: str, rules: RuleSet) -> Lexicon:
    return lexicon.load(language, rules.folders, rules.digest)


def _reached(judge: Judge, rules: RuleSet, specimens: list[Specimen]) -> bool:
    """Say whether a rule that no example reaches takes a place in one of the specimens."""
    for specimen in specimens:
        result = clean(specimen.text, name=specimen.name, rules=rules)
        made = (*result.corrections, *result.suspects)
        if any((one.stage, one.rule) == (judge.stage, judge.rule.id) for one in made):
            return True
    return False
