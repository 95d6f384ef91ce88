"""Counts of right and wrong corrections on the development texts, by rule, for `make calibrate`.

The texts and their truth are not part of the project; `CORRIGENDA_SHARED` names the folder that
holds them (default: `../shared`). Run as a script, this judges the rules of today on all of them,
and writes the counts to `calibration.json`: numbers and names of texts, nothing of what they say.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from scores import ROOT, SHARED

COUNTS = ROOT / "tests" / "calibration.json"


def specimens(shared: Path) -> list[dict[str, object]]:
    """Every text of the corpus that has a truth; those listed are compared by words."""
    listed = shared / "gold" / "words.txt"
    by_words = set(listed.read_text("utf-8").split())
    return [
        {
            "name": raw.stem,
            "raw": str(raw),
            "truth": str(shared / "gold" / raw.name),
            "words": raw.stem in by_words,
        }
        for raw in sorted((shared / "corpus").glob("*.txt"))
        if (shared / "gold" / raw.name).exists()
    ]


def main() -> int:
    """Judge, and write the counts."""
    shared = (ROOT / SHARED).resolve()
    if not shared.is_dir():
        print(f"{shared}: no such folder; set CORRIGENDA_SHARED", file=sys.stderr)
        return 1
    command = Path(sys.executable).with_name("corrigenda")
    with tempfile.TemporaryDirectory() as folder:
        manifest = json.dumps({"specimens": specimens(shared)})
        Path(folder, "manifest.json").write_text(manifest, encoding="utf-8")
        call = [str(command), "evaluate", folder, "--rules", "rules", "--figures", str(COUNTS)]
        return subprocess.run(call, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
