"""What fuzzing starts from: small inputs of our own for each target, and words to put in them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from itertools import product

import layouts
import pyarrow as pa
import pyarrow.parquet as pq
import stages
import tiny
import zstandard
from containing import PAGES

from fuzzing.targets import cleaned_tide

# Signs and stretches that some finder looks for, or that are lost when handled carelessly.
_SIGNS = [
    *"\f\n\r\t\v\x00\x1c\x85\xa0\xad-‐‑¬—–'\"`“”‘’„«»…•ſﬁﬂ½\u200b\u200d\u200e\u202e\u2028\u2066",
    *"\ufeff\ufffd\ufffe\uffff\U000e0041\U0001d51e\u0301\u05d0",
    "\r\n", "-\n", "-\n\f", "\u00ad\n", "\f12\n", "\n12\n", "xvi", "Ã©", "â€œ", "``", "''", ". . .",
    "t h e ", "tbe ", "arid ", "the ferry-\nman", "CHAPTER I.", "THE TIDE MILL 12\n", "B 2\n",
    "[Pg 12]", "-----File: 012.png-----", "und die der", "le la les",
]  # fmt: skip
_RULE_WORDS = [
    '[[rule]]\n', '[[rule.examples]]\n', '[[rule.keeps]]\n', 'id = "', 'about = "',
    'confidence = "certain"\n', 'confidence = "suspect"\n', 'find = { pattern = \'', "replace = \"",
    "leave = true\n", "when = { ", 'known = ["{first}"]', "requires = [", "lines = 2",
    "finder = \"", "line-end-hyphen", "(?<first>", "{first}",
    "{{", "\\p{L}", "{1000}", "(?R)", "(?&first)", "\\G",
    "(?<=", "stages = [", "languages = [", "allow = { slow = \"", "at_least = { ", "matches = { ",
]  # fmt: skip
_LEDGER_WORDS = [
    '"start":', '"end":', '"stage":"', '"applied":false', '"seams":[', '"codec":"', '"newline":"',
    '"mark":true', '"format":1', "-1", "1e999", "NaN", "\\ud800", "utf-16-le", "cr", "mixed",
]  # fmt: skip
_MARKUP_WORDS = [
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#x110000;", "&#0;", "<![CDATA[", "]]>", "<!--",
    "-->", "<?xml version='1.0' encoding='",
    "<String CONTENT=\"", "<HYP CONTENT='-'/>", "SUBS_CONTENT=\"",
    "<span class='ocrx_word' title='bbox 1 2 3 4'>", "<TextEquiv><Unicode>", "ReadingOrder",
]  # fmt: skip
_VERDICTS = ("stet", "apply", "edit")
_SCOPES = ("place", "form", "everywhere", "rule", "group")


def words(name: str) -> list[bytes]:
    """Give the words that are put into a target's inputs."""
    more = {
        "rules": _RULE_WORDS,
        "drafts": _RULE_WORDS,
        "ledger": _LEDGER_WORDS,
        "xml": _MARKUP_WORDS,
        "hocr": _MARKUP_WORDS,
    }
    return [one.encode() for one in (*_SIGNS, *more.get(name, []))]


def seeds(name: str) -> Iterator[bytes]:
    """Yield the inputs that a target's fuzzing starts from."""
    yield b""
    yield from _SEEDS[name]()


def _texts() -> Iterator[bytes]:
    for path in sorted((stages.ROOT / "tests" / "golden").glob("*/*/in.txt")):
        yield path.read_bytes()
    text = tiny.TIDE + "caf\u00e9 \u201cso\u201d\n"
    for codec in ("utf-8-sig", "utf-16", "utf-16-be", "cp1252", "mac_roman"):
        yield text.encode(codec)
        yield text.replace("\n", "\r\n").encode(codec)


def _marked_texts() -> Iterator[bytes]:
    """A first byte chooses the language."""
    for number, text in enumerate(_texts()):
        yield bytes([number % 4]) + text


def _rules() -> Iterator[bytes]:
    yield b"s" + tiny.SCANNOS.encode()
    yield b"p" + tiny.PIPELINE.encode()
    yield b"p" + (stages.RULES / "pipeline.toml").read_bytes()
    yield b"l" + (stages.RULES / "languages" / "en.toml").read_bytes()[:3000]
    yield b'cabout = "x"\nfiles = ["*"]\nstage = "scannos"\n' + tiny.SCANNOS.encode()[40:]
    for draft in _drafts():
        yield b's about = "x"\n' + draft


def _drafts() -> Iterator[bytes]:
    for path in sorted(stages.RULES.glob("*.toml")):
        head, *blocks = path.read_text("utf-8").split("[[rule]]\n")
        if path.name != "pipeline.toml":
            finders = head[head.find("[finders") :] if "[finders" in head else ""
            yield from (f"{finders}[[rule]]\n{block}".encode()[:4000] for block in blocks[:4])


def _ledgers() -> Iterator[bytes]:
    listed = cleaned_tide()[1]
    yield listed
    yield listed.replace(b'"lf"', b'"crlf"').replace(b"utf-8", b"utf-16-le")
    head, *rows = listed.splitlines()
    told = b'{"record":1,"id":"7","head":%s,"rows":[%s]}\n' % (head, b",".join(rows))
    yield told
    yield told + head + b"\n"


def _decisions() -> Iterator[bytes]:
    place = 'left = "Tbe Tide"\nraw = "tbe"\nright = "ferry-"\nbefore = "tbe"\nafter = "the"\n'
    for number, (verdict, scope) in enumerate(product(_VERDICTS, _SCOPES)):
        head = f'[[decision]]\nid = "a{number}"\nverdict = "{verdict}"\nscope = "{scope}"\n'
        yield f'# why\n{head}rule = "scannos/b-for-h"\n{place}reading = "thee"\n'.encode()


def _zips() -> Iterator[bytes]:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", method) as archive:
            for number, page in enumerate(PAGES, 1):
                archive.writestr(f"vol/{number:08}.txt", page)
        yield whole.getvalue()


def _gzips() -> Iterator[bytes]:
    once = gzip.compress(tiny.TIDE.encode(), mtime=0)
    yield from (once, once + once)


def _zstds() -> Iterator[bytes]:
    once = zstandard.compress(tiny.TIDE.encode())
    yield from (once, once + once)


def _xmls() -> Iterator[bytes]:
    yield layouts.alto(*PAGES).encode()
    yield layouts.page_xml(PAGES[0]).encode()
    yield layouts.page_xml(PAGES[1], words=False).encode()
    yield layouts.alto(PAGES[0]).replace("UTF-8", "ISO-8859-1").encode()


def _hocrs() -> Iterator[bytes]:
    yield layouts.hocr(*PAGES).encode()


def _jsonls() -> Iterator[bytes]:
    yield b"\n".join(json.dumps({"id": one, "text": one}).encode() for one in PAGES)
    yield json.dumps({"text": PAGES[0], "n": [1, {"a": None}], "z": 1e3}).encode() + b"\n\n"
    yield b'\xef\xbb\xbf{"te\\u0078t":"tb\\u0065 quay \\ud83d\\ude00"}\r\n'


def _parquets() -> Iterator[bytes]:
    whole = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2, 3], "text": list(PAGES)}), whole, compression="none")
    yield whole.getvalue()


_SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "decode": _texts,
    "rules": _rules,
    "drafts": _drafts,
    "ledger": _ledgers,
    "decisions": _decisions,
    "zip": _zips,
    "gzip": _gzips,
    "zstd": _zstds,
    "xml": _xmls,
    "hocr": _hocrs,
    "jsonl": _jsonls,
    "parquet": _parquets,
    "pipeline": _marked_texts,
    "settled": _marked_texts,
}
