"""Texts that no book holds, of any length: what a finder that looks back, or far, trips over."""

from __future__ import annotations

from collections.abc import Callable


def _filled(unit: str) -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def _numbered(unit: str) -> Callable[[int], str]:
    """Rows of a unit with a number in each, so that no two are alike."""
    return lambda length: "".join(
        unit.format(number) for number in range(length // len(unit.format(0)) + 1)
    )


# By name: gives a text of about so many characters.
TEXTS: dict[str, Callable[[int], str]] = {
    "one line of words": _filled("the tide went out over the bar and "),
    "one line of one letter": _filled("a"),
    "one line of damage": _filled("tbe tide arid caf\u00c3\u00a9 vvas "),
    "one line of figures": _filled("1810 2 33 "),
    "spaces": _filled(" "),
    "tabs": _filled("\t"),
    "line feeds": _filled("\n"),
    "form feeds": _filled("\f"),
    "form feeds and line feeds": _filled("\f\n"),
    "hyphens at line ends": _filled("-\n"),
    "broken words": _filled("ferry-\nman "),
    "soft hyphens": _filled("a\u00ad"),
    "soft hyphens at line ends": _filled("ferry\u00ad\nman "),
    "spaced letters on one line": _filled("a "),
    "spaced letters on lines": _filled("t h e  w o r k e r s\n"),
    "double quotes": _filled('"'),
    "single quotes": _filled("'"),
    "quoted words": _filled("'so' "),
    "curly quotes": _filled("\u201c\u2018"),
    "full stops": _filled("."),
    "spaced full stops": _filled(" . "),
    "lines all alike": _filled("The tide went out over the bar.\n"),
    "pages all alike": _filled("12\nTHE TIDE MILL\nThe tide went out.\n\f"),
    "pages of one line": _numbered("THE TIDE {}\n\f"),
    "page numbers": _numbered("{}\n\f"),
    "page numbers between lines": _numbered("the tide\n\n{}\n\nwent out\n"),
    "words all different": _numbered("tide{} "),
    "misread words all different": _numbered("tb{}e arid\n"),
    "letters run together": _filled("thetidewentoutoverthebar"),
    "nulls": _filled("\0"),
    "combining marks": _filled("e\u0301\u0301"),
    "bidi controls": _filled("\u202ea\u2066b\u2069\u200b\u200d"),
    "lone surrogates": _filled("a\udc80\udcff "),
    "ligatures": _filled("\ufb01\ufb02 "),
    "mojibake": _filled("\u00c3\u00a9\u00e2\u20ac\u0153"),
    "asterisks": _filled("* \n"),
    "roman numerals": _filled("xvi\n\f"),
    "page marks": _filled("[Pg 12]\n"),
    "dashes": _filled("-----File: 012.png-----\n"),
    "underscores": lambda length: "_" * (length - 2) + "\b\n",
    "underscores struck over": _filled("_\b"),
    "guillemets": _filled("\u00bb\u00ab "),
}
