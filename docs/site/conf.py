"""How Sphinx makes the documentation site out of the Markdown in docs/ and the docstrings."""

from __future__ import annotations

from pathlib import Path

from pipeline import __version__

HERE = Path(__file__).resolve().parent

project = "Corrigenda"
author = "The Corrigenda authors"
project_copyright = "The Corrigenda authors; Apache License 2.0"
version = release = __version__
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "site_pages"]
exclude_patterns = ["site", "verifier", "handbook/*.typ"]

# The handbook writes of marks and dashes; no sign of it may change.
smartquotes = False

# Headings of these levels can be linked to, under the names that GitHub gives them.
myst_heading_anchors = 3
# Footnotes stand where the press puts them: at the end of the chapter, under a line.
myst_footnote_transition = True

# Docstrings set code between single back-ticks, as in Markdown.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
# The terminal sessions quote shell more freely than the lexer of `console` can follow.
suppress_warnings = ["misc.highlighting_failure"]

# Our own names must lead somewhere; those of others cannot be looked up without a network.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!pipeline\b).*")]

# furo's fonts are those of the reader's own system: nothing is fetched.
html_theme = "furo"
# The usual style shows what is taken out in red, not in blue.
pygments_style = "default"
html_title = f"Corrigenda {release}"
html_static_path = [str(HERE / "static")]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
