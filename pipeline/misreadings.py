"""How many of a document's strange words are misread ones: what a right text does not show.

A strange word stands in small letters, and no list holds it. It is misread where one confusion of
letters makes it a common word: `wbich`, `tbere`. In right texts of some size chance makes 14 in a
thousand strange words look so at most; in texts that an engine read, 18 to 148 in a thousand do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from pipeline.confusions import ConfusionRow
from pipeline.context import Context
from pipeline.forms import Forms

Amount = Literal["some", "many"]


class Degree(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """So many misread words at least, and such a share of the strange ones."""

    words: int
    share: float


class MisreadingsTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How misread words are told, by confusions, and how many are `some` and `many`.

    A confusion is a row of read and meant. A strange word has `letters` at least and `longest` at
    most. What it was has a Zipf value of `zipf` at least where nobody is known to have typed the
    strange word, of `common` where its own is no higher than `seldom`, and of `commonest` where it
    has no more than `short` letters. Where they are `assumed`, every document has many, whatever it
    shows.
    """

    confusions: tuple[ConfusionRow, ...]
    letters: Annotated[int, msgspec.Meta(gt=0)]
    longest: Annotated[int, msgspec.Meta(le=100)]
    zipf: float
    seldom: float
    common: float
    short: int
    commonest: float
    some: Degree
    many: Degree
    assumed: bool = False


@dataclass(frozen=True)
class Misreadings:
    """How many distinct words of a document are strange and how many misread, and what that is."""

    strange: int
    misread: int
    amounts: frozenset[Amount] = frozenset()


def of(context: Context) -> Misreadings:
    """Tell a document's misreadings, once, as its language pack's table `misreadings` says.

    Without such a table nothing tells of any.
    """
    return context.document.memo(_key(context), lambda: _of(context))


def peek(context: Context) -> Misreadings | None:
    """Give the document's misreadings if they were told, None if not."""
    found: Misreadings | None = context.document.peek(_key(context))
    return found


def keep(context: Context, shown: Misreadings | None) -> None:
    """Let a document count as misread as it was before its misreadings were mended."""
    if shown:
        context.document.memo(_key(context), lambda: shown)


def _key(context: Context) -> tuple[str, str]:
    return "misreadings", context.language


def _of(context: Context) -> Misreadings:
    if not (found := context.pack.get("misreadings")):
        return Misreadings(0, 0)
    table = msgspec.convert(found, MisreadingsTable)
    strange = [
        word
        for word, count in context.unknown.items()
        if count > 0 and table.letters <= len(word) <= table.longest
        if word.islower() and word.isalpha()
    ]
    forms = Forms(table.confusions)
    known, likely = context.lexicon.known, context.lexicon.likely

    def least(word: str) -> float:
        if len(word) <= table.short:
            return table.commonest
        return table.common if likely(word) else table.zipf

    def is_misread(word: str) -> bool:
        found = (form for form, _, times in forms.of(word) if times == 1)
        wanted = least(word)
        return any(likely(form) >= wanted and known(form) for form in found)

    misread = sum(is_misread(word) for word in strange if likely(word) <= table.seldom)
    degrees: dict[Amount, Degree] = {"some": table.some, "many": table.many}
    amounts = frozenset(
        amount
        for amount, one in degrees.items()
        if table.assumed or (misread >= one.words and misread >= one.share * len(strange))
    )
    return Misreadings(len(strange), misread, amounts)
