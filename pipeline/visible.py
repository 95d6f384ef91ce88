"""Makes visible what a terminal would obey or hide: control codes, bidi controls, soft hyphens."""

from __future__ import annotations

import regex

# All control, format, surrogate, private and unassigned code points, with the two separators that
# some programs take for line ends. A tab harms nobody.
UNSEEN = regex.compile(r"[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]--[\t]]", regex.V1)


def visible(text: str) -> str:
    r"""Give the text with each unseen character written as an escape, line feeds too.

    >>> print(visible("tide\x1b[31m dam\xad"))
    tide\x1b[31m dam\xad
    """
    if text.isascii() and text.isprintable():
        return text
    return UNSEEN.sub(lambda found: _escape(ord(found[0])), text)


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
