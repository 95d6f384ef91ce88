"""The commands about rules: each reads its options and calls what does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli_options import FOLDER, RAW, RULES


@click.group()
def rules() -> None:
    """Look at the rules, try one, write one, check them all."""


@rules.command("check", epilog="Example: corrigenda rules check")
@RULES
@RAW
def check(rules: tuple[Path, ...], raw: Path) -> int:
    """Check that every rule does what its file says, and that no text can hold one up.

    Runs each rule's examples and keeps, and all rules over some pages of the raw texts.
    """
    from pipeline.commands import rules as work

    return work.check(rules, raw)


@rules.command("list", epilog="Example: corrigenda rules list --stage hyphenation")
@RULES
@click.option("--stage", metavar="STAGE", help="Only this stage's rules.")
def list_(rules: tuple[Path, ...], stage: str | None) -> int:
    """List the rules in the order they are tried."""
    from pipeline.commands import rules as work

    return work.list_(rules, stage)


@rules.command("try", epilog="Example: corrigenda rules try --find '\\btlie\\b' --replace the raw/")
@click.argument("arguments", nargs=-1, type=FOLDER, metavar="[FILE] [RAW]...")
@click.option("--find", metavar="PATTERN", help="A pattern, or a finder as an inline table.")
@click.option("--replace", metavar="TEMPLATE", help="What to write; {name} for a group.")
@click.option("--when", metavar="GUARDS", help="Guards, as an inline table in TOML or JSON.")
@click.option("--stage", metavar="STAGE", help="The rule's stage [default: the file's, or scannos]")
@click.option("--ahead-of", metavar="RULE", help="Stand before this rule [default: the last]")
@click.option("--language", metavar="CODE", help="Language of the texts [default: told from them]")
@RULES
def try_(**options: Any) -> int:
    """Show every place that a new rule would change; write nothing.

    The rule stands in FILE, or is given by --find and --replace. It runs at its own point: earlier
    stages and rules come first. RAW are files or folders of raw texts (default: raw/).
    """
    from pipeline.commands import trying

    return trying.try_(trying.Trying(**options))


@rules.command("schema", epilog="Example: corrigenda rules schema > rules/schema.json")
def schema() -> int:
    """Write the JSON Schema of rule files, by which editors complete and check them."""
    from pipeline.commands import rules as work

    return work.schema()


@rules.command("docs", epilog="Example: corrigenda rules docs > docs/rules.md")
@RULES
def docs(rules: tuple[Path, ...]) -> int:
    """Write a page about every rule, finder and guard, in Markdown."""
    from pipeline.commands import rules as work

    return work.docs(rules)
