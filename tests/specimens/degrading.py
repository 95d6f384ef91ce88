"""Makes clean page pictures look like scans of an old copy.

Each leaf lies a little askew, the ink has spread unevenly, the back of the leaf shines through, and
the paper has specks. All chance comes from a fixed seed and the page's number, so that the same
versions of NumPy and Pillow give the same pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

WHITE = 255
Pixels = NDArray[numpy.float32]


@dataclass(frozen=True)
class Wear:
    """How worn the copy is, and how it was scanned. Lengths are pixels, strengths 0 to 1.

    The figures were tried on these pages until one word in twenty or thirty was misread, as in a
    scan of middling quality.
    """

    seed: int = 1891
    dots_per_inch: int = 200
    skew_degrees: float = 0.5
    blur: float = 0.8
    bleed: float = 0.16
    bleed_blur: float = 2.0
    paper: float = 232
    fading: float = 0.25
    fading_cell: int = 40
    grain: float = 14
    specks_per_million: float = 60


def worn(pages: list[Image.Image], wear: Wear) -> Iterator[Image.Image]:
    """Give the picture of each page as a scan of a worn copy, in greys."""
    for at, page in enumerate(pages):
        back = pages[at + 1] if at + 1 < len(pages) else Image.new("L", page.size, WHITE)
        yield worn_page(page, back, wear, numpy.random.default_rng((wear.seed, at)))


def worn_page(
    page: Image.Image, back: Image.Image, wear: Wear, chance: numpy.random.Generator
) -> Image.Image:
    """Wear one page; `back` is what shines through from the next."""
    angle = chance.uniform(-wear.skew_degrees, wear.skew_degrees)
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=WHITE)
    ink = WHITE - as_pixels(turned.filter(ImageFilter.GaussianBlur(wear.blur)))
    ink *= 1 - wear.fading * blotches(ink.shape, wear, chance)
    ink = numpy.maximum(ink, wear.bleed * shine_through(back, wear, chance))
    ink += (WHITE - wear.paper) * blotches(ink.shape, wear, chance)
    ink += chance.normal(0, wear.grain, ink.shape).astype(numpy.float32)
    ink[chance.random(ink.shape) < wear.specks_per_million / 1e6] = WHITE
    grey = numpy.clip(WHITE - ink, 0, WHITE).astype(numpy.uint8)
    return Image.fromarray(grey).filter(ImageFilter.GaussianBlur(wear.blur / 2))


def as_pixels(picture: Image.Image) -> Pixels:
    return numpy.asarray(picture, dtype=numpy.float32)


def shine_through(back: Image.Image, wear: Wear, chance: numpy.random.Generator) -> Pixels:
    """The ink of the next page, mirrored, softened and a little out of register."""
    mirrored = ImageOps.mirror(back).filter(ImageFilter.GaussianBlur(wear.bleed_blur))
    across, down = (int(way) for way in chance.integers(-6, 7, 2))
    return WHITE - as_pixels(ImageChops.offset(mirrored, across, down))


def blotches(shape: tuple[int, ...], wear: Wear, chance: numpy.random.Generator) -> Pixels:
    """Soft spots between 0 and 1, each some cells wide."""
    height, width = shape
    cells = chance.random((height // wear.fading_cell + 2, width // wear.fading_cell + 2))
    small = Image.fromarray((cells * WHITE).astype(numpy.uint8))
    return as_pixels(small.resize((width, height), Image.Resampling.BICUBIC)) / numpy.float32(WHITE)
