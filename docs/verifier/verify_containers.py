#!/usr/bin/env python3
"""Prove that containers come back: layout XML, packed texts, zip volumes, JSON Lines.

    python3 verify_containers.py cleaned raw

This builds on verify_ledger.py beside it, and as that one uses Python's standard library only. A
text that came packed (.gz, .zip) is proved by its ledger and compared with what the packed file
holds. Corrected hOCR, ALTO and PAGE XML is made raw again string by string, and compared to the
byte. Of JSON Lines each record's text is rebuilt, and each line compared with the raw one. It
prints a line a document and ends with 1 where a proof fails.
"""

import gzip
import json
import sys
import zipfile
from pathlib import Path, PurePosixPath

from verify_ledger import (
    LEDGER,
    NotProved,
    demand,
    page_files,
    read_cleaned,
    restored,
    sha256,
    undo,
    write_raw,
)

RECORDS = ".ledgers.jsonl"


def unspliced(content, file):
    """Give the raw bytes of a corrected file, and demand that they are the raw ones."""
    demand(sha256(content) == file["cleaned_sha256"], f"{file['name']} was changed")
    pieces, done, shift = [], 0, 0
    for start, before, after in file.get("splices", []):
        old, new = before.encode(file["codec"]), after.encode(file["codec"])
        place = start + shift
        demand(content[place : place + len(new)] == new, f"{file['name']}: no {after!r} at {place}")
        pieces += [content[done:place], old]
        done = place + len(new)
        shift += len(new) - len(old)
    raw = b"".join([*pieces, content[done:]])
    demand(sha256(raw) == file["raw_sha256"], f"{file['name']} does not come back")
    return raw


def compare_packed(raw, head, beside):
    """Compare a text with what the packed file of its name holds."""
    if head["file"].endswith(".gz"):
        demand(gzip.decompress(beside.read_bytes()) == raw, f"{beside} holds other bytes")
    elif head["file"].endswith(".zip"):
        with zipfile.ZipFile(beside) as archive:
            there = {PurePosixPath(name).name: archive.read(name) for name in archive.namelist()}
        for name, content in page_files(raw, head["page_files"]):
            demand(there.get(name) == content, f"{beside} holds another {name}")


def prove_text(ledger, raw_folder):
    """Prove one text that came in a container; give the line to print, None for a plain text."""
    text = ledger.with_name(ledger.name.removesuffix(LEDGER) + ".txt")
    raw, head, _ = restored(text.read_bytes(), ledger.read_bytes())
    files = head.get("markup", [])
    for file in files:
        demand(".." not in PurePosixPath(file["name"]).parts, "a name leads out of the folder")
        content = unspliced((ledger.parent / file["name"]).read_bytes(), file)
        beside = raw_folder / file["name"]
        demand(beside.read_bytes() == content, f"{beside} holds other bytes")
    if not files and not head["file"].endswith((".gz", ".zip")):
        return None
    if not files:
        compare_packed(raw, head, raw_folder / head["file"])
    return f"proved: {text}: {head['file']} comes back"


def raw_texts(entry, texts):
    """Give the raw texts of a record, from its cleaned ones and its ledger."""
    head, rows = entry["head"], entry.get("rows", [])
    joints = entry.get("joints") or ["\f"] * (len(texts) - 1)
    text = "".join(a + b for a, b in zip(texts, [*joints, ""], strict=True))
    text = read_cleaned(text.encode(), head)
    for stage in reversed(head["stages"]):
        text = undo(text, [r for r in rows if r["stage"] == stage and r["applied"]], stage)
    raw = write_raw(text, head["encoding"])
    demand(sha256(raw) == head["raw_sha256"], "a record's raw bytes do not come back")
    pages = head.get("page_files")
    return [page.decode() for _, page in page_files(raw, pages)] if pages else [raw.decode()]


def prove_records(ledgers, raw_folder):
    """Prove a JSON Lines file, line by line; give the line to print."""
    *entries, summary = map(json.loads, ledgers.read_bytes().splitlines())
    records = ledgers.with_name(ledgers.name.removesuffix(RECORDS) + ".jsonl")
    demand(sha256(records.read_bytes()) == summary["cleaned_sha256"], "the records were changed")
    both = [path.read_bytes().split(b"\n") for path in (records, raw_folder / summary["file"])]
    lines = [(a, b) for a, b in zip(*both, strict=True) if a.strip(b"\xef\xbb\xbf \t\r\n")]
    fields = summary["fields"]
    for (line, old), entry in zip(lines, entries, strict=True):
        if "head" not in entry:
            demand(line == old, f"record {entry['record']} was changed")
            continue
        record, wanted = json.loads(line.decode("utf-8-sig")), json.loads(old.decode("utf-8-sig"))
        paged = "page_files" in entry["head"]
        name = fields["pages"] if paged else fields.get("text", "text")
        texts = raw_texts(entry, record[name] if paged else [record[name]])
        record[name] = texts if paged else texts[0]
        demand(record == wanted, f"record {entry['record']} is another")
    return f"proved: {records}: {len(entries)} records come back"


def main(arguments):
    """Prove every container of a folder; give the exit code."""
    if len(arguments) != 2 or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    cleaned, raw = map(Path, arguments)
    failed, none = 0, True
    for ending, prove in ((LEDGER, prove_text), (RECORDS, prove_records)):
        for ledger in sorted(cleaned.glob(f"*{ending}")):
            try:
                said = prove(ledger, raw)
            except (NotProved, OSError, ValueError, LookupError, TypeError) as why:
                failed, said = 1, f"NOT PROVED: {ledger}: {why}"
            if said:
                print(said)
                none = False
    if none and not any(cleaned.glob(f"*{LEDGER}")):
        print(f"NOT PROVED: {cleaned}: no ledger in it")
        return 1
    if none:
        print(f"{cleaned}: no container in it; verify_ledger.py proves its texts")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
