"""Gathering: the layers that are overlaid for a baseline.

Sessions share what is gathered, and overlay it at the same time: none changes it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from threading import RLock
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms.overlay import Ground, Settlement
from explorer.geometry import split
from explorer.layers import baselines
from explorer.layers.baselines import CONTESTED, OCCUPIED_2022, START_OF_INVASION
from explorer.layers.catalog import RAIONS, Catalog

# Sessions that ask for the same ground at once wait for one of them to gather it.
_GATHERING = RLock()


def ground(catalog: Catalog, name: str) -> Ground:
    """
    Gather what is overlaid for a baseline.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    ground
        Its layers, without depths and shifts.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    with _GATHERING:
        return _ground(catalog, name)


@lru_cache(maxsize=8)
def _ground(catalog: Catalog, name: str) -> Ground:
    shared, contested = _shared(catalog), baselines.contested(catalog, name)
    return Ground(
        baseline=name,
        oblasts=shared.oblasts,
        line=baselines.line(catalog, name),
        divide=partial(baselines.sides, catalog, name),
        layers={
            OCCUPIED_2022: shared.occupied_2022,
            "fortress_belt": shared.belt,
            **({} if contested is None else {CONTESTED: contested}),
            **shared.raions,
        },
        belt_axis=shared.belt_axis,
        settlements=shared.settlements,
        depths_km=(),
        shifts_km=(0.0,),
    )


class _Shared(NamedTuple):
    """What the ground of every baseline has, in degrees."""

    oblasts: Mapping[str, BaseGeometry]
    occupied_2022: BaseGeometry
    belt: BaseGeometry
    belt_axis: BaseGeometry
    raions: Mapping[str, BaseGeometry]
    settlements: Sequence[Settlement]


@lru_cache(maxsize=4)
def _shared(catalog: Catalog) -> _Shared:
    """Gather what all baselines have, which takes longer than the rest."""
    start = baselines.line(catalog, START_OF_INVASION)
    with catalog.parsing("fortress_belt"):
        belt = {row["role"]: shape for row, shape in catalog.features("fortress_belt")}
        corridor, axis = belt["corridor"], belt["axis"]
    return _Shared(
        oblasts=catalog.shapes("oblasts"),
        occupied_2022=split.split(baselines.frame(catalog), start).russia,
        belt=corridor,
        belt_axis=axis,
        raions=catalog.shapes(RAIONS) if RAIONS in catalog.resources else {},
        settlements=_settlements(catalog),
    )


def _settlements(catalog: Catalog) -> list[Settlement]:
    rows = catalog.properties("settlements")
    points = shapely.points([row["coordinates"] for row in rows])
    return [
        Settlement(int(row["id"]), point, int(row["population"]))
        for row, point in zip(rows, points, strict=True)
    ]
