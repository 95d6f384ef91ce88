"""No specimen does worse than the figures that are kept, and docs/evaluation.md tells those.

`make evaluate` takes the figures of today and writes both.
"""

from __future__ import annotations

from pathlib import Path

import needing
import pytest
import stages
from click.testing import CliRunner

from pipeline import lexicon
from pipeline.cli import main
from pipeline.evaluation import manifest, tables
from pipeline.evaluation.figures import Figures, read

SPECIMENS = stages.ROOT / "tests" / "specimens"
KEPT = SPECIMENS / "evaluation.json"
PAGE = stages.ROOT / "docs" / "evaluation.md"

kept = {one.name: one for one in read(KEPT.read_bytes(), str(KEPT))}


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """The figures of all specimens, cleaned with the rules as they are."""
    out: Path = tmp_path_factory.mktemp("evaluated") / "figures.json"
    call = ["evaluate", str(SPECIMENS), "--rules", str(stages.RULES), "--figures", str(out)]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    return {one.name: one for one in read(out.read_bytes(), str(out))}


def test_figures_are_kept_of_every_specimen() -> None:
    assert sorted(kept) == sorted(one.name for one in manifest.read(SPECIMENS))


# Some of the specimens hold passages in German.
@needing.words("de")
@pytest.mark.parametrize("name", sorted(kept))
def test_specimen_does_no_worse(name: str, today: dict[str, Figures]) -> None:
    was, now = kept[name], today[name]
    if not lexicon.load(was.language, (stages.RULES,)).strict:
        pytest.skip(f"no strict word list for {was.language} here; less can be repaired")
    assert (now.language, now.words, now.tokens) == (was.language, was.words, was.tokens)
    assert now.gone >= was.gone
    assert now.fates.harmed <= was.fates.harmed
    for grade in ("certain", "likely"):
        assert now.grades[grade].wrong <= was.grades[grade].wrong, grade


def test_page_tells_the_figures_that_are_kept() -> None:
    page = PAGE.read_text("utf-8")
    assert tables.filled(page, tables.markdown([*kept.values()])) == page, "run make evaluate"
