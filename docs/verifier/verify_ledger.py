#!/usr/bin/env python3
"""Prove from a cleaned text and its ledger alone that every byte of the raw file comes back.

    python3 verify_ledger.py cleaned/NAME.txt [raw/NAME.txt]
    python3 verify_ledger.py cleaned [raw]

Only the standard library is used, and nothing of Corrigenda: docs/ledger.md is followed. It ends
with 1 where a proof fails. A raw file, or a folder of page files, is compared; none is needed.
"""

import hashlib
import itertools
import json
import sys
from pathlib import Path

LEDGER, PACKED = ".corrections.jsonl", (".gz", ".zst", ".zip")
MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
LINE_ENDS = {"lf": "\n", "mixed": "\n", "crlf": "\r\n", "cr": "\r"}


class NotProved(Exception):
    """The proof fails; the message says at what."""


def demand(holds, otherwise):
    """Raise NotProved where something does not hold."""
    if not holds:
        raise NotProved(otherwise)


def sha256(content):
    """Give a SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_ledger(content):
    """Give the head of a ledger and its rows, once they are whole."""
    first, feed, rest = content.partition(b"\n")
    demand(feed and (not rest or rest.endswith(b"\n")), "the ledger is cut short")
    head = json.loads(first)
    demand(head.get("format") == 1, f"format {head.get('format')} is not known here")
    demand(sha256(rest) == head["rows_sha256"], "the ledger's rows were changed")
    rows = [json.loads(line) for line in rest.split(b"\n")[:-1]]
    counts = dict.fromkeys(head["counts"], 0)
    applied = dict.fromkeys(head["stages"], 0)
    for row in rows:
        counts[row["confidence"]] += 1
        applied[row["stage"]] += row["applied"]
    demand(counts == head["counts"], "the rows are not as many as the head counts")
    demand(applied == head["applied"], "the applied rows are not as many as the head counts")
    return head, rows


def read_cleaned(content, head):
    """Give the cleaned text with plain line feeds; at a seam decoding starts anew."""
    demand(sha256(content) == head["cleaned_sha256"], "the cleaned text was changed")
    cuts = [0, *head.get("seams", []), len(content)]
    pieces = [content[start:end] for start, end in itertools.pairwise(cuts)]
    text = "".join(piece.decode("utf-8", "surrogateescape") for piece in pieces)
    return text.replace(LINE_ENDS[head["encoding"]["newline"]], "\n")


def undo(text, rows, stage):
    """Give the text before a stage, from the text after it and the stage's applied rows."""
    pieces, done, before_done, shift = [], 0, 0, 0
    for row in rows:
        name = f"{stage} at {row['start']}"
        demand(row["end"] - row["start"] == len(row["before"]), f"{name}: length is wrong")
        demand(before_done <= row["start"], f"{name}: overlaps the one before it")
        start = row["start"] + shift
        end = start + len(row["after"])
        demand(text[start:end] == row["after"], f"{name}: something else stands there")
        pieces += [text[done:start], row["before"]]
        done, before_done = end, row["end"]
        shift += len(row["after"]) - len(row["before"])
    return "".join(pieces) + text[done:]


def write_raw(text, encoding):
    """Give the raw bytes of the raw text."""
    codec, text = encoding["codec"], text.replace("\n", LINE_ENDS[encoding["newline"]])
    escape = "surrogateescape" if codec == "utf-8" else "strict"
    return (MARKS[codec] if encoding["mark"] else b"") + text.encode(codec, escape)


def restored(cleaned, ledger):
    """Give the raw bytes from the bytes of a cleaned text and of its ledger, and the head."""
    head, rows = read_ledger(ledger)
    text = read_cleaned(cleaned, head)
    for stage in reversed(head["stages"]):
        text = undo(text, [r for r in rows if r["stage"] == stage and r["applied"]], stage)
    raw = write_raw(text, head["encoding"])
    demand(sha256(raw) == head["raw_sha256"], "the raw bytes do not come back")
    return raw, head, sum(row["applied"] for row in rows)


def page_files(raw, pages):
    """Cut the joined pages again: each page file's name and bytes."""
    mark = MARKS.get(pages["codec"], b"")
    feed = "\f".encode(pages["codec"] or "utf-8")
    start, found = len(mark), []
    for name, length in pages["files"]:
        end = start + length - len(mark)
        found.append((name, mark + raw[start:end]))
        start = end + len(feed)
    return found


def compare(raw, head, beside):
    """Compare the restored bytes with the raw file, or the folder of page files, on disk."""
    pages = head.get("page_files")
    for name, content in page_files(raw, pages) if pages else [(head["file"], raw)]:
        path = beside / name if beside.is_dir() else beside
        demand(path.read_bytes() == content, f"{path} holds other bytes")


def prove(cleaned, beside):
    """Prove one text; give the line to print."""
    demand(not cleaned.is_dir(), "no ledger in it")
    ledger = cleaned.with_name(cleaned.name.removesuffix(".txt") + LEDGER)
    raw, head, applied = restored(cleaned.read_bytes(), ledger.read_bytes())
    if ours := beside is not None and not head.get("markup") and not head["file"].endswith(PACKED):
        whole = beside / head["document"] if head.get("page_files") and beside.is_dir() else beside
        compare(raw, head, whole if whole.exists() else beside)
    told = f"{'equal to' if ours else 'not compared with'} {head['file']}"
    return f"proved: {cleaned}: {applied} corrections undone, {len(raw)} bytes come back, {told}"


def main(arguments):
    """Prove the named text, or every text of a folder; give the exit code."""
    if len(arguments) not in (1, 2) or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    target, *rest = map(Path, arguments)
    ledgers = sorted(target.rglob("*" + LEDGER)) if target.is_dir() else []
    texts = [p.with_name(p.name.removesuffix(LEDGER) + ".txt") for p in ledgers] or [target]
    failed = 0
    for text in texts:
        try:
            print(prove(text, rest[0] if rest else None))
        except (NotProved, OSError, ValueError, LookupError, TypeError, AttributeError) as why:
            failed = 1
            print(f"NOT PROVED: {text}: {why}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
