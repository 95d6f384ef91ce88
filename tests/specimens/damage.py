"""Counts the kinds of damage in a raw text, for the manifest and for its tests."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

# Each kind by what it looks like in a text whose line ends are LF.
KINDS: dict[str, str] = {
    "soft hyphens at line ends": r"\w\u00ad\n",
    "hyphens at line ends": r"\w-\n",
    "noncharacters in words": r"\w\ufffe\w",
    "runs of single letters": r"(?<!\S)(?:[^\W\d_] {1,2}){4,6}",
    "doubled blanks": r"(?<=\S)  +(?=\S)",
    "ligatures": r"[\ufb00-\ufb04]",
    "straight marks": r"['\"]",
    "folios alone": r"(?<![^\n\f])(?:— )?\d{1,3}(?: —)? ?(?![^\n\f])",
    "roman folios": r"(?<![^\n\f])(?:— )?[ivxl]+(?: —)? ?(?![^\n\f])",
}

HYPHENS = ("-", "\u00ad", "\ufffe")


def measure(raw: str, truth: str, title: str) -> dict[str, float]:
    """Count each kind of damage, the running heads, and the words that are wrong.

    `title` is the book's: it heads the left-hand pages. The rate is word errors by words of truth.
    """
    text = raw.replace("\r\n", "\n")
    counts: dict[str, float] = {kind: len(re.findall(shape, text)) for kind, shape in KINDS.items()}
    counts["words broken over a page end"] = sum(
        ends_in_half_a_word(page) for page in text.split("\f")[:-1]
    )
    counts["lines with the book's title"] = sum(
        title.casefold() in line.casefold() for line in text.splitlines()
    )
    counts["line ends CR LF"] = raw.count("\r\n")
    errors = Levenshtein.distance(raw.split(), truth.split())
    counts["word error rate"] = round(errors / len(truth.split()), 4)
    return counts


def ends_in_half_a_word(page: str) -> bool:
    """Say whether the last line of a page that has two words or more ends with a hyphen."""
    lines = [line.rstrip() for line in page.splitlines() if len(line.split()) > 1]
    return bool(lines) and lines[-1].endswith(HYPHENS)
