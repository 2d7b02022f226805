"""Read: the one way into the explorer for a stranger's lines and areas, whatever their format."""

import re
from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely

from explorer.errors import FileError
from explorer.geometry.reading import archive, geojson, gpx, kml, kmz, ogr
from explorer.geometry.reading.content import (
    MOST_FEATURES,
    MOST_POINTS,
    UNUSABLE,
    Content,
    check_degrees,
    check_size,
    listed,
    moved,
    unreadable,
    without_empty,
)
from explorer.geometry.reading.degrees import Converted
from explorer.geometry.reading.kml import Document
from explorer.language import _

LARGEST_MB = 50
_MB = 10**6
# a name may end in the day that was asked for: `map.kml of 2025-12-09`
_SUFFIX = re.compile(r"\.(geojson|json|kml|kmz|gpx|gpkg|zip|shp)(?= of |$)", re.IGNORECASE)


class _Format(NamedTuple):
    title: str
    driver: str


_BY_GDAL: Mapping[str, _Format] = {
    ".gpkg": _Format("GeoPackage", "GPKG"),
    ".shp": _Format("Shapefile", "ESRI Shapefile"),
}


def read(name: str, content: bytes, most_points: int = MOST_POINTS) -> Content:
    """
    Read the features of a file.

    Parameters
    ----------
    name
        The file's name; its ending decides the format: GeoJSON, KML, KMZ, GPX, GeoPackage, or a
        Shapefile in a ZIP archive.
    content
        Its bytes.
    most_points
        How many points it may have.

    Returns
    -------
    content
        Features in degrees, each with what the file says of it, and remarks on all that was in the
        file and is not among them.

    Raises
    ------
    FileError
        If the file is not of the format of its name, has a feature or a coordinate system that
        cannot be read, nothing but links or pictures, or too many features or points.
    """
    suffix = suffix_of(name)
    if suffix == ".zip":
        read = _by_gdal(name, archive.shapefile(name, content), most_points)
    elif suffix in _BY_GDAL:
        read = _by_gdal(name, {suffix: content}, most_points)
    else:
        with np.errstate(invalid="ignore"):  # coordinates may be NaN
            read = _by_hand(name, content, suffix)
    return _checked(read, most_points)


def read_file(path: Path, most_points: int = MOST_POINTS, largest_mb: int = LARGEST_MB) -> Content:
    """
    Read the features of a file on this machine.

    Parameters
    ----------
    path
        As `read` takes it, or a Shapefile beside its other files.
    most_points
        How many points it may have.
    largest_mb
        How large it may be, in MB.

    Returns
    -------
    content
        As `read` returns it.

    Raises
    ------
    FileError
        If the file is missing or too large, or as `read` raises it.
    """
    name = str(path)
    try:
        if path.stat().st_size > largest_mb * _MB:
            raise FileError(
                _("{name}: is larger than {most} MB; leave features or points out"),
                name=name,
                most=largest_mb,
            )
        if path.suffix.lower() != ".shp":
            return read(name, path.read_bytes(), most_points)
        paths = {each.suffix.lower(): each for each in path.parent.glob(f"{escape(path.stem)}.*")}
        files = {
            suffix: paths[suffix].read_bytes() for suffix in archive.SHAPEFILE if suffix in paths
        }
    except OSError as fault:
        raise FileError(
            _("{name}: cannot be read; give a file of lines or areas"), name=name
        ) from fault
    archive.check_index(name, files)
    return _checked(_by_gdal(name, files, most_points), most_points)


def read_document(document: Any, name: str) -> Content:  # noqa: ANN401  (JSON of any shape)
    """
    Read the features of GeoJSON that is parsed.

    Parameters
    ----------
    document
        A feature collection, a feature or a bare geometry, as JSON has it.
    name
        What to call it in an error, a file's name for example.

    Returns
    -------
    content
        As `read` returns it.

    Raises
    ------
    FileError
        As `read` raises it.
    """
    with np.errstate(invalid="ignore"):  # coordinates may be NaN
        return _checked(_document(document, name), MOST_POINTS)


def _document(document: Any, name: str) -> Content:  # noqa: ANN401  (JSON of any shape)
    check_size(name, len(geojson.rows(document, name)), 0)
    return geojson.read(document, name)


def suffix_of(name: str) -> str:
    """
    Get the ending of a file's name.

    Parameters
    ----------
    name
        The name.

    Returns
    -------
    suffix
        In small letters, such as `.kml`.

    Raises
    ------
    FileError
        If files of that ending cannot be read.
    """
    found = _SUFFIX.search(name)
    if found is None:
        raise FileError(
            _(
                "{name}: is not in a format that can be read; save it as GeoJSON, KML, KMZ, GPX, "
                "GeoPackage, or a Shapefile in a ZIP archive"
            ),
            name=name,
        )
    return found[0].lower()


def _by_hand(name: str, content: bytes, suffix: str) -> Content:
    if suffix == ".gpx":
        return gpx.read(content, name)
    if suffix == ".kml":
        return _placemarks(name, kml.read(content, name), [])
    if suffix == ".kmz":
        return _placemarks(name, *kmz.read(content, name))
    return _document(geojson.parse(content, name), name)


def _placemarks(name: str, document: Document, unlinked: list[str]) -> Content:
    """Take the placemarks of a KML file, and say what else it has."""
    features = [(number, *each) for number, each in enumerate(document.placemarks, start=1)]
    if not features and document.links:
        message = _(
            "{name}: has nothing but a link to {what}, which is not followed; save what it leads "
            "to as a file, and give that"
        )
        raise FileError(message, name=name, what=listed(document.links))
    if not features and document.pictures:
        message = _(
            "{name}: has nothing but a picture ({what}), which is no area; trace it in a map "
            "program"
        )
        raise FileError(message, name=name, what=listed(document.pictures))
    kept = without_empty(name, features)
    messages = {
        _("{name}: left out, because a picture is no area: {what}."): document.pictures,
        _("{name}: left out, because links are not followed: {what}."): document.links,
        _("{name}: left out, because no link leads to it: {what}."): unlinked,
    }
    remarks = [
        FileError(message, name=name, what=listed(values))
        for message, values in messages.items()
        if values
    ]
    return Content(name, kept.features, (*kept.remarks, *remarks))


def _by_gdal(name: str, files: Mapping[str, bytes], most_points: int) -> Content:
    main = next(iter(files))
    form = _BY_GDAL[main]
    try:
        answer = ogr.read(
            {f"file{suffix}": content for suffix, content in files.items()},
            f"file{main}",
            form.driver,
            MOST_FEATURES,
            most_points,
        )
    except TimeoutError as fault:
        raise FileError(
            _("{name}: takes too long to read; leave features or points out"), name=name
        ) from fault
    except OSError as fault:
        raise unreadable(name, form.title) from fault
    if answer.layer_count > ogr.MOST_LAYERS:
        raise FileError(
            _("{name}: has more than {most} layers; keep those that matter"),
            name=name,
            most=ogr.MOST_LAYERS,
        )
    check_size(name, answer.features, answer.points, most_points)
    return _layers(name, answer.layers)


def _layers(name: str, layers: list[ogr.Layer]) -> Content:
    """Gather the features of all layers."""
    if any(layer.state == "unusable" for layer in layers):
        raise FileError(UNUSABLE, name=name)
    rows = [
        (properties, shape)
        for layer in layers
        for properties, shape in zip(layer.properties, layer.geometries, strict=True)
    ]
    kept = without_empty(name, [(number, *row) for number, row in enumerate(rows, start=1)])
    conversions = [Converted(each.geometries, each.system, each.accuracy_m) for each in layers]
    remarks = [*kept.remarks, *moved(name, conversions)]
    if any(layer.state == "missing" for layer in layers):
        message = _("{name}: states no coordinate system; longitude and latitude are assumed.")
        remarks.append(FileError(message, name=name))
    return Content(name, kept.features, tuple(remarks))


def _checked(content: Content, most_points: int) -> Content:
    shapes = np.array([each.geometry for each in content.features], dtype=object)
    points = int(shapely.get_num_coordinates(shapes).sum())
    check_size(content.name, len(content.features), points, most_points)
    check_degrees(content)
    return content
