"""How well a word fits between its neighbours, by the pairs that the document writes."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import pairs_here
from pipeline.document import Document
from pipeline.pairs_here import Weights

WEIGHTS = Weights(alone=0.5, most=1000.0, unseen=0.5, reach=40)


@given(st.lists(st.sampled_from(["The", "tide", "l'eau", ",", "\n", "\f", " ", "—"]), max_size=40))
def test_pairs_are_counted_across_pieces(parts: list[str]) -> None:
    text = " ".join(parts)
    words = [one.lower() for one in text.replace("—", " ").split()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs_here, "_PIECE", 5)
        counted = pairs_here.of(Document(text), WEIGHTS)
    assert counted.words == Counter(words)
    assert counted.pairs == Counter(pairwise(words))


def test_a_word_fits_where_the_document_writes_it_elsewhere() -> None:
    counted = pairs_here.of(Document("The tide is in. The tide is out. The mill is old."), WEIGHTS)
    assert counted.fit("the", "tide", "is") > counted.fit("the", "out", "is")
    assert counted.fit("the", "mill", "is", own=1) < counted.fit("the", "mill", "is")
