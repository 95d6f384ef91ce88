"""Fuzzes one target in this process, under libFuzzer's options; `fuzzing` runs it."""

from __future__ import annotations

import sys


def main() -> None:
    """Fuzz the target that is named first; the rest is libFuzzer's."""
    import atheris

    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["pipeline"]):
        from fuzzing.targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[name].run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
