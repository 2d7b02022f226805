"""Budget: where the interval of a scenario's main figures comes from, component by component."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from explorer.layers.spread import Model, Share
from explorer.quantity import Quantity
from explorer.results.ledger import Ground
from explorer.results.report import DONBAS, TRANSFERS, Report, bounds
from explorer.scenarios.rules import HOLDERS


@dataclass(frozen=True)
class Budget:
    """
    Where a figure's interval comes from.

    Attributes
    ----------
    measure
        Which figure: a key of `TRANSFERS`, or `held_donbas_km2`, what Ukraine holds of Donbas
        before.
    area
        The figure in km², with both intervals.
    contested
        The part of it that neither side controls, in km², which is in no interval; `None` if the
        line's source does not say, or the ground is not Ukraine's before.
    shares
        What each component adds.
    """

    measure: str
    area: Quantity
    contested: Quantity | None
    shares: tuple[Share, ...]

    def to_dict(self) -> dict[str, Any]:
        """
        Write the budget as plain values.

        Returns
        -------
        values
            Areas in km², shares of the variance in percent.
        """
        return {
            "measure": self.measure,
            "value": round(self.area.value, 2),
            **bounds(self.area, ""),
            "contested": None
            if self.contested is None
            else {"value": round(self.contested.value, 2)} | bounds(self.contested, ""),
            "components": [
                {
                    "name": share.name,
                    "bias_km2": round(share.bias_km2, 2),
                    "sd_km2": round(share.sd_km2, 2),
                    "share_of_variance_pct": round(share.share_pct, 2),
                }
                for share in self.shares
            ],
        }


def budgets(report: Report) -> tuple[Budget, ...]:
    """
    Say where the intervals of a report's main figures come from.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    budgets
        Of what changes hands, then of what Ukraine holds of Donbas before if that is another
        figure; none where the whole line was moved instead.
    """
    spread = report.spread
    return tuple(_budgets(report, spread)) if isinstance(spread, Model) else ()


def _budgets(report: Report, model: Model) -> Iterator[Budget]:
    books = report.outcomes.ledger
    for measure, (giver, taker) in TRANSFERS.items():
        area = report.totals[measure]
        if area.high > 0:
            ground = books.ground((giver,), (taker,))
            yield _budget(measure, area, report.contested_part(measure), model, ground)
    if report.held_donbas == report.totals["ceded_km2"]:
        return
    held = books.ground(("ukraine",), HOLDERS, DONBAS)
    contested = report.contested.held_donbas if report.contested else None
    yield _budget("held_donbas_km2", report.held_donbas, contested, model, held)


def _budget(
    measure: str, area: Quantity, contested: Quantity | None, model: Model, ground: Ground
) -> Budget:
    return Budget(measure, area, contested, model.budget(*ground))
