"""Lines of contact of a file's control polygons on the installed frame: traced, or as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import shapely
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError, LineError, SourceError
from explorer.geometry import geodesy, geojson, snapping, split
from explorer.geometry.contested import generalise
from explorer.geometry.reading import polygons as grounds
from explorer.geometry.reading import read as files
from explorer.geometry.reading.content import listed
from explorer.language import _
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.sources import content as contents
from explorer.sources import polygons
from explorer.sources.control import united_ground


@dataclass(frozen=True)
class Traced:
    """
    A line of contact that was taken from control polygons.

    Attributes
    ----------
    line
        Line strings in degrees, Ukraine on their left.
    sectors, vertices
        How many there are.
    length_km
        Its length inside the frame in km.
    contested
        Ground on Ukraine's side that neither side controls, cut along the line, polygons in
        degrees; `None` if the source does not say.
    control
        Russian-held ground whose outline is the line, polygons in degrees; `None` if the line is
        generalised.
    remarks
        What of the file was left out, assumed or moved, a sentence each.
    """

    line: MultiLineString
    sectors: int
    vertices: int
    length_km: float
    contested: MultiPolygon | None = None
    control: MultiPolygon | None = None
    remarks: tuple[FileError, ...] = ()

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


def trace_file(
    catalog: Catalog, control: Path, *, tolerance_km: float, occupied: Sequence[str] = ()
) -> Traced:
    """
    Trace the outline of a file's polygons.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    control
        A file of polygons of Russian-held ground, in any format that `reading.read` takes.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.
    occupied
        FIELD=VALUE of the polygons that are Russian-held; by default all are.

    Returns
    -------
    traced
        The line and what it comes to, with remarks on what of the file is not in it.

    Raises
    ------
    SourceError
        If the file cannot be read or holds no polygons, or its polygons are of several classes and
        none is named.
    LineError
        If the polygons have no outline inside the frame.
    """
    name, choices = str(control), tuple(polygons.choice(text) for text in occupied)
    read = grounds.of(files.read_file(control))
    features = contents.pairs(read)
    shared = polygons.check_classes(features, choices, name)
    ground = polygons.ground(features, choices, ())
    remarks = [*read.remarks, *shared]
    if left_out := sorted(set(ground.left_out)):
        message = _("{name}: left out, because it is not occupied: {what}.")
        remarks.append(FileError(message, name=name, what=listed(left_out)))
    try:
        united = united_ground(ground.occupied or (), name)
        traced = trace_ground(catalog, united, tolerance_km=tolerance_km)
    except LineError as fault:
        raise LineError(f"{name}: {fault}") from fault
    return replace(traced, remarks=tuple(remarks))


def trace_ground(catalog: Catalog, ground: BaseGeometry, *, tolerance_km: float) -> Traced:
    """
    Trace the outline of polygons.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    ground
        Russian-held ground, polygons in degrees.
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
    return _measured(line, frame)


def dumps(traced: Traced, control: Path, tolerance_km: float) -> str:
    """
    Write a line as GeoJSON.

    Parameters
    ----------
    traced
        The line.
    control
        The file that it was traced from.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.

    Returns
    -------
    text
        A feature collection of one feature, which states where it comes from.
    """
    about = {"tolerance_km": tolerance_km, "traced_from": control.name}
    feature = geojson.feature(traced.line, control.stem, **about)
    return geojson.dumps(geojson.collection([feature]))


def snap_ground(
    catalog: Catalog, ground: BaseGeometry, contested: BaseGeometry | None = None
) -> Traced:
    """
    Take the outline of polygons as it is, snapped to the frame as the daily table does it.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    ground
        Russian-held ground, polygons in degrees.
    contested
        Ground that neither side controls, likewise; `None` if the source does not say.

    Returns
    -------
    traced
        The line and what it comes to, with the polygons.

    Raises
    ------
    LineError
        If the polygons have no outline inside the frame.
    """
    control = geodesy.polygons(geodesy.to_grid(ground))
    snapped = snapping.snap(control, catalog.shapes("oblasts"))
    return replace(
        _measured(snapped.line, baselines.frame(catalog)),
        contested=contested and snapping.contested(contested, snapped.sides),
        control=control,
    )


def _measured(line: MultiLineString, frame: BaseGeometry) -> Traced:
    return Traced(
        line=line,
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
    Read the outline of all polygons of a file.

    Parameters
    ----------
    path
        A file in any format that `reading.read` takes, of at most 50 MB.

    Returns
    -------
    control
        Their union, made valid, in degrees.

    Raises
    ------
    SourceError
        If the file is missing, too large, or holds no polygons.
    """
    shapes = [shape for _, shape in contents.pairs(grounds.of(files.read_file(path)))]
    control = geodesy.polygons(shapely.union_all([shapely.make_valid(shape) for shape in shapes]))
    if control.is_empty:
        raise SourceError(f"{path}: holds no polygons; give the outline of Russian-held ground")
    return control
