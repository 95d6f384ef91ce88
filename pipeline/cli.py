"""The command line: each command reads its options and calls what does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.cli_options import CLEANED, CONFIDENCES, FOLDER, RAW, RULES
from pipeline.cli_rules import rules
from pipeline.exits import CODES, Guarded


@click.group(cls=Guarded, epilog=CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="corrigenda")
def main() -> None:
    """Clean the text of scanned books, and list every correction."""


@main.command(epilog="Example: corrigenda clean raw/ -o cleaned/ --jobs 2")
@click.argument("raw", nargs=-1, type=FOLDER)
@click.option("-o", "--out", type=FOLDER, default=Path("cleaned"), show_default=True, metavar="DIR")
@click.option("--jobs", type=click.IntRange(1), default=1, metavar="N", help="Worker processes.")
@click.option("--language", metavar="CODE", help="Language of the texts [default: told from them]")
@RULES
@click.option("--force", is_flag=True, help="Overwrite edited files; clean unchanged ones again.")
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
@click.option("--json", is_flag=True, help="Tell the outcome as JSON.")
def clean(**options: Any) -> int:
    """Clean texts: files, folders of *.txt, or - for standard input (default: raw/).

    A folder inside a given folder that holds only page files, *.txt whose names end in digits, is
    one document.
    """
    from pipeline.commands import cleaning

    return cleaning.clean(cleaning.Cleaning(**options))


@main.command(epilog="Example: corrigenda diff handbook --confidence likely")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED
@click.option("--stage", multiple=True, metavar="STAGE", help="Only this stage's corrections.")
@click.option("--rule", multiple=True, metavar="RULE", help="Only this rule's corrections.")
@click.option("--confidence", multiple=True, type=click.Choice(CONFIDENCES))
@click.option("--word", "view", flag_value="word", default="word", help="Word by word (default).")
@click.option("--line", "view", flag_value="line", help="The whole line, before and after.")
@click.option("--unified", "view", flag_value="unified", help="Raw against cleaned, as diff -u.")
def diff(**options: Any) -> int:
    """Show what changed, with the page, line, rule and evidence beside each change."""
    from pipeline.commands import showing

    return showing.diff(showing.Showing(**options))


@main.command(epilog="Example: corrigenda explain raw/handbook.txt:20")
@click.argument("where", metavar="FILE:LINE")
@CLEANED
@RULES
def explain(where: str, cleaned: Path, rules: Path | None) -> int:
    """Say why a line of a raw or cleaned file reads as it does."""
    from pipeline.commands import showing

    return showing.explain(where, cleaned, rules)


@main.command(epilog="Example: corrigenda restore handbook | cmp - raw/handbook.txt")
@click.argument("name")
@CLEANED
@click.option("-o", "--out", type=FOLDER, metavar="FILE", help="[default: standard output]")
def restore(name: str, cleaned: Path, out: Path | None) -> int:
    """Give the raw file back, to the byte; for a folder of page files, FILE is a folder."""
    from pipeline.commands import proving

    return proving.restore(name, cleaned, out)


@main.command(epilog="Example: corrigenda verify")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED
@RAW
def verify(names: tuple[str, ...], cleaned: Path, raw: Path) -> int:
    """Prove that the raw files come back from the cleaned texts and their ledgers."""
    from pipeline.commands import proving

    return proving.verify(names, cleaned, raw)


main.add_command(rules)
