"""Exit codes, and the one place where an exception becomes a message and a code."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import suppress
from typing import Any

import click

from pipeline import __version__
from pipeline.faults import EXIT_BUG, EXIT_FAULT, Fault
from pipeline.visible import visible

EXIT_INTERRUPTED = 130
DEBUG = "CORRIGENDA_DEBUG"

CODES = """\b
Exit codes:
  0    done
  1    a text, a ledger or a rule is at fault
  2    wrong use of the command
  3    a bug of ours
  130  stopped by ^C"""


class Guarded(click.Group):
    """A group of commands that lets no traceback out and ends with a documented code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; ends the process with an exit code."""
        if sys.stderr is None:
            sys.stderr = io.StringIO()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            # The first file that is opened would become standard output, and be written over.
            if sys.stdout is None:
                raise Fault("standard output", "is closed", "send it to a file or to /dev/null")
            code = super().main(*args, **{**extra, "standalone_mode": False})
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except Fault as fault:
            complain(str(fault))
            code = EXIT_FAULT
        except (KeyboardInterrupt, click.Abort):
            complain("stopped")
            code = EXIT_INTERRUPTED
        except MemoryError:
            complain("this needs more memory than there is; split the text, or use fewer --jobs")
            code = EXIT_FAULT
        except BrokenPipeError:
            stop_writing()
            code = 0
        except OSError as error:
            # What touches the user's files tells its own faults; left is standard output.
            stop_writing()
            place = str(error.filename or "standard output")
            complain(str(Fault(place, f"cannot be used ({error.strerror})", "check the disk")))
            code = EXIT_FAULT
        except Exception as error:
            complain_of_bug(f"{type(error).__name__}: {error}", traceback.format_exc())
            code = EXIT_BUG
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader that has read enough is none of click's faults."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            stop_writing()
            return 0


def stop_writing() -> None:
    """Send the rest of standard output nowhere: whoever read it has read enough."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str) -> None:
    """Write one line to standard error."""
    click.echo(visible(message), err=True)


def complain_of_bug(what: str, trace: str) -> None:
    """Tell a bug of ours in one line, and the traceback where CORRIGENDA_DEBUG asks for it."""
    where = f"corrigenda {__version__}, Python {sys.version.split()[0]}"
    complain(f"internal error: {what}; please report it with {where} and {DEBUG}=1")
    if os.environ.get(DEBUG):
        click.echo(trace, err=True)
