"""The desk: the books under review, and what has been decided of them, as one reviewer's page sees.

It answers questions about a book a window at a time, and takes decisions. A decision is on disk
before the answer is given. What changed on disk since a page was drawn is refused, never guessed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from pipeline import decision_files, ledger, ruleset, store
from pipeline.decision_files import Decided, Files
from pipeline.decisions import Decision, Placed, Standing, stand
from pipeline.faults import Fault
from pipeline.review.changes import Changes
from pipeline.review.deciding import DRAWS, Said, decide, draw, seal
from pipeline.review.listing import Filter, Listing
from pipeline.review.proof import Item, Proof
from pipeline.ruleset import RuleSet

LISTINGS_MOST = 64
CLEAN_AGAIN = "clean it again, then look again"
LOOK = "look again"
SEED_BITS = 32


class Conflict(Fault):
    """What the page knew is not so any more: a book, a rule or a decision changed meanwhile.

    `decision` is the one that holds now, where another was taken.
    """

    def __init__(
        self, place: str, problem: str, remedy: str, decision: Decision | None = None
    ) -> None:
        super().__init__(place, problem, remedy)
        self.decision = decision


@dataclass(frozen=True)
class Folders:
    """Where the cleaned texts, the raw texts, the rules and the decisions are."""

    cleaned: Path
    raw: Path
    rules: Path | ruleset.Folders
    decisions: Path


@dataclass(frozen=True)
class Seen:
    """What a page knew when it asked: the book's version, and the decision it saw (or none)."""

    version: str
    decision: str = ""
    revision: str = ""


@dataclass(frozen=True)
class Drawn:
    """A draw from a group: its seed, how many were asked for, how many were found right."""

    seed: int
    count: int
    right: int


class Book:
    """One book on the desk; whatever changes it holds its lock."""

    def __init__(self, place: store.Place, folders: Folders) -> None:
        self._place = place
        self._folders = folders
        self._lock = RLock()
        self._stamp: tuple[int, ...] = ()
        self._places: dict[str, tuple[int, int] | None] = {}
        self._decided = Decided()
        self._verdicts: dict[int, Decision] = {}
        self._listings: dict[tuple[Filter, str], Listing] = {}
        self.version = ""
        self.standing = Standing()
        self._open()

    @property
    def files(self) -> Files:
        """Where this book's decisions lie."""
        return decision_files.files(self._folders.decisions, self._place.name)

    @property
    def rules(self) -> RuleSet:
        """The rules as they are on disk now."""
        return ruleset.load(self._folders.rules)

    @property
    def revision(self) -> str:
        """A hash of all decisions for this book."""
        return self._decided.sha256

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions for this book, in the order in which they were taken."""
        return self._decided.decisions

    @property
    def verdicts(self) -> dict[int, Decision]:
        """The decision that holds for each item that has one."""
        return self._verdicts

    def refresh(self) -> None:
        """Take up what changed on disk: the book, or decisions taken elsewhere."""
        with self._lock:
            if self._stamped() != self._stamp:
                self._open()
            decided = decision_files.load(self.files)
            if decided.sha256 != self._decided.sha256:
                self._take(decided)

    def listing(self, wanted: Filter, as_of: str) -> Listing:
        """Give the items that pass a filter, as they did when the decisions were at `as_of`."""
        with self._lock:
            key = (wanted, as_of)
            if key not in self._listings:
                while len(self._listings) >= LISTINGS_MOST:
                    self._listings.pop(next(iter(self._listings)))
                self._listings[key] = Listing(self.proof, wanted, self._verdicts)
            return self._listings[key]

    def decide(self, number: int, said: Said, seen: Seen) -> Decision:
        """Take a decision about an item and put it on disk; one that holds already is given back.

        Raises Conflict where the page had not seen what holds now, Fault where it cannot be kept.
        """
        with self._lock:
            self._check(seen)
            item = self.item(number)
            known = self._verdicts.get(number)
            if (known.id if known else "") != seen.decision:
                raise self._conflict("this place was decided elsewhere meanwhile", LOOK, known)
            reading = said.reading if said.verdict == "edit" else ""
            asked = said.verdict, said.scope, reading
            if known and (known.verdict, known.scope, known.reading) == asked:
                return known
            self._check_wide(said.scope, seen)
            decision = decide(self.proof, item, said, self.rules.likeness)
            self._add(decision)
            return decision

    def take_back(self, ids: Sequence[str], seen: Seen) -> list[Decision]:
        """Take decisions back, the others stay; raises Conflict where one is gone already."""
        with self._lock:
            self._check(seen)
            gone = decision_files.take_back(self.files, ids)
            if len(gone) != len(set(ids)):
                self.refresh()
                raise self._conflict("that decision was taken back elsewhere meanwhile", LOOK)
            self._take(decision_files.load(self.files))
            return gone

    def drawn(self, wanted: Filter, seed: int | None, count: int) -> tuple[int, list[Item], int]:
        """Give a seed, the items that it draws from a group, and how many the group has."""
        seed = secrets.randbits(SEED_BITS) if seed is None else seed
        group = self._group(wanted)
        return seed, draw(group, seed, count), len(group)

    def seal(self, wanted: Filter, drawn: Drawn, seen: Seen) -> Decision:
        """Accept a group on a draw whose every member was found right.

        Raises Fault where one was not.
        """
        with self._lock:
            self._check(seen)
            self._check_wide("group", seen)
            if drawn.count not in DRAWS:
                told = " or ".join(map(str, DRAWS))
                raise Fault(self._place.name, f"a draw is of {told}", "draw again")
            group = self._group(wanted)
            if drawn.right != min(drawn.count, len(group)):
                raise Fault(self._place.name, "not all that was drawn is right", "judge one by one")
            decision = seal(self.proof, group, drawn.seed, drawn.count)
            self._add(decision)
            return decision

    def item(self, number: int) -> Item:
        """Give an item by its number; raises Fault where there is none."""
        if not 0 <= number < len(self.proof.items):
            raise Fault(self._place.name, f"has no correction {number}", "reload the page")
        return self.proof.items[number]

    def _group(self, wanted: Filter) -> list[Item]:
        found = Listing(self.proof, wanted, self._verdicts).numbers
        items = [self.proof.items[one] for one in found if one not in self._verdicts]
        if not items:
            raise Fault(self._place.name, "nothing in this group is undecided", "choose another")
        return sorted(items, key=lambda one: one.number)

    def _check(self, seen: Seen) -> None:
        if self._stamped() != self._stamp or seen.version != self.version:
            raise self._conflict("the book changed on disk", CLEAN_AGAIN)
        head = self.proof.changes.ledger.head
        raw = store.raw_beside(self._folders.raw, head)
        if raw is not None and ledger.sha256(raw[0]) != head.raw_sha256:
            raise self._conflict("the raw text changed on disk", CLEAN_AGAIN)
        if self.rules.digest != head.rules_sha256:
            raise self._conflict("the rules changed since it was cleaned", CLEAN_AGAIN)
        decided = decision_files.load(self.files)
        if decided.sha256 != self._decided.sha256:
            self._take(decided)

    def _conflict(self, problem: str, remedy: str, decision: Decision | None = None) -> Conflict:
        return Conflict(self._place.name, problem, remedy, decision)

    def _check_wide(self, scope: str, seen: Seen) -> None:
        """What reaches beyond one place wants that the page has seen all that was decided."""
        if scope != "place" and seen.revision != self.revision:
            raise self._conflict("other decisions were taken meanwhile", LOOK)

    def _add(self, decision: Decision) -> None:
        try:
            decision_files.add(self.files, [decision], self.revision)
        except decision_files.Changed:
            self._take(decision_files.load(self.files))
            raise self._conflict("other decisions were taken meanwhile", LOOK) from None
        self._take(decision_files.load(self.files))

    def _open(self) -> None:
        stamp = self._stamped()
        data = store.read_bytes(store.ledger_in_force(self._place))
        found = ledger.parse(data, str(self._place.ledger))
        self.proof = Proof(Changes(store.read_bytes(self._place.text), found), self.rules.marks)
        self.version = ledger.sha256(data)[:16]
        self._places.clear()
        self._listings.clear()
        self._take(decision_files.load(self.files))
        # Last: a book that cannot be read is not held to be the one on disk.
        self._stamp = stamp

    def _stamped(self) -> tuple[int, ...]:
        found: list[int] = []
        for path in (self._place.ledger, self._place.text):
            try:
                info = path.stat()
            except OSError:
                raise Fault(str(path), "is gone", CLEAN_AGAIN) from None
            found += (info.st_size, info.st_mtime_ns)
        return tuple(found)

    def _take(self, decided: Decided) -> None:
        """Find the places of decisions that are new here, and who is decided by what."""
        new = [one for one in decided.decisions if one.scope == "place"]
        new = [one for one in new if one.id not in self._places]
        if new:
            text = self.proof.flat
            found = stand(new, self.proof.raw, self.rules.likeness, text)
            self._places |= {one.id: None for one in new}
            self._places |= {one.decision.id: (one.start, one.end) for one in found.placed}
        placed = []
        for one in decided.decisions:
            span = self._places.get(one.id) if one.scope == "place" else None
            if span:
                placed.append(Placed(one, *span))
        there = {one.decision.id for one in placed}
        adrift = [one for one in decided.decisions if one.scope == "place" and one.id not in there]
        wide = [one for one in decided.decisions if one.scope != "place"]
        self.standing = Standing.of(placed, adrift, wide, self.proof.flat)
        self._decided = decided
        self._verdicts = self.proof.verdicts(self.standing)


class Desk:
    """All books of a folder of cleaned texts; each is opened when it is first asked for."""

    def __init__(self, folders: Folders, first: str = "") -> None:
        self._folders = folders
        self.first = first
        self._open: dict[str, Book] = {}
        self._lock = RLock()

    def warm(self) -> None:
        """Lay out the book that will be asked for first, so that its page is there at once."""
        book = self.book(self.first or self.names()[0])
        listing = book.listing(Filter(), book.revision)
        listing.groups(book.verdicts)
        len(book.proof.sheets)

    def names(self) -> list[str]:
        """Give the names of the books that are there now."""
        return [one.name for one in store.find(self._folders.cleaned)]

    def book(self, name: str) -> Book:
        """Give a book as it is on disk now; raises Fault where there is none of this name."""
        with self._lock:
            places = {one.name: one for one in store.find(self._folders.cleaned)}
            if name not in places:
                raise Fault(str(self._folders.cleaned), "holds no such book", "reload the page")
            if name not in self._open:
                self._open[name] = Book(places[name], self._folders)
            else:
                self._open[name].refresh()
            return self._open[name]
