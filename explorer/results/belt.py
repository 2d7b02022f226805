"""Belt: what becomes of the fortress belt, along its axis and town by town.

The belt is five towns of Donetsk oblast and the axis through their centres, as
`explorer.pipeline.fortress_belt` draws them after the Institute for the Study of War. Of a town,
its centre decides: what becomes of that point in GeoNames is said of the town.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place, places
from explorer.layers.spread import front_length_km
from explorer.quantity import Quantity
from explorer.results import ledger, parcels
from explorer.results.parcels import PointFate
from explorer.results.report import Report
from explorer.scenarios.rules import HOLDERS, Holder


@dataclass(frozen=True)
class Stretch:
    """
    The part of the axis with the same holder before and after.

    Attributes
    ----------
    before, after
        Holders.
    length
        Length in km.
    share_pct
        Its share of the whole axis in percent.
    """

    before: Holder
    after: Holder
    length: Quantity
    share_pct: float


@dataclass(frozen=True)
class Town:
    """
    A town of the belt.

    Attributes
    ----------
    place
        The town.
    fate
        What becomes of its centre.
    """

    place: Place
    fate: PointFate


@dataclass(frozen=True)
class Belt:
    """
    What becomes of the fortress belt.

    Attributes
    ----------
    length_km
        Length of the whole axis in km.
    stretches
        Its parts by holder before and after, in the order of `rules.HOLDERS`.
    towns
        Its towns, from north to south.
    """

    length_km: float
    stretches: tuple[Stretch, ...]
    towns: tuple[Town, ...]


def find(catalog: Catalog, report: Report) -> Belt:
    """
    Compute what becomes of the fortress belt.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    belt
        Its axis and its towns.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    known = places(catalog)
    rows = parcels.atoms_of_settlements(report.outcomes.atoms)
    ids = [int(row["id"]) for row in catalog.properties("fortress_belt") if row["role"] == "town"]
    return Belt(
        length_km=report.belt_km,
        stretches=tuple(_stretches(report)),
        towns=tuple(Town(place=known[i], fate=parcels.fate(report.outcomes, rows[i])) for i in ids),
    )


def _stretches(report: Report) -> Iterator[Stretch]:
    belt_km = report.outcomes.atoms.belt_km
    for before in HOLDERS:
        for after in HOLDERS:
            moved = [each.assignment.moved(before, after) for each in report.outcomes.positions]
            lengths = [float(belt_km[each].sum()) for each in moved]
            front_km = front_length_km(
                ledger.by_oblast(report.outcomes.atoms, moved), report.shift_km
            )
            length = report.spread.count(lengths, front_km, each=0.0)
            if length.high:
                share = 100 * length.value / report.belt_km
                yield Stretch(before=before, after=after, length=length, share_pct=share)
