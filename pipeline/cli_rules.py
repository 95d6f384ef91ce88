"""The commands about rules: each reads its options and calls what does the work."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli_options import RAW, RULES


@click.group()
def rules() -> None:
    """Look at the rules, try one, write one, check them all."""


@rules.command("check", epilog="Example: corrigenda rules check")
@RULES
@RAW
def check(rules: Path | None, raw: Path) -> int:
    """Check that every rule does what its file says, and that no text can hold one up.

    Runs each rule's examples and keeps, and all rules over some pages of the raw texts.
    """
    from pipeline.commands import rules as work

    return work.check(rules, raw)


@rules.command("list", epilog="Example: corrigenda rules list --stage hyphenation")
@RULES
@click.option("--stage", metavar="STAGE", help="Only this stage's rules.")
def list_(rules: Path | None, stage: str | None) -> int:
    """List the rules in the order they are tried."""
    from pipeline.commands import rules as work

    return work.list_(rules, stage)


@rules.command("schema", epilog="Example: corrigenda rules schema > rules/schema.json")
def schema() -> int:
    """Write the JSON Schema of rule files, by which editors complete and check them."""
    from pipeline.commands import rules as work

    return work.schema()


@rules.command("docs", epilog="Example: corrigenda rules docs > docs/rules.md")
@RULES
def docs(rules: Path | None) -> int:
    """Write a page about every rule, finder and guard, in Markdown."""
    from pipeline.commands import rules as work

    return work.docs(rules)
