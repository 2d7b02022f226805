"""Comparisons: two scenarios, or two days, beside each other."""

from rich.console import RenderableType
from rich.text import Text

from explorer.cli.tables.layout import table, written
from explorer.cli.tables.ledgers import TOTALS
from explorer.language import speech_in
from explorer.quantity import Quantity
from explorer.results import disagreement
from explorer.results.comparison import Comparison
from explorer.wording import comparison as comparison_wording


def comparison(comparison: Comparison) -> list[RenderableType]:
    """
    Lay out the differences of two scenarios, or of two days.

    Parameters
    ----------
    comparison
        The comparison.

    Returns
    -------
    parts
        A sentence, the totals of both, the ground whose holder differs, and sources.
    """
    sides = (comparison.first, comparison.second)
    names = _names(comparison)
    rows = [
        (label, *(_stacked(side.totals[key], "km²") for side in sides))
        for key, label in TOTALS.items()
    ]
    rows += [
        (f"{one.holder.title()} holds", _stacked(one.area, "km²"), _stacked(other.area, "km²"))
        for one, other in zip(comparison.first.holders, comparison.second.holders, strict=True)
    ]
    rows.append(("line of Ukrainian-held ground", *(_stacked(side.line, "km") for side in sides)))
    basis = (
        comparison_wording.source_line(comparison),
        comparison_wording.interval_line(comparison),
    )
    return [
        Text(comparison_wording.sentence(comparison), style="bold"),
        *(Text(detail) for detail in comparison_wording.details(comparison)),
        table(("", *names), rows, right=[1, 2]),
        _ground(comparison),
        *(Text(line, style="dim") for line in basis),
    ]


def _ground(comparison: Comparison) -> RenderableType:
    """Lay out the ground whose holder differs, by oblast."""
    if not comparison.rows:
        return Text("Both leave the same holders everywhere.")
    if disagreement.is_of_sources(comparison):
        return _disagreement(comparison)
    step = [(r.unit.name, r.giver, r.taker, written(r.area, "km²")) for r in comparison.rows]
    heads = ("oblast", *(f"under {name}" for name in _names(comparison)), "area (interval)")
    return table(heads, step, right=[3])


def _disagreement(comparison: Comparison) -> RenderableType:
    """Lay out what two sources disagree on, by oblast and in all."""
    found = [(unit.name, each) for unit, each in disagreement.by_oblast(comparison)]
    rows = [
        (name, *(_stacked(area, "km²") for area in each))
        for name, each in [*found, ("Ukraine", disagreement.whole(comparison))]
    ]
    heads = comparison_wording.disagreement_heads(comparison, speech_in("en"))
    return table(("oblast", *heads), rows, right=[1, 2, 3])


def _names(comparison: Comparison) -> tuple[str, str]:
    sides = (comparison.first, comparison.second)
    if comparison.first.baseline == comparison.second.baseline:
        first, second = (side.scenario.id for side in sides)
    else:
        first, second = (f"{side.scenario.id}\n{side.baseline.name}" for side in sides)
    return first, second


def _stacked(quantity: Quantity, unit: str) -> str:
    """Write the interval below the figure, so that two fit beside each other."""
    value, interval = speech_in("en").written(quantity, unit)
    return f"{value}\n({interval})" if interval else value
