"""Make the shipped lists of word pairs from the trained files of Tesseract.

Run by hand, only when a list should change; it needs Debian's package tesseract-ocr and npm:

    python rules/pairs/build.py

The files that Tesseract's first engine reads hold, as a graph of letters, the pairs of words that
stood side by side most often in what its makers gathered for a language: 1.2 million in English.
They tell that two words go together, and not how often. Packages of npm pack these files.

A list has a line for each word that is the first of a pair, or the second: the word, how many words
of the list stand before it, and those that stand behind it. Pairs stay of which either word is
common enough (see `LEAST_ZIPF`) to be no misreading itself. The same files give the same bytes.
"""

import gzip
import re
import subprocess
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import wordfreq

HERE = Path(__file__).resolve().parent
PACKAGE, VERSION = "@tesseract.js-data", "1.0.0"
LANGUAGES = {
    "de": ("deu", "German"),
    "en": ("eng", "English"),
    "es": ("spa", "Spanish"),
    "fr": ("fra", "French"),
    "it": ("ita", "Italian"),
}

# Zipf 2.5 is one use in three million words; Tesseract's words are those of the web.
LEAST_ZIPF = 2.5

# A word that lost its vowel before the next one is a word of its own here: l', qu', dell'.
ELIDED = re.compile(r"(?<![\w'])(\w{1,7}')(?=\w)")
ELIDING = ("fr", "it")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*'?")


def trained(code: str, folder: Path) -> Path:
    """Fetch a language's trained file and unpack it."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{PACKAGE}/{code}@{VERSION}"],
        cwd=folder, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    archive = folder / f"{PACKAGE.removeprefix('@').replace('/', '-')}-{code}-{VERSION}.tgz"
    packed = f"package/4.0.0/{code}.traineddata.gz"
    subprocess.run(["tar", "xzf", archive.name, packed], cwd=folder, check=True)
    path = folder / f"{code}.traineddata"
    path.write_bytes(gzip.decompress((folder / packed).read_bytes()))
    return path


def written(code: str, folder: Path) -> str:
    """Give the pairs as Tesseract has them, a line each."""
    path, parts = trained(code, folder), folder / f"{code}."
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["combine_tessdata", "-u", str(path), str(parts)], **quiet)
    out = folder / f"{code}.txt"
    call = ["dawg2wordlist", f"{parts}unicharset", f"{parts}bigram-dawg", str(out)]
    subprocess.run(call, **quiet)
    return out.read_text("utf-8")


def pairs(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words, in small letters; figures and marks are no words."""
    for line in text.splitlines():
        plain = unicodedata.normalize("NFKC", line).casefold().replace("’", "'")
        if language in ELIDING:
            plain = ELIDED.sub(r"\1 ", plain)
        words = plain.split()
        if len(line.split()) == 2 and all(map(WORD.fullmatch, words)):
            yield from pairwise(words)


def is_common(word: str, language: str) -> bool:
    """Whether a word is common enough to be no misreading; one that lost its vowel always is."""
    return word.endswith("'") or wordfreq.zipf_frequency(word, language) >= LEAST_ZIPF


def write(language: str, found: set[tuple[str, str]]) -> None:
    """Write one list and say how large it became."""
    common = {word for pair in found for word in pair if is_common(word, language)}
    behind: defaultdict[str, list[str]] = defaultdict(list)
    before: Counter[str] = Counter()
    for first, second in sorted(found):
        if first in common and second in common:
            behind[first].append(second)
            before[second] += 1
    code, name = LANGUAGES[language]
    lines = [
        f"# {name} pairs of words from Tesseract's trained file {code}.traineddata 4.0.0, as npm's",
        f"# package {PACKAGE}/{code} {VERSION} packs it. Apache License 2.0.",
        *(
            " ".join((word, str(before[word]), *behind[word]))
            for word in sorted(common & (behind.keys() | before.keys()))
        ),
    ]
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    path = HERE / f"{language}.txt.gz"
    path.write_bytes(packed)
    number = sum(map(len, behind.values()))
    print(f"{path.name}: {number:,} pairs of {len(lines) - 2:,} words, {len(packed):,} bytes")


def main() -> None:
    """Write the shipped lists."""
    with tempfile.TemporaryDirectory() as folder:
        for language, (code, _) in LANGUAGES.items():
            write(language, set(pairs(written(code, Path(folder)), language)))


if __name__ == "__main__":
    main()
