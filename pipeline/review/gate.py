"""The gate: which requests the review server answers at all.

The server speaks to one page on this machine and to nobody else. It wants its own name in `Host`,
a page of its own as `Origin`, and a token that no cookie holds, since cookies are shared by all
ports of a machine. The token reaches the page in the fragment of the address, which no browser
sends anywhere; it is exchanged once for one that lives in the page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

TOKEN_HEADER = "X-Corrigenda-Token"
TOKEN_BYTES = 32
JSON = "application/json"


@dataclass(frozen=True)
class Asked:
    """What the gate looks at in a request."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass
class Gate:
    """Keeps the tokens of one run of the server on `port`."""

    port: int
    session: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN_BYTES))
    _launches: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    @property
    def origin(self) -> str:
        """The one origin whose pages are answered."""
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> str:
        """Give an address that opens the page, once."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._launches.add(token)
        return f"{self.origin}/#{token}"

    def exchange(self, launch: str) -> str | None:
        """Give the session's token for a launch token that was not used before."""
        with self._lock:
            for one in self._launches:
                if hmac.compare_digest(one.encode(), launch.encode("utf-8", "replace")):
                    self._launches.remove(one)
                    return self.session
        return None

    def refuses(self, asked: Asked) -> str:
        """Say why a request is not answered, or give an empty string."""
        headers = asked.headers
        if headers.get("Host") != f"127.0.0.1:{self.port}":
            return "this server answers to its own address only"
        if not asked.target.startswith("/") or asked.target.startswith("//"):
            return "the address is not one of this server's"
        if asked.method not in ("GET", "POST"):
            return "only GET and POST are answered"
        origin = headers.get("Origin")
        if origin is not None and origin != self.origin:
            return "another page asked"
        if asked.target.partition("?")[0] == "/":
            return ""
        if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return "another page asked"
        if asked.method == "POST":
            if origin is None:
                return "a change wants an Origin"
            if headers.get("Content-Type", "").partition(";")[0].strip() != JSON:
                return f"a change is sent as {JSON}"
        if asked.target == "/api/session":
            return "" if asked.method == "POST" else "a session is asked for by POST"
        given = headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.session.encode()):
            return "the token is missing or wrong: open the address that the terminal shows"
        return ""


def headers(script: str, style: str) -> dict[str, str]:
    """Give the headers of every answer; the policy allows this one script and this one style."""
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
