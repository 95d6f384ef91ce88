"""Finds what ftfy would repair: mojibake, ligatures, control characters, compatibility forms.

ftfy sees only stretches that hold a character it could act on, with quotes left as they are and
its explanations on; its steps carry no offsets, so the changed places are worked out here.
Groups: `before`, `after`, `step` (the ftfy steps that changed the stretch), `around` (what stood,
with the sign before it and the one behind).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
import regex
from rapidfuzz.distance import Levenshtein, Opcodes

from pipeline.allowance import InTime
from pipeline.context import Context, Match
from pipeline.document import BLANKS, Document
from pipeline.guards import compiled
from pipeline.openers import openers

WHOLE_TEXT = True


Step = Literal[
    "unescape_html", "remove_terminal_escapes", "fix_encoding", "restore_byte_a0",
    "replace_lossy_sequences", "decode_inconsistent_utf8", "fix_c1_controls",
    "fix_latin_ligatures", "fix_character_width", "uncurl_quotes", "fix_line_breaks",
    "fix_surrogates", "remove_control_chars",
]  # fmt: skip


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which characters call for ftfy, and which of its steps may be taken.

    `stretch_pattern` matches what is handed to ftfy as one piece: it must hold a match of
    `character_pattern`.
    """

    character_pattern: str
    steps: dict[Step, bool]
    normal_form: Literal["NFC", "NFD", "NFKC", "NFKD"] = "NFC"


# Characters that are handed to ftfy at once: its work, and the comparison of what comes of it, grow
# with the square. No printed line is so long; one that is gets cut at blanks, and what has none for
# so long is no text and is left alone.
_STRETCH_MOST = 4096
_SURROGATE = regex.compile("[\ud800-\udfff]")


def may_find(context: Context, settings: Settings) -> bool:
    """Whether the text holds a character that calls for ftfy, or may begin such a row."""
    return bool(_beginnings(context.document, compiled(settings.character_pattern)))


def find(context: Context, settings: Settings) -> Iterator[Match]:
    """Yield each place that ftfy changes, with what it makes of it."""
    text = context.document.text
    pattern = compiled(settings.character_pattern)
    marked = list(_marked(context.document, InTime(pattern, context.allowance)))
    if not marked:
        return
    from ftfy import TextFixerConfig, fix_and_explain

    config = TextFixerConfig(
        explain=True,
        normalization=settings.normal_form,
        **dict(settings.steps.items()),
    )
    done = 0
    for at in marked:
        if at < done:
            continue
        start, done = _around(context.document, at, done)
        stretch = text[start:done]
        if len(stretch) > _STRETCH_MOST or _SURROGATE.search(stretch):
            continue
        fixed = fix_and_explain(stretch, config)
        if fixed.text != stretch:
            steps = ", ".join(
                dict.fromkeys(f"{step.action} {step.parameter}" for step in fixed.explanation or ())
            )
            yield from _places(start, stretch, fixed.text, steps)


def _around(document: Document, at: int, done: int) -> tuple[int, int]:
    """Give the line around a place, or what of a long one stands between blanks, behind `done`.

    A stretch is longer than the most only where no blank cuts it.
    """
    line = document.line_at(at)
    start, end = document.starts[line], document.end(line)
    if end - start <= _STRETCH_MOST:
        return start, end
    text, half = document.text, _STRETCH_MOST // 2
    start = max(start, done)
    if at - start > half:
        start = max(text.rfind(" ", start, at) + 1, start)
    if end - start <= _STRETCH_MOST:
        return start, end
    last = text.rfind(" ", at, start + _STRETCH_MOST)
    if last < 0:
        last = text.find(" ", at, end)
    return start, last if last >= 0 else end


def _marked(document: Document, pattern: InTime) -> Iterator[int]:
    """Where the characters stand that call for ftfy; most texts hold none of them."""
    text = document.text
    begins = _beginnings(document, pattern.pattern)
    if begins:
        # The standard library's engine is the quicker one for so plain a pattern.
        for found in re.finditer(f"[{re.escape(''.join(sorted(begins)))}]", text):
            if pattern.match(text, found.start()):
                yield found.start()


def _beginnings(document: Document, pattern: regex.Pattern[str]) -> set[str]:
    """The characters of the text that the pattern may begin with."""
    begins = openers(pattern, document.characters)
    return {sign for sign in begins if sign not in BLANKS or sign in document.text}


def _places(start: int, before: str, after: str, steps: str) -> Iterator[Match]:
    """The words that differ, each as one place."""
    opcodes: Opcodes = Levenshtein.opcodes(before, after)
    spans: list[list[int]] = []
    for one in opcodes:
        if one.tag == "equal":
            continue
        if spans and one.src_start - spans[-1][1] <= 1:
            spans[-1][1], spans[-1][3] = one.src_end, one.dest_end
        else:
            spans.append([one.src_start, one.src_end, one.dest_start, one.dest_end])
    for begin, end, to_begin, to_end in spans:
        if begin == end:
            if begin:
                begin, to_begin = begin - 1, to_begin - 1
            else:
                end, to_end = end + 1, to_end + 1
        groups = {
            "before": before[begin:end],
            "after": after[to_begin:to_end],
            "step": steps,
            "around": before[max(begin - 1, 0) : end + 1],
        }
        yield Match(start + begin, start + end, groups, {}, (("ftfy", steps),))
