"""One record: its pages cut out of the cleaned whole, and what cannot be cut."""

from __future__ import annotations

import msgspec
import pytest
import tiny
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import ruleset
from pipeline.book import PageFiles
from pipeline.containers import records
from pipeline.containers.records import Cleaning, Done, Fields, Record, Tally
from pipeline.faults import Fault

# Takes out form feeds, as rules of page breaks do, and what stands beside them.
JOINING = r"""about = "Joins words over pages."

[[rule]]
id = "broken-over-pages"
about = "A word broken at the end of a page."
confidence = "certain"
find = { pattern = '(?<first>\p{L}+)-\n?\f(?<second>\p{Ll}+)' }
replace = "{first}{second}"
[[rule.examples]]
before = "ferry-\n\fman"
after = "ferryman"
[[rule.keeps]]
text = "ferry-\nman"

[[rule]]
id = "feed-alone"
about = "A page without a word."
confidence = "certain"
find = { pattern = '\f(?=\f)' }
replace = ""
[[rule.examples]]
before = "a\f\fb"
after = "a\fb"
[[rule.keeps]]
text = "a\fb"
"""


@pytest.fixture(scope="module")
def cleaning(tmp_path_factory: pytest.TempPathFactory) -> Cleaning:
    folder = tmp_path_factory.mktemp("records") / "rules"
    stages = tiny.PIPELINE.replace('"scannos"', '"joining", "scannos"')
    tiny.write_rules(folder, joining=JOINING, pipeline=stages)
    return Cleaning(ruleset.load(folder), Fields(), "en")


def cleaned(cleaning: Cleaning, *pages: str) -> Done:
    tally = Tally()
    done = records.cleaned(Record(1, "a", pages, paged=True), cleaning, tally)
    assert tally.bug == ("", "")
    return done


@pytest.mark.parametrize(
    ("pages", "expected", "joints"),
    [
        (("tbe ferry-\n", "man sat", "tbe"), ("the ", "ferryman sat", "the"), ("", "\f")),
        (("tbe ferry-\r\n", "man\r\nsat", "x"), ("the ", "ferryman\r\nsat", "x"), ("", "\f")),
        (("a", "", "tbe"), ("a", "", "the"), ("", "\f")),
        (("a\fb", "", "c"), ("a\fb", "", "c"), ("", "\f")),
        (("a-", "b-", "c-", "tbe"), ("", "ab-", "", "ctbe"), ("", "\f", "")),
    ],
)
def test_pages_are_cut_where_they_met(
    pages: tuple[str, ...], expected: tuple[str, ...], joints: tuple[str, ...], cleaning: Cleaning
) -> None:
    done = cleaned(cleaning, *pages)
    assert (done.texts, done.line.joints) == (expected, joints)
    assert records.restored(done.texts, done.line, "here") == pages


PIECES = st.sampled_from(["tbe ", "ferry-", "man", "\n", "\r\n", "\r", "12\n", "\f", "\u00e9", ""])
PAGE = st.lists(PIECES, max_size=5).map("".join)


@given(pages=st.lists(PAGE, min_size=1, max_size=5).map(tuple))
@example(pages=("ferry-\r\n", "man\r\n", "\r\n"))
def test_any_pages_come_back(pages: tuple[str, ...], cleaning: Cleaning) -> None:
    done = cleaned(cleaning, *pages)
    assert len(done.texts) == len(pages)
    assert done.line.fault == ""
    assert records.restored(done.texts, done.line, "here") == pages


def test_pages_that_read_as_another_encoding_are_left(cleaning: Cleaning) -> None:
    """Joined, these bytes look like UTF-16, in which the form feed is half a sign."""
    pages = ("a\0b\0c\0", "d")
    done = cleaned(cleaning, *pages)
    assert done.line.fault == "is in an encoding in which its pages cannot be told apart"
    assert records.restored(done.texts, done.line, "here") == pages


def test_ledger_that_cuts_a_sign_in_two_is_told(cleaning: Cleaning) -> None:
    done = cleaned(cleaning, "caf\u00e9", "tbe")
    assert done.line.head
    head = msgspec.structs.replace(done.line.head, page_files=PageFiles("", (("1", 4), ("2", 4))))
    line = msgspec.structs.replace(done.line, head=head)
    with pytest.raises(Fault, match="does not give the raw text back"):
        records.restored(done.texts, line, "here")
