"""A rule that runs out of time adds nothing at all to that document; it is named and counted."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
import tiny
from containing import call, one_line

from pipeline import ruleset
from pipeline.allowance import Allowance, Times, seconds_for_pattern
from pipeline.api import clean
from pipeline.evaluation import figures
from pipeline.faults import Fault

# The first rule finds its places on ordinary text, and never ends on a long row of one letter.
PATTERN = r"find = { pattern = '\btbe\b' }"
RUNAWAY = tiny.SCANNOS.replace("b-for-h", "runaway")
DEADLY = RUNAWAY.replace(PATTERN, r"find = { pattern = '\btbe\b|(?:o|oo|ooo)+!' }")
GUARDED = RUNAWAY.replace(
    PATTERN,
    r"find = { pattern = '\btbe\b|\bo+' }"
    "\nwhen = { not_matches = { all = '(?:o|oo|ooo)+!' } }",
)
TEXT = "tbe tide and the ferry-\nman\n" + "o" * 60 + "\ntbe end\n"
CLEANED = TEXT.replace("ferry-\nman\n", "ferryman\n\n")


def rules(folder: Path, scannos: str, rule: float = 0.2, document: float = 60) -> Path:
    times = f"rule_seconds = {rule}\nrule_seconds_per_million = 0\n"
    times += f"document_seconds = {document}\ndocument_seconds_per_million = 0\n"
    return tiny.write_rules(
        folder / "rules", scannos=scannos, pipeline=f"{tiny.PIPELINE}[time]\n{times}"
    )


@pytest.mark.parametrize("scannos", [DEADLY, GUARDED], ids=["pattern", "guard"])
def test_rule_out_of_time_adds_nothing_and_the_others_go_on(scannos: str, tmp_path: Path) -> None:
    chosen = ruleset.load(rules(tmp_path, scannos))
    result = clean(TEXT, rules=chosen)
    assert result.text == CLEANED
    assert result.out_of_time == ("scannos/runaway",)
    fine = clean(tiny.TIDE, rules=chosen)
    assert (fine.text, fine.out_of_time) == (tiny.TIDE_CLEANED, ())


def test_rules_of_one_finder_do_not_wait_each_in_turn(tmp_path: Path) -> None:
    twice = DEADLY + DEADLY.partition("\n\n")[2].partition("\n\n")[0].replace("runaway", "again")
    # A pattern has the time of all threads together, and other tests may have left some behind.
    document = 0.9 * threading.active_count()
    result = clean(TEXT, rules=ruleset.load(rules(tmp_path, twice, rule=0.5, document=document)))
    assert result.out_of_time == ("scannos/runaway", "scannos/again")


def test_document_out_of_time_is_refused(tmp_path: Path) -> None:
    chosen = ruleset.load(rules(tmp_path, DEADLY, rule=60, document=0.3))
    with pytest.raises(Fault) as found:
        clean(TEXT, name="tide", rules=chosen)
    assert str(found.value) == (
        "tide: takes more than 0 s of computing; "
        "split it, or give it more time in the table [time] of pipeline.toml"
    )


def test_it_is_named_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(tmp_path, DEADLY)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TEXT, "utf-8")
    told = "tide: 1 rule ran out of time and changed nothing: scannos/runaway\n"
    for state in ("cleaned", "unchanged"):
        done = call("clean", "--json")
        assert (done.exit_code, done.stderr) == (0, told)
        (document,) = json.loads(done.stdout)["documents"]
        assert (document["state"], document["out_of_time"]) == (state, ["scannos/runaway"])
    head = (tmp_path / "cleaned" / "tide.corrections.jsonl").read_text("utf-8").partition("\n")[0]
    assert json.loads(head)["out_of_time"] == ["scannos/runaway"]
    assert call("verify", "tide").exit_code == 0


def test_inspect_and_evaluate_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(tmp_path, DEADLY)
    monkeypatch.chdir(tmp_path)
    Path("tide.txt").write_text(TEXT, "utf-8")
    Path("truth.txt").write_text(CLEANED.replace("tbe", "the"), "utf-8")
    told = "tide: 1 rule ran out of time and changed nothing: scannos/runaway\n"
    inspected = call("inspect", "tide.txt", "--json")
    assert (inspected.exit_code, inspected.stderr) == (0, told)
    assert json.loads(inspected.stdout)["documents"][0]["out_of_time"] == ["scannos/runaway"]
    judged = call("evaluate", "tide.txt", "truth.txt", "--figures", "figures.json")
    assert (judged.exit_code, judged.stderr) == (0, told)
    (kept,) = figures.read(Path("figures.json").read_bytes(), "figures.json")
    assert kept.out_of_time == ("scannos/runaway",)
    assert call("clean", "tide.txt").exit_code == 0
    before = call("evaluate", "tide.txt", "truth.txt", "--cleaned", "cleaned")
    assert (before.exit_code, before.stderr) == (0, told)


def test_document_out_of_time_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(tmp_path, DEADLY, rule=60, document=0.3)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TEXT, "utf-8")
    assert "takes more than" in one_line(call("clean"))
    assert not list((tmp_path / "cleaned").glob("tide*"))


def test_records_out_of_time_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(tmp_path, DEADLY)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    lines = [json.dumps({"text": text}) for text in (TEXT, "tbe quay", TEXT)]
    (tmp_path / "raw" / "books.jsonl").write_text("\n".join(lines), "utf-8")
    done = call("clean")
    assert done.exit_code == 0, done.output
    assert "books: 1 rule ran out of time and changed nothing: scannos/runaway" in done.stderr
    ledgers = (tmp_path / "cleaned" / "books.ledgers.jsonl").read_text("utf-8").splitlines()
    assert json.loads(ledgers[-1])["out_of_time"] == {"scannos/runaway": 2}


def allowed(rule: float, document: float = 60) -> Allowance:
    allowance = Allowance.of(Times(rule, 0, document, 0), 1000)
    allowance.begin_rule()
    return allowance


def test_what_other_threads_compute_is_not_counted() -> None:
    allowance = allowed(0.2, 0.2)

    def work() -> None:
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass

    other = threading.Thread(target=work)
    other.start()
    other.join()
    assert allowance.left() > 0
    assert not allowance.is_spent


def test_a_pattern_has_as_much_time_as_all_threads_may_take() -> None:
    allowance, done = allowed(10), threading.Event()
    others = [threading.Thread(target=done.wait) for _ in range(3)]
    for other in others:
        other.start()
    seconds = seconds_for_pattern(allowance)
    done.set()
    for other in others:
        other.join()
    assert seconds is not None
    assert seconds > 3 * 10


@pytest.mark.parametrize("limit", ["inf", "1e300"])
def test_no_limit_is_none(limit: str, tmp_path: Path) -> None:
    times = "".join(
        f"{one} = {limit}\n"
        for one in (
            "rule_seconds", "rule_seconds_per_million",
            "document_seconds", "document_seconds_per_million",
        )
    )  # fmt: skip
    folder = tiny.write_rules(tmp_path / "rules", pipeline=f"{tiny.PIPELINE}[time]\n{times}")
    chosen = ruleset.load(folder)
    result = clean("tbe tide", rules=chosen)
    assert (result.text, result.out_of_time) == ("the tide", ())
    assert clean("", rules=chosen).out_of_time == ()


@pytest.mark.parametrize("limit", [-1.0, float("nan")])
def test_a_limit_that_is_none_is_refused(limit: float, tmp_path: Path) -> None:
    with pytest.raises(Fault) as found:
        ruleset.load(rules(tmp_path, DEADLY, rule=limit))
    assert "pipeline.toml" in str(found.value)
    assert "rule_seconds" in str(found.value)
