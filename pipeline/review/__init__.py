"""Views of a ledger: what was changed, where, by which rule."""
