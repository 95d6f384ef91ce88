"""Scores of the development texts: how much damage is gone, how much harm was done.

The texts and their truth are not part of the project; `CORRIGENDA_SHARED` names the folder that
holds them (default: `../shared`). Run as a script, this writes today's figures to `scores.json`,
below which `test_scores.py` lets no text fall.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "scores.json"
SHARED = Path(os.environ.get("CORRIGENDA_SHARED", "../shared"))
SCORER = (ROOT / SHARED / "gold" / "score_all.py").resolve()

Figures = dict[str, Any]


def measure(names: list[str]) -> dict[str, Figures]:
    """Clean and score the named texts (default: all), one on each processor at a time."""
    every = names or sorted(
        path.stem
        for path in SCORER.parent.glob("*.txt")
        if (SCORER.parents[1] / "corpus" / path.name).exists()
    )
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(every, pool.map(_measured, every), strict=True))


def _measured(name: str) -> Figures:
    call = [sys.executable, str(SCORER), name, "--json"]
    run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{SCORER.name} failed on {name}:\n{run.stderr}")
    return figures(json.loads(run.stdout)[name])


def figures(row: dict[str, Any]) -> Figures:
    """The share of errors gone in per cent, harmed words per 10,000, places right by class.

    >>> figures({"before": 200, "after": 50, "harmed": 2, "truth_tokens": 8000})
    {'gone': 75.0, 'harm': 2.5}
    """
    gone = 100 * (1 - row["after"] / row["before"]) if row["before"] else 0.0
    harm = 10_000 * row["harmed"] / max(row["truth_tokens"], 1)
    found: Figures = {"gone": round(gone, 2), "harm": round(harm, 2)}
    if row.get("classes"):
        found["classes"] = {kind: entry["right"] for kind, entry in sorted(row["classes"].items())}
    return found


def main() -> None:
    """Write the floors anew, with what moved."""
    old = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    new = measure([])
    for name, row in new.items():
        if "without_list" in old.get(name, {}):
            # Taken by hand where the system has no German word list.
            row["without_list"] = old[name]["without_list"]
        was = old.get(name, {"gone": 0.0, "harm": 0.0})
        moves = (f"{key} {was[key]:.2f} -> {row[key]:.2f}" for key in ("gone", "harm"))
        print(f"{name:20} {', '.join(moves)}")
    FLOORS.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
