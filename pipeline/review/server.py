"""The review server: a page on this machine through which one reviewer judges corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from pipeline.decisions import SCOPES, Scope, Verdict, bound
from pipeline.faults import Fault
from pipeline.review import views
from pipeline.review.deciding import DRAWS, Said
from pipeline.review.desk import Conflict, Desk, Drawn, Seen
from pipeline.review.gallery import Gallery
from pipeline.review.gate import Asked, Gate, headers
from pipeline.review.listing import Filter, Judged, Order
from pipeline.visible import visible

T = TypeVar("T")

BODY_BYTES = 1_000_000
WINDOW_ITEMS = 200
FORMS = 500


class Wanted(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A filter as a page sends it, with the window that it asks for."""

    name: str
    stage: str = ""
    rule: str = ""
    confidence: str = ""
    judged: Judged = ""
    text: str = ""
    form: int | None = None
    order: Order = "doubt"
    as_of: str = ""
    start: int = 0
    count: int = 50
    near: int | None = None

    @property
    def filter(self) -> Filter:
        """The filter alone."""
        return Filter(
            self.stage, self.rule, self.confidence, self.judged, self.text, self.form, self.order
        )


class Launch(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The launch token, to be exchanged."""

    launch: str


class Deciding(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A decision as a page sends it, with what the page had seen."""

    name: str
    version: str
    item: int
    verdict: Verdict
    scope: Scope = "place"
    reading: str = ""
    note: str = ""
    seen: str = ""
    revision: str = ""


class TakingBack(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Decisions to take back."""

    name: str
    version: str
    ids: list[str]


class Drawing(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A group to draw from, and where it was drawn, the seed and that all were right."""

    name: str
    version: str
    rule: str
    form: int | None = None
    count: int = DRAWS[0]
    seed: int | None = None
    right: int = 0
    revision: str = ""


class Trying(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A rule to try: what it finds, what it writes, its guards, its stage."""

    find: str
    replace: str
    stage: str
    when: str = ""


# Tries a rule (find, replace, when, stage), and gives what it does as JSON values.
Attempt = Callable[[str, str, str, str], dict[str, Any]]


@dataclass(frozen=True)
class Shell:
    """The page without any book in it, its script and its style."""

    page: str
    script: str
    style: str

    @classmethod
    def read(cls, name: str = "review") -> Shell:
        """Read the page's files out of the package; the scripts follow in the order of names."""
        assets = files("pipeline.review") / "assets"
        page, style = ((assets / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "css"))
        parts = sorted((assets / name).iterdir(), key=lambda part: part.name)
        script = "\n".join(part.read_text("utf-8") for part in parts)
        whole = page.replace("/*STYLE*/", style).replace("/*SCRIPT*/", script)
        return cls(whole, script, style)


def create(desk: Desk, gate: Gate, gallery: Gallery, attempt: Attempt) -> Flask:
    """Give the application: the page, and what it may ask and say about the books of a desk."""
    app = Flask("corrigenda", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    shell = Shell.read()
    fixed = headers(shell.script, shell.style)

    @app.before_request
    def guard() -> Response | None:
        target = str(request.environ.get("REQUEST_URI") or request.full_path.rstrip("?"))
        reason = gate.refuses(Asked(request.method, target, dict(request.headers)))
        return _json({"fault": reason}, 403) if reason else None

    @app.after_request
    def close(response: Response) -> Response:
        response.headers.update(fixed)
        return response

    @app.errorhandler(Exception)
    def told(error: Exception) -> Response:
        return _fault(error)

    @app.get("/")
    def page() -> Response:
        return Response(shell.page, content_type="text/html; charset=utf-8")

    @app.post("/api/session")
    def session() -> Response:
        token = gate.exchange(_body(Launch).launch)
        if token is None:
            used = "this address was used already: ask the terminal for another"
            return _json({"fault": used}, 403)
        return _json({"token": token})

    _listing(app, desk)
    _laying_out(app, desk)
    _deciding(app, desk)
    _picturing(app, desk, gallery)
    _trying(app, attempt)
    return app


def _listing(app: Flask, desk: Desk) -> None:
    """Add what a page may ask of items and their groups."""

    @app.get("/api/books")
    def books() -> Response:
        names = [one for one in desk.names() if one.isprintable()]
        shown = [visible(name) for name in names]
        return _json({"books": shown, "names": names, "first": desk.first})

    @app.get("/api/state")
    def state() -> Response:
        return _json(views.state(desk.book(_query(Wanted).name)))

    @app.get("/api/groups")
    def groups() -> Response:
        wanted = _query(Wanted)
        book = desk.book(wanted.name)
        listing = book.listing(wanted.filter, wanted.as_of or book.revision)
        found = listing.groups(book.verdicts)
        return _json({"groups": [views.group(one) for one in found], "scopes": list(SCOPES)})

    @app.get("/api/forms")
    def forms() -> Response:
        wanted = _query(Wanted)
        book = desk.book(wanted.name)
        listing = book.listing(wanted.filter, wanted.as_of or book.revision)
        found = listing.forms(wanted.rule, book.verdicts)
        shown = [views.form(one) for one in found[:FORMS]]
        return _json({"forms": shown, "more": max(0, len(found) - FORMS)})

    @app.get("/api/items")
    def items() -> Response:
        wanted = _query(Wanted)
        book = desk.book(wanted.name)
        as_of = wanted.as_of or book.revision
        listing = book.listing(wanted.filter, as_of)
        start = max(0, wanted.start)
        if wanted.near is not None:
            start = max(0, listing.position.get(wanted.near, 0) - wanted.count // 2)
        numbers = listing.numbers[start : start + min(wanted.count, WINDOW_ITEMS)]
        proof = book.proof
        shown = [views.item(proof, proof.items[one], book.verdicts) for one in numbers]
        told = {"start": start, "total": len(listing.numbers), "as_of": as_of, "items": shown}
        return _json(told | {"position": listing.position.get(wanted.near or 0)})


def _laying_out(app: Flask, desk: Desk) -> None:
    """Add what a page may ask of sheets and of the decisions so far."""

    @app.get("/api/sheet")
    def sheet() -> Response:
        wanted = _query(Wanted)
        book = desk.book(wanted.name)
        index = min(max(0, wanted.start), len(book.proof.sheets) - 1)
        return _json(views.sheet(book.proof, index))

    @app.get("/api/history")
    def history() -> Response:
        book = desk.book(_query(Wanted).name)
        return _json({"decisions": views.history(book.standing, book.decisions)})


def _deciding(app: Flask, desk: Desk) -> None:
    """Add what a page may say. Each answer is given when the decision is on disk."""

    @app.post("/api/decide")
    def decide() -> Response:
        said = _body(Deciding)
        book = desk.book(said.name)
        made = book.decide(
            said.item,
            Said(said.verdict, said.scope, said.reading, said.note),
            Seen(said.version, said.seen, said.revision),
        )
        return _json({"decision": views.decided(made), "state": views.state(book)})

    @app.post("/api/take-back")
    def take_back() -> Response:
        said = _body(TakingBack)
        book = desk.book(said.name)
        gone = book.take_back(said.ids, Seen(said.version))
        return _json({"gone": [one.id for one in gone], "state": views.state(book)})

    @app.post("/api/draw")
    def draw() -> Response:
        said = _body(Drawing)
        book = desk.book(said.name)
        seed, drawn, of = book.drawn(_group(said), said.seed, said.count)
        shown = [views.item(book.proof, one, book.verdicts) for one in drawn]
        return _json({"seed": seed, "items": shown, "of": of, "bound": bound(len(drawn), of)})

    @app.post("/api/seal")
    def seal() -> Response:
        said = _body(Drawing)
        book = desk.book(said.name)
        if said.seed is None:
            raise Fault(said.name, "a group is sealed on a draw", "draw first")
        seen = Seen(said.version, revision=said.revision)
        made = book.seal(_group(said), Drawn(said.seed, said.count, said.right), seen)
        return _json({"decision": views.decided(made), "state": views.state(book)})


def _picturing(app: Flask, desk: Desk, gallery: Gallery) -> None:
    """Add the pictures of pages."""

    @app.get("/api/pairing")
    def pairing() -> Response:
        return _json(gallery.pairing(desk.book(_query(Wanted).name)))

    @app.get("/api/picture")
    def picture() -> Response:
        wanted = _query(Wanted)
        name = desk.book(wanted.name).proof.name
        return Response(gallery.picture(name, wanted.start), content_type="image/png")


def _trying(app: Flask, attempt: Attempt) -> None:
    """Add the lab: a rule that is typed is tried over the raw texts; nothing is written."""

    @app.post("/api/try")
    def try_() -> Response:
        said = _body(Trying)
        try:
            return _json(attempt(said.find, said.replace, said.when, said.stage))
        except Fault as fault:
            # Half a pattern is what somebody types on the way to a whole one.
            return _json({"fault": visible(str(fault))})


def _group(said: Drawing) -> Filter:
    return Filter(rule=said.rule, form=said.form)


def _query(into: type[T]) -> T:
    return msgspec.convert(request.args.to_dict(), into, strict=False)


def _body(into: type[T]) -> T:
    return msgspec.json.decode(request.get_data(cache=False), type=into)


def _json(told: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(told), status, content_type="application/json")


def _fault(error: Exception) -> Response:
    """Tell what went wrong, in one line and without a trace."""
    if isinstance(error, Conflict):
        known = views.decided(error.decision) if error.decision else None
        return _json({"fault": visible(str(error)), "decision": known}, 409)
    if isinstance(error, Fault):
        return _json({"fault": visible(str(error))}, 400)
    if isinstance(error, HTTPException):
        return _json({"fault": error.name}, error.code or 400)
    if isinstance(error, msgspec.MsgspecError | ValueError | RecursionError):
        return _json({"fault": visible(f"the request is not understood: {error}")}, 400)
    told = f"internal error: {type(error).__name__}; the terminal has more"
    return _json({"fault": told}, 500)
