"""Contested ground: generalised from a source's polygons, and cut along the traced line."""

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy, split

# How far polygons are led on into occupied ground and over the border before they are generalised,
# in km: they meet the traced line where they touched the occupied outline, and no sliver is left.
# Outlines lie within the tolerance of the trace from its line, which is 1 km for those that ship.
REACH_KM = 1.0
TOLERANCE_KM = 0.5


def generalise(
    contested: BaseGeometry,
    occupied: BaseGeometry,
    frame: BaseGeometry,
    line: BaseGeometry,
    *,
    tolerance_km: float = TOLERANCE_KM,
) -> MultiPolygon:
    """
    Generalise contested ground and keep what lies on Ukraine's side of a line of contact.

    Parameters
    ----------
    contested
        Ground that neither side controls, polygons in degrees.
    occupied
        Russian-held ground as the same source has it, polygons in degrees.
    frame
        The country in its recognised borders, polygons in degrees.
    line
        The line of contact that was traced from `occupied`, in degrees, Ukraine on its left.
    tolerance_km
        Greatest distance of a dropped vertex from the outline, in km.

    Returns
    -------
    ground
        Polygons in degrees on the five-decimal grid, without those that are smaller than a square
        of the tolerance; empty where there are none.
    """
    inside = geodesy.polygons(contested.difference(occupied).intersection(frame))
    if inside.is_empty:
        return MultiPolygon()
    reach = geodesy.buffer(inside, REACH_KM)
    led_on = shapely.union_all([inside, reach.intersection(occupied), reach.difference(frame)])
    simplified = geodesy.simplify(led_on, tolerance_km)
    generalised = geodesy.polygons(shapely.make_valid(simplified))
    ukraine = split.split(frame, line).ukraine
    # noded with the line and the border as the overlay of all layers nodes them, so that both
    # have the same vertices along them
    edges = [generalised.boundary, line, frame.boundary]
    noded = shapely.union_all(edges, grid_size=geodesy.GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(geodesy.lines(noded)))
    places = shapely.point_on_surface(faces)
    shapely.prepare((generalised, ukraine))
    chosen = shapely.contains(generalised, places) & shapely.contains(ukraine, places)
    ground = geodesy.polygons(shapely.coverage_union_all(faces[chosen]))
    large = [part for part in ground.geoms if geodesy.area_km2(part) >= tolerance_km**2]
    return MultiPolygon(large)
