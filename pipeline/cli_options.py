"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.many.shards import WHOLE, Shard, parse

# Whether it may be read is found out by reading, where the fault can be told in one line.
FOLDER = click.Path(path_type=Path, readable=False)
CONFIDENCES = ("certain", "likely", "suspect")


def _shard(ctx: click.Context, param: click.Parameter, value: str | None) -> Shard:
    """Read the shard that was written; click tells what is wrong with it."""
    try:
        return WHOLE if value is None else parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


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
SHARD = click.option(
    "--shard",
    callback=_shard,
    metavar="I/N",
    help="Only the I-th of N parts of the collection, told by a hash of each document's name.",
)
ENGINES = ("local", "dask")
