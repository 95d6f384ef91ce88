"""The commands about rules: each reads its options and calls what does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli_options import CLEANED, CONFIDENCES, FOLDER, RAW, RULES


@click.group()
def rules() -> None:
    """Look at the rules, try one, write one, check them all."""


@rules.command("check", epilog="Example: corrigenda rules check --stage hyphenation")
@RULES
@RAW
@click.option(
    "--stage", "stages", multiple=True, metavar="STAGE", help="Only this stage's rules. Repeatable."
)
def check(rules: tuple[Path, ...], raw: Path, stages: tuple[str, ...]) -> int:
    """Check that every rule does what its file says, and that no text can hold one up.

    Runs each rule's examples and keeps, and all rules over some pages of the raw texts.
    """
    from pipeline.commands import rules as work

    return work.check(rules, raw, stages)


@rules.command("list", epilog="Example: corrigenda rules list --stage hyphenation")
@RULES
@CLEANED
@click.option("--stage", metavar="STAGE", help="Only this stage's rules.")
def list_(rules: tuple[Path, ...], cleaned: Path, stage: str | None) -> int:
    """List the rules in the order they are tried, and how often each fired in the last run."""
    from pipeline.commands import rules as work

    return work.list_(rules, stage, cleaned)


@rules.command("show", epilog="Example: corrigenda rules show scannos/letter-for-semicolon")
@click.argument("rule")
@RULES
@CLEANED
def show(rule: str, rules: tuple[Path, ...], cleaned: Path) -> int:
    """Explain one rule: its pattern part by part, its guards, and where it fired."""
    from pipeline.commands import rules as work

    return work.show_rule(rule, rules, cleaned)


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


@rules.command(
    "new",
    epilog="Example: corrigenda rules new --id ampersand-read-as-8c "
    "--about 'An ampersand, misread.' --before 'bread 8c butter' --after 'bread & butter' "
    "--keep 'Paragraph 8d.'",
)
@click.argument("raw", nargs=-1, type=FOLDER)
@click.option("--stage", metavar="STAGE", help="The rule's stage [default: scannos]")
@click.option("--id", metavar="NAME", help="The damage by name, as in letter-for-semicolon.")
@click.option("--about", metavar="TEXT", help="What the damage is, in one line.")
@click.option("--confidence", type=click.Choice(CONFIDENCES), help="How sure [default: likely]")
@click.option("--before", metavar="TEXT", help="A text that has the damage; \\n for a line end.")
@click.option("--after", metavar="TEXT", help="The same text as it should read.")
@click.option("--keep", metavar="TEXT", help="A text like it that must stay as it is.")
@click.option("--why", metavar="TEXT", help="Why that one stays.")
@click.option("--find", metavar="PATTERN", help="[default: proposed from before and after]")
@click.option("--replace", metavar="TEMPLATE", help="[default: proposed from before and after]")
@click.option("--when", metavar="GUARDS", help="Guards, as an inline table in TOML or JSON.")
@click.option("--language", multiple=True, metavar="CODE", help="Only in this language.")
@click.option("--ahead-of", metavar="RULE", help="Stand before this rule [default: by confidence]")
@RULES
def new(**options: Any) -> int:
    """Write a new rule into its file, with its examples, and show what it does.

    Asks for what is not given. Nothing is written unless the rule does what it says and harms no
    other. RAW are texts to try it on (default: raw/).
    """
    from pipeline.commands import writing

    return writing.new(writing.Writing(**options))


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


@rules.command("suggest", epilog="Example: corrigenda rules suggest")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED
@RAW
@RULES
@click.option("--take", type=int, multiple=True, metavar="N", help="Write suggestion N as a rule.")
def suggest(names: tuple[str, ...], take: tuple[int, ...], **shelf: Any) -> int:
    """Learn rules from what was changed by hand in cleaned texts and by edits in review."""
    from pipeline.commands import suggesting
    from pipeline.commands.reviewing import Shelf

    return suggesting.suggest_rules(names, Shelf(**shelf), take)
