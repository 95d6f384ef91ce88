"""Attacks on the review server: each must be refused. The numbers are those of docs/trust.md."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from reviewing import Running, project, running
from tiny import TIDE

from pipeline.review.gate import TOKEN_HEADER, Gate

STATE = "/api/state?name=tide"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = project(tmp_path_factory.mktemp("gate"), tide=TIDE)
    with running(made) as service:
        yield service


def decision(served: Running, **changed: Any) -> dict[str, Any]:
    version = served.ask(STATE).json["version"]
    body = {"name": "tide", "version": version, "item": 0, "verdict": "stet"}
    return body | changed


def nothing_decided(served: Running) -> bool:
    return not (served.project.folder / "rules" / "decisions" / "tide.toml").exists()


def raw(served: Running, data: bytes, seconds: float = 5) -> bytes:
    """Send bytes as they are; give what comes back until the line is closed."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=seconds) as line:
        line.sendall(data)
        got = b""
        try:
            while part := line.recv(65_536):
                got += part
        except (TimeoutError, ConnectionError):
            pass
        return got


def test_the_page_itself_may_ask(served: Running) -> None:
    assert served.ask(STATE).status == 200
    assert served.ask("/").status == 200


# ---- 1 to 8: name and origin

HOSTS = [
    "evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "", "[::1]:{port}",
    "[::ffff:127.0.0.1]:{port}", "127.0.0.1.:{port}", "LOCALHOST:{port}", "localhost:{port}",
    "127.0.0.1:1", "127.0.0.1", "0.0.0.0:{port}", "127.0.0.1:{port}@evil.test", "127.1:{port}",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", STATE])
def test_another_host_is_refused(served: Running, host: str, path: str) -> None:
    told = host.format(port=served.port)
    head = f"GET {path} HTTP/1.1\r\nHost: {told}\r\nConnection: close\r\n"
    head += f"{TOKEN_HEADER}: {served.service.gate.session}\r\n\r\n"
    assert b" 403 " in raw(served, head.encode()).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "lines",
    [
        "GET {path} HTTP/1.1\r\n",
        "GET {path} HTTP/1.1\r\nHost: {own}\r\nHost: evil.test\r\n",
        "GET {path} HTTP/1.1\r\nHost: evil.test\r\nHost: {own}\r\n",
        "GET {path} HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n",
        "GET http://evil.test{path} HTTP/1.1\r\nHost: {own}\r\n",
        "GET http://{own}{path} HTTP/1.1\r\nHost: {own}\r\n",
        "GET //evil.test{path} HTTP/1.1\r\nHost: {own}\r\n",
        "GET {path} HTTP/1.0\r\n",
    ],
    ids=range(8),
)
def test_missing_double_and_absolute_hosts_are_refused(served: Running, lines: str) -> None:
    head = lines.format(path=STATE, own=f"127.0.0.1:{served.port}")
    head += f"Connection: close\r\n{TOKEN_HEADER}: {served.service.gate.session}\r\n\r\n"
    status = raw(served, head.encode()).split(b"\r\n")[0]
    assert b" 403 " in status or b" 400 " in status


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:1", "http://localhost:{port}",
                                    "http://evil.test", "https://127.0.0.1:{port}"])  # fmt: skip
def test_another_origin_is_refused(served: Running, origin: str) -> None:
    told = {"Origin": origin.format(port=served.port)}
    assert served.ask(STATE, headers=told).status == 403
    assert served.ask("/api/decide", decision(served), headers=told).status == 403
    assert nothing_decided(served)


def test_a_change_without_an_origin_is_refused(served: Running) -> None:
    assert served.ask("/api/decide", decision(served), headers={"Origin": ""}).status == 403


def test_rebinding_is_refused(served: Running) -> None:
    told = {"Host": f"evil.test:{served.port}", "Origin": f"http://evil.test:{served.port}"}
    assert served.ask("/api/decide", decision(served), headers=told).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_request_of_another_site_is_refused(served: Running, site: str) -> None:
    told = {"Sec-Fetch-Site": site}
    assert served.ask("/api/decide", decision(served), headers=told).status == 403
    assert served.ask(STATE, headers=told).status == 403
    assert nothing_decided(served)


# ---- 9 to 15: cross-site

FORMS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_is_refused(served: Running, kind: str) -> None:
    told = {"Content-Type": kind}
    assert served.ask("/api/decide", decision(served), headers=told).status == 403
    assert nothing_decided(served)


@pytest.mark.parametrize("path", ["decide", "take-back", "seal", "draw", "session"])
def test_nothing_is_changed_by_get(served: Running, path: str) -> None:
    assert served.ask(f"/api/{path}?name=tide").status in (403, 405)
    assert nothing_decided(served)


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_not_overridden(served: Running, name: str) -> None:
    assert served.ask("/api/decide", headers={name: "POST"}).status == 405
    for method in ("PUT", "DELETE", "PATCH", "HEAD", "TRACE", "CONNECT"):
        assert served.ask("/api/decide", method=method).status in (400, 403, 405)


def test_json_cannot_be_included_as_a_script(served: Running) -> None:
    answer = served.ask(STATE)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert served.ask(STATE, token=False).status == 403


def test_the_page_cannot_be_framed(served: Running) -> None:
    headers = served.ask("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_there_is_no_socket_and_no_stream(served: Running) -> None:
    told = {"Upgrade": "websocket", "Connection": "Upgrade", "Accept": "text/event-stream"}
    assert served.ask("/api/events", headers=told).status == 404


def test_a_preflight_is_not_answered_kindly(served: Running) -> None:
    told = {
        "Origin": "http://evil.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": TOKEN_HEADER,
    }
    answer = served.ask("/api/decide", method="OPTIONS", headers=told)
    assert answer.status == 403
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


# ---- 16 to 20: the token


def test_no_answer_to_get_holds_a_token(served: Running) -> None:
    for path in ("/", STATE, "/api/books", "/api/items?name=tide", "/api/history?name=tide"):
        answer = served.ask(path)
        assert served.service.gate.session.encode() not in answer.body
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_launch_token_is_exchanged_once(served: Running) -> None:
    launch = served.service.gate.launch().partition("#")[2]
    first = served.ask("/api/session", {"launch": launch}, token=False)
    assert first.json == {"token": served.service.gate.session}
    second = served.ask("/api/session", {"launch": launch}, token=False)
    assert (second.status, second.json["fault"]) == (
        403, "this address was used already: ask the terminal for another",
    )  # fmt: skip
    assert served.ask("/api/session", {"launch": ""}, token=False).status == 403


def test_the_address_has_its_token_where_no_browser_sends_it(served: Running) -> None:
    address = served.service.gate.launch()
    assert address.startswith(f"http://127.0.0.1:{served.port}/#")


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 43])
def test_a_wrong_token_is_refused(served: Running, token: str) -> None:
    told = {TOKEN_HEADER: token.encode().decode("latin-1")}
    assert served.ask(STATE, headers=told, token=False).status == 403


def test_every_run_has_tokens_of_its_own() -> None:
    assert Gate(1).session != Gate(1).session
    assert Gate(1).exchange(Gate(1).launch().partition("#")[2]) is None


def test_a_cookie_opens_nothing(served: Running) -> None:
    told = {"Cookie": f"token={served.service.gate.session}"}
    assert served.ask(STATE, headers=told, token=False).status == 403


# ---- 26, 27: paths; 31, 32: size and depth

PATHS = [
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
    "/api/state/../../etc/passwd", "/static/../../etc/passwd", "/\\..\\..\\etc\\passwd", "/%00",
    "/assets/review.js",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_to_a_file(served: Running, path: str) -> None:
    assert served.ask(path).status in (400, 403, 404)


NAMES = ["../tide", "..%2ftide", "/etc/passwd", "tide%00", "tide/../tide", "./tide", ""]


@pytest.mark.parametrize("name", NAMES)
def test_a_book_is_one_of_those_that_are_there(served: Running, name: str) -> None:
    for path in ("state", "items", "groups", "forms", "sheet", "history", "pairing", "picture"):
        assert served.ask(f"/api/{path}?name={name}").status == 400


def test_a_huge_body_is_refused(served: Running) -> None:
    head = (
        f"POST /api/decide HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        f"Origin: {served.service.gate.origin}\r\nContent-Type: application/json\r\n"
        f"{TOKEN_HEADER}: {served.service.gate.session}\r\n"
    )
    told = raw(served, f"{head}Content-Length: 10000000000\r\n\r\n".encode())
    assert b" 413 " in told.split(b"\r\n")[0]
    endless = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"10000\r\n" + b"x" * 65_536
    assert b" 200 " not in raw(served, endless + b"\r\n" + b"10000\r\n" * 30, 2)[:20]


def test_huge_headers_are_refused(served: Running) -> None:
    head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nX: {'x' * 100_000}\r\n\r\n"
    assert b" 431 " in raw(served, head.encode())


def test_slow_headers_hold_nobody_up(served: Running) -> None:
    lines = []
    for _ in range(40):
        line = socket.create_connection(("127.0.0.1", served.port), timeout=5)
        line.sendall(b"GET / HTTP/1.1\r\nHo")
        lines.append(line)
    started = time.perf_counter()
    assert served.ask(STATE).status == 200
    assert time.perf_counter() - started < 5
    for line in lines:
        line.close()


BODIES = {
    "deep": b"[" * 100_000,
    "nan": b'{"name": "tide", "version": NaN}',
    "huge int": b'{"name": "tide", "version": "x", "item": '
    + b"9" * 5000
    + b', "verdict": "stet"}',
    "surrogate": b'{"name": "\\ud800", "version": "x", "item": 0, "verdict": "stet"}',
    "not utf-8": b'{"name": "\xff"}',
    "unknown field": b'{"name": "tide", "version": "x", "item": 0, "verdict": "stet", "x": 1}',
    "unknown verdict": b'{"name": "tide", "version": "x", "item": 0, "verdict": "keep"}',
    "no object": b"7",
    "empty": b"",
}


@pytest.mark.parametrize("name", BODIES)
def test_what_is_not_understood_is_refused(served: Running, name: str) -> None:
    answer = served.ask("/api/decide", BODIES[name])
    assert answer.status == 400
    assert json.loads(answer.body)["fault"]
    assert nothing_decided(served)


@pytest.mark.parametrize("item", [-1, 99, 10**18])
def test_an_item_that_is_not_there_is_refused(served: Running, item: int) -> None:
    answer = served.ask("/api/decide", decision(served, item=item))
    assert answer.status == 400
    assert answer.json["fault"] == f"tide: has no correction {item}; reload the page"


@pytest.mark.parametrize("query", ["start=-5", "start=10", "count=100000", "count=-1", "near=999"])
def test_a_window_outside_the_listing_is_empty_or_cut(served: Running, query: str) -> None:
    answer = served.ask(f"/api/items?name=tide&{query}")
    assert answer.status == 200
    assert len(answer.json["items"]) <= 200


def test_the_server_listens_on_the_loopback_address_only(served: Running) -> None:
    address = served.service.address
    assert address[0] == "127.0.0.1"
