"""Injections: what a stranger writes into a title or a file stays text wherever it is shown.

`python -m tests.hostile.injections [COUNT]` puts each text into each place, 204 in all. A page
must have the very elements and attributes that it has with a harmless text in the same place; no
cell may be a formula.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import islice, product
from xml.etree import ElementTree as ET

import html5lib
from openpyxl import load_workbook

from explorer.app.page import markup
from explorer.cartography.webmap import interactive
from explorer.exports import geodata, spreadsheets
from explorer.layers.catalog import installed
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario
from explorer.wording.facts import Fact
from tests.helpers import figures
from tests.helpers.lines import BASELINE
from tests.hostile.outcome import Outcome

COUNT = 10_000
TEXTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--",
    "--><iframe src=//example.org>",
    "]]><script>alert(1)</script>",
    "<base href=//example.org>",
    "<meta http-equiv=refresh content=0>",
    "<a href=javascript:alert(1)>a</a>",
    "{{ 7 * 6 }}{% raw %}",
    "&lt;script&gt;",
    "=cmd|' /c calc'!A1",
    "\t=1+1",
    "a;=1+1;b",
)
_HARMLESS = "a title"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Shape = Counter[tuple[str, tuple[str, ...]]]


def _shape(page: str | bytes) -> Shape:
    """Count the elements of a page by name and attributes, as a browser reads it."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    return Counter((str(each.tag), tuple(sorted(each.keys()))) for each in tree.iter())


def _report(title: str) -> Report:
    honest = SCENARIOS.find("donbas-handover")
    texts = {"title": {"en": title, "uk": title}, "summary": {"en": title, "uk": title}}
    proposal = Scenario.model_validate(honest.model_dump() | texts)
    computed = report.compute(installed(), honest, day=BASELINE)
    return replace(computed, scenario=proposal)


def _headline(text: str) -> str:
    return markup.headline(text, text, f"{text}; {text}")


def _table(text: str) -> str:
    return markup.table(text, [text, text], [[text, text]], words=1)


def _figures(text: str) -> str:
    return markup.figures([Fact(key="km2", label=text, value=text, interval=text, note=text)])


def _citations(text: str) -> str:
    return markup.citations([(text, ""), (text, "https://example.org/")])


def _saved_map(text: str) -> str:
    return interactive.page(installed(), _report(text))


def _placemarks(text: str) -> str:
    """Take the balloons of the placemarks, which a globe shows as pages."""
    placemarks = ET.fromstring(geodata.kml(installed(), _report(text)))  # noqa: S314
    return "".join(each.text or "" for each in placemarks.iter() if "description" in each.tag)


def _figure(name: str, text: str) -> bytes:
    return figures.small(("freeze",), title="" if text.isspace() else text.strip()).files[name]


def _frame(text: str) -> str:
    frame: str = json.loads(_figure("oembed.json", text))["html"]
    return frame


def _csv_formula(text: str) -> str:
    rows = csv.reader(io.StringIO(spreadsheets.csv_text([_report(text)]), newline=""))
    cells = (cell for row in rows for cell in row if cell.startswith(_FORMULA))
    return next((cell for cell in cells if not _is_number(cell)), "")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _xlsx_formula(text: str) -> str:
    book = load_workbook(io.BytesIO(spreadsheets.xlsx([_report(text)])))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return next((cell.coordinate for cell in cells if cell.data_type == "f"), "")


PAGES: dict[str, Callable[[str], str | bytes]] = {
    "headline": _headline,
    "table": _table,
    "key figures": _figures,
    "citations": _citations,
    "saved map": _saved_map,
    "placemarks": _placemarks,
    "figure": partial(_figure, "index.html"),
    "figure in an article": partial(_figure, "embed.html"),
    "figure as a picture": partial(_figure, "figure.svg"),
    "frame of a figure": _frame,
}
SHEETS: dict[str, Callable[[str], str]] = {"CSV": _csv_formula, "XLSX": _xlsx_formula}
PLACES = (*PAGES, *SHEETS)


def run(count: int = COUNT) -> Outcome:
    """
    Put each text into each place.

    Parameters
    ----------
    count
        At most so many.

    Returns
    -------
    outcome
        What fell, by place and text.
    """
    attempts = list(islice(product(TEXTS, PLACES), count))
    fallen = [f"{place}: {text!r}" for text, place in attempts if _falls(place, text)]
    return Outcome(len(attempts), len(attempts) - len(fallen), fallen)


def _falls(place: str, text: str) -> bool:
    if place in SHEETS:
        return bool(SHEETS[place](text))
    return _shape(PAGES[place](text)) != _shape(PAGES[place](_HARMLESS))


if __name__ == "__main__":
    sys.stdout.write(run(*map(int, sys.argv[1:2])).report() + "\n")
