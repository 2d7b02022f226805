"""Ground: what changes colour in a figure, each patch and each line once for all its scenarios.

Atoms that look alike in every scenario are one patch; arcs of the same coverage are the lines, so
that fills and lines agree to the vertex. Only the display is simplified, never what is measured.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from explorer.atoms.table import Atoms
from explorer.cartography.figure.sheet import Sheet
from explorer.geometry import coverage, geodesy, topojson
from explorer.results import binding
from explorer.results.parcels import Disposition

Kind = Literal["coast", "border", "oblast", "contact", "scenario", "zone"]

# Places are whole steps of a fifth of a unit: finer than a phone's pixel, coarse enough to pack.
STEP = 0.2
_TOLERANCE = 0.95  # of the simplification, in units
_LEAST_ISLAND = 4.0  # square units: what is smaller is a speck


Looks = tuple[Disposition, ...]


class Patch(NamedTuple):
    """
    Ground that has one fate in every scenario.

    Attributes
    ----------
    looks
        What becomes of it in each scenario.
    shape
        Polygons in units of the sheet.
    """

    looks: Looks
    shape: BaseGeometry


class Course(NamedTuple):
    """
    A line.

    Attributes
    ----------
    kind
        What it divides.
    scenarios
        Numbers of the scenarios in which it shows.
    shape
        Lines in units of the sheet.
    """

    kind: Kind
    scenarios: tuple[int, ...]
    shape: BaseGeometry


@dataclass(frozen=True, eq=False)
class Ground:
    """
    All ground of the frame.

    Attributes
    ----------
    patches
        Patches, the largest first.
    courses
        Lines between and about them.
    oblasts
        Outline of each oblast by ISO 3166-2 code, in units of the sheet.
    contested
        What neither side controls before any scenario, polygons in units of the sheet; empty where
        there is none or the line's source does not say.
    """

    patches: tuple[Patch, ...]
    courses: tuple[Course, ...]
    oblasts: dict[str, BaseGeometry]
    contested: BaseGeometry

    def beside(self, neighbours: BaseGeometry) -> "Ground":
        """
        Tell borders from coasts.

        Parameters
        ----------
        neighbours
            Neighbouring countries as polygons in units of the sheet.

        Returns
        -------
        ground
            The same with the frame's outline away from neighbours as a line of its own.
        """
        near = neighbours.buffer(_NEAR)
        courses: list[Course] = []
        for course in self.courses:
            if course.kind != "border":
                courses.append(course)
                continue
            land, sea = course.shape.intersection(near), course.shape.difference(near)
            parts: tuple[tuple[Kind, BaseGeometry], ...] = (("coast", sea), ("border", land))
            for kind, shape in parts:
                if not shape.is_empty:
                    courses.append(Course(kind, course.scenarios, _merged(shape)))
        return replace(self, courses=tuple(courses))


_NEAR = 2.5  # units: neighbours come from another source and are simplified apart


def _merged(lines: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(lines) if part.geom_type == "LineString"]
    return shapely.line_merge(MultiLineString(parts))


def draw(
    sheet: Sheet, atoms: Atoms, shapes: Sequence[BaseGeometry], looks: Sequence[Looks]
) -> Ground:
    """
    Draw the ground.

    Parameters
    ----------
    sheet
        What it is drawn on.
    atoms
        A baseline's atoms.
    shapes
        Their outlines in degrees, a valid coverage.
    looks
        What becomes of each in every scenario.

    Returns
    -------
    ground
        Patches and lines in units of the sheet, simplified together.
    """
    fates = zip(atoms.oblast.tolist(), looks, strict=True)
    keys = zip(fates, binding.contested(atoms).tolist(), strict=True)
    grounds = coverage.dissolve(shapes, keys)
    drawn = _without_specks([sheet.draw(ground.shape) for ground in grounds.values()])
    thinned = shapely.coverage_simplify(drawn, _TOLERANCE)
    by_fate = coverage.dissolve(thinned, [fate for fate, _ in grounds])
    simple = {fate: ground.shape for fate, ground in by_fate.items()}
    contested = thinned[[is_contested for _, is_contested in grounds]]
    by_look = coverage.dissolve(simple.values(), [look for _, look in simple])
    by_oblast = coverage.dissolve(simple.values(), [oblast for oblast, _ in simple])
    patches = [Patch(look, sheet.cut(ground.shape)) for look, ground in by_look.items()]
    return Ground(
        patches=tuple(sorted(patches, key=lambda patch: -patch.shape.area)),
        courses=tuple(_courses(sheet, simple)),
        oblasts={oblast: ground.shape for oblast, ground in by_oblast.items()},
        contested=sheet.cut(geodesy.polygons(shapely.coverage_union_all(contested))),
    )


def _without_specks(drawn: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Leave out islands that are too small to be seen."""
    islands = shapely.get_parts(shapely.coverage_union_all(list(drawn)))
    specks = shapely.union_all(islands[shapely.area(islands) < _LEAST_ISLAND])
    kept = ([p for p in shapely.get_parts(each) if not p.within(specks)] for each in drawn)
    return [shapely.multipolygons(parts) for parts in kept]


def _courses(sheet: Sheet, simple: dict[tuple[str, Looks], BaseGeometry]) -> list[Course]:
    # the topology counts in steps of its own grid, so one of ours is made one of its
    grid = geodesy.GRID_DEGREES / STEP
    stepped = [shapely.transform(shape, lambda xy: xy * grid) for shape in simple.values()]
    cut = topojson.cut(stepped)
    sides: dict[int, list[tuple[str, Looks]]] = defaultdict(list)
    for key, shape in zip(simple, cut.shapes, strict=True):
        for arc in (arc for part in shape for ring in part for arc in ring):
            sides[max(arc, ~arc)].append(key)
    arcs: dict[tuple[Kind, tuple[int, ...]], list[LineString]] = defaultdict(list)
    for arc, keys in sides.items():
        line = LineString(cut.arcs[arc] * STEP)
        for kind, scenarios in _kinds(keys) if line.length else ():
            arcs[kind, scenarios].append(line)
    courses = [
        Course(kind, scenarios, sheet.cut(shapely.line_merge(MultiLineString(lines))))
        for (kind, scenarios), lines in sorted(arcs.items())
    ]
    return [course for course in courses if not course.shape.is_empty]


def _kinds(sides: list[tuple[str, Looks]]) -> list[tuple[Kind, tuple[int, ...]]]:
    """Say what an arc is, and in which scenarios."""
    everywhere = tuple(range(len(sides[0][1])))
    if len(sides) == 1:
        return [("border", everywhere)]
    # rounding may lay the two sides of a narrow neck onto each other: that is no line
    (oblast, left), (other_oblast, right) = sides[:2]
    kinds: list[tuple[Kind, tuple[int, ...]]] = []
    if oblast != other_oblast:
        kinds.append(("oblast", everywhere))
    contact = left[0].before != right[0].before
    if contact:
        kinds.append(("contact", everywhere))
    pairs = list(enumerate(zip(left, right, strict=True)))
    # where a scenario keeps to the line of contact that line says so; the new line is what differs
    moved = tuple(n for n, (a, b) in pairs if _ukrainian(a) != _ukrainian(b) and not contact)
    zone = tuple(n for n, (a, b) in pairs if a.statuses != b.statuses)
    if moved:
        kinds.append(("scenario", moved))
    if zone:
        kinds.append(("zone", zone))
    return kinds


def _ukrainian(look: Disposition) -> bool:
    return look.after == "ukraine"
