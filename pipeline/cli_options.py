"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.many.shards import WHOLE, Shard, parse
from pipeline.urls import Url, url_of


class LocalPath(click.Path):
    """A path here; a URL is told to be none."""

    def convert(self, value: Any, parameter: Any, context: Any) -> Any:
        """Give the path."""
        if isinstance(value, str) and isinstance(url_of(value), Url):
            self.fail(f"'{value}' is a URL, and only a path will do here", parameter, context)
        return super().convert(value, parameter, context)


class Place(click.ParamType):  # type: ignore[type-arg]
    """A path here, or a URL."""

    name = "place"

    def convert(self, value: Any, parameter: Any, context: Any) -> Any:
        """Give the path or the URL."""
        return url_of(value) if isinstance(value, str) else value


# Whether it may be read is found out by reading, where the fault can be told in one line.
FOLDER = LocalPath(path_type=Path, readable=False)
PLACE = Place()
CONFIDENCES = ("certain", "likely", "suspect")


def one_view(options: dict[str, Any], names: Sequence[str]) -> str:
    """Take the flags of these names out of a command's options, and give the one that is set.

    The first is the default. Raises UsageError where several are set.
    """
    given = [name for name in names if options.pop(name)]
    if len(given) > 1:
        told = " and ".join(f"--{name}" for name in given)
        raise click.UsageError(f"{told}: give one of them")
    return given[0] if given else names[0]


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
CLEANED_PLACE = click.option(
    "--cleaned",
    type=PLACE,
    default=Path("cleaned"),
    show_default=True,
    metavar="DIR",
    help="Folder of cleaned texts, or its URL.",
)
RAW_PLACE = click.option(
    "--raw",
    type=PLACE,
    default=Path("raw"),
    show_default=True,
    metavar="DIR",
    help="Folder of raw texts, or its URL.",
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
