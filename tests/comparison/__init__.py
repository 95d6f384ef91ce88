"""A fair comparison: the specimens, cleaned by Corrigenda and by what people use today."""
