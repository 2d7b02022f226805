"""Reach: how far places lie from where lines run, now and under a scenario.

A distance is to the nearest ground of the other side, as the crow flies and over water too: Odesa
is nearer to the Kinburn Spit, which Russia holds, than to the end of the line of contact on land.
Only ground in the frame counts, so that a recognised border is no such line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.atoms.table import Atoms, Mask
from explorer.geometry import geodesy
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place, places
from explorer.quantity import Quantity
from explorer.results import parcels
from explorer.results.assignment import NEUTRAL, RUSSIA, UKRAINE
from explorer.results.outcomes import Outcome
from explorer.results.parcels import PointFate
from explorer.results.report import Report

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
class Reach:
    """
    How far a place lies from where lines run; none where there is no such ground.

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
class Distance:
    """
    How far a city lies from where lines run.

    Attributes
    ----------
    city
        The city; distances are those of its point in GeoNames.
    told
        What becomes of that point.
    reach
        The distances.
    """

    city: Place
    told: PointFate
    reach: Reach


def distances(catalog: Catalog, report: Report) -> tuple[Distance, ...]:
    """
    Measure how far five cities lie from where lines run.

    Parameters
    ----------
    catalog
        The layers.
    report
        What a scenario comes to.

    Returns
    -------
    distances
        Those of Kyiv, Kharkiv, Dnipro, Zaporizhzhia and Odesa.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    known = places(catalog)
    rows = parcels.atoms_of_settlements(report.outcomes.atoms)
    return tuple(
        Distance(
            city=known[city],
            told=parcels.tell(report, rows[city]),
            reach=measure(catalog, report, point(known[city]), rows[city]),
        )
        for city in CITIES
    )


def has_neutral_ground(report: Report) -> bool:
    """
    Tell whether a scenario leaves ground to neither side.

    Parameters
    ----------
    report
        What it comes to.

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


def measure(catalog: Catalog, report: Report, place: Point, atom: int) -> Reach:
    """
    Measure how far a place lies from where lines run.

    Parameters
    ----------
    catalog
        The layers.
    report
        What a scenario comes to.
    place
        In degrees.
    atom
        Row of the atom that it belongs to.

    Returns
    -------
    reach
        Geodesic distances in km, each with the least and the greatest when the line of contact
        moves; a position of the line on which there is no such ground does not count.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    known = outlined(catalog, report)

    def gap(ground: Callable[[Outcome], Mask]) -> Quantity | None:
        first, *others = (
            _signed_km(known, place, atom, ground(outcome).tobytes())
            for outcome in report.outcomes.positions
        )
        if first is None:
            return None
        return Quantity.over([first, *(km for km in others if km is not None)])

    return Reach(
        contact=_from_contact(catalog, report, place, atom),
        before=gap(lambda outcome: outcome.assignment.before != UKRAINE),
        after=gap(lambda outcome: outcome.assignment.after != UKRAINE),
        russia=gap(lambda outcome: outcome.assignment.after == RUSSIA),
    )


def _from_contact(catalog: Catalog, report: Report, place: Point, atom: int) -> Quantity:
    line = baselines.line(catalog, report.baseline.date)
    side = -1 if report.outcomes.atoms.russian()[atom] else 1
    km = side * _near_km(place, line)
    # atoms tell a moved line by signed distance from the one drawn: so does this
    return Quantity(value=km, low=km - report.shift_km, high=km + report.shift_km)


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


@dataclass(frozen=True, eq=False)
class Outlines:
    """
    Outlines of a baseline's atoms, indexed by place.

    Attributes
    ----------
    shapes
        Polygons in degrees, one an atom, shape (n,).
    tree
        Their index.
    """

    shapes: npt.NDArray[np.object_]
    tree: shapely.STRtree

    def union(self, ground: Mask) -> BaseGeometry:
        """
        Dissolve some atoms.

        Parameters
        ----------
        ground
            Shape (n,).

        Returns
        -------
        shape
            Polygons in degrees.
        """
        return shapely.coverage_union_all(self.shapes[ground])


def outlined(catalog: Catalog, report: Report) -> Outlines:
    """
    Get the outlines of a report's atoms.

    Parameters
    ----------
    catalog
        The layers.
    report
        What a scenario comes to.

    Returns
    -------
    outlines
        The same object for all reports on the same atoms.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    return _indexed(catalog, report.outcomes.atoms)


@lru_cache(maxsize=4)
def _indexed(catalog: Catalog, table: Atoms) -> Outlines:
    shapes = np.array(outlines.shapes(catalog, table))
    return Outlines(shapes=shapes, tree=shapely.STRtree(shapes))


# Scenarios share much ground, and all of them what is held before: masks are given as bytes, by
# which they are known again.
@lru_cache(maxsize=256)
def _signed_km(known: Outlines, place: Point, atom: int, ground: bytes) -> float | None:
    """Measure from the nearest of some ground; inside of it, negative, from the nearest other."""
    chosen = np.frombuffer(ground, dtype=bool)
    if chosen.all() or not chosen.any():
        return None
    if chosen[atom]:
        return -_near_km(place, _edge(known, (~chosen).tobytes()))
    return _near_km(place, _edge(known, ground))


@lru_cache(maxsize=32)
def _edge(known: Outlines, ground: bytes) -> BaseGeometry:
    return shapely.boundary(known.union(np.frombuffer(ground, dtype=bool)))
