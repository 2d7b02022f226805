"""Ledgers: scenarios and reports as tables, sources and dates below."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from explorer.cli.tables.layout import table, written
from explorer.language import speech_in
from explorer.results.report import Entry, HolderShare, RaionEntry, Report
from explorer.scenarios.model import Scenario
from explorer.wording import age, provenance

TOTALS = {
    "ceded_km2": "ceded (Ukraine to Russia)",
    "returned_km2": "returned (Russia to Ukraine)",
    "vacated_by_ukraine_km2": "vacated (Ukraine to neutral)",
    "vacated_by_russia_km2": "vacated (Russia to neutral)",
}


def scenarios(scenarios: Iterable[Scenario]) -> Table:
    """
    Lay out a list of scenarios.

    Parameters
    ----------
    scenarios
        The scenarios.

    Returns
    -------
    table
        Id, date, confidence and title of each; `frontline ledger` gives the sources.
    """
    rows = [(p.id, str(p.date), p.confidence, p.title.en) for p in scenarios]
    return table(("scenario", "date", "how sure", "title"), rows, wrap=3)


def report(report: Report) -> list[RenderableType]:
    """
    Lay out a scenario's report.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    parts
        Title, totals, holders, what changes hands by oblast, source and assumptions.
    """
    proposal = report.scenario
    parts: list[RenderableType] = [
        Text(f"{proposal.title.en} ({proposal.id}, {proposal.proposed or 'own'})", style="bold"),
        Text(proposal.summary.en),
        _totals(report),
        _holders(report),
    ]
    if report.moves:
        parts.append(_moves(report.moves))
    if report.raion_moves:
        parts.append(_raion_moves(report.raion_moves))
    if report.statuses:
        parts.append(_statuses(report))
    return [*parts, *(Text(line, style="dim") for line in notes(report))]


def _totals(report: Report) -> Table:
    rows = [
        (label, written(total, "km²"), f"{100 * total.value / report.frame_km2:.2f} % of Ukraine")
        for key, label in TOTALS.items()
        if (total := report.totals[key]).high > 0
    ] or [("nothing changes hands", "0 km²", "")]
    if report.contested and (contested := report.contested.totals["ceded_km2"]).high > 0:
        share = f"{100 * contested.value / report.frame_km2:.2f} % of Ukraine"
        rows.append(("  of it contested", written(contested, "km²"), share))
    if report.ceded_donbas.high > 0:
        share = f"{100 * report.ceded_donbas.value / report.donbas_km2:.1f} % of Donbas"
        rows.append(("  of it in Donbas", written(report.ceded_donbas, "km²"), share))
    if report.totals["ceded_km2"].high > 0:
        rows.append(("  settlements ceded", written(report.settlements), "≥ 500 residents"))
        rows.append(("  people in them", written(report.residents), "GeoNames, undated"))
    if report.belt.high > 0:
        axis = f"its {report.belt_km:.0f} km"
        rows.append(("  fortress belt ceded", written(report.belt, "km"), axis))
    rows.append(("line of Ukrainian-held ground", written(report.line, "km"), "in the frame"))
    return table(("what changes", "value (interval)", "of"), rows, right=[1])


def _holders(report: Report) -> Table:
    rows: list[tuple[str, ...]] = []
    for share in report.holders:
        if share.area.value:
            area = written(share.area, "km²")
            rows.append((share.holder.title(), area, f"{share.share_pct:.1f} %"))
            rows += _contested(share, before=1)
    return table(("holder afterwards", "area (interval)", "of Ukraine"), rows, right=[1, 2])


def _contested(
    whole: HolderShare | Entry | RaionEntry, *, before: int
) -> Iterator[tuple[str, ...]]:
    """Write the row of a contested part, with as many columns before the area as its whole has."""
    part = whole.contested
    if part and part.high and whole.area.value:
        share = f"{whole.share_pct * part.value / whole.area.value:.1f} %"
        yield ("  contested", *[""] * (before - 1), written(part, "km²"), share)


def _moves(moves: Iterable[Entry]) -> Table:
    rows: list[tuple[str, ...]] = []
    for r in moves:
        area, share = written(r.area, "km²"), f"{r.share_pct:.1f} %"
        rows.append((r.unit.name, r.giver, r.taker, area, share))
        rows += _contested(r, before=3)
    return table(("oblast", "from", "to", "area (interval)", "of it"), rows, right=[3, 4])


def _raion_moves(moves: Iterable[RaionEntry]) -> Table:
    rows: list[tuple[str, ...]] = []
    for r in moves:
        area, share = written(r.area, "km²"), f"{r.share_pct:.1f} %"
        rows.append((r.raion.name, r.raion.oblast, r.giver, r.taker, area, share))
        rows += _contested(r, before=4)
    heads = ("raion", "oblast", "from", "to", "area (interval)", "of it")
    return table(heads, rows, right=[4, 5])


def _statuses(report: Report) -> Table:
    rows = [(r.status.replace("_", " "), r.holder, written(r.area, "km²")) for r in report.statuses]
    return table(("status", "held by", "area (interval)"), rows, right=[2])


def notes(report: Report) -> list[str]:
    """
    List the sources and assumptions of a report's numbers.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    lines
        Line of contact with its age, interval, denominators, assumptions, source of the proposal.
    """
    start, proposal = report.baseline, report.scenario
    denominators = f"Ukraine {report.frame_km2:,.0f} km², Donbas {report.donbas_km2:,.0f} km²"
    return [
        f"Line of contact of {start.date} ({age.of(start.date, speech_in('en'))}), {start.credit}.",
        provenance.interval_line(report),
        f"Areas of land and inland water on the WGS84 ellipsoid; {denominators}.",
        f"Borders: {report.borders}.",
        *(f"Assumed: {text}" for text in provenance.assumptions(report)),
        f"{_reported_by(proposal)}.",
        "Depiction is not endorsement.",
    ]


def _reported_by(proposal: Scenario) -> str:
    cited = "; ".join(f"{cited.outlet}, {cited.date}" for cited in proposal.citations)
    if proposal.proposed:
        return f"Proposal {proposal.confidence}: {cited}"
    nobody = "A reader's own scenario, which nobody has proposed"
    return (
        f"{nobody}; the scenario that it starts from was reported by {cited}" if cited else nobody
    )
