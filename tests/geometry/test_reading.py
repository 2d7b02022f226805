"""Reading: what only GDAL reads, what comes along with the ground, and what commands say of it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import box, mapping

from explorer.errors import FileError
from explorer.geometry.reading import polygons, read
from explorer.sources import registry
from tests.helpers.commands import Done, run
from tests.helpers.uploads import geojson, packed

SQUARE, BESIDE = box(36, 48, 36.5, 48.5), box(37, 48, 37.5, 48.5)
# Splits the frame along a meridian.
EAST = box(35.2, 44, 41, 51)


def _shapefile(folder: Path, table: gpd.GeoDataFrame, encoding: str = "utf-8") -> Path:
    table.to_file(folder / "a.shp", engine="pyogrio", encoding=encoding)
    return folder / "a.shp"


def test_a_shapefile_is_read_in_the_encoding_that_its_cpg_declares(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"status": ["окуповано"]}, geometry=[SQUARE], crs=4326)
    path = _shapefile(tmp_path, table, "cp1251")
    (tmp_path / "a.cpg").write_text("windows-1251")
    assert "окуповано".encode("cp1251") in (tmp_path / "a.dbf").read_bytes()
    (feature,) = read.read_file(path).features
    assert feature.properties["status"] == "окуповано"
    assert feature.geometry.equals(SQUARE)


def test_without_a_prj_degrees_are_assumed_and_metres_refused(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(geometry=[SQUARE], crs=4326)
    path = _shapefile(tmp_path, table)
    (tmp_path / "a.prj").unlink()
    content = read.read_file(path)
    assert "states no coordinate system; longitude and latitude are assumed" in str(
        content.remarks[0]
    )
    _shapefile(tmp_path, table.to_crs(32636))
    (tmp_path / "a.prj").unlink()
    with pytest.raises(FileError, match=r"a\.shp: feature 1 lies outside longitude and latitude"):
        read.read_file(path)


def test_a_system_without_a_known_datum_shift_is_refused(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(geometry=[SQUARE], crs="+proj=longlat +ellps=krass +type=crs")
    path = _shapefile(tmp_path, table)
    with pytest.raises(FileError, match=r"a\.shp: has a coordinate system that cannot be turned"):
        read.read_file(path)


@pytest.mark.parametrize("code", [5580, 5582])
def test_a_withdrawn_code_is_read_as_what_it_was(tmp_path: Path, code: int) -> None:
    """GDAL by itself takes the code that replaced it, 200 km farther east."""
    moving = Transformer.from_crs(4326, code, always_xy=True)
    moved = shapely.transform(SQUARE, moving.transform, interleaved=False)
    path = tmp_path / "a.gpkg"
    pyogrio.set_gdal_config_options({"OSR_USE_NON_DEPRECATED": "NO"})
    gpd.GeoDataFrame({"status": ["held"]}, geometry=[moved], crs=code).to_file(path)
    pyogrio.set_gdal_config_options({"OSR_USE_NON_DEPRECATED": None})
    (feature,) = read.read_file(path).features
    assert feature.geometry.hausdorff_distance(SQUARE) < 1e-5
    assert feature.properties["status"] == "held"


def test_a_geopackage_of_very_many_layers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame(geometry=[SQUARE], crs=4326).to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        for table, column in (("gpkg_contents", "identifier"), ("gpkg_geometry_columns", "m")):
            rows = f"select * from {table}"  # noqa: S608  (names of the format)
            columns = [each[0] for each in database.execute(rows).description]
            copied = ["?" if each in {"table_name", column} else each for each in columns]
            statement = f"insert into {table} select {', '.join(copied)} from {table} limit 1"  # noqa: S608
            for number in range(100):
                name = f"l{number}"
                database.execute(statement, (name, name if column == "identifier" else 0))
        for number in range(100):
            database.execute(f"create table l{number} as select * from a")  # noqa: S608
    with pytest.raises(FileError, match=r"a\.gpkg: has more than 100 layers"):
        read.read_file(path)


def test_values_of_a_placemark_come_along() -> None:
    text = (
        '<kml><Placemark id="p"><name>Зона</name><ExtendedData><Data name="status"><value>held'
        "</value></Data></ExtendedData><Point><coordinates>30,48,0</coordinates></Point>"
        "</Placemark></kml>"
    )
    for encoding in ("utf-8", "utf-16"):
        content = read.read("a.kml", f'<?xml version="1.0"?>{text}'.encode(encoding))
        assert content.features[0].properties == {"name": "Зона", "status": "held", "id": "p"}
    ground = polygons.of(content)
    assert [*map(str, ground.remarks)] == [
        "a.kml: left out, because only polygons are ground: lines or points of feature 1."
    ]


def test_polygons_of_any_format_can_be_told_apart(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"status": ["held", "grey"]}, geometry=[SQUARE, BESIDE], crs=4326
    ).to_crs(3857)
    table.to_file(tmp_path / "a.gpkg")
    source = registry.told_apart("mine", ["status=held"], [])
    content = (tmp_path / "a.gpkg").read_bytes()
    (control,) = source.read(content, "a.gpkg of 2025-12-09")
    assert control.left_out == ("status=grey",)
    assert control.occupied is not None
    assert control.occupied.symmetric_difference(SQUARE).area < 1e-9


def _traced(folder: Path, name: str, content: bytes, *more: str) -> Done:
    (folder / name).write_bytes(content)
    return run("trace", str(folder / name), "-o", str(folder / "line.geojson"), *more)


def test_trace_reads_what_an_upload_reads_and_says_what_it_left_out(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [30, 48]}
    content = b"\xef\xbb\xbf" + geojson(mapping(EAST), None, point)
    said = json.loads(_traced(tmp_path, "a.geojson", content, "--json").stdout)
    assert [each.removeprefix(f"{tmp_path / 'a.geojson'}: ") for each in said["remarks"]] == [
        "left out, because it has no geometry: feature 2.",
        "left out, because only polygons are ground: lines or points of feature 3.",
        "taken as Russian-held, all with name=<script>.",
    ]


def test_trace_asks_which_classes_are_occupied(tmp_path: Path) -> None:
    classes = {"Окуповано": EAST, "Звільнено": box(30, 48, 31, 49)}
    rows = [
        {"type": "Feature", "properties": {"name": name}, "geometry": mapping(shape)}
        for name, shape in classes.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": rows}).encode()
    refused = _traced(tmp_path, "a.geojson", content)
    assert refused.returncode == 2
    assert "say which are occupied with --occupied FIELD=VALUE" in refused.stderr
    assert not (tmp_path / "line.geojson").exists()
    traced = _traced(tmp_path, "a.geojson", content, "--occupied", "name=Окуповано")
    assert "left out, because it is not occupied: name=Звільнено." in traced.stdout
    grey = content.replace("Звільнено".encode(), b"Unknown status").replace(
        "Окуповано".encode(), b"Unknown status"
    )
    assert "--occupied FIELD=VALUE" in _traced(tmp_path, "b.geojson", grey).stderr


@pytest.mark.skipif(os.name != "posix", reason="the limits are those of POSIX")
def test_what_cannot_be_worked_on_is_refused_before_it_takes_memory() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "from tests.hostile import files\n"
        "print(files.run(6, kinds=(files._crossings,)).report())"
    )
    limited = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | limited,
    )
    assert json.loads(done.stdout)["fallen"] == []


def test_a_shapefile_in_a_zip_and_beside_its_files_is_the_same(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"status": ["held"]}, geometry=[SQUARE], crs=4326).to_crs(32636)
    path = _shapefile(tmp_path, table)
    files = {each.name: each.read_bytes() for each in tmp_path.glob("a.*")}
    beside, zipped = read.read_file(path), read.read("a.zip", packed(files))
    assert beside.features[0].properties == zipped.features[0].properties
    assert beside.features[0].geometry.equals(zipped.features[0].geometry)
