"""The review server without a line to it: how it reads a request, and what it says to a mistake."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from reviewing import Project, project
from tiny import TIDE
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.test import TestResponse

from pipeline.decisions import Decision
from pipeline.faults import Fault
from pipeline.review import server, views
from pipeline.review.desk import Conflict, Desk
from pipeline.review.gallery import Gallery
from pipeline.review.gate import TOKEN_HEADER, Gate, headers
from pipeline.review.listing import Filter
from pipeline.review.server import Drawing, Launch, Shell, Wanted

PORT = 8000
DECISION = Decision("d1", "stet", "place", "scannos/b-for-h", "tbe", "the")


def attempt(find: str, replace: str, when: str, stage: str) -> dict[str, Any]:
    if find == "(":
        raise Fault("pattern", "is \u202eodd")
    return {"find": find, "replace": replace, "when": when, "stage": stage}


class Page:
    """A page that speaks to the application itself."""

    def __init__(self, app: Flask, gate: Gate) -> None:
        self.app, self.gate = app, gate
        self._client: FlaskClient = app.test_client()

    def ask(self, path: str, body: Any = None, **changed: str) -> TestResponse:
        sent = {"Host": f"127.0.0.1:{PORT}", TOKEN_HEADER: self.gate.session}
        if body is not None:
            sent |= {"Origin": self.gate.origin, "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in changed.items()}
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        if body is None:
            return self._client.get(path, headers=sent)
        return self._client.post(path, data=data, headers=sent)


def said(answer: TestResponse) -> str:
    return str(msgspec.json.decode(answer.data)["fault"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("served"), tide=TIDE)


@pytest.fixture
def page(made: Project) -> Page:
    gate = Gate(PORT)
    gallery = Gallery(None, made.folders.raw)
    return Page(server.create(Desk(made.folders), gate, gallery, attempt), gate)


def test_page_is_given_with_its_headers(page: Page) -> None:
    answer = page.ask("/")
    shell = Shell.read()
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, shell.page)
    assert answer.content_type == "text/html; charset=utf-8"
    fixed = headers(shell.script, shell.style)
    assert {name: answer.headers[name] for name in fixed} == fixed


def test_application_has_a_name_and_no_files_to_give(page: Page) -> None:
    assert (page.app.name, page.app.static_folder) == ("corrigenda", None)
    assert [rule.rule for rule in page.app.url_map.iter_rules() if "filename" in rule.rule] == []


@pytest.mark.parametrize("path", ["/", "/api/state?name=tide", "/api/nothing"])
def test_request_that_the_gate_refuses_is_told_why(path: str, page: Page) -> None:
    answer = page.ask(path, Host="evil.test")
    assert answer.status_code == 403
    assert answer.json == {"fault": "this server answers to its own address only"}
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_gate_sees_the_target_as_it_was_asked(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    real = Gate.refuses

    def refuses(gate: Gate, asked: Any) -> str:
        seen.append((asked.method, asked.target))
        return real(gate, asked)

    monkeypatch.setattr(Gate, "refuses", refuses)
    for path in ("/", "/api/state?name=tide"):
        page.ask(path)
    assert seen == [("GET", "/"), ("GET", "/api/state?name=tide")]


def test_launch_is_exchanged_once(page: Page) -> None:
    launch = page.gate.launch().partition("#")[2]
    first = page.ask("/api/session", {"launch": launch})
    assert (first.status_code, first.json) == (200, {"token": page.gate.session})
    again = page.ask("/api/session", {"launch": launch})
    assert (again.status_code, again.json) == (
        403, {"fault": "this address was used already: ask the terminal for another"}
    )  # fmt: skip


def test_all_parts_of_the_page_are_there(page: Page) -> None:
    paths = {rule.rule for rule in page.app.url_map.iter_rules()}
    assert paths == {
        "/", "/api/session", "/api/books", "/api/state", "/api/groups", "/api/forms",
        "/api/items", "/api/sheet", "/api/history", "/api/decide", "/api/take-back", "/api/draw",
        "/api/seal", "/api/pairing", "/api/picture", "/api/try",
    }  # fmt: skip
    for path in ("books", "state", "groups", "forms", "items", "sheet", "history", "pairing"):
        answer = page.ask(f"/api/{path}?name=tide&rule=scannos/b-for-h")
        assert (answer.status_code, answer.content_type) == (200, "application/json")


def test_decisions_are_taken_and_taken_back(page: Page) -> None:
    version = page.ask("/api/state?name=tide").json["version"]  # type: ignore[index]
    asked = {"name": "tide", "version": version, "item": 0, "verdict": "stet"}
    taken = page.ask("/api/decide", asked)
    assert taken.status_code == 200
    told = msgspec.json.decode(taken.data)
    assert (told["decision"]["verdict"], told["state"]["judged"]) == ("stet", 1)
    body = {"name": "tide", "version": version, "ids": [told["decision"]["id"]]}
    gone = msgspec.json.decode(page.ask("/api/take-back", body).data)
    assert (gone["gone"], gone["state"]["judged"]) == (body["ids"], 0)
    answer = page.ask("/api/seal", {"name": "tide", "version": version, "rule": "scannos/b-for-h"})
    assert (answer.status_code, said(answer)) == (
        400, "tide: a group is sealed on a draw; draw first"
    )  # fmt: skip


def test_pictures_that_are_not_there_are_told(page: Page) -> None:
    answer = page.ask("/api/picture?name=tide&start=0")
    assert (answer.status_code, said(answer)) == (
        400, "tide: has no page pictures; give --images"
    )  # fmt: skip


def test_rule_is_tried_and_its_mistakes_are_no_errors(page: Page) -> None:
    asked = {"find": "a", "replace": "b", "stage": "scannos", "when": "c"}
    assert page.ask("/api/try", asked).json == asked
    answer = page.ask("/api/try", asked | {"find": "("})
    assert (answer.status_code, answer.json) == (200, {"fault": "pattern: is \\u202eodd"})


def test_body_that_is_too_long_is_refused(page: Page) -> None:
    body = b'{"launch":"' + b"x" * server.BODY_BYTES + b'"}'
    answer = page.ask("/api/session", body)
    assert (answer.status_code, answer.json) == (413, {"fault": "Request Entity Too Large"})
    most = b'{"launch":"' + b"x" * (server.BODY_BYTES - 13) + b'"}'
    assert len(most) == server.BODY_BYTES
    assert page.ask("/api/session", most).status_code == 403


def test_what_is_not_there_is_told(page: Page) -> None:
    answer = page.ask("/api/nothing")
    assert (answer.status_code, answer.json) == (404, {"fault": "Not Found"})
    answer = page.ask("/api/state?name=nothing")
    assert answer.status_code == 400
    assert said(answer).endswith(": holds no such book; reload the page")


def test_query_is_read_by_its_names_and_kinds(page: Page) -> None:
    path = (
        "/?name=tide&stage=s&rule=r&confidence=c&judged=no&text=t&form=7&order=place"
        "&as_of=x&start=3&count=9&near=4"
    )
    with page.app.test_request_context(path):
        wanted = server._query(Wanted)
    assert wanted == Wanted("tide", "s", "r", "c", "no", "t", 7, "place", "x", 3, 9, 4)
    assert wanted.filter == Filter("s", "r", "c", "no", "t", 7, "place")
    with page.app.test_request_context("/?name=tide&name=quay"):
        assert server._query(Wanted) == Wanted("tide")


@pytest.mark.parametrize("query", ["", "name=tide&start=x", "name=tide&more=1", "name=tide&form="])
def test_query_that_is_not_understood_is_told(query: str, page: Page) -> None:
    answer = page.ask(f"/api/items?{query}")
    assert answer.status_code == 400
    assert said(answer).startswith("the request is not understood: ")


def test_body_is_read_into_what_was_wanted(page: Page) -> None:
    with page.app.test_request_context("/", method="POST", data=b'{"launch":"x"}'):
        assert server._body(Launch) == Launch("x")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"launch":7}', b'{"launch":"x","y":1}'])
def test_body_that_is_not_understood_is_told(body: bytes, page: Page) -> None:
    answer = page.ask("/api/session", body)
    assert answer.status_code == 400
    assert said(answer).startswith("the request is not understood: ")


def test_group_is_of_a_rule_and_a_form() -> None:
    assert server._group(Drawing("tide", "v", "scannos/b-for-h", 7)) == Filter(
        rule="scannos/b-for-h", form=7
    )


FAULTS: list[tuple[Exception, int, dict[str, Any]]] = [
    (Conflict("tide", "changed\u202e", "look again", DECISION), 409,
     {"fault": "tide: changed\\u202e; look again", "decision": views.decided(DECISION)}),
    (Conflict("tide", "changed", ""), 409, {"fault": "tide: changed", "decision": None}),
    (Fault("tide", "is odd\u202e", "look"), 400, {"fault": "tide: is odd\\u202e; look"}),
    (Forbidden(), 403, {"fault": "Forbidden"}),
    (HTTPException(), 400, {"fault": "Unknown Error"}),
    (ValueError("a\u202e"), 400, {"fault": "the request is not understood: a\\u202e"}),
    (msgspec.ValidationError("b"), 400, {"fault": "the request is not understood: b"}),
    (RecursionError("deep"), 400, {"fault": "the request is not understood: deep"}),
    (ZeroDivisionError("secret"), 500,
     {"fault": "internal error: ZeroDivisionError; the terminal has more"}),
]  # fmt: skip


@pytest.mark.parametrize(("error", "status", "told"), FAULTS, ids=lambda one: type(one).__name__)
def test_each_kind_of_mistake_is_told(error: Exception, status: int, told: dict[str, Any]) -> None:
    answer = server._fault(error)
    assert (answer.status_code, answer.json) == (status, told)
    assert answer.content_type == "application/json"


def test_shell_is_read_with_its_scripts_in_the_order_of_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = tmp_path / "assets"
    (assets / "small").mkdir(parents=True)
    (assets / "small.html").write_text("<\u00e9>/*STYLE*/</>/*SCRIPT*/", "utf-8")
    (assets / "small.css").write_text("style \u00e9", "utf-8")
    for name in ("b", "a", "c"):
        (assets / "small" / f"{name}.js").write_text(f"{name} \u00e9", "utf-8")
    asked: list[str] = []

    def found(package: str) -> Path:
        asked.append(package)
        return tmp_path

    monkeypatch.setattr(server, "files", found)
    script = "a \u00e9\nb \u00e9\nc \u00e9"
    whole = f"<\u00e9>style \u00e9</>{script}"
    assert Shell.read("small") == Shell(whole, script, "style \u00e9")
    assert asked == ["pipeline.review"]


def test_usual_shell_is_the_page_of_the_review() -> None:
    style = (files("pipeline.review") / "assets" / "review.css").read_text("utf-8")
    shell = Shell.read()
    assert shell == Shell.read("review")
    assert shell.style == style
    assert style in shell.page
    assert shell.script in shell.page
