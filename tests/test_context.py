"""What of a document's words is called unknown."""

from __future__ import annotations

from finding import context

PLAIN = "the miller went to the river and the water stood high by the house of the mill "
FOREIGN = "os primeiros ficheiros foram revistos pela equipa antes da entrega dos pacotes "


def test_words_of_a_language_without_a_pack_are_not_odd() -> None:
    assert "ficheiros" in context(FOREIGN).unknown, "a line of it"
    assert context(FOREIGN * 40).unknown == {}
    assert not context(FOREIGN * 40).has_odd_words


def test_nearly_half_of_the_words_makes_it_such_a_language() -> None:
    assert context((PLAIN * 3 + FOREIGN) * 20).unknown
    assert context((PLAIN + FOREIGN * 2) * 20).unknown == {}


def test_damage_is_no_other_language() -> None:
    assert "tbe" in context((PLAIN + "tbe rniller ") * 40).unknown
