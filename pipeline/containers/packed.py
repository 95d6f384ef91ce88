"""Texts packed by gzip or Zstandard: one document, whose raw bytes are the unpacked ones."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from pipeline.containers.limits import Budget, drained, opened, size_of, unreadable
from pipeline.extras import need
from pipeline.faults import Fault

# A frame that asks for a larger window than 128 MiB is not unpacked.
_WINDOW_MOST = 1 << 27

# Four packed bytes can be 128 KiB: so few are given in at once that little can come out.
_FED_BYTES = 2048

_REMEDY = "fetch it again"


def gunzip(path: Path) -> bytes:
    """Unpack a gzip file of one member or several; raises Fault where it is damaged or too big."""
    with opened(path) as file:
        budget = Budget(str(path), size_of(file))
        try:
            with gzip.GzipFile(fileobj=file) as stream:
                return drained(stream, budget)
        except EOFError:
            raise Fault(str(path), "is cut short", _REMEDY) from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Fault(str(path), f"is damaged ({error})", _REMEDY) from None
        except OSError as error:
            raise unreadable(path, error) from None


def unzstd(path: Path) -> bytes:
    """Unpack a Zstandard file of one frame or several; raises Fault as `gunzip` does."""
    zstandard = need("zstandard", str(path))
    with opened(path) as file:
        budget = Budget(str(path), size_of(file))
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW_MOST)
        pieces: list[bytes] = []
        frame = None
        try:
            while fed := file.read(_FED_BYTES):
                while fed:
                    frame = frame or unpacker.decompressobj()
                    piece = frame.decompress(fed)
                    budget.take(len(piece))
                    pieces.append(piece)
                    fed = frame.unused_data if frame.eof else b""
                    frame = None if frame.eof else frame
        except zstandard.ZstdError as error:
            raise Fault(str(path), f"is damaged ({error})", _REMEDY) from None
        except OSError as error:
            raise unreadable(path, error) from None
        if frame or not pieces:
            raise Fault(str(path), "is cut short", _REMEDY)
        return b"".join(pieces)
