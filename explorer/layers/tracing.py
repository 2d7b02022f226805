"""Tracing control polygons of a file into a line of contact on the installed frame."""

from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry import geodesy, geojson, split
from explorer.geometry.contested import generalise
from explorer.layers import baselines
from explorer.layers.catalog import Catalog

# A day of DeepStateMap is half a megabyte.
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Traced:
    """
    A traced line.

    Attributes
    ----------
    line
        Line strings in degrees, Ukraine on their left.
    text
        The same as GeoJSON.
    sectors, vertices
        How many there are.
    length_km
        Its length inside the frame in km.
    contested
        Ground on Ukraine's side that neither side controls, generalised and cut along the line,
        polygons in degrees; `None` if the source does not say.
    """

    line: MultiLineString
    text: str
    sectors: int
    vertices: int
    length_km: float
    contested: MultiPolygon | None = None

    def size(self) -> dict[str, float]:
        """
        Give the counts and the length as plain values.

        Returns
        -------
        size
            `sectors`, `vertices` and `length_km`.
        """
        return {
            "sectors": self.sectors,
            "vertices": self.vertices,
            "length_km": round(self.length_km, 2),
        }


def trace_file(catalog: Catalog, control: Path, *, tolerance_km: float) -> Traced:
    """
    Trace the outline of a file's polygons.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    control
        GeoJSON polygons of Russian-held ground, in degrees.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.

    Returns
    -------
    traced
        The line and what it comes to.

    Raises
    ------
    SourceError
        If the file cannot be read or holds no polygons.
    LineError
        If the polygons have no outline inside the frame.
    """
    return trace_ground(catalog, read_control(control), control.name, tolerance_km=tolerance_km)


def trace_ground(
    catalog: Catalog, ground: BaseGeometry, name: str, *, tolerance_km: float
) -> Traced:
    """
    Trace the outline of polygons.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    ground
        Russian-held ground, polygons in degrees.
    name
        Name of the file that they are from.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.

    Returns
    -------
    traced
        The line and what it comes to.

    Raises
    ------
    LineError
        If the polygons have no outline inside the frame.
    """
    frame = baselines.frame(catalog)
    line = split.trace(ground, frame, tolerance_km=tolerance_km)
    split.split(frame, line)  # a line that does not split the frame is no use to anyone
    about = {"tolerance_km": tolerance_km, "traced_from": name}
    feature = geojson.feature(line, Path(name).stem, **about)
    return Traced(
        line=line,
        text=geojson.dumps(geojson.collection([feature])),
        sectors=len(line.geoms),
        vertices=int(shapely.get_num_coordinates(line)),
        length_km=geodesy.length_km(line.intersection(frame)),
    )


def contested_ground(
    catalog: Catalog, contested: BaseGeometry, occupied: BaseGeometry, line: MultiLineString
) -> MultiPolygon:
    """
    Generalise contested ground and cut it along the line that was traced from its source.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    contested, occupied
        Ground that neither side controls, and Russian-held ground, polygons in degrees.
    line
        The traced line, line strings in degrees, Ukraine on its left.

    Returns
    -------
    ground
        Polygons in degrees on Ukraine's side of the line; see `explorer.geometry.contested`.
    """
    return generalise(contested, occupied, baselines.frame(catalog), line)


def read_control(path: Path) -> BaseGeometry:
    """
    Read the outline of Russian-held ground from a GeoJSON file.

    Parameters
    ----------
    path
        A file of polygons in degrees, of at most 50 MB.

    Returns
    -------
    control
        Their union, made valid, in degrees.

    Raises
    ------
    SourceError
        If the file is missing, too large, or holds no polygons.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(f"{path}: is larger than {MOST_BYTES // 10**6} MB; simplify it first")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SourceError(f"{path}: cannot be read; give a GeoJSON file of polygons") from fault
    shapes = [shapely.make_valid(shape) for _, shape in geojson.loads(text, str(path))]
    control = geodesy.polygons(shapely.union_all(shapes))
    if control.is_empty:
        raise SourceError(f"{path}: holds no polygons; give the outline of Russian-held ground")
    return control
