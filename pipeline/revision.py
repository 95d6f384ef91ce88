"""Cleaned texts and ledgers as a git revision holds them; nothing is checked out."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass

from pipeline import ledger
from pipeline.faults import Fault
from pipeline.ledger import SUFFIX, Ledger

FOLDER = "cleaned"
_SHORT = 10


@dataclass(frozen=True)
class Revision:
    """A folder of cleaned texts at a commit; `name` is what the user calls the revision.

    The folder is relative to the working folder, as all folders of the command are.
    """

    name: str
    commit: str
    folder: str

    @property
    def place(self) -> str:
        """What messages call the folder."""
        return f"{self.name}:{self.folder}"

    @property
    def label(self) -> str:
        """The folder with its commit, for whoever reads of it later."""
        return f"{self.place} at {self.commit[:_SHORT]}"

    def names(self) -> list[str]:
        """Give the names of the documents; raises Fault where there is no ledger."""
        folder = f"{self.folder}/"
        done = _git("ls-tree", "-z", "--name-only", self.commit, "--", folder)
        paths = [os.fsdecode(path).rpartition("/")[2] for path in done.stdout.split(b"\0")]
        found = [path.removesuffix(SUFFIX) for path in paths if path.endswith(SUFFIX)]
        if not found:
            remedy = "commit the cleaned texts with their ledgers, or give a folder"
            raise Fault(self.place, "no ledgers in it", remedy)
        return sorted(found)

    def read(self, name: str) -> tuple[bytes, Ledger]:
        """Read a document's cleaned text and its ledger; raises Fault where either cannot be."""
        place, listed = self._blob(f"{name}{SUFFIX}")
        return self._blob(f"{name}.txt")[1], ledger.parse(listed, place)

    def _blob(self, file: str) -> tuple[str, bytes]:
        place = f"{self.place}/{file}"
        done = _git("cat-file", "blob", f"{self.commit}:./{self.folder}/{file}")
        if done.returncode:
            raise Fault(place, "no such file in git", "commit it beside its ledger")
        return place, done.stdout


def find(what: str) -> Revision:
    """Give the revision of this name: REVISION, or REVISION:FOLDER.

    Raises Fault where there is none, where this is no git repository, and where git is missing.
    """
    name, _, folder = what.partition(":")
    folder = folder.strip("/") or FOLDER
    # Git would take what begins with a hyphen for an option.
    asked = "" if name.startswith("-") else name
    done = _git("rev-parse", "--verify", "--quiet", f"{asked}^{{commit}}")
    if asked and done.returncode == 0:
        return Revision(name, done.stdout.decode().strip(), folder)
    if _git("rev-parse", "--git-dir").returncode:
        problem = "no such folder, and this is no git repository"
        raise Fault(what, problem, "give a folder of ledgers")
    problem = "no such folder, and no git revision"
    raise Fault(what, problem, "give a folder of ledgers, a branch, a tag or a commit")


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as error:
        problem = f"cannot be run ({error.strerror})"
        raise Fault("git", problem, "install it, or give a folder of ledgers") from None
