"""What `explain` is asked about, and is no file of a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from containing import one_line
from tiny import call, clean_texts


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("raw:1", "raw: is a folder; name a file in it"),
        (
            "cleaned/tide.corrections.jsonl:1",
            "cleaned/tide.corrections.jsonl: is a ledger, which no line of a text is in; "
            "name cleaned/tide.txt",
        ),
    ],
)
def test_what_is_no_text_is_told(
    where: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_texts(tmp_path, monkeypatch, "tide")
    assert one_line(call("explain", where)) == told
