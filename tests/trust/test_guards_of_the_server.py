"""The gate by itself: every reason for which a request is not answered, and that nothing else is.

`tests/test_gate.py` asks the running server the same; here each guard is asked alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest

from pipeline.review.gate import TOKEN_HEADER, Asked, Gate, headers

PORT = 8000
OWN = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{OWN}"
STATE = "/api/state?name=tide"
CHANGE = "/api/decide"

HOST = "this server answers to its own address only"
TARGET = "the address is not one of this server's"
METHOD = "only GET and POST are answered"
PAGE = "another page asked"
NO_ORIGIN = "a change wants an Origin"
NO_JSON = "a change is sent as application/json"
SESSION = "a session is asked for by POST"
TOKEN = "the token is missing or wrong: open the address that the terminal shows"


def asked(
    method: str = "GET", target: str = STATE, gone: str = "", **changed: str
) -> tuple[Gate, Asked]:
    """A request as the page itself makes it, with headers changed, or one of them gone."""
    own = Gate(PORT)
    sent: dict[str, str] = {"Host": OWN, TOKEN_HEADER: own.session}
    if method == "POST":
        sent |= {"Origin": ORIGIN, "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in changed.items()}
    sent.pop(gone, None)
    return own, Asked(method, target, sent)


def told(*request: Any, **changed: str) -> str:
    own, one = asked(*request, **changed)
    return own.refuses(one)


@pytest.mark.parametrize(
    "request_",
    [
        ("GET", STATE), ("GET", "/"), ("GET", "/?x=1"), ("POST", CHANGE), ("POST", "/api/session"),
    ],
)  # fmt: skip
def test_the_page_is_answered(request_: tuple[str, str]) -> None:
    assert told(*request_) == ""
    assert told(*request_, Origin=ORIGIN) == ""
    assert told(*request_, Sec_Fetch_Site="same-origin") == ""


def test_the_page_itself_wants_no_token() -> None:
    assert told("GET", "/", TOKEN_HEADER) == ""
    assert told("GET", "/?a=1", TOKEN_HEADER) == ""
    assert told("POST", "/api/session", TOKEN_HEADER) == ""
    assert told("GET", "/", Sec_Fetch_Site="none") == ""


REFUSED: list[tuple[tuple[str, ...], Mapping[str, str], str]] = [
    (("GET", STATE), {"Host": "evil.test"}, HOST),
    (("GET", STATE, "Host"), {}, HOST),
    (("GET", STATE), {"Host": "127.0.0.1"}, HOST),
    (("GET", STATE), {"Host": f"127.0.0.1:{PORT + 1}"}, HOST),
    (("GET", "http://evil.test/"), {}, TARGET),
    (("GET", "//evil.test/"), {}, TARGET),
    (("GET", ""), {}, TARGET),
    (("PUT", CHANGE), {}, METHOD),
    (("OPTIONS", CHANGE), {}, METHOD),
    (("HEAD", "/"), {}, METHOD),
    (("GET", STATE), {"Origin": "null"}, PAGE),
    (("GET", "/"), {"Origin": ""}, PAGE),
    (("POST", CHANGE), {"Origin": f"https://{OWN}"}, PAGE),
    (("GET", STATE), {"Sec_Fetch_Site": "cross-site"}, PAGE),
    (("GET", STATE), {"Sec_Fetch_Site": "none"}, PAGE),
    (("POST", CHANGE, "Origin"), {}, NO_ORIGIN),
    (("POST", "/api/session", "Origin"), {}, NO_ORIGIN),
    (("POST", CHANGE, "Content-Type"), {}, NO_JSON),
    (("POST", CHANGE), {"Content_Type": "text/plain;application/json"}, NO_JSON),
    (("GET", "/api/session"), {}, SESSION),
    (("GET", STATE, TOKEN_HEADER), {}, TOKEN),
    (("GET", "/api/session/x", TOKEN_HEADER), {}, TOKEN),
    (("POST", CHANGE, TOKEN_HEADER), {}, TOKEN),
    (("GET", STATE), {TOKEN_HEADER: "\udce9"}, TOKEN),
]


@pytest.mark.parametrize(("request_", "changed", "reason"), REFUSED)
def test_all_else_is_refused(
    request_: tuple[str, ...], changed: Mapping[str, str], reason: str
) -> None:
    assert told(*request_, **changed) == reason


def test_json_may_name_its_characters() -> None:
    assert told("POST", CHANGE, Content_Type="application/json; charset=utf-8") == ""


def test_tokens_are_compared_in_constant_time() -> None:
    with mock.patch.object(hmac, "compare_digest", wraps=hmac.compare_digest) as compared:
        own, one = asked()
        assert own.refuses(one) == ""
        own.exchange(own.launch().partition("#")[2])
    assert compared.call_count == 2


def test_a_launch_opens_once_and_others_stay() -> None:
    own = Gate(PORT)
    first, second = (own.launch().partition("#")[2] for _ in range(2))
    assert first != second
    assert own.exchange("é") is None
    assert own.exchange("\udce9") is None
    assert own.exchange(second) == own.session
    assert own.exchange(second) is None
    assert own.exchange(first) == own.session


def test_tokens_are_long() -> None:
    # 32 bytes of chance are 43 characters in base 64.
    assert len(Gate(PORT).session) == len(Gate(PORT).launch().partition("#")[2]) == 43


def test_the_policy_allows_one_script_and_one_style() -> None:
    fixed = headers("", "a")
    assert fixed.pop("Content-Security-Policy") == (
        "default-src 'none'; "
        "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
        "style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; "
        "img-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    assert fixed == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
