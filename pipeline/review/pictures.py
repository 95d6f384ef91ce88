"""The pictures of a text's pages: where they lie, which belongs to which page, and their pixels."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline import presence
from pipeline.faults import Fault
from pipeline.review import picture_match
from pipeline.review.picture_files import SUFFIXES, PictureFiles, is_inside, listed, need
from pipeline.review.picture_match import Evidence, Pairing
from pipeline.review.picture_pdf import PdfFile, counted

# A reviewer leafs forth and back; ten pages are at most some 20 MB.
_KEPT_PICTURES = 10


@dataclass(frozen=True)
class Pictures:
    """A text's page pictures. `named` says whether folder or files bear the text's name."""

    source: PictureFiles | PdfFile
    named: bool

    def __len__(self) -> int:
        return len(self.source)

    @property
    def place(self) -> Path:
        """The folder or the PDF that holds the pictures."""
        return self.source.place

    def check(self, pages: Sequence[str], names: Sequence[str] = ()) -> Pairing:
        """Say for each page, given its raw text, which picture is shown and how sure that is.

        `names` are those of the page files where the text came as such, without endings. A PDF's
        text is read for this, at about 2 ms a page; raises Fault where the PDF cannot be read.
        """
        source = self.source
        evidence = Evidence(len(source), self.named, source.stems(), source.texts())
        return picture_match.pair(pages, evidence, names)

    def picture(self, number: int) -> bytes:
        """Give picture `number`, from 1, as PNG bytes of at most 1,600 pixels a side.

        Raises Fault where there is no such picture, or its file is refused or damaged.
        """
        if not 1 <= number <= len(self):
            problem = f"has no picture {number:,}"
            raise Fault(str(self.place), problem, f"its pictures are 1 to {len(self):,}")
        return _png(self.source, number, _stamp(self.source.path(number)))


def find(images: Path | None, beside: Path, name: str) -> Pictures | None:
    """Give the pictures of the text `name`, None where there are none.

    In the folder `images` it takes the folder NAME, else NAME.pdf, else the folder's own files.
    Without `images` it takes NAME.pdf in the folder `beside`, that of the raw text.

    Raises Fault where `images` is missing or holds nothing that fits, where a PDF cannot be opened,
    or where the extra `images` is not installed. Nobody asked for a PDF beside the raw text: there
    a caller may show the fault and go on without pictures.
    """
    plain = name not in ("", ".", "..") and Path(name).name == name and "\0" not in name
    if images is None:
        return _pdf(beside, name) if plain else None
    if not os.path.isdir(images):
        raise Fault(str(images), "no such folder", "check what --images names")
    found = None
    if plain:
        found = _folder(images / name, images, name) or _pdf(images, name)
    found = found or _folder(images, images, name)
    if found is None:
        kinds = ", ".join(suffix[1:] for suffix in SUFFIXES)
        remedy = f"it needs one image a page ({kinds}), a folder {name} of them, or {name}.pdf"
        raise Fault(str(images), f"no page pictures for {name} in it", remedy)
    return found


def _folder(folder: Path, root: Path, name: str) -> Pictures | None:
    if not (os.path.isdir(folder) and is_inside(folder, root)):
        return None
    files = listed(folder, root)
    if files is None:
        return None
    need("PIL")
    named = folder.resolve().name == name or all(_bears(stem, name) for stem in files.stems())
    return Pictures(files, named)


def _bears(stem: str, name: str) -> bool:
    """Whether a file name is the text's, or begins with it as `tide-007` does for `tide`."""
    return stem.startswith(name) and not stem[len(name) : len(name) + 1].isalnum()


def _pdf(folder: Path, name: str) -> Pictures | None:
    path = folder / f"{name}.pdf"
    if not (is_inside(path, folder) and presence.is_file(path)):
        return None
    need("PIL", "pypdfium2")
    return Pictures(counted(path, folder), named=True)


def _stamp(path: Path) -> tuple[int, int]:
    """Tell a file from the one that replaces it, so that no old picture is shown."""
    try:
        status = path.lstat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=_KEPT_PICTURES)
def _png(source: PictureFiles | PdfFile, number: int, _stamp: tuple[int, int]) -> bytes:
    return source.png(number)
