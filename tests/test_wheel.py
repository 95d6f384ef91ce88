"""The wheel carries the rules, and its command works in a folder with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
import stages

pytestmark = pytest.mark.slow

NO_NETWORK = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(*call: object, cwd: Path) -> str:
    environment = {key: value for key, value in NO_NETWORK.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(one) for one in call],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the tools that are installed here."""
    pytest.importorskip("build", reason="no build tool here; make test installs it")
    pytest.importorskip("hatchling", reason="no build backend here; make test installs it")
    out = tmp_path_factory.mktemp("dist")
    run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, cwd=stages.ROOT
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment that sees the packages installed here.

    They are lent by a .pth file, which does not follow the one of the editable install.
    """
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", ask, cwd=home).strip())
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pytest.importorskip("pip", reason="no pip here to install the wheel with")
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--ignore-installed", wheel, cwd=home)
    return home / "bin" / "corrigenda"


def test_wheel_carries_rules_and_words(wheel: Path) -> None:
    with ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    for path in sorted(stages.RULES.rglob("*")):
        if path.suffix in (".toml", ".txt", ".gz"):
            assert f"pipeline/shipped_rules/{path.relative_to(stages.RULES).as_posix()}" in inside
    for path in (stages.ROOT / "pipeline" / "project").iterdir():
        assert f"pipeline/project/{path.name}" in inside
    for path in (stages.ROOT / "pipeline" / "evaluation" / "assets").iterdir():
        assert f"pipeline/evaluation/assets/{path.name}" in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def test_command_works_in_an_empty_folder(command: Path, tmp_path: Path) -> None:
    raw = "The ferryman waited.\nNobody paid the ferry-\nman that night.\n"
    (tmp_path / "x.txt").write_text(raw, encoding="utf-8")
    run(command, "clean", "x.txt", "-o", "out", cwd=tmp_path)
    cleaned = (tmp_path / "out" / "x.txt").read_text("utf-8")
    assert cleaned == "The ferryman waited.\nNobody paid the ferryman\nthat night.\n"
    assert "broken-word" in (tmp_path / "out" / "x.corrections.jsonl").read_text("utf-8")


def test_what_review_needs_is_in_the_wheel(command: Path, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Nobody paid the ferry-\nman that night.\n", encoding="utf-8")
    run(command, "clean", "x.txt", "-o", "cleaned", cwd=tmp_path)
    run(command, "stet", "x:1", cwd=tmp_path)
    assert (tmp_path / "rules" / "decisions" / "x.toml").is_file()
    run(command, "clean", "x.txt", "-o", "cleaned", cwd=tmp_path)
    assert "ferry-\nman" in (tmp_path / "cleaned" / "x.txt").read_text("utf-8")
    run(command, "report", cwd=tmp_path)
    assert "<strong>stet</strong>" in (tmp_path / "cleaned" / "x.report.html").read_text("utf-8")
    ask = "from pipeline.review.server import Shell; print(len(Shell.read().page))"
    assert int(run(command.with_name("python"), "-c", ask, cwd=tmp_path)) > 10_000


def test_fresh_environment_uses_the_wheel(command: Path, tmp_path: Path) -> None:
    ask = "import pipeline; print(pipeline.__file__)"
    found = run(command.with_name("python"), "-c", ask, cwd=tmp_path).strip()
    assert Path(found).is_relative_to(command.parents[1])
