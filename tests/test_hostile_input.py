"""Hostile input: whatever a text holds, cleaning ends, in time that grows with its length only."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
import stages
import tiny
from containing import call, one_line
from hostile_texts import TEXTS

from pipeline import encoding, ruleset
from pipeline.api import clean
from pipeline.containers import limits
from pipeline.faults import Fault

# Lengths in characters, the second four times the first.
SHORT, LONG = 10_000, 40_000
# Work that grows with the square takes sixteen times as long for four times the text, work that
# grows with the length four times. What takes no time at all cannot be told apart.
GROWTH_MOST = 9
NO_TIME_SECONDS = 0.3


def seconds(text: str) -> float:
    """How long cleaning takes, without the limit that would end it."""
    rules = replace(ruleset.load(stages.RULES), times=None)
    clean("The tide.", rules=rules, language="en")
    started = time.process_time()
    clean(text, rules=rules, language="en")
    return time.process_time() - started


@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_the_length(name: str) -> None:
    short, long = TEXTS[name](SHORT), TEXTS[name](LONG)
    if seconds(long) > NO_TIME_SECONDS:
        # A machine may be slow for a while: the two are timed one after the other, and once is
        # enough, since what grows with the square does so each time.
        assert any(seconds(long) <= GROWTH_MOST * seconds(short) for _ in range(3))


@pytest.mark.parametrize("name", TEXTS)
def test_text_comes_back(name: str) -> None:
    text = TEXTS[name](3000)
    raw = text.encode("utf-8", "surrogateescape")
    result = clean(raw, rules=ruleset.load(stages.RULES))
    assert encoding.encode(result.restored(), result.encoding) == raw
    assert not result.out_of_time


@pytest.mark.parametrize(
    "sign", ["\0", "\u202e", "\u2066", "\u200b", "\u200f", "\U000e0041"], ids=ascii
)
def test_control_in_a_sentence_stays_and_hides_nothing(
    sign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no printed page holds is no reason to change it, and no terminal is fooled by it."""
    monkeypatch.chdir(tmp_path)
    tiny.write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    raw = f"tbe ti{sign}de at tbe {sign} quay\n".encode()
    (tmp_path / "raw" / "tide.txt").write_bytes(raw)
    assert call("clean").exit_code == 0
    cleaned = (tmp_path / "cleaned" / "tide.txt").read_bytes()
    assert cleaned == raw.replace(b"tbe", b"the")
    assert call("verify", "tide").exit_code == 0
    for command in (("diff", "tide"), ("explain", "raw/tide.txt:1")):
        assert sign not in call(*command).output


def test_link_out_of_a_folder_of_texts_is_never_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link is read like the file it leads to; what is written stays in the output folder."""
    monkeypatch.chdir(tmp_path)
    tiny.write_rules(tmp_path / "rules")
    outside = tmp_path / "outside.txt"
    outside.write_text("tbe tide\n", "utf-8")
    for folder in ("raw", "cleaned"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tide.txt").symlink_to(outside)
    call("clean", "--force")
    assert outside.read_text("utf-8") == "tbe tide\n"


@pytest.mark.skipif(os.name != "posix", reason="asks for a device")
def test_link_to_a_device_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tiny.write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "endless.txt").symlink_to("/dev/zero")
    monkeypatch.setattr(limits, "UNPACKED_MOST", limits.MEGABYTE)
    told = "raw/endless.txt: is larger than 1 MiB; split it"
    assert one_line(call("clean", "raw/endless.txt")) == told
    passed = call("clean").stderr
    assert "no texts in it" in passed
    assert "endless.txt" in passed


@pytest.mark.parametrize(
    "pattern",
    [
        r"a{1,2000000000}",
        r"(?:a{1000}){1000}{1000}",
        r"(?:(?:(?:a{9999}){9999}){9999}){9999}",
        r"(?:(?:a{300}){300}b)+",
        r"(a|b|ab)*c{1000}",
        "a{" + "9" * 5000 + "}",
        "(?:" * 600 + "a" + "{99999999})" * 600,
    ],
    ids=str.__len__,
)
def test_rule_of_huge_repeats_is_refused_or_ends(pattern: str, tmp_path: Path) -> None:
    """Such a rule loads or is refused at once; what it does to a text is under the time limit."""
    changed = tiny.SCANNOS.replace(r"\btbe\b", pattern)
    times = "[time]\nrule_seconds = 1\nrule_seconds_per_million = 0\n"
    times += "document_seconds = 20\ndocument_seconds_per_million = 0\n"
    rules = tiny.write_rules(tmp_path, scannos=changed, pipeline=tiny.PIPELINE + times)
    started = time.process_time()
    with contextlib.suppress(Fault):
        clean("a" * 3000 + "tide\n", rules=ruleset.load(rules))
    assert time.process_time() - started < 20
