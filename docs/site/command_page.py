"""Makes the page of all commands, `docs/commands.md`, from what `--help` says of each."""

from __future__ import annotations

from collections.abc import Iterator

import click

from pipeline.cli import main

# Columns of a terminal; wider lines would be cut off on a narrow screen.
COLUMNS = 80

_HEAD = """# Commands

<!-- Made from `--help` by `make docs`: change the commands, not this page. -->

What `--help` says of every command, word for word. In a clone the command is
`.venv/bin/corrigenda`; after `source .venv/bin/activate` its name is enough.
"""


def page() -> str:
    """Give the page, as Markdown."""
    return "\n".join(_lines()).rstrip("\n") + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for context in every_command(top()):
        deep = context.command_path.count(" ")
        yield f"{'#' * (2 + (deep > 1))} {context.command_path}\n"
        yield f"```text\n{context.command.get_help(context).rstrip()}\n```\n"


def top() -> click.Context:
    """Give the context of the command itself, with its settings and a fixed width."""
    settings = {**main.context_settings, "terminal_width": COLUMNS, "max_content_width": COLUMNS}
    return click.Context(main, info_name="corrigenda", **settings)


def every_command(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of a command and of all that are below it, in the order of `--help`."""
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command and not command.hidden:
                yield from every_command(click.Context(command, info_name=name, parent=context))


if __name__ == "__main__":
    print(page(), end="")
