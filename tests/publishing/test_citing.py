"""A citation says what, when and from where, in forms that other programs read."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from bibtexparser.entrypoint import parse_string
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text

from explorer import __version__, language
from explorer.language import Text
from explorer.layers.catalog import installed
from explorer.publishing import citing
from explorer.publishing.citing import Cited
from explorer.results import report
from explorer.scenarios.library import SCENARIOS
from tests.helpers.lines import BASELINE

ADDRESS = "https://example.org/?scenario=donbas-handover&at=48.5,37.5,8"
DAY = date(2026, 11, 24)
HOSTILE = r"50 % of {A_B} & C #1 ~ ^ \evil $"


def _cited(title: str = "", language: language.Language = "en") -> Cited:
    proposal = SCENARIOS.find("donbas-handover")
    if title:
        proposal = proposal.model_copy(update={"title": Text(en=title, uk=title)})
    return citing.cite(report.compute(installed(), proposal, day=BASELINE), ADDRESS, DAY, language)


def _fields(bibtex: str) -> dict[str, str]:
    """Read an entry by counting braces, as BibTeX does."""
    found, place = {}, bibtex.index(",") + 1
    while head := re.compile(r"\s*(\w+) = \{").match(bibtex, place):
        start = place = head.end()
        depth = 1
        while depth:
            letter = bibtex[place]
            escaped = bibtex[place - 1] == "\\"
            depth += (letter == "{") * (not escaped) - (letter == "}") * (not escaped)
            place += 1
        found[head[1]] = bibtex[start : place - 1]
        place += 1
    return found


@pytest.mark.parametrize(("language", "word"), [("en", "would cede"), ("uk", "передала б")])
def test_text_names_number_version_date_and_address(language: language.Language, word: str) -> None:
    told = _cited(language=language).text
    for part in (word, __version__, ADDRESS, "2026", "DeepStateMap", "Frontline Explorer"):
        assert part in told


def test_bibtex_is_an_entry_whatever_the_title_holds() -> None:
    fields = _fields(_cited(HOSTILE).bibtex)
    assert set(fields) == {
        *("author", "title", "year", "note", "version", "howpublished", "urldate")
    }
    assert fields["title"] == (
        r"{50 \% of \{A\_B\} \& C \#1 \textasciitilde{} \textasciicircum{} "
        r"\textbackslash{}evil \$}"
    )
    assert fields["howpublished"] == rf"\url{{{ADDRESS}}}"
    assert "6,183 km²" in fields["note"]


def test_bibtex_is_read_back_as_it_was_meant() -> None:
    library = parse_string(_cited(HOSTILE).bibtex)
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.entry_type == "misc"
    assert entry.key == "frontline-donbas-handover-2025-12-09"
    title = LatexNodes2Text(keep_braced_groups=False).latex_to_text(entry["title"])
    assert title.replace("ˆ", "^") == HOSTILE  # the reader's sign for \\textasciicircum


@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_title_keeps_the_letters_of_its_language(language: language.Language) -> None:
    cited = _cited(language=language)
    title = SCENARIOS.find("donbas-handover").title.in_language(language)
    assert f"title = {{{{{title}}}}}" in cited.bibtex
    assert title in cited.csl_json


def test_an_address_ends_no_field() -> None:
    found = report.compute(installed(), SCENARIOS.find("freeze"), day=BASELINE)
    cited = citing.cite(found, r"https://example.org/?a={x}&b=\c d%20", DAY)
    assert r"\url{https://example.org/?a=%7Bx%7D&b=%5Cc%20d%20}" in cited.bibtex


def test_a_citation_processor_reads_the_csl_json() -> None:
    source = CiteProcJSON(json.loads(_cited("A line").csl_json))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem("frontline-donbas-handover-2025-12-09")]))
    (entry,) = bibliography.bibliography()
    for part in ("Frontline Explorer", "2026", "A line", ADDRESS):
        assert part in str(entry)


def test_csl_json_has_what_the_schema_asks_for() -> None:
    (item,) = json.loads(_cited(HOSTILE).csl_json)
    # the schema requires `id` and `type`; the type is one of its closed list
    assert item["id"] == "frontline-donbas-handover-2025-12-09"
    assert item["type"] == "map"
    assert item["title"] == HOSTILE
    assert item["accessed"] == {"date-parts": [[2026, 11, 24]]}
    assert item["author"] == [{"literal": "Frontline Explorer"}]
    assert item["URL"] == ADDRESS
