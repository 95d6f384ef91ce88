"""The lab tries a rule that somebody is typing, in a process of its own that is stopped in time.

A pattern that never ends, or one that matches everything, costs a few seconds and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from pipeline import encoding, ruleset, sources
from pipeline.faults import Fault
from pipeline.rules import load_draft
from pipeline.rulework import trial
from pipeline.rulework.draft import DRAFT, draft_source
from pipeline.rulework.trial import Text
from pipeline.sources import Source
from pipeline.visible import visible

SECONDS = 10.0
PLACES = 500
SHOWN_CHARACTERS = 60

STAGE = "scannos"


@dataclass(frozen=True)
class Draft:
    """A rule as it is typed: a pattern or a finder's table, a template, guards, and its stage."""

    find: str
    replace: str
    when: str = ""
    stage: str = STAGE


@dataclass(frozen=True)
class Hit:
    """A place of the draft, ready to be shown; `winner` is a rule that has it first."""

    name: str
    line: int
    left: str
    before: str
    after: str
    right: str
    winner: str


@dataclass(frozen=True)
class Found:
    """What a draft does to the texts: its places, and whether it was stopped before the end."""

    hits: tuple[Hit, ...]
    texts: int
    stopped: bool


class Lab:
    """Tries drafts over the raw texts of a folder, with the rules of some folders."""

    def __init__(self, rules: Sequence[Path], raw: Path, seconds: float = SECONDS) -> None:
        self._rules = [str(folder) for folder in rules]
        self._raw = str(raw)
        self._seconds = seconds
        self._lock = Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def attempt(self, draft: Draft) -> Found:
        """Try a draft; raises Fault where it is no rule."""
        spec = asdict(draft) | {"rules": self._rules, "raw": self._raw}
        # -P: a module in the folder somebody works in must not be taken for one of ours.
        command = [sys.executable, "-P", "-c", "from pipeline.rulework.lab import work; work()"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            self._take_over(process)
            stop = Timer(self._seconds, process.kill)
            stop.start()
            try:
                with suppress(BrokenPipeError):
                    process.stdin.write(json.dumps(spec).encode())
                    process.stdin.close()
                return self._gathered(process.stdout)
            finally:
                stop.cancel()
                process.kill()

    def _take_over(self, process: subprocess.Popen[bytes]) -> None:
        """Stop the attempt before this one: nobody waits for it any more."""
        with self._lock:
            if self._running is not None:
                self._running.kill()
            self._running = process

    @staticmethod
    def _gathered(lines: Any) -> Found:
        hits: list[Hit] = []
        texts: set[str] = set()
        for line in lines:
            try:
                told = json.loads(line)
            except json.JSONDecodeError:
                break  # cut short by the clock
            if "fault" in told:
                raise Fault(*told["fault"])
            if "end" in told:
                return Found(tuple(hits), len(texts), False)
            texts.add(told["text"])
            hits += [Hit(**one) for one in told["hits"]]
            if len(hits) >= PLACES:
                return Found(tuple(hits[:PLACES]), len(texts), True)
        return Found(tuple(hits), len(texts), True)


def work() -> None:
    """Try the draft that standard input tells of; write what it does as lines of JSON."""
    spec = json.load(sys.stdin)
    try:
        for told in _tried(spec):
            print(json.dumps(told), flush=True)
    except Fault as fault:
        print(json.dumps({"fault": [fault.place, fault.problem, fault.remedy]}), flush=True)
    else:
        print(json.dumps({"end": time.monotonic()}), flush=True)


def _tried(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rules = ruleset.load(tuple(map(Path, spec["rules"])))
    stage = spec["stage"]
    names = [one.name for one in rules.stages]
    if stage not in names:
        raise Fault("stage", f'no stage "{stage}"', "one of: " + ", ".join(names))
    shared = next(one.finders for one in rules.stages if one.name == stage)
    source = draft_source(spec["find"], spec["replace"], spec["when"] or None)
    try:
        rule = load_draft(source, Path(DRAFT), stage, shared)
    except Fault as fault:
        problem = fault.problem.removeprefix(f"rule {stage}/{DRAFT}: ")
        raise Fault("the rule", problem, fault.remedy) from None
    found, _ = sources.texts([Path(spec["raw"])])
    placed = replace(trial.placed(rules, stage, rule), language=None)
    for tried in trial.run(placed, map(_text, found)):
        hits = [
            Hit(
                visible(tried.name), one.line, _shown(one.left[-SHOWN_CHARACTERS:]),
                _shown(one.before), _shown(one.after), _shown(one.right[:SHOWN_CHARACTERS]),
                one.winner,
            )
            for one in tried.places[:PLACES]
        ]  # fmt: skip
        yield {"text": tried.name, "hits": [asdict(one) for one in hits]}


def _text(source: Source) -> Text:
    return Text(source.name, lambda: encoding.decode(source.read()[0])[0])


def _shown(text: str) -> str:
    return "⏎".join(map(visible, text[:240].split("\n")))
