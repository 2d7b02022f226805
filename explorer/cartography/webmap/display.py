"""Display: geometry to look at. Shared edges are thinned together; nothing here is measured.

The ledger adds up atoms. The map shows the same atoms dissolved by what became of them, and
simplified as one coverage, so that what touches on the ground touches on the screen; contested
ground is part of that coverage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.geometry import coverage, geodesy
from explorer.layers.catalog import Catalog
from explorer.results import parcels
from explorer.results.comparison import LEAST_KM2, Comparison
from explorer.results.parcels import Parcel
from explorer.results.report import Report

# Square root of the area that a dropped vertex may have spanned, in degrees: a pixel at zoom 7.5.
TOLERANCE_DEGREES = 0.008
# What a browser redraws without a stutter, leaving room for borders and names; edges of contested
# ground count twice.
MOST_GROUND_POINTS = 14_500
# The borders over it are drawn as finely as the ground is.
MOST_BORDER_POINTS = 6_500
_COARSER = 1.1


def grounds(catalog: Catalog, report: Report) -> tuple[Parcel, ...]:
    """
    Simplify a scenario's parcels as one coverage.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of the scenario.

    Returns
    -------
    parcels
        All of the frame, in parts that neither overlap nor leave gaps.
    """
    return _thinned(parcels.parcels(catalog, report))


def stepped(comparison: Comparison) -> tuple[Parcel, ...]:
    """
    Simplify the parcels of a comparison as one coverage.

    Parameters
    ----------
    comparison
        The comparison.

    Returns
    -------
    parcels
        By holder on the first side (`before`) and on the second (`after`), with the statuses that
        differ; without slivers.
    """
    thinned = _thinned(comparison.parcels())
    return tuple(parcel for parcel in thinned if parcel.area.value > LEAST_KM2)


def _thinned(ground: Sequence[Parcel]) -> tuple[Parcel, ...]:
    """Simplify the shapes; areas and counts stay those of the ground itself."""
    contested = [each.contested.shape if each.contested else MultiPolygon() for each in ground]
    rest = [each.shape.difference(part) for each, part in zip(ground, contested, strict=True)]
    thinned = simplified([*contested, *rest], MOST_GROUND_POINTS)
    halves = zip(ground, thinned[: len(ground)], thinned[len(ground) :], strict=True)
    return tuple(_redrawn(parcel, contested, rest) for parcel, contested, rest in halves)


def _redrawn(parcel: Parcel, contested: BaseGeometry, rest: BaseGeometry) -> Parcel:
    part = parcel.contested and parcel.contested._replace(shape=contested)
    return replace(parcel, shape=coverage.joined([contested, rest]), contested=part)


def simplified(
    shapes: Sequence[BaseGeometry],
    most_points: int | None = None,
    tolerance_degrees: float = TOLERANCE_DEGREES,
) -> list[BaseGeometry]:
    """
    Thin a coverage, shared edges together.

    Parameters
    ----------
    shapes
        Polygons of a coverage in degrees.
    most_points
        How many vertices may be left, where there is a limit; the tolerance grows until they fit.
    tolerance_degrees
        Square root of the area that a dropped vertex may have spanned, in degrees.

    Returns
    -------
    thinned
        Polygons in the same order.
    """
    thinned = shapely.coverage_simplify(list(shapes), tolerance_degrees)
    while most_points is not None and points(thinned) > most_points:
        tolerance_degrees *= _COARSER
        thinned = shapely.coverage_simplify(list(shapes), tolerance_degrees)
    return list(thinned)


def points(shapes: Iterable[BaseGeometry]) -> int:
    """
    Count vertices.

    Parameters
    ----------
    shapes
        Geometries.

    Returns
    -------
    number
        All their vertices.
    """
    return int(np.sum(shapely.get_num_coordinates(list(shapes))))


def contact_line(parts: Sequence[Parcel]) -> BaseGeometry:
    """
    Take the line of contact off the ground drawn, so that it runs exactly between its colours.

    Parameters
    ----------
    parts
        A scenario's ground.

    Returns
    -------
    line
        Lines in degrees between what Ukraine and what Russia holds at the baseline.
    """
    return _between(parts, [part.before == "ukraine" for part in parts])


def scenario_line(parts: Sequence[Parcel]) -> BaseGeometry:
    """
    Take the line at which Ukrainian-held ground would end inside the frame.

    Parameters
    ----------
    parts
        A scenario's ground.

    Returns
    -------
    line
        Lines in degrees; empty where Ukraine would hold everything.
    """
    return _between(parts, [part.after == "ukraine" for part in parts])


def _between(parts: Sequence[Parcel], ukrainian: Sequence[bool]) -> BaseGeometry:
    sides = coverage.dissolve([part.shape for part in parts], ukrainian)
    if len(sides) == 1:
        return MultiLineString()
    edges = shapely.boundary(sides[True].shape).intersection(shapely.boundary(sides[False].shape))
    return _joined(edges)


def _joined(edges: BaseGeometry) -> BaseGeometry:
    """Join edges end to end, leaving out the points at which borders only touch."""
    return shapely.line_merge(MultiLineString(geodesy.lines(edges)))


def oblast_borders(catalog: Catalog) -> tuple[BaseGeometry, BaseGeometry]:
    """
    Draw the borders of the frame, and those inside it.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    outer, inner
        Lines in degrees: recognised borders and coast, and borders between oblasts.
    """
    oblasts = simplified([shape for _, shape in catalog.features("oblasts")], MOST_BORDER_POINTS)
    outer = shapely.boundary(shapely.coverage_union_all(oblasts))
    edges = shapely.union_all([shapely.boundary(shape) for shape in oblasts])
    return outer, _joined(edges.difference(outer))


def bounds(shapes: Iterable[BaseGeometry]) -> tuple[float, float, float, float]:
    """
    Box some geometries.

    Parameters
    ----------
    shapes
        Geometries in degrees, at least one that is not empty.

    Returns
    -------
    west, south, east, north
        In degrees.
    """
    west, south, east, north = shapely.total_bounds(list(shapes))
    return float(west), float(south), float(east), float(north)
