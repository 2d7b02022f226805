"""Uploads: every format read back, hostile files refused in a sentence, nothing fetched."""

from __future__ import annotations

import json
import math
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from explorer import ogr, upload
from explorer.errors import UploadError
from explorer.language import speech
from explorer.sketch import MOST_PARTS, MOST_POINTS, Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

LINE = LineString([(37.0, 48.0), (37.12345, 48.5), (38.0, 49.0)])
AREA = Polygon([(37.0, 48.0), (37.5, 47.9), (37.4, 48.4)])
UTM_37N = "EPSG:32637"
FORMATS = {"a.geojson": "GeoJSON", "a.kml": "LIBKML", "a.gpx": "GPX", "a.gpkg": "GPKG"}
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj")


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
    return {"type": "LineString", "coordinates": coordinates}


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_is_read_back_from_every_format(tmp_path: Path, name: str) -> None:
    found = upload.read(name, write(tmp_path, name, LINE))
    assert found.sketch.line == (tuple(LINE.coords),)
    assert found.sketch.name == "a"
    assert found.notes(speech("en")) == ()


@pytest.mark.parametrize("name", set(FORMATS) - {"a.gpx"})
def test_an_area_is_read_back_without_its_closing_point(tmp_path: Path, name: str) -> None:
    found = upload.read(name, write(tmp_path, name, AREA)).sketch
    assert found.area is not None
    assert Polygon(found.area[0]).equals(AREA)
    assert len(found.area[0]) == 3


def test_zipped_shapefiles_and_kmz_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    files = shapefile(tmp_path, LINE, crs=UTM_37N)
    names = {f"../../etc/Мапа{ending.upper()}": content for ending, content in files.items()}
    found = upload.read("Лінія.ZIP", packed(names | {"__MACOSX/._x.shp": b""})).sketch
    assert found.name == "upload"
    assert found.line is not None
    np.testing.assert_allclose(found.line[0], LINE.coords, atol=1e-5)
    text = write(tmp_path, "a.kml", LINE)
    assert upload.read("x.kmz", packed({"doc.kml": text, "files/b.kml": b"", "i.png": b""})).sketch
    assert upload.read("x.kmz", packed({"any.kml": text})).sketch.line == (tuple(LINE.coords),)


def test_another_coordinate_system_is_turned_into_degrees(tmp_path: Path) -> None:
    found = upload.read("a.gpkg", write(tmp_path, "a.gpkg", LINE, crs=UTM_37N)).sketch
    assert found.line is not None
    np.testing.assert_allclose(found.line[0], LINE.coords, atol=1e-5)


def test_without_a_coordinate_system_degrees_are_assumed_and_checked(tmp_path: Path) -> None:
    files = shapefile(tmp_path, LINE)
    found = upload.read("a.zip", packed({f"a{end}": files[end] for end in (".shp", ".shx")}))
    assert found.sketch.line == (tuple(LINE.coords),)
    assert found.notes(speech("en")) == (
        "a.zip: states no coordinate system; longitude and latitude are assumed.",
    )
    files = shapefile(tmp_path, LINE, crs=UTM_37N)
    bare = packed({f"a{end}": files[end] for end in (".shp", ".shx")})
    with pytest.raises(UploadError, match=r"feature 1 lies outside longitude and latitude"):
        upload.read("a.zip", bare)


def test_pieces_that_meet_become_one_sector() -> None:
    first, second, apart = [(36.0, 48.0), (36.5, 48.2)], [(37.0, 48.1), (36.5, 48.2)], (30.0, 50.0)
    found = upload.read("a.geojson", geojson(line(*first), line(*second), line(apart, (31, 50))))
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
    found = upload.read("a.gpx", f"{head}{waypoint}{route}{track}</gpx>".encode())
    assert found.sketch.line is not None
    assert sorted(found.sketch.line) == [
        ((31, 46), (32, 47)),
        ((33, 50), (33, 51)),
        ((37, 48), (38, 49)),
    ]
    assert found.notes(speech("en")) == ("a.gpx: 1 point is left out.",)
    with pytest.raises(UploadError, match="has points only"):
        upload.read("a.gpx", f"{head}{waypoint}</gpx>".encode())


def test_all_layers_of_a_geopackage_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for name, shape in (("one", LINE), ("two", LineString([(30, 50), (31, 50)]))):
        frame = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326")
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("select count(*) from gpkg_contents").fetchone() == (2,)
    found = upload.read("a.gpkg", path.read_bytes()).sketch.line
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
    found = upload.read("a.geojson", geojson(line(*course)))
    assert found.sketch.line is not None
    # where the line meets itself, it may be cut, but no stretch of it is lost
    assert MultiLineString(found.sketch.line).hausdorff_distance(LineString(course)) < 1e-9
    assert MultiLineString(found.sketch.line).length == pytest.approx(LineString(course).length)


def test_too_many_points_are_thinned_and_the_note_is_true() -> None:
    along = np.linspace(0, 1, 12_000)
    noise = np.random.default_rng(1).normal(0, 0.001, len(along))
    noise[0] = 0
    course = np.column_stack([30 + 6 * along, 48 + np.sin(40 * along) / 3 + noise])
    found = upload.read("a.geojson", geojson(line(*course.tolist())))
    assert found.points == 12_000
    assert MOST_POINTS / 10 < found.sketch.points <= MOST_POINTS
    assert found.sketch.line is not None
    assert found.sketch.line[0][0] == (30, 48)
    # an independent plane: the equal-area projection of Europe
    kept, given_ = (
        gpd.GeoSeries([LineString(xy)], crs="EPSG:4326").to_crs("EPSG:3035")[0]
        for xy in (found.sketch.line[0], course)
    )
    farthest = max(kept.distance(Point(xy)) for xy in given_.coords)
    assert farthest <= 1000 * found.tolerance_km * 1.02 + 1.5  # its scale, and half a grid step
    (note,) = found.notes(speech("en"))
    assert note.startswith("a.geojson: thinned from 12,000 to")
    (note,) = found.notes(speech("uk"))
    assert "проріджено" in note


def test_a_sketch_is_thinned_to_what_is_asked_and_no_further() -> None:
    ring = shapely.get_coordinates(Point(36, 48).buffer(1, quad_segs=100))[:-1].round(5)
    drawn = Sketch(name="a", area=(tuple(map(tuple, ring.tolist())),))
    thin, km = upload.thinned(drawn, 60)
    assert 3 <= thin.points <= 60
    assert km > 0
    assert thin.area is not None
    lost = Polygon(thin.area[0]).symmetric_difference(Polygon(ring)).area
    assert lost < Polygon(ring).length * km / 60  # a degree has at least 60 km here
    assert upload.thinned(drawn, 400) == (drawn, 0.0)
    closed = Sketch(name="b", line=(((36, 48), (37, 48), (37, 49), (36, 48)),))
    assert upload.thinned(closed, 2)[0].line == closed.line


def test_faults_are_sentences_in_both_languages(tmp_path: Path) -> None:
    hole = Polygon(box(36, 47, 38, 49).exterior, [box(36.5, 47.5, 37, 48).exterior])
    with pytest.raises(UploadError) as caught:
        upload.read("a.geojson", write(tmp_path, "a.geojson", AREA, hole))
    assert caught.value.sentence(speech("en")) == (
        "a.geojson: feature 2 has a hole at 47.50° N, 37.00° E; cut the area open there, or fill "
        "the hole"
    )
    assert caught.value.sentence(speech("uk")).startswith("a.geojson: об’єкт 2 має отвір")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"x", "in no format that can be read"),
        ("noending", b"x", "in no format that can be read"),
        ("a.kml", b"", "is empty"),
        ("a.kml", b" " * (10**7 + 1), "larger than 10 MB"),
        ("a.kml", geojson(line((37, 48), (38, 48))), "cannot be read as KML"),
        ("a.geojson", kml("37,48 38,48"), "cannot be read as GeoJSON"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\xff" * 500, "cannot be read as GeoPackage"),
        ("a.zip", b"PK\x03\x04garbage", "cannot be unpacked"),
        ("a.geojson", geojson(), "neither a line nor an area"),
        ("a.geojson", geojson(None), "neither a line nor an area"),
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
            "feature 2 has a coordinate that is no number",
        ),
        ("a.kml", kml("37,48 nan,49"), "feature 1 has a coordinate that is no number"),
        (
            "a.geojson",
            geojson(*[line((30, 45 + n / 20), (31, 45 + n / 20)) for n in range(MOST_PARTS + 1)]),
            "101 separate pieces",
        ),
        (
            "a.geojson",
            geojson(*[line((30, 45), (31, 46))] * (ogr.MOST_FEATURES + 1)),
            "more than 5,000 features",
        ),
        ("a.json", b'{"type":"LineString","coordinates":' + b"[" * 10**6, "cannot be read"),
        ("a.kmz", packed({"a.kml": b"", "b.kml": b""}), "packs 2 KML files"),
        ("a.kmz", packed({"a.txt": b""}), "packs 0 KML files"),
        ("a.zip", packed({"a.shp": b"", "b.shp": b""}), "packs 2 Shapefiles"),
        ("a.zip", packed({"a.shp": b""}), "lacks the .shx file"),
        ("a.zip", packed({"a.shp": b"", "b.zip": packed({})}), "packs another archive"),
        ("a.zip", packed({f"{n}": b"" for n in range(101)}), "packs more than 100 files"),
        ("a.zip", packed({"a.shp": bytes(51 * 10**6)}), "unpacks to more than 50 MB"),
        ("a.zip", packed({"a.shp": b"", "a.shx": b""}, zipfile.ZIP_LZMA), "cannot be unpacked"),
    ],
)
def test_what_cannot_be_used_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UploadError, match=said) as caught:
        upload.read(name, content)
    assert str(caught.value).startswith(f"{name}: ")
    assert caught.value.sentence(speech("en")) == str(caught.value)
    assert "{" not in caught.value.sentence(speech("uk"))
    assert caught.value.sentence(speech("uk")) != str(caught.value)


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = packed({"a.kml": bytes(30 * 10**6)})
    size = (30 * 10**6).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises(UploadError, match="cannot be unpacked"):
        upload.read("a.kmz", honest.replace(size, (10).to_bytes(4, "little")))


LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("name", ["a.kml", "a.gpx"])
def test_entities_that_swell_are_refused(name: str) -> None:
    root, body = name[2:], "&i;"
    if name == "a.kml":
        body = "<Placemark><LineString><coordinates>&i;</coordinates></LineString></Placemark>"
    else:
        body = '<trk><name>&i;</name><trkseg><trkpt lat="48" lon="37"/></trkseg></trk>'
    head = f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "37,48 38,49 ">{LAUGHS}]>'
    with pytest.raises(UploadError, match="cannot be read"):
        upload.read(name, f"{head}<{root}>{body}</{root}>".encode())


def test_a_table_that_never_ends_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.gpkg", LINE)
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "pragma writable_schema = on; delete from sqlite_master where type = 'trigger';"
        )
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "alter table a rename to b;"
            "create view a as with recursive n(i) as (select 1 union all select i + 1 from n) "
            "select i as fid, geom from n, b where i < 0;"
        )
    monkeypatch.setattr(ogr, "_WALL_S", 3)
    with pytest.raises(UploadError, match=r"a\.gpkg: (takes too long|cannot be read)"):
        upload.read("a.gpkg", path.read_bytes())


class _Count(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Listen on this machine; yield the address, and what is asked for."""
    asked: list[str] = []
    handler = type("_Counting", (_Count,), {"asked": asked})
    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", asked
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_nothing_that_a_file_names_is_fetched_or_opened(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, asked = server
    secret = tmp_path / "secret.geojson"
    secret.write_bytes(geojson(line((37, 48), (38, 49))))
    vrt = (
        '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    pipeline = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline ! read {secret} ! write streamed_file",
    }
    hostile = {
        "a.kml": vrt.format(f"/vsicurl/{url}/a.geojson").encode(),
        "b.kml": vrt.format(secret).encode(),
        "a.gpx": vrt.format(secret).encode(),
        "a.geojson": json.dumps(pipeline).encode(),
        "b.geojson": f"{url}/a.geojson".encode(),
        "c.geojson": json.dumps({"type": "Topology", "url": f"{url}/t"}).encode(),
    }
    for name, content in hostile.items():
        with pytest.raises(UploadError):
            upload.read(name, content)
    link = f"<NetworkLink><Link><href>{url}/a.kml</href></Link></NetworkLink>"
    style = f"<Style><IconStyle><Icon><href>{url}/i.png</href></Icon></IconStyle></Style>"
    text = kml("37,48 38,49").replace(b"<Document>", f"<Document>{link}{style}".encode())
    text = text.replace(b"<LineString>", f"<styleUrl>{url}/s.kml#s</styleUrl><LineString>".encode())
    assert upload.read("a.kml", text).sketch.line == (((37, 48), (38, 49)),)
    assert asked == []
    with closing(HTTPConnection(url.removeprefix("http://"))) as connection:
        connection.request("GET", "/seen")
        assert connection.getresponse().status == 200  # the server does count
    assert asked == ["/seen"]


def test_gdal_would_follow_such_a_file_if_all_its_drivers_ran(tmp_path: Path) -> None:
    """The one driver matters: with all of them the same content leads to another file."""
    import pyogrio  # noqa: PLC0415

    write(tmp_path, "a.geojson", LINE)
    path = tmp_path / "b.kml"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{tmp_path / "a.geojson"}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert len(pyogrio.read_dataframe(path)) == 1
    with pytest.raises(OSError, match="cannot be read as LIBKML"):
        ogr.read({"b.kml": path.read_bytes()}, "b.kml", "LIBKML")


def test_names_are_shown_without_folders_or_control_signs() -> None:
    with pytest.raises(UploadError) as caught:
        upload.read("C:\\x\\../<b>\x00\u202ea.docx", b"x")
    assert str(caught.value).startswith("<b>a.docx: ")
    assert upload.read("9 - My line!.geojson", geojson(line((37, 48), (38, 49)))).sketch.name == (
        "my_line"
    )


@pytest.mark.skipif(os.name != "posix", reason="the limits are those of POSIX")
def test_the_reading_process_has_little_memory() -> None:
    code = "from explorer import ogr; ogr._limit(); bytearray(3 * 1024**3)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"MemoryError" in ended.stderr


def test_areas_in_several_parts_stay_apart(tmp_path: Path) -> None:
    both = MultiPolygon([AREA, box(30, 50, 31, 51)])
    found = upload.read("a.geojson", write(tmp_path, "a.geojson", both)).sketch.area
    assert found is not None
    assert MultiPolygon([Polygon(ring) for ring in found]).equals(both)
