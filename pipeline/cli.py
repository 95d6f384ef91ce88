"""The command line: each command reads its options and calls what does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from pipeline import __version__
from pipeline.cli_evaluating import calibrate, evaluate
from pipeline.cli_options import (
    CLEANED,
    CLEANED_PLACE,
    CONFIDENCES,
    ENGINES,
    FOLDER,
    PLACE,
    RAW,
    RAW_PLACE,
    RULES,
    SHARD,
    one_view,
)
from pipeline.cli_rules import rules
from pipeline.exits import CODES, Guarded
from pipeline.urls import Url


@click.group(cls=Guarded, epilog=CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="corrigenda")
def main() -> None:
    """Clean the text of scanned books, and list every correction."""


@main.command(epilog="Example: corrigenda clean raw/ -o cleaned/ --jobs 2")
@click.argument("raw", nargs=-1, type=PLACE)
@click.option("-o", "--out", type=PLACE, default=Path("cleaned"), show_default=True, metavar="DIR")
@click.option("--jobs", type=click.IntRange(1), default=1, metavar="N", help="Worker processes.")
@click.option("--language", metavar="CODE", help="Language of the texts [default: told from them]")
@RULES
@click.option("--text-field", metavar="NAME", help="Text of a record [default: text]")
@click.option("--id-field", metavar="NAME", help="Id of a record [default: id, else its number]")
@click.option("--pages-field", metavar="NAME", help="Pages of a record, an array of strings.")
@SHARD
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    show_default=True,
    help="Processes here, or the workers of a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="The cluster's, such as tls://head:8786.")
@click.option("--force", is_flag=True, help="Overwrite edited files; clean unchanged ones again.")
@click.option("--quiet", is_flag=True, help="Say nothing but faults.")
@click.option("--json", is_flag=True, help="Tell the outcome as JSON.")
def clean(**options: Any) -> int:
    """Clean texts: files, folders of them, or - for standard input (default: raw/).

    A folder inside a given folder that holds only page files, *.txt whose names end in digits, is
    one document. Zip volumes, .txt.gz, .txt.zst, hOCR, ALTO, PAGE XML, JSON Lines and Parquet are
    read as well, and so are URLs such as s3://bucket/raw: docs/containers.md.
    """
    from pipeline.commands import cleaning

    return cleaning.clean(cleaning.Cleaning(**options))


@main.command(epilog="Example: corrigenda inspect raw/octavo-pdftotext.txt")
@click.argument("texts", nargs=-1, required=True, type=FOLDER, metavar="FILE...")
@RULES
@click.option("--language", metavar="CODE", help="Language of the texts [default: told from them]")
@click.option("--all", "every", is_flag=True, help="Show every rule that found something.")
@click.option("--json", is_flag=True, help="Tell the profiles as JSON.")
def inspect(**options: Any) -> int:
    """Tell what is wrong with texts: which damage, how much, and where; - for standard input.

    What is told is what `corrigenda clean` would do by the rules alone. Nothing is written.
    """
    from pipeline.commands import inspecting

    return inspecting.inspect(inspecting.Inspecting(**options))


@main.command(epilog="Example: corrigenda diff octavo-pdftotext --confidence likely")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED_PLACE
@click.option("--stage", multiple=True, metavar="STAGE", help="Only this stage's corrections.")
@click.option("--rule", multiple=True, metavar="RULE", help="Only this rule's corrections.")
@click.option("--confidence", multiple=True, type=click.Choice(CONFIDENCES))
@click.option("--word", is_flag=True, help="Word by word (default).")
@click.option("--line", is_flag=True, help="The whole line, before and after.")
@click.option("--unified", is_flag=True, help="Raw against cleaned, as diff -u.")
@click.option("--json", is_flag=True, help="For scripts: a correction a line.")
@click.option("--csv", is_flag=True, help="For spreadsheets: a correction a row.")
def diff(**options: Any) -> int:
    """Show what changed, with the page, line, rule and evidence beside each change."""
    from pipeline.commands import showing

    view = one_view(options, ("word", "line", "json", "csv", "unified"))
    return showing.diff(showing.Showing(**options, view=view))


@main.command(epilog="Example: corrigenda explain raw/octavo-pdftotext.txt:21")
@click.argument("where", metavar="FILE:LINE")
@CLEANED
@RULES
def explain(where: str, cleaned: Path, rules: tuple[Path, ...]) -> int:
    """Say why a line of a raw or cleaned file reads as it does."""
    from pipeline.commands import showing

    return showing.explain(where, cleaned, rules)


@main.command(epilog="Example: corrigenda restore octavo-layout | cmp - raw/octavo-layout.txt")
@click.argument("name")
@CLEANED_PLACE
@click.option("-o", "--out", type=FOLDER, metavar="FILE", help="[default: standard output]")
def restore(name: str, cleaned: Path | Url, out: Path | None) -> int:
    """Give the raw file back, to the byte; for a folder of page files, FILE is a folder."""
    from pipeline.commands import proving

    return proving.restore(name, cleaned, out)


@main.command(epilog="Example: corrigenda verify")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED_PLACE
@RAW_PLACE
@click.pass_context
def verify(
    context: click.Context, names: tuple[str, ...], cleaned: Path | Url, raw: Path | Url
) -> int:
    """Prove that the raw files come back from the cleaned texts and their ledgers."""
    from pipeline.commands import proving

    is_given = context.get_parameter_source("raw") is not ParameterSource.DEFAULT
    return proving.verify(names, cleaned, raw, is_given)


@main.command(epilog="Example: corrigenda impact octavo-pdftotext --most 3")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--against",
    default="cleaned",
    show_default=True,
    metavar="WHAT",
    help="The old side: a folder of ledgers, or a git revision, or REVISION:FOLDER.",
)
@click.option(
    "--with",
    "other",
    type=FOLDER,
    metavar="DIR",
    help="The new side: a folder of ledgers [default: raw texts, cleaned now]",
)
@RAW
@RULES
@click.option("--language", metavar="CODE", help="Language of the texts [default: as before]")
@click.option("--text", is_flag=True, help="For reading (default).")
@click.option("--markdown", is_flag=True, help="For a pull request.")
@click.option("--json", is_flag=True, help="For scripts: all differences.")
@click.option(
    "--most",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    metavar="N",
    help="Examples of a rule, of each kind; 0 for all.",
)
def impact(**options: Any) -> int:
    """Show what the rules now change in texts cleaned before: gained, lost, changed."""
    from pipeline.commands import impact as work

    view = one_view(options, ("text", "markdown", "json"))
    return work.impact(work.Comparing(**options, view=view))


@main.command(epilog="Example: corrigenda review octavo-pdftotext")
@click.argument("name", required=False)
@CLEANED
@RAW
@RULES
@click.option("--images", type=FOLDER, metavar="DIR", help="Page pictures, one a page, or PDFs.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=False,
    help="[default: any that is free]",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
def review(name: str | None, images: Path | None, port: int, browser: bool, **shelf: Any) -> int:
    """Judge corrections on a page in the browser, served on this machine only."""
    from pipeline.commands import reviewing as work

    return work.review(work.Serving(name, work.Shelf(**shelf), images, port, browser))


@main.command(epilog="Example: corrigenda report octavo-pdftotext -o octavo.html")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED
@RAW
@RULES
@click.option("-o", "--out", type=FOLDER, metavar="FILE", help="[default: beside the cleaned text]")
def report(names: tuple[str, ...], out: Path | None, **shelf: Any) -> int:
    """Write the corrections of a text as one HTML file to send around."""
    from pipeline.commands import reviewing as work

    return work.report(names, work.Shelf(**shelf), out)


def _judging(command: Any) -> Any:
    """Give a command the options of stet and apply."""
    options = (
        click.argument("places", nargs=-1, required=True, metavar="NAME:LINE..."),
        CLEANED,
        RAW,
        RULES,
        click.option("--word", default="", help="Which correction, where a line has several."),
        click.option("--number", type=click.IntRange(1), help="Which one of those, from 1."),
        click.option(
            "--scope",
            type=click.Choice(["place", "form", "everywhere", "rule"]),
            default="place",
            show_default=True,
            help="How far it reaches: this place; this form, or this rule, in this book; "
            "this form everywhere.",
        ),
        click.option("--note", default="", help="Why, for whoever reads the decision."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command(epilog="Example: corrigenda stet octavo-pdftotext:21")
@_judging
def stet(**options: Any) -> int:
    """Refuse the correction on a line of the raw text: what stood there stands."""
    from pipeline.commands import reviewing as work

    return work.judge("stet", work.Judging.of(**options))


@main.command(epilog="Example: corrigenda apply octavo-tesseract:580")
@_judging
def apply(**options: Any) -> int:
    """Make the suspect on a line of the raw text a correction, or accept what is one."""
    from pipeline.commands import reviewing as work

    return work.judge("apply", work.Judging.of(**options))


@main.command(epilog="Example: corrigenda decisions octavo-pdftotext")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED
@RAW
@RULES
@click.option("--take-back", multiple=True, metavar="ID", help="Take this decision back.")
def decisions(names: tuple[str, ...], take_back: tuple[str, ...], **shelf: Any) -> int:
    """List what reviewers decided; exit code 1 where a decision does not find its place."""
    from pipeline.commands import reviewing as work

    return work.decisions(names, work.Shelf(**shelf), take_back)


@main.command("take-in", epilog="Example: corrigenda take-in octavo-pdftotext")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@CLEANED
@RAW
@RULES
def take_in(names: tuple[str, ...], **shelf: Any) -> int:
    """Keep what was changed by hand in cleaned texts: each edit becomes a decision."""
    from pipeline.commands import taking
    from pipeline.commands.reviewing import Shelf

    return taking.take_in(names, Shelf(**shelf))


@main.command(epilog="Example: corrigenda init my-texts")
@click.argument("folder", type=FOLDER, metavar="DIR")
def init(folder: Path) -> int:
    """Lay out a project for texts of your own in a new or empty folder."""
    from pipeline.commands import starting

    return starting.init(folder)


main.add_command(rules)
main.add_command(evaluate)
main.add_command(calibrate)
