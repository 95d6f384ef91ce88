"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

# Whether it may be read is found out by reading, where the fault can be told in one line.
FOLDER = click.Path(path_type=Path, readable=False)
CONFIDENCES = ("certain", "likely", "suspect")

CLEANED = click.option(
    "--cleaned",
    type=FOLDER,
    default=Path("cleaned"),
    show_default=True,
    metavar="DIR",
    help="Folder of cleaned texts.",
)
RAW = click.option(
    "--raw",
    type=FOLDER,
    default=Path("raw"),
    show_default=True,
    metavar="DIR",
    help="Folder of raw texts.",
)
RULES = click.option(
    "--rules",
    type=FOLDER,
    multiple=True,
    metavar="DIR",
    help="Rules folder; one without pipeline.toml adds to the shipped rules. Repeatable. "
    "[default: rules, else the shipped]",
)
