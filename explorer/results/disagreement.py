"""Disagreement: ground of one day that one source leaves Ukraine and another one does not."""

from typing import NamedTuple

import numpy as np

from explorer.atoms.table import Floats
from explorer.layers import baselines
from explorer.layers.gazetteer import Unit
from explorer.quantity import Quantity
from explorer.results.comparison import Comparison
from explorer.scenarios.rules import HOLDERS


class Disagreement(NamedTuple):
    """
    Ground that two sources disagree on.

    Attributes
    ----------
    only_first, only_second
        Area in km² that Ukraine holds by one source only.
    together
        Both, in km².
    """

    only_first: Quantity
    only_second: Quantity
    together: Quantity


def is_of_sources(comparison: Comparison) -> bool:
    """
    Tell whether a comparison holds two sources of one day against each other.

    Parameters
    ----------
    comparison
        The comparison.

    Returns
    -------
    is_of_sources
        Whether nothing else differs: both scenarios leave all ground to whoever holds it.
    """
    sides = (comparison.first, comparison.second)
    one, other = (side.baseline for side in sides)
    as_held = not any(side.moves or side.statuses for side in sides)
    differ = baselines.source_of(one.name) != baselines.source_of(other.name)
    return as_held and differ and one.date == other.date


def whole(comparison: Comparison) -> Disagreement:
    """
    Measure what two sources disagree on in the whole frame.

    Parameters
    ----------
    comparison
        Two sources of one day.

    Returns
    -------
    disagreement
        With the lines moved as the comparison moves them.
    """
    return _summed(comparison, comparison.cells_km2)


def by_oblast(comparison: Comparison) -> list[tuple[Unit, Disagreement]]:
    """
    Measure what two sources disagree on in each oblast.

    Parameters
    ----------
    comparison
        Two sources of one day.

    Returns
    -------
    rows
        Oblasts where they do, the largest disagreement first.
    """
    oblasts = np.unique(comparison.joint.oblast).tolist()
    units = {row.oblast: row.unit for row in comparison.rows}
    rows = [
        (unit, _summed(comparison, comparison.cells_km2[:, [oblasts.index(oblast)]]))
        for oblast, unit in units.items()
    ]
    return sorted(rows, key=lambda row: -row[1].together.value)


def _summed(comparison: Comparison, cells: Floats) -> Disagreement:
    """Add up cells of shape (positions, oblasts, 3, 3), see `Comparison`."""
    ukraine, russia = HOLDERS.index("ukraine"), HOLDERS.index("russia")
    first, second = cells[:, :, ukraine, russia].T, cells[:, :, russia, ukraine].T
    return Disagreement(*map(comparison.spread.area, (first, second, first + second)))
