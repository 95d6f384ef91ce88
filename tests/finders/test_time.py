"""Every finder looks at the clock: between its steps, and within the patterns of its settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from finding import context, settings

from pipeline import finders
from pipeline.allowance import Allowance, OutOfTime, Times
from pipeline.finders.word_in_context import Entry

# On so many letters the pattern takes most of a second: a fast machine runs out of time too.
SLOW = "(?:a|aa)+$"
LONG = 36 * "a" + "!"
BEHIND = Entry(read="die", meant="the", behind_pattern="(?:a|aa)+b")
PAGES = ("The heron stood in the reeds below the weir and would not move for any boat.\n" * 9).join(
    [f"{LONG}\n\f"] * 3
)


@dataclass
class Looks(Allowance):
    """Has time for so many looks at the clock, however long they take."""

    looks: int = 0

    def left(self) -> float:
        if not self.looks:
            raise OutOfTime
        self.looks -= 1
        return 60.0


def find(stage: str, name: str, text: str, allowance: Allowance, **pinned: Any) -> int:
    """How many places a finder finds in the time it has."""
    finder = next(one for one in map(finders.load, finders.names()) if one.name == name)
    asked = replace(context(text), allowance=allowance)
    return len(list(finder.find(asked, settings(stage, name, **pinned))))


TALE = "The miller stood by the river and looked at it.\n" * 5
MISREAD = [f"the gar{one}{other}n" for one in "bcdfghjkmqvwxz" for other in "bcdfghjkmqvwxz"]


@pytest.mark.parametrize(
    ("stage", "name", "steps"),
    [
        ("letterspacing", "spaced-run", ["t h e m i l l.\n"] * 200),
        ("furniture", "page-edge", [f"{number // 3}\n{TALE}" for number in range(200)]),
        ("scannos", "near-word", [f"{one}\n" for one in MISREAD]),
    ],
)
def test_a_finder_looks_at_the_clock_as_it_goes(stage: str, name: str, steps: list[str]) -> None:
    looks = []
    for times in (40, 160):
        allowance = Looks(60, 60, 60, looks=10**6)
        find(stage, name, "".join(steps[:times]), allowance)
        looks.append(10**6 - allowance.looks)
    few, many = looks
    assert 40 <= 3 * few <= many
    with pytest.raises(TimeoutError):
        find(stage, name, "".join(steps), Looks(60, 60, 60, looks=2))


@pytest.mark.parametrize(
    ("stage", "name", "text", "pinned"),
    [
        ("quotes", "quotation-mark", f"“It’s so,” he said.\n{LONG} it's", {"code_pattern": SLOW}),
        ("hyphenation", "line-end-hyphen", f"the mill-\n{LONG}", {"note_pattern": SLOW}),
        ("hyphenation", "line-end-hyphen", f"the mill-\n{LONG}", {"lead_pattern": SLOW}),
        ("encoding", "ftfy-repair", f"ﬁ{LONG}", {"character_pattern": f"ﬁ{SLOW}"}),
        ("furniture", "page-edge", PAGES, {"signature_pattern": SLOW}),
        ("scannos", "word-in-context", f"die {LONG[:-1]}", {"words": (BEHIND,)}),
    ],
    ids=["code", "note", "lead", "character", "signature", "behind"],
)
def test_no_pattern_of_a_setting_takes_longer_than_its_rule(
    stage: str, name: str, text: str, pinned: dict[str, Any]
) -> None:
    allowance = Allowance.of(Times(0.05, 0, 60, 0), len(text))
    allowance.begin_rule()
    with pytest.raises(TimeoutError):
        find(stage, name, text, allowance, **pinned)
