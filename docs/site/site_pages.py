"""What the site adds to Sphinx: the handbook's look and language, and links that leave docs/.

Links in the Markdown are those of the repository. On the site, one to a file that a page includes
leads to that page; one to another file of the project is a download; one to a folder is its name.
A link to what is not there stays a warning, and warnings are errors.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx

HANDBOOK = "handbook/"

# Files above docs/, and the pages that include them.
INCLUDED = {"README.md": "index", "CHANGELOG.md": "changelog", "CONTRIBUTING.md": "contributing"}

# Sphinx gathers the files to download at 500.
BEFORE_DOWNLOADS = 400


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of what is here."""
    app.connect("doctree-read", turn_links, priority=BEFORE_DOWNLOADS)
    app.connect("doctree-read", close_sessions)
    app.connect("html-page-context", mark_handbook)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def turn_links(app: Sphinx, tree: nodes.document) -> None:
    """Turn the links of a page that leave docs/."""
    project, page = Path(app.srcdir).parent, Path(str(tree["source"]))
    # The links of an included file are relative to where that file is.
    folder = project if page.stem in INCLUDED.values() else page.parent
    for link in [*tree.findall(download_reference), *tree.findall(pending_xref)]:
        if link["reftype"] != "myst" or link["refdomain"]:
            continue
        target = folder / str(link["reftarget"])
        if target.is_dir():
            link.replace_self(link.children)
        elif target.resolve().parent == project and target.name in INCLUDED:
            link.replace_self(page_link(link, INCLUDED[target.name]))
        elif target.is_file():
            link.replace_self(download(link, Path(os.path.relpath(target, page.parent))))


def page_link(link: nodes.Element, page: str) -> pending_xref:
    """Give a link to a page in place of one to a file."""
    kept = {"refdoc": link["refdoc"], "refexplicit": link["refexplicit"], "reftype": "myst"}
    return pending_xref(
        "", *link.children, refdomain="doc", reftarget=page, reftargetid=None, **kept
    )


def download(link: nodes.Element, target: Path) -> download_reference:
    """Give a link to a copy of a file, named relative to the page."""
    kept = {"refdoc": link["refdoc"], "refexplicit": link["refexplicit"], "reftype": "myst"}
    turned = download_reference("", refdomain=None, reftarget=target.as_posix(), **kept)
    turned.extend(link.children)
    return turned


def close_sessions(app: Sphinx, tree: nodes.document) -> None:
    """Take the blank line from the end of a block of code, which only doctest wants there."""
    for block in tree.findall(nodes.literal_block):
        code = block.astext().rstrip("\n")
        block.rawsource = code
        block[:] = [nodes.Text(code)]


def mark_handbook(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Put a chapter into a box that names its kind and its language."""
    if page.startswith(HANDBOOK) and tree is not None:
        said = app.env.metadata[page]
        kind, language = said.get("kind", "chapter"), said.get("lang", "en")
        context["body"] = f'<div class="handbook {kind}" lang="{language}">{context["body"]}</div>'
