"""Words and marks put together: each mark on its side, initials as the document spaces them."""

from __future__ import annotations

from pipeline.document import Document

_OPENERS = set("([{“‘„«")
_CLOSERS = set(".,;:!?)]}”’»…")
_JOINERS = set("-‐—–/")


class Spacing:
    """Puts words and marks together, each mark on its side."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def count(self, string: str) -> int:
        """How often the document writes a string; counted once, since texts are long."""
        return self.document.count(string)

    def join(self, parts: list[str]) -> str:
        """Join words and marks into text.

        >>> Spacing(Document("")).join(["too", ".", "(", "Laughter", ".", ")", "So"])
        'too. (Laughter.) So'
        """
        parts = self._figures(self._initials(parts))
        out = ""
        tight = True
        open_straight = False
        for part in parts:
            opens = part in _OPENERS
            closes = part[0] in _CLOSERS
            if part in "\"'" and len(part) == 1:
                opens, closes = not open_straight, open_straight
                open_straight = not open_straight
            joins = part in _JOINERS
            if not (tight or closes or joins):
                out += " "
            out += part
            # A word cut short, as in `l’eau`, closes up with the next.
            tight = opens or joins or (part[-1] in "’'" and len(part) > 1)
        return out

    def _figures(self, parts: list[str]) -> list[str]:
        """Join digits that stand side by side."""
        joined: list[str] = []
        for part in parts:
            if part.isdigit() and joined and joined[-1].isdigit():
                joined[-1] += part
            else:
                joined.append(part)
        return joined

    def _initials(self, parts: list[str]) -> list[str]:
        """Space initials and abbreviations as the document does elsewhere."""
        out: list[str] = []
        at = 0
        while at < len(parts):
            end = at
            while (
                end + 1 < len(parts)
                and len(parts[end]) == 1
                and parts[end].isupper()
                and parts[end + 1] == "."
            ):
                end += 2
            if end == at:
                out.append(parts[at])
                at += 1
                continue
            letters = parts[at:end:2]
            tail = parts[end : end + 4]
            bracket = (
                tail
                if len(tail) == 4
                and tail[0] == "("
                and tail[2:] == [".", ")"]
                and tail[1].isupper()
                else []
            )
            out += self._abbreviation(letters, "".join(bracket))
            at = end + len(bracket)
        return out

    def _abbreviation(self, letters: list[str], bracket: str) -> list[str]:
        closed = "".join(f"{letter}." for letter in letters) + bracket
        spaced = [f"{letter}." for letter in letters] + ([bracket] if bracket else [])
        if len(spaced) == 1:
            return [closed]
        ours, theirs = self.count(closed), self.count(" ".join(spaced))
        if ours == theirs:
            return spaced if len(letters) <= 2 and not bracket else [closed]
        return [closed] if ours > theirs else spaced
