"""The strings of a document that are no words, each in its token: *heurc* in `l'heurc`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline import long_s
from pipeline.context import Context


@dataclass(frozen=True, slots=True)
class UnknownString:
    """A string that is no word, how many signs of its token stand before it, and its count.

    Before the string may stand a word that lost its vowel: `l'` of *l'heure*. Of two tokens that
    differ in their apostrophe one has the count of both, and the other 0.
    """

    text: str
    before: int
    count: int


def by_token(context: Context, longest: int) -> dict[str, UnknownString]:
    """Give the document's strings of two letters or more, by the tokens as they stand in the text.

    Strings of capitals, and those of more than `longest` letters, are left out.
    """
    tokens = {}
    for word, count in context.unknown.items():
        before = context.lexicon.elided(word) if "'" in word else ""
        string = word[len(before) :]
        wanted = 1 < len(string) <= longest and string.isalpha() and not string.isupper()
        if count > 0 and wanted:
            tokens[word] = UnknownString(string, len(before), count)
            if before:
                tokens[word.replace("'", "’")] = UnknownString(string, len(before), 0)
    return tokens


def unwritten(context: Context, strings: Mapping[str, int], most: int) -> float:
    """Give how many of these strings, of a thousand words here, the language does not write at all.

    They are distinct, in small letters, and stand here `most` times or seldomer. In good texts and
    in dialect they are fewer than five, in texts badly read ten to seventy.
    """
    likely = context.lexicon.likely
    strange = sum(
        count <= most and string.islower() and not likely(string)
        for string, count in strings.items()
    )
    return 1000 * strange / max(context.vocabulary.total, 1)


def places(
    context: Context, tokens: dict[str, UnknownString]
) -> Iterator[tuple[UnknownString, int, int]]:
    """Yield each place of these strings in the document, with start and end."""
    asked = list(tokens)
    for index, start, end in long_s.places(context.document, asked):
        string = tokens[asked[index]]
        yield string, start + string.before, end
