"""Content: all that the map's view shows of a scenario, as plain values that can be cached."""

import csv
import io
from typing import Any

import streamlit as st

from explorer import gazetteer, keyfigures, report, scenario, wording
from explorer.cartography import features
from explorer.catalog import installed
from explorer.language import Speech, speech
from explorer.report import Entry, Report
from explorer.scenario import Language

_MOST_PLACES = 24


@st.cache_data(show_spinner=False, max_entries=256)
def find(name: str, day: str, language: Language) -> dict[str, Any]:
    """
    Gather a scenario's content.

    Parameters
    ----------
    name
        The scenario's id.
    day
        ISO date of the line of contact.
    language
        `en` or `uk`.

    Returns
    -------
    content
        Texts, tables and the map's drawing.
    """
    catalog, says = installed(), speech(language)
    found = report.draw_up(catalog, scenario.find(name), day=day)
    proposal = found.scenario
    return {
        "title": proposal.title.in_language(language),
        "day": says.day(proposal.date),
        "headline": wording.headline(found, language),
        "figures": keyfigures.figures(found, language),
        "drawing": features.drawing(catalog, found, language=language),
        "alt": wording.alt_text(found, language),
        "moves": [_row(row, says) for row in found.moves],
        "rows": [_row(row, says) for row in found.rows],
        "csv": _csv(found, says),
        "places": _places(found, says),
        "summary": proposal.summary.in_language(language),
        "sure": says.say(wording.CONFIDENCE[proposal.confidence]),
        "assumptions": wording.assumptions(found, language),
        "citations": [(wording.citation(c, language), c.url) for c in proposal.citations],
        "source": wording.source_line(found, language),
        "interval": wording.interval_line(found, language),
        "file": f"{name}-{day}",
    }


def _row(row: Entry, says: Speech) -> tuple[str, ...]:
    return (
        row.unit.name_uk if says.language == "uk" else row.unit.name,
        says.say(wording.HOLDERS[row.giver]),
        says.say(wording.HOLDERS[row.taker]),
        says.value(row.area),
        says.interval(row.area),
        says.percent(row.share_pct),
    )


def _csv(found: Report, says: Speech) -> str:
    """Write the whole ledger, with its source, for a spreadsheet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for row in found.rows:
        areas = (row.area.value, row.area.low, row.area.high)
        name = row.unit.name_uk if says.language == "uk" else row.unit.name
        numbers = [f"{number:.2f}" for number in (*areas, row.share_pct)]
        start = found.baseline
        source = [found.scenario.id, start.date, start.credit]
        rows.writerow([row.oblast, name, row.giver, row.taker, *numbers, *source])
    return text.getvalue()


_COLUMNS = (
    *("oblast", "name", "from", "to"),
    *("area_km2", "low_km2", "high_km2", "share_of_oblast_pct"),
    *("scenario", "line_of_contact", "source"),
)


def _places(found: Report, says: Speech) -> list[tuple[str, str]]:
    ceded = found.outcomes.central.assignment.moved("ukraine", "russia")
    places = gazetteer.places_in(installed(), found.outcomes.central, ceded)
    return [
        (place.name_uk if says.language == "uk" else place.name, says.number(place.residents))
        for place in places[:_MOST_PLACES]
    ]
