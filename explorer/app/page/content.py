"""Content: texts, tables and map of a scenario, computed once and cached."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.app.page import packed
from explorer.app.page.packed import Packed
from explorer.app.page.shared import shared
from explorer.cartography.palette import Theme
from explorer.cartography.webmap import features
from explorer.exports import spreadsheets
from explorer.language import Language, Speech, _, speech_in
from explorer.layers.catalog import Catalog
from explorer.results import parcels, report
from explorer.results.report import Entry, Report
from explorer.scenarios.model import Scenario
from explorer.wording import facts, provenance
from explorer.wording import place as place_wording
from explorer.wording import report as report_wording
from explorer.wording.facts import Fact

_MOST_PLACES = 12


@dataclass(frozen=True, eq=False)
class Content:
    """
    Texts, tables and map of a scenario in one language and theme.

    Attributes
    ----------
    report
        Computed figures of the scenario on the baseline.
    headline, alt, interval
        Sentences.
    figures
        Key figures.
    drawing
        The map's drawing.
    legend
        HTML of its legend.
    moves, rows
        Cells of the ledger: rows that change hands, and all rows.
    csv
        The ledger for a spreadsheet.
    places
        Name and residents of the largest settlements ceded; of each within the line's accuracy, the
        name says so.
    """

    report: Report
    headline: str
    alt: str
    interval: str
    figures: tuple[Fact, ...]
    drawing: Packed
    legend: str
    moves: Sequence[tuple[str, ...]]
    rows: Sequence[tuple[str, ...]]
    csv: str
    places: Sequence[tuple[str, str]]


def gather(
    catalog: Catalog, proposal: Scenario, day: str, language: Language, theme: Theme
) -> Content:
    """
    Compute a scenario's content; cached.

    Parameters
    ----------
    catalog
        The layers.
    proposal
        The scenario.
    day
        ISO date of the line of contact.
    language, theme
        Words and colours.

    Returns
    -------
    content
        Texts, tables and the map's drawing; not to be changed.

    Raises
    ------
    LayerError
        If there is no such baseline.
    ScenarioError
        If a rule does not fit the baseline.
    """
    cached = _gather_own if proposal.kind == "own" else _gather_library
    return cached(catalog, proposal, day, language, theme)


def _gather(
    catalog: Catalog, proposal: Scenario, day: str, language: Language, theme: Theme
) -> Content:
    speech = speech_in(language)
    report = compute_report(catalog, proposal, day)
    drawn = features.drawing(catalog, report, language=language, theme=theme)
    return Content(
        report=report,
        headline=report_wording.headline(report, language),
        alt=report_wording.alt_text(report, language),
        interval=provenance.interval_line(report, language),
        figures=facts.key_facts(report, language),
        drawing=packed.pack(drawn),
        legend=drawn["legend"],
        moves=[_ledger_texts(row, speech) for row in report.moves],
        rows=[_ledger_texts(row, speech) for row in report.rows],
        csv=_csv(report, speech),
        places=_places(catalog, report, speech),
    )


# Two caches, so that readers' own scenarios, which are larger, do not displace the library's.
_gather_library = shared(512)(_gather)
_gather_own = shared(16)(_gather)


def compute_report(catalog: Catalog, proposal: Scenario, day: str) -> Report:
    """
    Compute a scenario's report, once for all languages and themes.

    Parameters
    ----------
    catalog
        The layers.
    proposal
        The scenario.
    day
        ISO date of the line of contact.

    Returns
    -------
    report
        Figures with their intervals.
    """
    cached = _compute_own if proposal.kind == "own" else _compute_library
    return cached(catalog, proposal, day)


def _compute(catalog: Catalog, proposal: Scenario, day: str) -> Report:
    return report.compute(catalog, proposal, day=day)


_compute_library = shared(256)(_compute)
_compute_own = shared(16)(_compute)


HEADS = (
    _("Oblast"),
    _("From"),
    _("To"),
    _("Area, km²"),
    _("Interval, km²"),
    _("Share of the oblast"),
)


def row_texts(row: Entry, speech: Speech) -> tuple[str, ...]:
    """
    Write a row of a ledger as text.

    Parameters
    ----------
    row
        Row of a ledger, or of a comparison.
    speech
        The language.

    Returns
    -------
    cells
        Texts in the order of `HEADS`.
    """
    return (
        row.unit.called(speech.language),
        speech.gettext(report_wording.HOLDERS[row.giver]),
        speech.gettext(report_wording.HOLDERS[row.taker]),
        speech.value(row.area),
        speech.interval(row.area),
        speech.percent(row.share_pct),
    )


LEDGER_HEADS = (*HEADS, _("Of it contested, km²"))


def _ledger_texts(row: Entry, speech: Speech) -> tuple[str, ...]:
    part = row.contested
    contested = str(speech.written(part)) if part and part.high else ""
    return (*row_texts(row, speech), contested)


def _csv(report: Report, speech: Speech) -> str:
    """Write the whole ledger, with its source, for a spreadsheet."""
    start = report.baseline
    source = (report.scenario.id, start.name, start.credit)
    return spreadsheets.sheet(
        _COLUMNS,
        ((*row_values(row, speech), *_contested_values(row), *source) for row in report.rows),
    )


def _contested_values(row: Entry) -> tuple[float | None, ...]:
    part = row.contested
    return (None, None, None) if part is None else (part.value, part.low, part.high)


def row_values(row: Entry, speech: Speech) -> tuple[spreadsheets.Value, ...]:
    """
    Write a row of a ledger as values.

    Parameters
    ----------
    row
        Row of a ledger, or of a comparison.
    speech
        The language of the oblast's name.

    Returns
    -------
    cells
        Values in the order of `CELLS`.
    """
    area = row.area
    name = row.unit.called(speech.language)
    return (
        *(row.oblast, name, row.giver, row.taker),
        *(area.value, area.low, area.high, row.share_pct),
    )


CELLS = (
    *("oblast", "name", "from", "to"),
    *("area_km2", "low_km2", "high_km2", "share_of_oblast_pct"),
)
_COLUMNS = (
    *CELLS,
    *("contested_km2", "contested_low_km2", "contested_high_km2"),
    *("scenario", "line_of_contact", "source"),
)


def _places(catalog: Catalog, report: Report, speech: Speech) -> list[tuple[str, str]]:
    ceded = report.outcomes.central.assignment.moved("ukraine", "russia")
    places = parcels.places_in(catalog, report.outcomes.central, ceded)
    atoms = parcels.atoms_of_settlements(report.outcomes.atoms)
    return [
        (
            place_wording.if_unsure(
                parcels.fate(report.outcomes, atoms[place.identifier]),
                place.called(speech.language),
                speech,
            ),
            speech.number(place.residents),
        )
        for place in places[:_MOST_PLACES]
    ]
