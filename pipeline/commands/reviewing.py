"""Reviewing: `review` serves the page; `stet`, `apply` and `decisions` do without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import decision_files, ruleset, store
from pipeline.decisions import SCOPE_WORDS, Decision, Scope, Verdict
from pipeline.exits import complain
from pipeline.faults import EXIT_FAULT, Fault
from pipeline.visible import visible

if TYPE_CHECKING:
    from pipeline.review.desk import Book, Folders
    from pipeline.review.proof import Item

NEXT = "clean again to see it in the cleaned text"


@dataclass(frozen=True)
class Shelf:
    """The folders that the commands of review share."""

    cleaned: Path
    raw: Path
    rules: tuple[Path, ...]

    def folders(self) -> Folders:
        """Give the folders for a desk."""
        from pipeline.review.desk import Folders

        rules = ruleset.folders(self.rules)
        return Folders(self.cleaned, self.raw, rules, ruleset.home(self.rules))


@dataclass(frozen=True)
class Serving:
    """The options of `review`."""

    name: str | None
    shelf: Shelf
    images: Path | None
    port: int
    browser: bool


@dataclass(frozen=True)
class Judging:
    """The options of `stet` and `apply`."""

    places: tuple[str, ...]
    shelf: Shelf
    scope: Scope
    word: str
    number: int | None
    note: str

    @classmethod
    def of(cls, cleaned: Path, raw: Path, rules: tuple[Path, ...], **others: Any) -> Judging:
        """Gather the options as the command line gives them."""
        return cls(shelf=Shelf(cleaned, raw, rules), **others)


def review(options: Serving) -> int:
    """Serve the review page until it is stopped."""
    from pipeline.review import serving
    from pipeline.review.desk import Desk
    from pipeline.review.gallery import Gallery

    found = store.find(options.shelf.cleaned, [options.name] if options.name else ())
    desk = Desk(options.shelf.folders(), options.name or found[0].name)
    gallery = Gallery(options.images, options.shelf.raw)
    if options.images:
        gallery.find(desk.first)
    desk.warm()
    attempt = laboratory(options.shelf)
    serving.serve(serving.Service(desk, gallery, attempt, options.port), options.browser)
    return 0


def laboratory(shelf: Shelf) -> Callable[[str, str, str, str], dict[str, Any]]:
    """Give what tries a rule that is typed into the page."""
    from pipeline.rulework.lab import Draft, Lab

    lab = Lab(ruleset.folders(shelf.rules), shelf.raw)

    def attempt(find: str, replace: str, when: str, stage: str) -> dict[str, Any]:
        return asdict(lab.attempt(Draft(find, replace, when, stage)))

    return attempt


def report(names: tuple[str, ...], shelf: Shelf, out: Path | None) -> int:
    """Write each book's report, beside its cleaned text or where `out` says."""
    from pipeline.review import report as work
    from pipeline.review.desk import Desk

    places = store.find(shelf.cleaned, names)
    if out and len(places) > 1:
        raise Fault(
            str(out), f"is one file for {len(places)} books", "name one book, or leave -o out"
        )
    desk = Desk(shelf.folders())
    for place in places:
        book = desk.book(place.name)
        path = out or place.folder / f"{place.name}.report.html"
        html = work.render(book.proof, book.verdicts, book.rules.abouts())
        store.write_file(path, html.encode("utf-8", "backslashreplace"))
        click.echo(visible(f"{place.name}: {path}"))
    return 0


def judge(verdict: Verdict, options: Judging) -> int:
    """Decide corrections named by document and line of the raw text."""
    from pipeline.review.deciding import Said
    from pipeline.review.desk import Desk, Seen
    from pipeline.review.terminal import shown

    desk = Desk(options.shelf.folders())
    for where, (name, line) in [(one, _place(one)) for one in options.places]:
        store.find(options.shelf.cleaned, [name])
        book = desk.book(name)
        item = _only(_on_line(book, line, verdict), where, options)
        known = book.verdicts.get(item.number)
        said = Said(verdict, options.scope, note=options.note)
        seen = Seen(book.version, known.id if known else "", book.revision)
        made = book.decide(item.number, said, seen)
        change = f"{_words(shown(item.row.before))} -> {_words(shown(item.row.after))}"
        click.echo(f"{visible(where)}: {verdict}, {SCOPE_WORDS[made.scope]}: {change} ({made.id})")
    complain(NEXT)
    return 0


def decisions(names: tuple[str, ...], shelf: Shelf, take_back: tuple[str, ...]) -> int:
    """List the decisions for books, or take some of them back."""
    from pipeline.review.desk import Desk

    desk = Desk(shelf.folders())
    gone: list[Decision] = []
    lost = told = 0
    for place in store.find(shelf.cleaned, names):
        book = desk.book(place.name)
        if take_back:
            gone += decision_files.take_back(book.files, take_back)
            continue
        for one in book.decisions:
            state = _state(book, one)
            lost += state.startswith("its place")
            told += 1
            click.echo(f"{visible(place.name)}  {_told(one)}{'; ' + state if state else ''}")
    if take_back:
        return _took_back(gone, take_back)
    if not told:
        complain("no decisions")
    return EXIT_FAULT if lost else 0


def _took_back(gone: list[Decision], wanted: tuple[str, ...]) -> int:
    for one in gone:
        click.echo(f"taken back: {_told(one)}")
    missing = sorted({*wanted} - {one.id for one in gone})
    for wrong in missing:
        complain(f'{wrong}: no such decision; see "corrigenda decisions"')
    if gone:
        complain(NEXT)
    return EXIT_FAULT if missing else 0


def _told(one: Decision) -> str:
    from pipeline.review.views import cut

    words = f"{one.id}  {one.verdict}, {SCOPE_WORDS[one.scope]}: "
    if one.draw:
        return f"{words}{one.rule}, {len(one.draw.members)} places, {len(one.draw.drawn)} drawn"
    if one.scope == "rule":
        return words + visible(one.rule)
    before = _words(cut(one.before or one.raw))
    if one.verdict == "stet":
        return f"{words}{before} stands, not {_words(cut(one.after))}"
    return f"{words}{before} reads {_words(cut(one.wanted))}"


def _words(shown: str) -> str:
    """Put in quotes what begins or ends with a blank, or is nothing: else nobody would see it."""
    return f'"{shown}"' if shown.strip() != shown or not shown else shown


def _state(book: Book, one: Decision) -> str:
    overruled = book.standing.overruled.get(one.id)
    if overruled:
        return f"overruled by {overruled}"
    if any(one.id == adrift.id for adrift in book.standing.adrift):
        return "its place is not found in the raw text"
    if one.id in book.proof.changes.ledger.head.broken:
        if one.draw:
            return "some of its places are corrected otherwise now, or not at all"
        return "it does not hold: other rules changed its place first"
    return ""


def _place(where: str) -> tuple[str, int]:
    name, _, line = where.rpartition(":")
    if not name or not line.isascii() or not line.isdigit():
        raise click.UsageError(f"'{where}' is not NAME:LINE, as in octavo-pdftotext:31")
    return Path(name).name.removesuffix(".txt"), int(line)


def _on_line(book: Book, line: int, verdict: Verdict) -> list[Item]:
    items = [one for one in book.proof.items if one.row.raw_line == line]
    made = [one for one in items if one.row.applied == (verdict == "stet")]
    return made or items


def _only(items: list[Item], where: str, options: Judging) -> Item:
    """Give the one item that is meant; raises Fault where there is none, or more than one."""
    from pipeline.review.terminal import shown

    word = options.word
    named = [one for one in items if word in (one.row.before, one.row.after, shown(one.row.before))]
    chosen = named if word else items
    if options.number is not None:
        chosen = chosen[options.number - 1 : options.number]
    if len(chosen) == 1:
        return chosen[0]
    words = ", ".join(
        f"{number} {shown(one.row.before)!r}" for number, one in enumerate(named or items, 1)
    )
    if not items:
        raise Fault(where, "no correction on this line of the raw text", 'see "corrigenda diff"')
    if not chosen:
        raise Fault(where, "no such correction on this line", f"there is: {words}")
    problem = f"{len(chosen)} corrections on this line"
    raise Fault(where, problem, f"choose by --word or --number: {words}")
