"""Uploads: every format read back, and what cannot be used refused in a sentence."""

from __future__ import annotations

import math
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box

from explorer.errors import FileError
from explorer.geometry.reading.content import MOST_FEATURES
from explorer.language import speech_in
from explorer.own.upload import read
from explorer.scenarios.sketch import MOST_PARTS
from tests.helpers.uploads import (
    AREA,
    FORMATS,
    LINE,
    UTM_37N,
    geojson,
    kml,
    line,
    packed,
    shapefile,
    write,
)


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_is_read_back_from_every_format(tmp_path: Path, name: str) -> None:
    found = read.read(name, write(tmp_path, name, LINE))
    assert found.sketch.line == (tuple(LINE.coords),)
    assert found.sketch.name == "a"
    assert found.notes(speech_in("en")) == ()


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"a.gpx"}))
def test_an_area_is_read_back_without_its_closing_point(tmp_path: Path, name: str) -> None:
    found = read.read(name, write(tmp_path, name, AREA)).sketch
    assert found.area is not None
    assert Polygon(found.area[0]).equals(AREA)
    assert len(found.area[0]) == 3


def test_zipped_shapefiles_and_kmz_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    files = shapefile(tmp_path, LINE, crs=UTM_37N)
    names = {f"../../etc/Мапа{ending.upper()}": content for ending, content in files.items()}
    found = read.read("Лінія.ZIP", packed(names | {"__MACOSX/._x.shp": b""})).sketch
    assert found.name == "upload"
    assert found.line is not None
    np.testing.assert_allclose(found.line[0], LINE.coords, atol=1e-5)
    text = write(tmp_path, "a.kml", LINE)
    assert read.read("x.kmz", packed({"doc.kml": text, "files/b.kml": b"", "i.png": b""})).sketch
    assert read.read("x.kmz", packed({"any.kml": text})).sketch.line == (tuple(LINE.coords),)


def test_another_coordinate_system_is_turned_into_degrees(tmp_path: Path) -> None:
    found = read.read("a.gpkg", write(tmp_path, "a.gpkg", LINE, crs=UTM_37N)).sketch
    assert found.line is not None
    np.testing.assert_allclose(found.line[0], LINE.coords, atol=1e-5)


def test_without_a_coordinate_system_degrees_are_assumed_and_checked(tmp_path: Path) -> None:
    files = shapefile(tmp_path, LINE)
    found = read.read("a.zip", packed({f"a{end}": files[end] for end in (".shp", ".shx")}))
    assert found.sketch.line == (tuple(LINE.coords),)
    assert found.notes(speech_in("en")) == (
        "a.zip: states no coordinate system; longitude and latitude are assumed.",
    )
    files = shapefile(tmp_path, LINE, crs=UTM_37N)
    bare = packed({f"a{end}": files[end] for end in (".shp", ".shx")})
    with pytest.raises(FileError, match=r"feature 1 lies outside longitude and latitude"):
        read.read("a.zip", bare)


def test_pieces_that_meet_become_one_sector() -> None:
    first, second, apart = [(36.0, 48.0), (36.5, 48.2)], [(37.0, 48.1), (36.5, 48.2)], (30.0, 50.0)
    found = read.read("a.geojson", geojson(line(*first), line(*second), line(apart, (31, 50))))
    assert found.sketch.line is not None
    wanted = MultiLineString([[(36, 48), (36.5, 48.2), (37, 48.1)], [(30, 50), (31, 50)]])
    assert MultiLineString(found.sketch.line).equals(wanted)
    assert len(found.sketch.line) == 2


def test_gpx_routes_and_tracks_are_lines_and_waypoints_are_not() -> None:
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    waypoint = '<wpt lat="48" lon="37"/>'
    route = '<rte><rtept lat="48" lon="37"/><rtept lat="49" lon="38"/></rte>'
    track = (
        '<trk><trkseg><trkpt lat="46" lon="31"/><trkpt lat="47" lon="32"/></trkseg>'
        '<trkseg><trkpt lat="50" lon="33"/><trkpt lat="51" lon="33"/></trkseg></trk>'
    )
    found = read.read("a.gpx", f"{head}{waypoint}{route}{track}</gpx>".encode())
    assert found.sketch.line is not None
    assert sorted(found.sketch.line) == [
        ((31, 46), (32, 47)),
        ((33, 50), (33, 51)),
        ((37, 48), (38, 49)),
    ]
    assert found.notes(speech_in("en")) == ("a.gpx: 1 point is left out.",)
    with pytest.raises(FileError, match="has points only"):
        read.read("a.gpx", f"{head}{waypoint}</gpx>".encode())


def test_all_layers_of_a_geopackage_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for name, shape in (("one", LINE), ("two", LineString([(30, 50), (31, 50)]))):
        frame = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326")
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("select count(*) from gpkg_contents").fetchone() == (2,)
    found = read.read("a.gpkg", path.read_bytes()).sketch.line
    assert found is not None
    assert len(found) == 2


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(22, 40), st.floats(44, 52)).map(
            lambda at: (round(at[0], 5), round(at[1], 5))
        ),
        min_size=2,
        max_size=30,
        unique=True,
    )
)
def test_coordinates_survive(course: list[tuple[float, float]]) -> None:
    found = read.read("a.geojson", geojson(line(*course)))
    assert found.sketch.line is not None
    # where the line meets itself, it may be cut, but no stretch of it is lost
    assert MultiLineString(found.sketch.line).hausdorff_distance(LineString(course)) < 1e-9
    assert MultiLineString(found.sketch.line).length == pytest.approx(LineString(course).length)


def test_areas_in_several_parts_stay_apart(tmp_path: Path) -> None:
    both = MultiPolygon([AREA, box(30, 50, 31, 51)])
    found = read.read("a.geojson", write(tmp_path, "a.geojson", both)).sketch.area
    assert found is not None
    assert MultiPolygon([Polygon(ring) for ring in found]).equals(both)


def test_empty_members_are_passed_over() -> None:
    first, ring = [(37, 48), (38, 49)], [*AREA.exterior.coords]
    lines = {"type": "MultiLineString", "coordinates": [[], first, []]}
    found = read.read("a.geojson", geojson(lines))
    assert found.sketch.line == (tuple(first),)
    assert found.left_out == 0
    areas = {"type": "MultiPolygon", "coordinates": [[], [ring], [[]]]}
    found = read.read("a.geojson", geojson({"type": "Polygon", "coordinates": []}, areas))
    assert found.sketch.area == (tuple(ring[:-1]),)
    unholed = {"type": "Polygon", "coordinates": [ring, []]}
    assert read.read("a.geojson", geojson(unholed)).sketch.area == (tuple(ring[:-1]),)


def test_names_are_shown_without_folders_or_control_signs() -> None:
    with pytest.raises(FileError) as caught:
        read.read("C:\\x\\../<b>\x00\u202ea.docx", b"x")
    assert str(caught.value).startswith("<b>a.docx: ")
    assert read.read("9 - My line!.geojson", geojson(line((37, 48), (38, 49)))).sketch.name == (
        "my_line"
    )


def test_faults_are_sentences_in_both_languages(tmp_path: Path) -> None:
    hole = Polygon(box(36, 47, 38, 49).exterior, [box(36.5, 47.5, 37, 48).exterior])
    with pytest.raises(FileError) as caught:
        read.read("a.geojson", write(tmp_path, "a.geojson", AREA, hole))
    assert speech_in("en").fault(caught.value) == (
        "a.geojson: feature 2 has a hole at 47.50° N, 37.00° E; cut the area open there, or fill "
        "the hole"
    )
    assert speech_in("uk").fault(caught.value).startswith("a.geojson: об’єкт 2 має отвір")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"x", "not in a format that can be read"),
        ("noending", b"x", "not in a format that can be read"),
        ("a.kml", b"", "is empty"),
        ("a.kml", b" " * (10**7 + 1), "larger than 10 MB"),
        ("a.kml", geojson(line((37, 48), (38, 48))), "cannot be read as KML"),
        ("a.geojson", kml("37,48 38,48"), "cannot be read as GeoJSON"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\xff" * 500, "cannot be read as GeoPackage"),
        ("a.zip", b"PK\x03\x04garbage", "cannot be unpacked"),
        ("a.geojson", geojson(), "neither a line nor an area"),
        ("a.geojson", geojson(None), "neither a line nor an area"),
        (
            "a.geojson",
            geojson({"type": "MultiLineString", "coordinates": [[]]}),
            "neither a line nor an area",
        ),
        (
            "a.geojson",
            geojson(
                {"type": "MultiPolygon", "coordinates": [[], []]},
                {"type": "GeometryCollection", "geometries": []},
            ),
            "neither a line nor an area",
        ),
        ("a.geojson", geojson({"type": "Point", "coordinates": [37, 48]}), "points only"),
        ("a.geojson", geojson(line((37, 48), (37, 48.000001))), "points only"),
        (
            "a.geojson",
            geojson(line((37, 48), (38, 48)), AREA.__geo_interface__),
            "both lines and areas",
        ),
        ("a.geojson", geojson(line((37, 48), (381, 48))), "feature 1 lies outside longitude"),
        (
            "a.geojson",
            geojson(line((37, 48), (38, 48)), line((37, 48), (math.inf, 48))),
            "feature 2 has a coordinate that is not a number",
        ),
        ("a.kml", kml("37,48 nan,49"), "feature 1 has a coordinate that is not a number"),
        (
            "a.geojson",
            geojson(*[line((30, 45 + n / 20), (31, 45 + n / 20)) for n in range(MOST_PARTS + 1)]),
            "101 separate pieces",
        ),
        (
            "a.geojson",
            geojson(*[line((30, 45), (31, 46))] * (MOST_FEATURES + 1)),
            "more than 5,000 features",
        ),
        ("a.json", b'{"type":"LineString","coordinates":' + b"[" * 10**6, "cannot be read"),
        ("a.kmz", packed({"a.kml": b"", "b.kml": b""}), "contains 2 KML files"),
        ("a.kmz", packed({"a.txt": b""}), "contains 0 KML files"),
        ("a.zip", packed({"a.shp": b"", "b.shp": b""}), "contains 2 Shapefiles"),
        ("a.zip", packed({"a.shp": b""}), "lacks the .shx file"),
        ("a.zip", packed({"a.shp": b"", "b.zip": packed({})}), "contains another archive"),
        ("a.zip", packed({f"{n}": b"" for n in range(101)}), "contains more than 100 files"),
        ("a.zip", packed({"a.shp": bytes(51 * 10**6)}), "unpacks to more than 50 MB"),
        ("a.zip", packed({"a.shp": b"", "a.shx": b""}, zipfile.ZIP_LZMA), "cannot be unpacked"),
    ],
)
def test_what_cannot_be_used_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said) as caught:
        read.read(name, content)
    assert str(caught.value).startswith(f"{name}: ")
    assert speech_in("en").fault(caught.value) == str(caught.value)
    assert "{" not in speech_in("uk").fault(caught.value)
    assert speech_in("uk").fault(caught.value) != str(caught.value)
