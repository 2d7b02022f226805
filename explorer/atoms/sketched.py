"""Cutting: the ground that a reader's line, area or surroundings takes out of the frame.

Every fault is a sentence in the reader's language that tells what to mend, and where.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from explorer.errors import LooseLineError, SketchError, TornGroundError
from explorer.geometry import geodesy, split
from explorer.language import _
from explorer.layers import baselines, gazetteer
from explorer.layers.catalog import Catalog
from explorer.scenarios.sketch import Course, Sketch

# A finger on a phone's map is some 20 km wide, and borders drawn elsewhere differ; an end that is
# further inside is rather one that was forgotten.
SNAP_KM = 25.0
SHORTEST_KM = 1.0
LEAST_KM2 = 1.0
# Some 8,000 km here, six times the line of contact. A line that winds on and on would meet every
# atom again and again.
LONGEST_DEGREES = 90.0
MOST_CROSSINGS = 2_000
_AT_ONCE = 8

_ELSEWHERE = _(
    "{name}: lies elsewhere, at {place}, outside Ukraine's recognised borders; draw it inside them"
)
_SWAPPED = _(
    "{name}: lies elsewhere, at {place}, outside Ukraine's recognised borders; perhaps longitude "
    "and latitude are swapped"
)
_CROSSES = _("{name}: crosses or touches itself at {place}; move one of the points there")
_START = _(
    "{name}: the line starts at {place}, {km} km inside the border; lead that end to the border, "
    "or close the line"
)
_END = _(
    "{name}: the line ends at {place}, {km} km inside the border; lead that end to the border, or "
    "close the line"
)
_SHORT = _("{name}: is only {km} km long at {place}; draw at least {least} km")
_LONG = _("{name}: winds through more than {most} degrees, from {place}; draw it with less detail")
_TANGLED = _(
    "{name}: with it, what is drawn crosses more than {most} times; draw it with less detail"
)
_LOOSE = _(
    "{name}: cuts off no ground at {place}; lead the line through the country from border to border"
)
_LITTLE = _("{name}: cuts off less than {least} km² at {place}; draw it further in")
_TORN = _(
    "{name}: leaves the ground at {place} on both of its sides; draw all parts of the line in the "
    "same direction"
)
_NOWHERE = _("{name}: there is no settlement with the number {place}; choose one of the list")

_SIDES = (
    _("north side"),
    _("north-east side"),
    _("east side"),
    _("south-east side"),
    _("south side"),
    _("south-west side"),
    _("west side"),
    _("north-west side"),
)
_INSIDE, _OUTSIDE = _("ground inside the line"), _("ground outside the line")


@lru_cache(maxsize=64)
def layer(catalog: Catalog, sketch: Sketch) -> BaseGeometry:
    """
    Take the ground that a sketch stands for.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        What a reader gives.

    Returns
    -------
    ground
        Polygons in degrees inside the frame: to the right of the line, inside the area, or within
        the distance of the settlement.

    Raises
    ------
    SketchError
        If it marks no ground out; the sentence tells where, and what to mend.
    LayerError
        If a layer is missing or altered.

    Notes
    -----
    A line's end inside the frame is led out over its border, if that is at most 25 km away. The
    edge is exact as drawn: it does not move with the line of contact when intervals are taken.
    """
    frame = baselines.frame(catalog)
    if sketch.line is not None:
        return right_of(sketch.name, sketch.line, frame)
    if sketch.around is not None:
        settlement = gazetteer.places(catalog).get(sketch.around.place)
        place = (settlement.longitude, settlement.latitude) if settlement else None
        return around(sketch.name, sketch.around.place, place, sketch.around.km, frame)
    return inside(sketch.name, sketch.courses, frame)


def right_of(name: str, sectors: Sequence[Course], frame: BaseGeometry) -> BaseGeometry:
    """
    Take the ground to the right of a line.

    Parameters
    ----------
    name
        What the line is called.
    sectors
        Its parts, each from border to border or closed, in degrees.
    frame
        The country, polygons in degrees.

    Returns
    -------
    ground
        Polygons in degrees inside the frame.

    Raises
    ------
    SketchError
        If the line does not split the frame into ground on its left and on its right.

    Notes
    -----
    An end inside the frame, but at most 25 km from its border, is led straight out over it.
    """
    drawn = [LineString(sector) for sector in sectors]
    _check_extent(name, MultiLineString(drawn))
    for sector in drawn:
        _check_place(name, sector, frame)
        _check_length(name, sector)
    led = [_led_out(name, sector, frame) for sector in drawn]
    _check_crossing(name, led)
    try:
        sides = split.split(frame, MultiLineString(led))
    except TornGroundError as fault:
        raise SketchError(_TORN, name=name, place=fault.place) from fault
    except LooseLineError as fault:
        raise SketchError(_LOOSE, name=name, place=fault.place) from fault
    _check_size(name, min(sides.ukraine, sides.russia, key=lambda side: side.area), drawn[0])
    return sides.russia


def inside(name: str, rings: Sequence[Course], frame: BaseGeometry) -> BaseGeometry:
    """
    Take the ground inside rings.

    Parameters
    ----------
    name
        What the area is called.
    rings
        Outer rings in degrees; where they overlap, the ground counts once.
    frame
        The country, polygons in degrees.

    Returns
    -------
    ground
        Polygons in degrees inside the frame.

    Raises
    ------
    SketchError
        If a ring crosses itself, or encloses no ground of the frame.
    """
    polygons = [Polygon(ring) for ring in rings]
    outlines = [LineString(polygon.exterior) for polygon in polygons]
    _check_extent(name, MultiLineString(outlines))
    for polygon, outline in zip(polygons, outlines, strict=True):
        _check_crossing(name, [outline])
        _check_place(name, polygon, frame)
    ground = geodesy.polygons(shapely.union_all(polygons).intersection(frame))
    _check_size(name, ground, polygons[0])
    return ground


def around(
    name: str, number: int, place: tuple[float, float] | None, km: float, frame: BaseGeometry
) -> BaseGeometry:
    """
    Take the ground around a settlement.

    Parameters
    ----------
    name
        What the surroundings are called.
    number
        GeoNames id of the settlement.
    place
        Its longitude and latitude in degrees; `None` if there is no such settlement.
    km
        Geodesic distance in km.
    frame
        The country, polygons in degrees.

    Returns
    -------
    ground
        Polygons in degrees inside the frame.

    Raises
    ------
    SketchError
        If there is no such settlement, or hardly any ground around it.
    """
    if place is None:
        raise SketchError(_NOWHERE, name=name, place=str(number))
    ground = geodesy.polygons(geodesy.buffer(Point(place), km).intersection(frame))
    _check_size(name, ground, Point(place))
    return ground


def check_tangle(sketches: Sequence[Sketch]) -> None:
    """
    Refuse sketches that cut each other to shreds, which would take minutes to overlay.

    Parameters
    ----------
    sketches
        What a reader gives, in order.

    Raises
    ------
    SketchError
        If sketches cross each other more than 2,000 times in all.
    """
    drawn = [sketch for sketch in sketches if sketch.courses]
    if len(drawn) <= 1:
        return
    edges = [_edges(sketch.courses) for sketch in drawn]
    owner = np.repeat(np.arange(len(edges)), [len(each) for each in edges])
    together = np.concatenate([np.array(each, dtype=object) for each in edges])
    one, other = shapely.STRtree(together).query(together, predicate="intersects")
    if np.count_nonzero(owner[one] < owner[other]) > MOST_CROSSINGS:
        raise SketchError(_TANGLED, name=drawn[-1].name, most=MOST_CROSSINGS)


def _edges(courses: Sequence[Course]) -> list[LineString]:
    return [LineString(ends) for course in courses for ends in pairwise(course)]


def compass(sectors: Sequence[Course]) -> tuple[str, str]:
    """
    Tell where the two sides of a line lie from each other.

    Parameters
    ----------
    sectors
        Its parts in degrees.

    Returns
    -------
    left, right
        What to call them, for the catalogue: `north-west side` and `south-east side`, say, or
        inside and outside where every sector is closed.
    """
    open_ = [sector for sector in sectors if sector[0] != sector[-1]]
    if not open_:
        ring = shapely.linearrings(sectors[0])
        return (_INSIDE, _OUTSIDE) if ring.is_ccw else (_OUTSIDE, _INSIDE)
    # the chords together point where the line leads, and its left is a quarter turn before that
    steps = np.sum([np.subtract(sector[-1], sector[0]) for sector in open_], axis=0)
    start = open_[0][0]
    azimuth = geodesy.GEOD.inv(*start, *(start + steps))[0]
    left = round((azimuth - 90) / 45) % len(_SIDES)
    return _SIDES[left], _SIDES[(left + len(_SIDES) // 2) % len(_SIDES)]


def _led_out(name: str, sector: LineString, frame: BaseGeometry) -> LineString:
    """Lead both ends over the border where they are near it."""
    if sector.is_closed:
        return sector
    coords = [*sector.coords]
    ends = ((_START, coords[0]), (_END, coords[-1]))
    start, end = ([] if _is_out(p, frame) else [_out(name, text, p, frame)] for text, p in ends)
    return LineString([*start, *coords, *end])


def _is_out(place: tuple[float, ...], frame: BaseGeometry) -> bool:
    return not frame.contains(Point(place))


def _out(
    name: str, message: str, place: tuple[float, ...], frame: BaseGeometry
) -> tuple[float, float]:
    end = Point(place)
    km = geodesy.distance_km(end, shapely.shortest_line(end, frame.boundary).boundary.geoms[1])
    if km > SNAP_KM:
        raise SketchError(message, name=name, place=(end.x, end.y), km=km)
    beyond = split.past_frame(end, frame)
    return beyond.x, beyond.y


def _check_place(name: str, drawn: BaseGeometry, frame: BaseGeometry) -> None:
    if drawn.intersects(frame):
        return
    swapped = shapely.transform(drawn, lambda xy: xy[:, ::-1])
    message = _SWAPPED if swapped.intersects(frame) else _ELSEWHERE
    raise SketchError(message, name=name, place=_place(drawn))


def _check_extent(name: str, drawn: BaseGeometry) -> None:
    if drawn.length > LONGEST_DEGREES:
        raise SketchError(_LONG, name=name, place=_place(drawn), most=int(LONGEST_DEGREES))


def _check_length(name: str, sector: LineString) -> None:
    km = geodesy.length_km(sector)
    if km < SHORTEST_KM:
        raise SketchError(_SHORT, name=name, place=_place(sector), km=km, least=SHORTEST_KM)


def _check_size(name: str, ground: BaseGeometry, drawn: BaseGeometry) -> None:
    if geodesy.area_km2(ground) < LEAST_KM2:
        raise SketchError(_LITTLE, name=name, place=_place(drawn), least=LEAST_KM2)


def _check_crossing(name: str, sectors: list[LineString]) -> None:
    crossing = None if MultiLineString(sectors).is_simple else _crossing(sectors)
    if crossing is not None:
        raise SketchError(_CROSSES, name=name, place=(crossing.x, crossing.y))


def _crossing(sectors: list[LineString]) -> Point | None:
    """Find where lines cross or touch, other than from one edge to the next."""
    clean = [shapely.remove_repeated_points(sector) for sector in sectors]
    coords, line = shapely.get_coordinates(clean, return_index=True)
    first = np.flatnonzero(line[1:] == line[:-1])
    edges = shapely.linestrings(np.stack([coords[first], coords[first + 1]], axis=1))
    tree = shapely.STRtree(edges)
    for start in range(0, len(edges), _AT_ONCE):  # a scrawl may cross itself a million times
        one, other = tree.query(edges[start : start + _AT_ONCE], predicate="intersects")
        one, other = one[one + start < other] + start, other[one + start < other]
        shared = shapely.intersection(edges[one], edges[other])
        joints = (coords[first[one] + 1] == coords[first[other]]).all(axis=1)  # the next edge
        joints |= (coords[first[one]] == coords[first[other] + 1]).all(axis=1)  # a ring closes
        beside = (first[other] - first[one] == 1) | _closes(first, line, one, other)
        crossings = shared[~(joints & beside & (shapely.length(shared) == 0))]
        if len(crossings):
            return shapely.point_on_surface(crossings[0])
    return None


def _closes(first: np.ndarray, line: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell which pairs are the first and the last edge of the same line."""
    owner = line[first]
    starts = np.r_[True, owner[1:] != owner[:-1]]
    ends = np.r_[owner[1:] != owner[:-1], True]
    return np.asarray((owner[one] == owner[other]) & starts[one] & ends[other])


def _place(drawn: BaseGeometry) -> tuple[float, float]:
    x, y = shapely.get_coordinates(drawn)[0]
    return float(x), float(y)
