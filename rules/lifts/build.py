"""Make the shipped lifts of word pairs from the language model of PocketSphinx.

Run by hand, only when they should change; it needs pip and NumPy:

    python rules/lifts/build.py

The wheel of PocketSphinx on PyPI packs a model of English: how likely each of 72,547 words is, each
of 2.05 million pairs of them and 1.67 million rows of three, and what is left to the words that a
word has not been seen before (Katz's back-off). The file is a trie of packed bits, the last word of
a row first.

A lift is log10 of how much likelier a word is behind another one than by itself. What is written
holds those of all pairs of the 65,536 likeliest words, and of each word the lift of the words that
it has not been seen before. `pipeline/lifts.py` says how. The same wheel gives the same bytes.
"""

import gzip
import json
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
VERSION = "5.1.1"
MODEL = "pocketsphinx/model/en-us/en-us.lm.bin"

# A lift is written in steps of a twentieth above minus five.
STEPS, LEAST = 20, -5

# A word's number takes two bytes.
MOST_WORDS = 1 << 16
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*'?|'[a-z]+|</?s>")

# What the file says of itself: its first line, the base of its logarithms, and how many different
# ones there are of a kind.
HEADER = b"Trie Language Model"
BASE = 1.0001
VALUES = 1 << 16


def packed() -> bytes:
    """Fetch the wheel and give the model in it."""
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*call, f"pocketsphinx=={VERSION}"], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as members:
            return members.read(MODEL)


def field(part: bytes, size: int, number: int, start: int, bits: int) -> np.ndarray:
    """Give one field of all entries: `bits` bits from `start` on, in entries of `size` bits."""
    at = np.arange(number, dtype=np.int64) * size + start
    data = np.frombuffer(part + b"\0" * 8, np.uint8).astype(np.uint64)
    found = np.zeros(number, np.uint64)
    for byte in range(5):
        found |= data[(at >> 3) + byte] << np.uint64(8 * byte)
    return ((found >> (at & 7).astype(np.uint64)) & np.uint64((1 << bits) - 1)).astype(np.int64)


class Trie:
    """What is used of the model: words and pairs, a pair by its last word and then by its first.

    `value` and `left` are of each word, log10 of how likely it is and of what is left behind it;
    `first` is where the pairs that end in it begin. `pair_word` and `pair_value` are of each pair.
    """

    def __init__(self, data: bytes) -> None:
        at = len(HEADER) + 1
        words, room, triples = struct.unpack_from("<3I", data, at)
        # A number of no use here stands between the counts and the tables of values.
        at += 3 * 4 + 4
        pair_values = np.frombuffer(data, "<f4", VALUES, at) * np.log10(BASE)
        at += 3 * 4 * VALUES
        single = np.dtype([("value", "<f4"), ("left", "<f4"), ("first", "<u4")])
        singles = np.frombuffer(data, single, words + 1, at)
        at += single.itemsize * (words + 1)
        self.value = singles["value"][:words] * np.log10(BASE)
        self.left = singles["left"][:words] * np.log10(BASE)
        self.first = singles["first"].astype(np.int64)
        # There is room for a few pairs more than the words have.
        pairs = int(self.first[-1])
        word_bits, place_bits = words.bit_length(), triples.bit_length()
        pair_bits, triple_bits = word_bits + 32 + place_bits, word_bits + 16
        end = at + ((1 + room) * pair_bits + 7) // 8 + 8
        self.pair_word = field(data[at:end], pair_bits, pairs, 0, word_bits)
        self.pair_value = pair_values[field(data[at:end], pair_bits, pairs, word_bits + 16, 16)]
        at = end + ((1 + triples) * triple_bits + 7) // 8 + 8 + 4
        self.words = data[at:].decode("utf-8").split("\0")[:words]


def steps(lifts: np.ndarray) -> bytes:
    """Give lifts in steps, a byte each."""
    return np.clip(np.rint((lifts - LEAST) * STEPS), 0, 255).astype(np.uint8).tobytes()


def main() -> None:
    """Write the shipped lifts and say how large the file became."""
    trie = Trie(packed())
    plain = [index for index, word in enumerate(trie.words) if WORD.fullmatch(word)]
    likeliest = sorted(plain, key=lambda one: -trie.value[one])[:MOST_WORDS]
    kept = sorted(likeliest, key=trie.words.__getitem__)
    number = np.full(len(trie.words), -1)
    number[kept] = np.arange(len(kept))
    last = np.repeat(np.arange(len(trie.words)), np.diff(trie.first))
    wanted = np.flatnonzero((number[last] >= 0) & (number[trie.pair_word] >= 0))
    first, second = number[trie.pair_word[wanted]], number[last[wanted]]
    lift = trie.pair_value[wanted] - trie.value[last[wanted]]
    order = np.lexsort((second, first))
    head = {"words": len(kept), "pairs": len(order)}
    parts = [
        json.dumps(head).encode() + b"\n",
        "".join(trie.words[index] + "\n" for index in kept).encode(),
        steps(trie.left[kept]),
        np.bincount(first, minlength=len(kept)).astype("<u4").tobytes(),
        second[order].astype("<u2").tobytes(),
        steps(lift[order]),
    ]
    written = gzip.compress(b"".join(parts), compresslevel=9, mtime=0)
    path = HERE / "en.bin.gz"
    path.write_bytes(written)
    print(f"{path.name}: {len(order):,} pairs of {len(kept):,} words, {len(written):,} bytes")


if __name__ == "__main__":
    main()
