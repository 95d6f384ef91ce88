"""A folder that holds one image file a page, read as if a stranger had filled it.

Only regular files inside the folder are opened, and only five formats are decoded. What goes out is
a new PNG, never the file's own bytes, so that markup under a picture's name reaches no browser.
A file that is refused keeps its number, since leaving it out would shift all that follow.
"""

from __future__ import annotations

import io
import os
import stat
import warnings
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from pipeline import presence
from pipeline.book import natural_order
from pipeline.faults import Fault

if TYPE_CHECKING:
    from PIL.Image import Image

# Where a page is there in two formats, the one that stands first here is shown.
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff")
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF")

# A page of A4 at 400 dpi in full colour, not packed, is 46 MB.
IMAGE_BYTES_MOST = 128_000_000

# A page of A3 at 600 dots an inch has 70 million. Decoded, 80 million take at most 320 MB.
PIXELS_MOST = 80_000_000

# The longer side of what is shown: print stays legible on a screen, and a page is 0.3 to 2 MB.
SHOWN_PIXELS = 1_600

# Packing harder takes longer than the way to a browser on the same machine.
_PNG_LEVEL = 3

# One picture is decoded at a time: it bounds the memory, and filters of warnings are global.
_DECODING = Lock()


@dataclass(frozen=True)
class PictureFiles:
    """The picture files of a folder, one a page, in the natural order of their names.

    `root` is the folder that no link may leave.
    """

    place: Path
    root: Path
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def path(self, number: int) -> Path:
        """Give the path of picture `number`, counted from 1."""
        return self.place / self.names[number - 1]

    def stems(self) -> tuple[str, ...]:
        """Give the files' names without their endings."""
        return tuple(Path(name).stem for name in self.names)

    def texts(self) -> tuple[str, ...]:
        """Give what the pictures tell of their text: nothing."""
        return ()

    def png(self, number: int) -> bytes:
        """Give picture `number` as a PNG for the screen; raises Fault where it is refused."""
        path = self.path(number)
        with opened(path, self.root, IMAGE_BYTES_MOST) as file:
            data = file.read(IMAGE_BYTES_MOST + 1)
        with _DECODING:
            return _decoded(data, path)


def listed(folder: Path, root: Path) -> PictureFiles | None:
    """Give the folder's picture files, None where no regular file inside `root` is one.

    Raises Fault where the folder cannot be read.
    """
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
    except OSError as error:
        raise _unreadable(folder, error) from None
    best: dict[str, Path] = {}
    for path in sorted(found, key=lambda one: (SUFFIXES.index(one.suffix.lower()), one.name)):
        if not path.name.startswith("."):
            best.setdefault(path.stem, path)
    ordered = sorted(best.values(), key=natural_order)
    if not any(is_inside(path, root) and presence.is_file(path) for path in ordered):
        return None
    return PictureFiles(folder, root, tuple(path.name for path in ordered))


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path, with every link followed, lies in the folder `root`."""
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def opened(path: Path, root: Path, most: int) -> BinaryIO:
    """Open a regular file of 1 to `most` bytes that lies in `root`; raises Fault for all else.

    The open file itself is asked again what it is, in case the name was given to another meanwhile.
    """
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise Fault(str(path), "is a link that leaves the folder", "put the file itself there")
        _must_be_regular(real.lstat(), path)
        file = os.fdopen(_handle(real), "rb")
    except FileNotFoundError:
        raise Fault(str(path), "no such file", "was it moved or renamed meanwhile?") from None
    except (OSError, RuntimeError) as error:
        raise _unreadable(path, error) from None
    try:
        status = os.fstat(file.fileno())
        _must_be_regular(status, path)
        _must_be_sized(status.st_size, most, path)
    except Fault:
        file.close()
        raise
    return file


def shown(image: Image) -> bytes:
    """Give an image as PNG bytes, without transparency, colour profile or any other extra."""
    out = io.BytesIO()
    image.info = {}
    image.save(out, "PNG", compress_level=_PNG_LEVEL)
    return out.getvalue()


def need(*modules: str) -> None:
    """Raise Fault where a module of the extra `images` is not installed."""
    if any(find_spec(module) is None for module in modules):
        remedy = "pip install 'corrigenda[images]'"
        raise Fault("page pictures", "what reads them is not installed", remedy)


def _handle(path: Path) -> int:
    # Follows no link put there since, and does not wait for somebody to write into a pipe.
    names = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
    return os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in names))


def _must_be_regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Fault(str(path), "is no regular file", "put the picture itself there")


def _must_be_sized(size: int, most: int, path: Path) -> None:
    if not size:
        raise Fault(str(path), "is empty", "copy it again")
    if size > most:
        problem = f"has {size:,} bytes, and no more than {most:,} are read"
        raise Fault(str(path), problem, "save it smaller")


def _unreadable(path: Path, error: OSError | RuntimeError) -> Fault:
    why = getattr(error, "strerror", None) or "a circle of links"
    return Fault(str(path), f"cannot be read ({why})", "check its permissions")


def _decoded(data: bytes, path: Path) -> bytes:
    """Decode an image file and encode it anew; its size is looked at before it is decoded."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with closing(Image.open(io.BytesIO(data), formats=_FORMATS)) as image:
                must_fit(image.width * image.height, path)
                return shown(_reduced(image))
        except Fault:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_many_pixels(path) from None
        except UnidentifiedImageError:
            problem = "holds no picture that can be read"
            raise Fault(
                str(path), problem, "save it anew as PNG, JPEG, WebP, GIF or TIFF"
            ) from None
        except Exception:
            # A decoder fed with damage may raise anything; what it raises helps nobody.
            raise Fault(str(path), "is damaged or ends too early", "copy it again") from None


def must_fit(pixels: int, path: Path) -> None:
    """Raise Fault where a picture has more pixels than are decoded."""
    if pixels > PIXELS_MOST:
        raise _too_many_pixels(path)


def _too_many_pixels(path: Path) -> Fault:
    problem = f"has more than {PIXELS_MOST:,} pixels"
    return Fault(str(path), problem, "save it smaller")


def _reduced(image: Image) -> Image:
    """Give the image upright, in grey or colour, no larger than is shown."""
    from PIL import ImageOps

    if image.mode not in ("L", "RGB", "CMYK", "YCbCr"):
        image = _flat(image)
    image.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS))
    ImageOps.exif_transpose(image, in_place=True)
    return _flat(image)


def _flat(image: Image) -> Image:
    """Give the image in grey or in colour, on white where it is transparent."""
    import PIL.Image

    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        white = PIL.Image.new("RGBA", image.size, "white")
        return PIL.Image.alpha_composite(white, layered).convert("RGB")
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode in ("1", "F") else "RGB")
