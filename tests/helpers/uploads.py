"""Files as map programs write them, for tests of what is made of them."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely.geometry import LineString, Polygon

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

LINE = LineString([(37.0, 48.0), (37.12345, 48.5), (38.0, 49.0)])
AREA = Polygon([(37.0, 48.0), (37.5, 47.9), (37.4, 48.4)])
UTM_37N = "EPSG:32637"
FORMATS = {"a.geojson": "GeoJSON", "a.kml": "LIBKML", "a.gpx": "GPX", "a.gpkg": "GPKG"}


def write(folder: Path, name: str, *shapes: BaseGeometry, crs: str = "EPSG:4326") -> bytes:
    """Write shapes as a map program does."""
    path = folder / name
    frame = gpd.GeoDataFrame(geometry=[*shapes], crs="EPSG:4326").to_crs(crs)
    frame.to_file(path, driver=FORMATS[name], engine="pyogrio")
    return path.read_bytes()


def shapefile(folder: Path, *shapes: BaseGeometry, crs: str = "EPSG:4326") -> dict[str, bytes]:
    """Write a Shapefile; its files by ending."""
    frame = gpd.GeoDataFrame(geometry=[*shapes], crs="EPSG:4326").to_crs(crs)
    frame.to_file(folder / "a.shp", engine="pyogrio")
    return {path.suffix: path.read_bytes() for path in folder.glob("a.*")}


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files into an archive."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def geojson(*geometries: Any) -> bytes:
    """Write geometries as GeoJSON."""
    features = [
        {"type": "Feature", "properties": {"name": "<script>"}, "geometry": found}
        for found in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def kml(coordinates: str, head: str = "") -> bytes:
    """Write a line as KML."""
    return (
        f'<?xml version="1.0"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Placemark><LineString><coordinates>{coordinates}</coordinates></LineString>"
        "</Placemark></Document></kml>"
    ).encode()


def line(*coordinates: tuple[float, float]) -> dict[str, Any]:
    """Describe a line as GeoJSON."""
    return {"type": "LineString", "coordinates": coordinates}
