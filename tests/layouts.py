"""Layout XML for tests: the same pages as hOCR, ALTO and PAGE, with a box for every string."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import count

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
 <head><title>Ferry</title><meta name='ocr-system' content='our own'/></head>
 <body>
{pages} </body>
</html>
"""
ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made for a test -->
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
 <Layout>
{pages} </Layout>
</alto>
"""
PAGE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
 <Page imageFilename="1.png" imageWidth="900" imageHeight="1400">
{page} </Page>
</PcGts>
"""


def blocks(page: str) -> Iterator[list[list[str]]]:
    """A page's blocks, their lines, their words: as an empty line parts the blocks."""
    for block in page.strip("\n").split("\n\n"):
        lines = [line.split(" ") for line in block.split("\n") if line]
        if lines:
            yield lines


def hocr(*pages: str) -> str:
    number = count(1)
    made = []
    for page in pages:
        made.append(f"  <div class='ocr_page' id='p{next(number)}' title='bbox 0 0 900 1400'>\n")
        for block in blocks(page):
            made.append("   <p class='ocr_par'>\n")
            for line in block:
                at = next(number)
                words = "\n     ".join(
                    f"<span class='ocrx_word' title='bbox {at} {place} 9 9; x_wconf 91'>"
                    f"{escape(word)}</span>"
                    for place, word in enumerate(line)
                )
                box = f'title="bbox {at} 1 800 30; baseline 0 -7"'
                made.append(f'    <span class="ocr_line" {box}>\n     {words}\n    </span>\n')
            made.append("   </p>\n")
        made.append("  </div>\n")
    return HOCR.format(pages="".join(made))


def alto(*pages: str) -> str:
    made = []
    number = count(1)
    for page in pages:
        made.append('  <Page WIDTH="900" HEIGHT="1400"><PrintSpace>\n')
        for block in blocks(page):
            made.append(f'   <TextBlock ID="b{next(number)}">\n')
            for line in block:
                box = f'HPOS="10" VPOS="{next(number)}" WIDTH="700" HEIGHT="30"'
                words = "<SP/>".join(
                    f'<String HPOS="{place}" WC="0.9" CONTENT="{escape(word)}"/>'
                    for place, word in enumerate(line)
                )
                made.append(f"    <TextLine {box}>{words}</TextLine>\n")
            made.append("   </TextBlock>\n")
        made.append("  </PrintSpace></Page>\n")
    return ALTO.format(pages="".join(made))


def page_xml(page: str, words: bool = True, regions: bool = True) -> str:
    made = []
    number = count(1)
    for block in blocks(page):
        made.append(f'  <TextRegion id="r{next(number)}"><Coords points="1,2 30,2 30,40 1,40"/>\n')
        for line in block:
            made.append(f'   <TextLine id="l{next(number)}"><Coords points="5,6 70,8"/>')
            for word in line if words else ():
                made.append(f"<Word><Coords points='1,1 2,2'/>{_equiv(word)}</Word>")
            made.append(f"{_equiv(' '.join(line))}</TextLine>\n")
        if regions:
            made.append(_equiv("\n".join(" ".join(line) for line in block)))
        made.append("  </TextRegion>\n")
    return PAGE.format(page="".join(made))


def _equiv(text: str) -> str:
    return f"<TextEquiv conf='0.7'><Unicode>{escape(text)}</Unicode></TextEquiv>"
