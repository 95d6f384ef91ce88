"""`make fuzz`: fuzzes each target for a given time, and says how many inputs were tried."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import regex
import stages

from fuzzing import seeds
from fuzzing.targets import TARGETS

_KEPT = stages.ROOT / "build" / "fuzz"
# Seconds after which one input counts as a hang, and memory that one process may take.
_HANG_SECONDS = 60
_MEMORY_MEGABYTES = 4096
_COUNTED = regex.compile(r"stat::number_of_executed_units:\s*(\d+)")


def main() -> None:
    """Fuzz every target, or those that are named; exits with 1 where one found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    options = parser.parse_args()
    unknown = sorted({*options.targets} - {*TARGETS})
    if unknown:
        raise SystemExit(f"no target {unknown[0]}; one of: {', '.join(TARGETS)}")
    if importlib.util.find_spec("atheris") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SystemExit(f"atheris is not there for Python {version}; use one it has a wheel for")
    found = [fuzz(name, options.seconds) for name in options.targets or TARGETS]
    raise SystemExit(1 if any(found) else 0)


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one target, tell what came of it, and say whether it found anything."""
    folder = _KEPT / name
    corpus, findings = folder / "corpus", folder / "found"
    for one in (corpus, findings):
        one.mkdir(parents=True, exist_ok=True)
    for seed in seeds.seeds(name):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    (folder / "words").write_text("".join(map(_entry, seeds.words(name))), encoding="ascii")
    before = {*findings.iterdir()}
    log = folder / "log"
    with log.open("wb") as told:
        command = [
            sys.executable, "-m", "fuzzing.one", name, f"-max_total_time={seconds}",
            f"-max_len={TARGETS[name].longest}", f"-dict={folder / 'words'}",
            f"-timeout={_HANG_SECONDS}",
            f"-rss_limit_mb={_MEMORY_MEGABYTES}", f"-artifact_prefix={findings}/",
            "-print_final_stats=1", str(corpus),
        ]  # fmt: skip
        paths = os.pathsep.join(map(str, (stages.ROOT / "tests", stages.ROOT)))
        environment = {**os.environ, "PYTHONPATH": paths}
        code = subprocess.run(command, stdout=told, stderr=told, env=environment).returncode
    counted = _COUNTED.search(log.read_text("utf-8", "replace"))
    tried = f"{int(counted[1]):,} inputs" if counted else "nothing is known of the inputs"
    new = sorted({*findings.iterdir()} - before)
    print(f"{name}: {tried}, {_outcome(code, new, log)}", flush=True)
    return code != 0


def _outcome(code: int, new: list[Path], log: Path) -> str:
    if not code:
        return "nothing found"
    where = str(new[0]) if new else "no input kept"
    return f"FOUND SOMETHING: {where}, and what it did is in {log}"


def _entry(word: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n'


if __name__ == "__main__":
    main()
