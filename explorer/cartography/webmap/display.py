"""Display: geometry to look at. Shared edges are thinned together; nothing here is measured.

The ledger adds up atoms. The map shows the same atoms dissolved by what became of them, and
simplified as one coverage, so that what touches on the ground touches on the screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.geometry import geodesy
from explorer.layers.catalog import Catalog
from explorer.quantity import Quantity
from explorer.results import ledger, parcels
from explorer.results.comparison import LEAST_KM2, Comparison
from explorer.results.parcels import Fate
from explorer.results.report import Report
from explorer.scenarios.rules import Holder, Status

# Square root of the area that a dropped vertex may have spanned, in degrees: a pixel at zoom 7.5.
TOLERANCE_DEGREES = 0.008
# What a browser redraws without a stutter, leaving room for borders and names.
MOST_GROUND_POINTS = 9_500
_COARSER = 1.1


@dataclass(frozen=True)
class Ground:
    """
    Ground of one oblast that all fares alike.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    before, after
        Holders.
    statuses
        What else holds there, in the order of `rules.STATUSES`.
    area, share_pct
        Its area in km², and its share of the oblast in percent: the ledger's, not the drawing's.
    shape
        Polygons in degrees, for display.
    settlements, residents
        Number of settlements on it and people in them, as GeoNames has them; none where they are
        not counted.
    dropped
        Statuses that only held before; there are some only between two scenarios or days.
    """

    oblast: str
    before: Holder
    after: Holder
    statuses: tuple[Status, ...]
    area: Quantity
    share_pct: float
    shape: BaseGeometry
    settlements: int | None = None
    residents: int | None = None
    dropped: tuple[Status, ...] = ()


def grounds(catalog: Catalog, report: Report) -> tuple[Ground, ...]:
    """
    Dissolve a scenario's atoms, and simplify what comes out as one coverage.

    Parameters
    ----------
    catalog
        The layers.
    report
        What the scenario comes to.

    Returns
    -------
    grounds
        All of the frame, in parts that neither overlap nor leave gaps.
    """
    outcome = report.outcomes.central
    shapes = outlines.shapes(catalog, outcome.atoms)
    members: dict[tuple[str, Fate], list[int]] = {}
    for atom, oblast in enumerate(outcome.atoms.oblast.tolist()):
        members.setdefault((oblast, parcels.of(outcome, atom)), []).append(atom)
    dissolved = [
        shapely.coverage_union_all([shapes[atom] for atom in atoms]) for atoms in members.values()
    ]
    simple = simplified(dissolved, MOST_GROUND_POINTS)
    return tuple(_ground(report, *key, shape) for key, shape in zip(members, simple, strict=True))


def stepped(comparison: Comparison) -> tuple[Ground, ...]:
    """
    Simplify the ground of a comparison as one coverage.

    Parameters
    ----------
    comparison
        The comparison.

    Returns
    -------
    grounds
        By holder on the first side (`before`) and on the second (`after`), with the statuses that
        differ.
    """
    pieces = list(comparison.pieces())
    shapes = simplified([piece.shape for piece in pieces], MOST_GROUND_POINTS)
    return tuple(
        Ground(
            oblast=piece.oblast,
            before=piece.before,
            after=piece.after,
            statuses=piece.gained,
            area=piece.area,
            share_pct=piece.share_pct,
            shape=shape,
            dropped=piece.dropped,
        )
        for piece, shape in zip(pieces, shapes, strict=True)
        if piece.area.value > LEAST_KM2
    )


def _ground(report: Report, oblast: str, fate: Fate, shape: BaseGeometry) -> Ground:
    outcomes = report.outcomes
    area = outcomes.quantity(
        lambda each: float(each.atoms.area_km2[parcels.alike(each, oblast, fate)].sum())
    )
    atoms, alike = outcomes.central.atoms, parcels.alike(outcomes.central, oblast, fate)
    return Ground(
        oblast=oblast,
        before=fate.before,
        after=fate.after,
        statuses=fate.statuses,
        area=area,
        share_pct=100 * area.value / outcomes.central.ledger.oblast_km2(oblast),
        shape=shape,
        settlements=len(ledger.settlements_in(atoms, alike)),
        residents=int(atoms.residents[alike].sum()),
    )


def simplified(
    coverage: Sequence[BaseGeometry],
    most_points: int | None = None,
    tolerance_degrees: float = TOLERANCE_DEGREES,
) -> list[BaseGeometry]:
    """
    Thin a coverage, shared edges together.

    Parameters
    ----------
    coverage
        Polygons in degrees that share edges.
    most_points
        How many vertices may be left, where there is a limit; the tolerance grows until they fit.
    tolerance_degrees
        Square root of the area that a dropped vertex may have spanned, in degrees.

    Returns
    -------
    thinned
        Polygons in the same order.
    """
    thinned = shapely.coverage_simplify(list(coverage), tolerance_degrees)
    while most_points is not None and points(thinned) > most_points:
        tolerance_degrees *= _COARSER
        thinned = shapely.coverage_simplify(list(coverage), tolerance_degrees)
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


def contact_line(parts: Sequence[Ground]) -> BaseGeometry:
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


def scenario_line(parts: Sequence[Ground]) -> BaseGeometry:
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


def _between(parts: Sequence[Ground], ukrainian: Sequence[bool]) -> BaseGeometry:
    if all(ukrainian) or not any(ukrainian):
        return MultiLineString()
    sides = [
        shapely.coverage_union_all(
            [part.shape for part, ours in zip(parts, ukrainian, strict=True) if ours == side]
        )
        for side in (True, False)
    ]
    edges = shapely.boundary(sides[0]).intersection(shapely.boundary(sides[1]))
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
    oblasts = simplified([shape for _, shape in catalog.features("oblasts")])
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
