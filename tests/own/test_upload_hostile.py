"""Hostile uploads: they end in a sentence, fetch nothing, and leave the server time and memory."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from shapely.geometry import LineString

from explorer.errors import FileError
from explorer.geometry.reading import ogr
from explorer.geometry.reading import read as reading
from explorer.geometry.reading.content import MOST_FEATURES, MOST_POINTS, Content
from explorer.language import speech_in
from explorer.own.upload import read as upload
from tests.helpers.uploads import LINE, geojson, kml, line, packed, shapefile, write

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = packed({"a.kml": bytes(30 * 10**6)})
    size = (30 * 10**6).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises(FileError, match="cannot be unpacked"):
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
    with pytest.raises(FileError, match="cannot be read"):
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
    with pytest.raises(FileError, match=r"a\.gpkg: (takes too long|cannot be read)"):
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
        with pytest.raises(FileError):
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
    with pytest.raises(OSError, match="cannot be read as GPKG"):
        ogr.read({"b.gpkg": path.read_bytes()}, "b.gpkg", "GPKG", MOST_FEATURES, MOST_POINTS)


@pytest.mark.skipif(os.name != "posix", reason="the limits are those of POSIX")
def test_the_reading_process_has_little_memory() -> None:
    code = "from explorer.geometry.reading import ogr; ogr._limit(); bytearray(3 * 1024**3)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"MemoryError" in ended.stderr


def test_more_points_than_can_be_worked_on_are_counted_not_taken(tmp_path: Path) -> None:
    along = np.arange(1_400_000)
    swarm = LineString(np.column_stack([30 + along % 2, 48 + along // 700_000]))
    files = shapefile(tmp_path, swarm)
    content = packed({f"a{ending}": file for ending, file in files.items()})
    assert len(content) < 10**6
    members = {f"a{ending}": file for ending, file in files.items()}
    found = ogr.read(members, "a.shp", "ESRI Shapefile", MOST_FEATURES, MOST_POINTS)
    assert found.points == 1_400_000
    assert found.layers == []
    with pytest.raises(FileError) as caught:
        upload.read("a.zip", content)
    assert speech_in("en").fault(caught.value) == (
        "a.zip: has 1,400,000 points; simplify it in a map program, so that there are at most "
        "200,000"
    )
    assert "спростіть" in speech_in("uk").fault(caught.value)


def test_points_that_repeat_on_the_grid_are_dropped_before_anything_else(tmp_path: Path) -> None:
    along = np.arange(190_000)
    still = LineString(np.column_stack([30 + along // 95_000, 48 + along % 7 * 1e-7]))
    files = shapefile(tmp_path, still)
    found = upload.read("a.zip", packed({f"a{ending}": file for ending, file in files.items()}))
    assert found.sketch.line == (((30, 48), (31, 48)),)
    assert found.points == 2
    assert found.notes(speech_in("en")) == ()


def test_two_files_are_worked_on_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    content = geojson(line((37, 48), (38, 49)))
    at_work, most, unpatched = [0], [0], reading.read
    counting, meeting = threading.Lock(), threading.Barrier(2, timeout=30)

    def read(*given: Any) -> Content:
        with counting:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        meeting.wait()  # until another is at work too
        try:
            return unpatched(*given)
        finally:
            with counting:
                at_work[0] -= 1

    monkeypatch.setattr(reading, "read", read)
    with ThreadPoolExecutor(5) as pool:
        found = [*pool.map(upload.read, ["a.geojson"] * 4, [content] * 4)]
    assert all(one.sketch == found[0].sketch for one in found)
    assert most == [2]


def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    content = geojson(line((37, 48), (38, 49)))
    monkeypatch.setattr(upload, "_LONGEST_WAIT_S", 0.1)
    with (
        upload._turn("b"),
        upload._turn("c"),
        pytest.raises(FileError, match=r"^a\.geojson: waited too long") as caught,
    ):
        upload.read("a.geojson", content)
    assert "задовго чекає" in speech_in("uk").fault(caught.value)
    for _ in range(3):  # a fault gives its turn back
        with pytest.raises(FileError, match="cannot be read"):
            upload.read("a.geojson", b"{")
    assert upload.read("a.geojson", content).sketch.line
