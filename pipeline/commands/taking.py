"""Taking in: `take-in`, which keeps the hand edits of cleaned texts as decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline import api, decision_files, ruleset, runner, sources, store
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.ledger import Origin, sha256
from pipeline.many.shards import WHOLE
from pipeline.store import Place
from pipeline.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.commands.reviewing import Shelf
    from pipeline.decisions import Decision
    from pipeline.review.taking_in import Edited
    from pipeline.sources import Source


def take_in(names: tuple[str, ...], shelf: Shelf) -> int:
    """Keep hand edits as decisions, text by text; one at fault does not keep the others."""
    found, faults = sources.discover([shelf.raw])
    if not found:
        raise faults[0]
    by_name = {one.name: one for one in found}
    failed = 0
    for place in store.find(shelf.cleaned, names):
        try:
            source = by_name.get(place.name)
            if source is None:
                raise Fault(str(shelf.raw / place.name), "the raw text is not there", "put it back")
            click.echo(visible(f"{place.name}: {_take_in(place, source, shelf)}"))
        except Fault as fault:
            failed += 1
            complain(str(fault))
    return EXIT_FAULT if failed else 0


def hand_edits_of(place: Place, source: Source) -> Edited:
    """Tell a text's hand edits apart; raises Fault where they cannot be."""
    from pipeline.review import taking_in

    raw, _ = source.read()
    listed = store.read_ledger(place)
    return taking_in.edited(raw, store.read_bytes(place.text), listed)


def _take_in(place: Place, source: Source, shelf: Shelf) -> str:
    """Keep one text's edits, if cleaning again then gives the text as it is now, to the sign.

    What decisions and rules that are newer than the text change elsewhere is let in. Gives what
    there is to tell.
    """
    from pipeline.many import locks

    with locks.held(place.folder, locks.spans([place.text], WHOLE)):
        store.recover(place)
        return _kept(place, source, shelf)


def _kept(place: Place, source: Source, shelf: Shelf) -> str:
    """Do what `_take_in` does, with the text's lock held."""
    from pipeline.review import taking_in

    told = hand_edits_of(place, source)
    if not told.edits:
        return "no hand edits"
    edits = f"{len(told.edits)} hand edit" + ("s" if len(told.edits) != 1 else "")
    folders = shelf.folders()
    rules = ruleset.load(folders.rules)
    where = decision_files.files(folders.decisions, place.name)
    known = decision_files.load(where)
    raw, page_files = source.read()
    head = store.read_ledger(place).head
    language = head.language if head.language_given else None

    def cleaned(decisions: Sequence[Decision]) -> api.Result:
        return api.clean(raw, name=place.name, language=language, rules=rules, decisions=decisions)

    def commit(result: api.Result) -> None:
        now = decision_files.load(where).sha256
        given = language is not None
        origin = Origin(
            place.name, source.path.name, sha256(raw), rules.digest, given, page_files, now
        )
        runner.commit(place, source, result, origin)

    if known.sha256 != head.decisions_sha256:
        # A run that was stopped had kept the edits, but not yet said so in the ledger.
        result = cleaned(known.decisions)
        if not taking_in.differs(told.now, result.text):
            commit(result)
            return f"{edits} kept"
    new = taking_in.decisions(told, told.fresh, rules.likeness, str(place.text))
    result = cleaned([*(one for one in known.decisions if one.id not in told.gone), *new])
    line = taking_in.differs(told.now, result.text)
    if line and not taking_in.holds(told, cleaned(known.decisions).text, result.text):
        problem = "cannot be kept as it is: cleaning again would give another line"
        remedy = "clean to another folder with -o, and compare"
        raise Fault(f"{place.text}:{line}", problem, remedy)
    if sha256(store.read_bytes(place.text)) != told.sha256:
        raise Fault(str(place.text), "was changed meanwhile", "take it in again")
    decision_files.take_back(where, sorted(told.gone))
    decision_files.add(where, new)
    commit(result)
    newer = "; what else was decided, or ruled, since the last run holds now too" if line else ""
    return f"{edits} kept{newer}"
