"""The documentation site builds without a warning, and all of it is seen without a network."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import command_page
import pytest
import regex
import stages

from pipeline.ruleset import load

DOCS = stages.ROOT / "docs"
BESIDE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
PAGES = sorted(path.relative_to(DOCS) for path in DOCS.rglob("*.md"))

# Links to a page, a heading, a file and a folder that are not there.
BROKEN = (
    "no-such-page.md",
    "rules.md#no-such-heading",
    "../rules/no-such-stage.toml",
    "../tests/golden/no-such-folder/",
)

# What a browser fetches by itself, as against what a reader may click on.
FETCHED = regex.compile(
    r'<(?:script|img|iframe|source)\b[^>]*\bsrc="(?<at>[^"]*)"'
    r'|<link\b(?=[^>]*\brel="(?:stylesheet|icon|preload|preconnect)")[^>]*\bhref="(?<at>[^"]*)"'
    r"|(?:@import\s+(?!url)|url\()\s*[\"']?(?<at>[^\"')\s]*)"
)


def build(docs: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build the site as `make site` does."""
    call = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    return subprocess.run(
        [*call, "--conf-dir", DOCS / "site", docs, out],
        env={**os.environ, "PYTHONPATH": str(DOCS / "site")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    done = build(DOCS, out)
    assert (done.returncode, done.stderr) == (0, "")
    return out


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The sources of the site in a folder of their own."""
    shutil.copytree(DOCS, tmp_path / "docs")
    for name in BESIDE:
        shutil.copy(stages.ROOT / name, tmp_path / name)
    for name in ("rules", "tests/golden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(stages.ROOT / name)
    return tmp_path / "docs"


def test_every_page_is_on_the_site(site: Path) -> None:
    assert [page for page in PAGES if not (site / page.with_suffix(".html")).is_file()] == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(files) > len(PAGES)
    fetched = {
        (path.name, at)
        for path in files
        for found in FETCHED.finditer(path.read_text("utf-8"))
        for at in found.captures("at")
    }
    assert any(at.endswith("site.css") or "site.css?" in at for _, at in fetched)
    assert {one for one in fetched if regex.match(r"(?:\w+:)?//", one[1])} == set()


def test_broken_links_fail(copied: Path, tmp_path: Path) -> None:
    with (copied / "impact.md").open("a", encoding="utf-8") as page:
        page.writelines(f"\n[gone]({link})\n" for link in BROKEN)
    with (tmp_path / "CONTRIBUTING.md").open("a", encoding="utf-8") as page:
        page.write("\n[gone](NO-SUCH-FILE.md)\n")
    done = build(copied, tmp_path / "out")
    assert done.returncode != 0
    told = done.stderr.splitlines()
    assert len(told) == len(BROKEN) + 1
    for name in ("NO-SUCH-FILE.md", *BROKEN):
        assert [line for line in told if name.rpartition("#")[2] in line]


def test_stages_are_listed_as_they_run() -> None:
    page = (DOCS / "stages.md").read_text("utf-8")
    order = [stage.name for stage in load(stages.RULES).stages]
    assert regex.findall(r"(?m)^stages/(\w+)$", page) == order


def test_links_out_of_docs(site: Path) -> None:
    page = (site / "stages" / "quotes.html").read_text("utf-8")
    rule_file = regex.search(r'href="\.\./(_downloads/\w+/quotes\.toml)"', page)
    assert rule_file
    assert (site / rule_file[1]).read_bytes() == (stages.RULES / "quotes.toml").read_bytes()
    assert "tests/golden/quotes/</span></code>" in page
    assert 'href="../../tests' not in page
    contributing = (site / "contributing.html").read_text("utf-8")
    assert 'href="changelog.html"' in contributing
    assert 'href="architecture.html"' in contributing


def test_handbook_pages_name_their_kind_and_language(copied: Path, tmp_path: Path) -> None:
    chapter = copied / "handbook" / "99-kapitel.md"
    head = "---\nkind: chapter\nlang: de\nnotes: end\nmarks: upright\n---\n"
    chapter.write_text(
        f"{head}# Kapitel\n\nEin **weit gesetztes** Wort.[^1]\n\n[^1]: Eine Note.\n", "utf-8"
    )
    done = build(copied, tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "out" / "handbook" / "99-kapitel.html").read_text("utf-8")
    assert '<div class="handbook chapter" lang="de">' in page
    assert "<strong>weit gesetztes</strong>" in page
    assert "upright" not in page
    assert "Kapitel" in (tmp_path / "out" / "handbook.html").read_text("utf-8")


def test_command_page_is_current() -> None:
    assert (DOCS / "commands.md").read_text("utf-8") == command_page.page(), "run make docs"


def test_command_page_has_every_command_and_option() -> None:
    sections = dict(regex.findall(r"(?s)\n###? (corrigenda[\w -]*)\n\n```text\n(.*?)```", _page()))
    found = list(command_page.every_command(command_page.top()))
    assert list(sections) == [one.command_path for one in found]
    for context in found:
        for parameter in context.command.get_params(context):
            if isinstance(parameter, click.Option):
                for name in (*parameter.opts, *parameter.secondary_opts):
                    assert name in sections[context.command_path]


def _page() -> str:
    return (DOCS / "commands.md").read_text("utf-8")


def test_library_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stages.ROOT)
    text = (DOCS / "library.md").read_text("utf-8")
    example = doctest.DocTestParser().get_doctest(text, {}, "library.md", "library.md", 0)
    assert len(example.examples) > 8
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("name", BESIDE)
def test_links_beside_the_site_lead_somewhere(name: str) -> None:
    text = (stages.ROOT / name).read_text("utf-8")
    links = regex.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [link for link in links if not (stages.ROOT / link).exists()] == []


def test_commit_hooks_run_what_make_check_runs() -> None:
    makefile = (stages.ROOT / "Makefile").read_text("utf-8")
    checked = regex.search(r"(?m)^check:([\w ]+?) *##", makefile)
    assert checked
    hooks = (stages.ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert regex.findall(r"(?m)^ +entry: make (\w+)$", hooks) == checked[1].split()


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.stem)
def test_every_section_has_a_name_of_its_own_and_something_in_it(page: Path) -> None:
    text = regex.sub(r"(?ms)^```.*?^```", "…", page.read_text("utf-8"))
    heads = [one[0] for one in regex.finditer(r"(?m)^## .*$", text)]
    assert len(heads) == len(set(heads))
    assert not regex.search(r"(?m)^(#+) .*\s+\1 ", text)
