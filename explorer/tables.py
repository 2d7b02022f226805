"""Tables for the terminal: each number with its unit and interval, source and date below."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from explorer.comparison import Comparison
from explorer.report import Entry, Report
from explorer.scenario import Scenario
from explorer.uncertainty import Quantity

if TYPE_CHECKING:  # it measures, and a ledger is printed without what that needs
    from explorer.invariants import Finding

TOTALS = {
    "ceded_km2": "ceded (Ukraine to Russia)",
    "returned_km2": "returned (Russia to Ukraine)",
    "vacated_by_ukraine_km2": "vacated (Ukraine to neutral)",
    "vacated_by_russia_km2": "vacated (Russia to neutral)",
}


def show(*parts: RenderableType) -> None:
    """
    Print tables and lines.

    Parameters
    ----------
    *parts
        What to print, from top to bottom.
    """
    Console(highlight=False).print(Group(*parts))


def quantity(found: Quantity, unit: str) -> str:
    """
    Write a figure with its interval.

    Parameters
    ----------
    found
        The figure.
    unit
        Its unit.

    Returns
    -------
    text
        For example `6,183 (5,987 to 6,382) km²`.
    """
    if found.low == found.high:
        return f"{found.value:,.0f} {unit}".rstrip()
    return f"{found.value:,.0f} ({found.low:,.0f} to {found.high:,.0f}) {unit}".rstrip()


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), wrap: int = 0
) -> Table:
    """Lay rows out; only column `wrap` gives way where the terminal is narrow."""
    filled = [list(row) for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 1))
    for number, head in enumerate(heads):
        lines = [line for row in [list(heads), *filled] for line in row[number].splitlines()]
        table.add_column(
            head,
            justify="right" if number in right else "left",
            min_width=8 if number == wrap else max(map(len, lines)),
        )
    for row in filled:
        table.add_row(*(Text(cell) for cell in row))
    return table


def scenarios(found: Iterable[Scenario]) -> Table:
    """
    List scenarios.

    Parameters
    ----------
    found
        The scenarios.

    Returns
    -------
    table
        Id, date, how sure, and title of each; `frontline ledger` gives the sources.
    """
    rows = [(p.id, str(p.date), p.confidence, p.title.en) for p in found]
    return _table(("scenario", "date", "how sure", "title"), rows, wrap=3)


def report(found: Report) -> list[RenderableType]:
    """
    Show a scenario's ledger.

    Parameters
    ----------
    found
        The report.

    Returns
    -------
    parts
        Title, totals, holders, what changes hands by oblast, source and assumptions.
    """
    proposal = found.scenario
    parts: list[RenderableType] = [
        Text(f"{proposal.title.en} ({proposal.id}, {proposal.proposed or 'own'})", style="bold"),
        Text(proposal.summary.en),
        _totals(found),
        _holders(found),
    ]
    if found.moves:
        parts.append(_moves(found.moves))
    if found.statuses:
        parts.append(_statuses(found))
    return [*parts, *(Text(line, style="dim") for line in notes(found))]


def _totals(found: Report) -> Table:
    rows = [
        (label, quantity(total, "km²"), f"{100 * total.value / found.frame_km2:.2f} % of Ukraine")
        for key, label in TOTALS.items()
        if (total := found.totals[key]).high > 0
    ] or [("nothing changes hands", "0 km²", "")]
    if found.ceded_donbas.high > 0:
        share = f"{100 * found.ceded_donbas.value / found.donbas_km2:.1f} % of Donbas"
        rows.append(("  of it in Donbas", quantity(found.ceded_donbas, "km²"), share))
    if found.totals["ceded_km2"].high > 0:
        rows.append(("  settlements ceded", quantity(found.settlements, ""), "over 500 people"))
        rows.append(("  people in them", quantity(found.residents, ""), "GeoNames, undated"))
    if found.belt.high > 0:
        axis = f"its {found.belt_km:.0f} km"
        rows.append(("  fortress belt ceded", quantity(found.belt, "km"), axis))
    rows.append(("line of Ukrainian-held ground", quantity(found.line, "km"), "in the frame"))
    return _table(("what changes", "value (interval)", "of"), rows, right=[1])


def _holders(found: Report) -> Table:
    rows = [
        (share.holder.title(), quantity(share.area, "km²"), f"{share.share_pct:.1f} %")
        for share in found.holders
        if share.area.value
    ]
    return _table(("holder afterwards", "area (interval)", "of Ukraine"), rows, right=[1, 2])


def _moves(moves: Iterable[Entry]) -> Table:
    rows = [
        (r.unit.name, r.giver, r.taker, quantity(r.area, "km²"), f"{r.share_pct:.1f} %")
        for r in moves
    ]
    return _table(("oblast", "from", "to", "area (interval)", "of it"), rows, right=[3, 4])


def _statuses(found: Report) -> Table:
    rows = [(r.status.replace("_", " "), r.holder, quantity(r.area, "km²")) for r in found.statuses]
    return _table(("status", "held by", "area (interval)"), rows, right=[2])


def notes(found: Report) -> list[str]:
    """
    Say where a report's numbers come from.

    Parameters
    ----------
    found
        The report.

    Returns
    -------
    lines
        Line of contact, interval, denominators, assumptions, source of the proposal.
    """
    start, proposal = found.baseline, found.scenario
    denominators = f"Ukraine {found.frame_km2:,.0f} km², Donbas {found.donbas_km2:,.0f} km²"
    return [
        f"Line of contact of {start.date}, {start.credit}.",
        f"Interval: the whole line moved by {found.shift_km:g} km to each side, an assumption.",
        f"Areas on the WGS84 ellipsoid in Natural Earth's borders; {denominators}.",
        *(f"Assumed: {text.en}" for text in proposal.assumptions),
        f"{_told(proposal)}.",
        "Depiction is not endorsement.",
    ]


def _told(proposal: Scenario) -> str:
    cited = "; ".join(f"{cited.outlet}, {cited.date}" for cited in proposal.citations)
    if proposal.proposed:
        return f"Proposal {proposal.confidence}: {cited}"
    nobody = "A reader's own scenario, which nobody has proposed"
    return f"{nobody}; what it starts from was told by {cited}" if cited else nobody


def comparison(found: Comparison) -> list[RenderableType]:
    """
    Show the step from one scenario, or one day, to another.

    Parameters
    ----------
    found
        The comparison.

    Returns
    -------
    parts
        What differs in a sentence, the totals beside each other, what changes hands in the step,
        sources.
    """
    from explorer import comparison_wording  # noqa: PLC0415  (a ledger is told without sentences)

    sides = (found.first, found.second)
    names = _names(found)
    rows = [
        (label, *(_stacked(side.totals[key], "km²") for side in sides))
        for key, label in TOTALS.items()
    ]
    rows += [
        (f"{one.holder.title()} holds", _stacked(one.area, "km²"), _stacked(other.area, "km²"))
        for one, other in zip(found.first.holders, found.second.holders, strict=True)
    ]
    rows.append(("line of Ukrainian-held ground", *(_stacked(side.line, "km") for side in sides)))
    step = [(r.unit.name, r.giver, r.taker, quantity(r.area, "km²")) for r in found.rows]
    heads = ("oblast", *(f"under {name}" for name in names), "area (interval)")
    basis = (comparison_wording.source_line(found), comparison_wording.interval_line(found))
    return [
        Text(comparison_wording.sentence(found), style="bold"),
        *(Text(told) for told in comparison_wording.details(found)),
        _table(("", *names), rows, right=[1, 2]),
        _table(heads, step, right=[3]) if step else Text("Both leave the same holders everywhere."),
        *(Text(line, style="dim") for line in basis),
    ]


def _names(found: Comparison) -> tuple[str, str]:
    sides = (found.first, found.second)
    if found.first.baseline == found.second.baseline:
        first, second = (side.scenario.id for side in sides)
    else:
        first, second = (f"{side.scenario.id}\n{side.baseline.date}" for side in sides)
    return first, second


def _stacked(found: Quantity, unit: str) -> str:
    """Write the interval below the figure, so that two fit beside each other."""
    return quantity(found, unit).replace(" (", "\n(")


def findings(found: Sequence["Finding"]) -> list[RenderableType]:
    """
    Show what became of each invariant.

    Parameters
    ----------
    found
        The findings.

    Returns
    -------
    parts
        What was checked and what was seen; what does not hold is said in full below.
    """
    rows = [(f.what, "yes" if f.holds else "NO", f.seen if f.holds else "see below") for f in found]
    broken = [f"{f.what}: no; {f.seen}" for f in found if not f.holds]
    table = _table(("what must hold", "holds", "seen"), rows, right=[2])
    return [table, *(Text(line, style="bold") for line in broken)]
