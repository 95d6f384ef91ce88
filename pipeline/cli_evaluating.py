"""The commands that judge by a truth: they read their options, no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli_options import FOLDER, RULES


@click.command(epilog="Example: corrigenda evaluate raw/octavo-layout.txt tests/truth/octavo.txt")
@click.argument("where", nargs=-1, required=True, type=FOLDER, metavar="RAW TRUTH | FOLDER")
@click.option(
    "--cleaned",
    type=FOLDER,
    metavar="DIR",
    help="Judge the cleaned texts and ledgers here [default: clean now, in memory]",
)
@RULES
@click.option("--language", metavar="CODE", help="Language of the texts [default: told from them]")
@click.option("--words", is_flag=True, help="Compare letters, figures and word ends only.")
@click.option("--json", metavar="FILE", help="Write every verdict as JSON; - for standard output.")
@click.option("--html", type=FOLDER, metavar="FILE", help="Write the places as one HTML page.")
@click.option("--figures", type=FOLDER, metavar="FILE", help="Write the figures only, as JSON.")
@click.option(
    "--markdown",
    type=FOLDER,
    metavar="FILE",
    help="Write the tables between the marks of this page.",
)
def evaluate(where: tuple[Path, ...], **options: Any) -> int:
    """Judge what cleaning does to texts whose truth is known.

    RAW is a raw text and TRUTH the same text as it should read; or FOLDER holds specimens, which
    its manifest.json names. Nothing is cleaned on disk.
    """
    from pipeline.commands import evaluating

    return evaluating.judge(evaluating.Evaluating(where, **options))


@click.command(epilog="Example: corrigenda calibrate tests/specimens/evaluation.json")
@click.argument("where", nargs=-1, required=True, type=FOLDER, metavar="FIGURES...")
@RULES
@click.option(
    "--markdown",
    type=FOLDER,
    metavar="FILE",
    help="Write the tables between the marks of this page.",
)
@click.option("--plot", type=FOLDER, metavar="FILE", help="Draw the reliability plot, as SVG.")
@click.option("--json", metavar="FILE", help="Write the outcome as JSON; - for standard output.")
def calibrate(where: tuple[Path, ...], **options: Any) -> int:
    """Ask whether rules are as right as their grades say, on books left out of the fit.

    FIGURES are files that `corrigenda evaluate --figures` wrote. Exit code 1 where a rule claims
    more than its counts hold.
    """
    from pipeline.commands import calibrating

    return calibrating.calibrate(calibrating.Calibrating(where, **options))
