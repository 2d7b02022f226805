"""Distances: how far places lie from where lines run, now and under a scenario.

A distance is to the nearest ground of the other side, as the crow flies and over water too: Odesa
is nearer to the Kinburn Spit, which Russia holds, than to the end of the line of contact on land.
Only ground in the frame counts, so that a recognised border is no such line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.atoms.table import Mask
from explorer.geometry import geodesy
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place, places
from explorer.quantity import Quantity
from explorer.results import parcels
from explorer.results import terrain as terrains
from explorer.results.assignment import NEUTRAL, RUSSIA, UKRAINE
from explorer.results.parcels import PointFate
from explorer.results.report import Report
from explorer.results.terrain import Index, Terrain

# Cities that the front is measured from, by GeoNames' numbers.
CITIES: Mapping[int, str] = {
    703448: "Kyiv",
    706483: "Kharkiv",
    709930: "Dnipro",
    687700: "Zaporizhzhia",
    698740: "Odesa",
}

# From the frame's north to its south a degree of longitude grows from 0.61 to 0.72 of one of
# latitude. Where longitudes are drawn as short as they are at the place, what is nearest on the
# ground is therefore at most 1.4 times as far as what is nearest on the drawing.
_WIDER = 1.4


@dataclass(frozen=True)
class Distances:
    """
    How far a place lies from where lines run; `None` if there is no such ground.

    Attributes
    ----------
    contact
        From the line of contact as it is drawn, in km, negative on Russia's side of it.
    before, after
        From the nearest ground that Ukraine does not hold at the baseline, and would not hold
        under the scenario, in km; negative inside of it: from the nearest that Ukraine does.
    russia
        From the nearest ground that Russia would hold, in km; negative inside of it.
    """

    contact: Quantity
    before: Quantity | None
    after: Quantity | None
    russia: Quantity | None


@dataclass(frozen=True)
class City:
    """
    A city, and how far it lies from where lines run.

    Attributes
    ----------
    place
        The city; distances are those of its point in GeoNames.
    fate
        What becomes of that point.
    distances
        The distances.
    """

    place: Place
    fate: PointFate
    distances: Distances


def cities(catalog: Catalog, report: Report) -> tuple[City, ...]:
    """
    Measure how far five cities lie from where lines run.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    cities
        Kyiv, Kharkiv, Dnipro, Zaporizhzhia and Odesa.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    terrain, known = terrains.gather(catalog, report), places(catalog)
    atoms = {city: terrain.index.homes[city] for city in CITIES}
    return tuple(
        City(
            place=known[city],
            fate=parcels.fate(report.outcomes, atom),
            distances=measure(terrain, point(known[city]), atom),
        )
        for city, atom in atoms.items()
    )


def has_neutral_ground(report: Report) -> bool:
    """
    Tell whether a scenario leaves ground to neither side.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    neutral
        Whether ground that Ukraine would not hold need not be ground that Russia would.
    """
    return bool((report.outcomes.central.assignment.after == NEUTRAL).any())


def point(place: Place) -> Point:
    """
    Take a settlement's centre.

    Parameters
    ----------
    place
        The settlement.

    Returns
    -------
    point
        In degrees.
    """
    return Point(place.longitude, place.latitude)


def measure(terrain: Terrain, place: Point, atom: int) -> Distances:
    """
    Measure how far a place lies from where lines run.

    Parameters
    ----------
    terrain
        The ground of a scenario.
    place
        In degrees.
    atom
        Row of the atom that it belongs to.

    Returns
    -------
    distances
        Geodesic distances in km, each with the least and the greatest when the line of contact
        moves; a position of the line on which there is no such ground does not count.
    """
    assignments = [outcome.assignment for outcome in terrain.positions]

    def gap(grounds: Iterable[Mask]) -> Quantity | None:
        first, *others = (
            _signed_km(terrain.index, place, atom, ground.tobytes()) for ground in grounds
        )
        if first is None:
            return None
        return terrain.report.spread.distance([first, *(km for km in others if km is not None)])

    return Distances(
        contact=_from_contact(terrain, place, atom),
        before=gap(each.before != UKRAINE for each in assignments),
        after=gap(each.after != UKRAINE for each in assignments),
        russia=gap(each.after == RUSSIA for each in assignments),
    )


def _from_contact(terrain: Terrain, place: Point, atom: int) -> Quantity:
    side = -1 if terrain.atoms.russian()[atom] else 1
    km, shift_km = side * _near_km(place, terrain.line), terrain.report.shift_km
    # atoms tell a moved line by signed distance from the one drawn: so does this
    return terrain.report.spread.distance([km, km + shift_km, km - shift_km])


def _near_km(place: Point, lines: BaseGeometry) -> float:
    """Measure from the nearest of some lines, leaving out what lies too far to matter."""
    x, y = place.x, place.y
    short = cos(radians(y))
    drawn = shapely.transform(lines, lambda xy: (xy - (x, y)) * (short, 1))
    # a place on a line has something about it too
    tall = max(_WIDER * float(shapely.distance(Point(0, 0), drawn)), geodesy.GRID_DEGREES)
    wide = tall / short
    close = shapely.clip_by_rect(lines, x - wide, y - tall, x + wide, y + tall)
    return geodesy.distance_km(place, close)


# Scenarios share much ground, and all of them what is held before: masks are given as bytes, by
# which they are known again.
@lru_cache(maxsize=256)
def _signed_km(index: Index, place: Point, atom: int, ground: bytes) -> float | None:
    """Measure from the nearest of some ground; inside of it, negative, from the nearest other."""
    chosen = np.frombuffer(ground, dtype=bool)
    if chosen.all() or not chosen.any():
        return None
    if chosen[atom]:
        return -_near_km(place, _edge(index, (~chosen).tobytes()))
    return _near_km(place, _edge(index, ground))


@lru_cache(maxsize=32)
def _edge(index: Index, ground: bytes) -> BaseGeometry:
    return shapely.boundary(index.union(np.frombuffer(ground, dtype=bool)))
