"""Comparison: the step from one scenario to another, on the same atoms."""

from dataclasses import dataclass
from typing import Any

from explorer import assignment, baseline, gazetteer, ledger, report, uncertainty
from explorer.catalog import Catalog
from explorer.report import Entry, Report
from explorer.scenario import Scenario
from explorer.uncertainty import Outcome, Outcomes


@dataclass(frozen=True, eq=False)
class Comparison:
    """
    Two scenarios side by side.

    Attributes
    ----------
    first, second
        Their reports.
    rows
        What changes hands from the first scenario's holders to the second's, largest first.
    """

    first: Report
    second: Report
    rows: tuple[Entry, ...]

    def to_dict(self) -> dict[str, Any]:
        """
        Write the comparison as plain values.

        Returns
        -------
        found
            Both reports and the step between them, areas in km².
        """
        step = [
            {
                "oblast": row.oblast,
                "name": row.unit.name,
                "from": row.giver,
                "to": row.taker,
                "area_km2": round(row.area.value, 2),
                "low_km2": round(row.area.low, 2),
                "high_km2": round(row.area.high, 2),
            }
            for row in self.rows
        ]
        return {"first": self.first.to_dict(), "second": self.second.to_dict(), "rows": step}


def step(
    catalog: Catalog, first: Scenario, second: Scenario, *, day: str | None = None
) -> Comparison:
    """
    Compare two scenarios from the same baseline.

    Parameters
    ----------
    catalog
        The layers.
    first, second
        The scenarios.
    day
        ISO date of the baseline; the default when none is given.

    Returns
    -------
    comparison
        Both reports and the step from one to the other.

    Raises
    ------
    LayerError
        When there is no such baseline.
    ScenarioError
        When a rule does not fit the baseline.
    """
    found = baseline.find(catalog, day)
    depths = {*first.depths_km, *second.depths_km}
    table = baseline.atoms(catalog, found, depths_km=depths)
    both = [
        uncertainty.outcomes(proposal, table, found.accuracy_km) for proposal in (first, second)
    ]
    between = Outcomes(
        central=_between(both[0].central, both[1].central),
        moved=tuple(_between(a, b) for a, b in zip(both[0].moved, both[1].moved, strict=True)),
    )
    rows = [
        row for row in report.entries(between, gazetteer.units(catalog)) if row.giver != row.taker
    ]
    rows.sort(key=lambda row: -row.area.value)
    return Comparison(
        first=report.draw_up(catalog, first, day=day),
        second=report.draw_up(catalog, second, day=day),
        rows=tuple(rows),
    )


def _between(first: Outcome, second: Outcome) -> Outcome:
    found = assignment.diff(first.assignment, second.assignment)
    return Outcome(first.atoms, found, ledger.add_up(first.atoms, found))
