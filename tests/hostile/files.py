"""Files: broken and misleading files of lines and areas, each read right or refused in a sentence.

`python -m tests.hostile.files [COUNT] [SEED]` tries COUNT files, 360 by default. A file holds if
it is refused in one line that begins with its name, or gives all the ground that was put into it;
where something in it is no ground, a remark says what was left out. Either within five seconds of
processor time.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice, pairwise
from typing import Any, NamedTuple

import shapely
from pyproj import Transformer
from shapely.geometry import box, mapping

from explorer.errors import ExplorerError
from explorer.geometry.reading import polygons, read
from explorer.geometry.reading.content import MOST_FEATURES, MOST_POINTS
from tests.helpers.uploads import packed
from tests.hostile.outcome import Outcome

COUNT = 360
_MOST_CPU_S = 5
_ANY = math.nan
Draw = random.Random


class File(NamedTuple):
    """
    A file, and what must come of it.

    Attributes
    ----------
    name, content
        Its name and bytes.
    extent
        Area of its polygons and length of its lines in degrees, which an answer must have; NaN if
        it may have any, `None` if the file must be refused.
    words
        What the sentence, or the remarks, must have.
    """

    name: str
    content: bytes
    extent: float | None
    words: str = ""


def _square(draw: Draw) -> shapely.Polygon:
    x, y, side = draw.uniform(25, 38), draw.uniform(45, 51), draw.uniform(0.1, 1)
    return shapely.Polygon(shapely.get_coordinates(box(x, y, x + side, y + side)).round(5))


def _squares(draw: Draw) -> list[shapely.Polygon]:
    return [_square(draw) for _ in range(draw.randint(1, 4))]


def _extent(shapes: list[shapely.Polygon]) -> float:
    return float(shapely.area(shapes).sum())


def _geojson(geometries: list[Any], **members: Any) -> bytes:
    rows = [{"type": "Feature", "properties": {}, "geometry": each} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": rows, **members}).encode()


def _text(shape: shapely.Polygon) -> str:
    return " ".join(f"{x},{y}" for x, y in shape.exterior.coords)


def _placemark(coordinates: str, name: str = "a") -> str:
    return (
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{coordinates}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


def _kml(shapes: list[shapely.Polygon], more: str = "", head: str = "") -> bytes:
    inside = "".join(_placemark(_text(shape)) for shape in shapes)
    return f"{head}<kml><Document>{inside}{more}</Document></kml>".encode()


def _link(address: str) -> str:
    return f"<NetworkLink><Link><href>{address}</href></Link></NetworkLink>"


def _pictures(draw: Draw) -> Iterator[File]:
    """Pictures laid over the ground, whose frame is no area."""
    shapes, kind = _squares(draw), draw.choice(["Ground", "Photo", "Screen"])
    frame = (
        "<LatLonBox><north>51</north><south>46</south><east>40</east><west>33</west></LatLonBox>"
    )
    picture = f"<{kind}Overlay><name>map</name>{frame}</{kind}Overlay>"
    yield File("a.kml", _kml(shapes, picture), _extent(shapes), "a picture is no area: map")
    yield File("a.kml", _kml([], picture), None, "nothing but a picture (map)")


def _links(draw: Draw) -> Iterator[File]:
    """Links, out of a file and within an archive, in a ring too."""
    shapes, others = _squares(draw), _squares(draw)
    both = _extent(shapes) + _extent(others)
    out = _link("https://example.org/rest.kml")
    yield File("a.kml", _kml(shapes, out), _extent(shapes), "links are not followed: https")
    yield File("a.kml", _kml([], out), None, "nothing but a link")
    ring = {
        "doc.kml": _kml(shapes, _link("parts/b.kml#there")),
        "parts/b.kml": _kml([], _link("../parts/%63.KML")),
        "parts/c.kml": _kml(others, _link("../doc.kml")),
    }
    yield File("a.kmz", packed(ring), both)
    apart = {"doc.kml": _kml(shapes), "b.kml": _kml(others)}
    yield File("a.kmz", packed(apart), _extent(shapes), "no link leads to it: b.kml")
    yield File("a.kmz", packed({"a.kml": _kml(shapes), "b.kml": b""}), None, "2 KML files")


def _systems(draw: Draw) -> Iterator[File]:
    """Coordinate systems that a `crs` member names: withdrawn, foreign, unknown."""
    shapes, withdrawn = _squares(draw), draw.randint(5580, 5583)
    for code in (withdrawn, draw.choice([3857, 32636, 28406, 4284, 6381])):
        moving = Transformer.from_crs(4326, code, always_xy=True)
        moved = shapely.transform(shapes, moving.transform, interleaved=False)
        stated = {"name": draw.choice([f"EPSG:{code}", f"urn:ogc:def:crs:EPSG::{code}"])}
        crs = {"type": "name", "properties": stated}
        yield File("a.json", _geojson([*map(mapping, moved)], crs=crs), _extent(shapes))
    for name in ("EPSG:99999", "EPSG:4178", "a field", 7):
        crs = {"type": "name", "properties": {"name": name}}
        yield File("a.json", _geojson([*map(mapping, shapes)], crs=crs), None, "coordinate system")
    bare = _geojson([{"type": "Polygon", "coordinates": [[[4e6, 6e6], [5e6, 6e6], [5e6, 7e6]]]}])
    yield File("a.geojson", bare, None, "feature 1 lies outside")


def _geometries(draw: Draw) -> Iterator[File]:
    """Features without a geometry, and of lines among polygons."""
    shapes = _squares(draw)
    good, place = [*map(mapping, shapes)], draw.randint(0, len(shapes))
    nothing = draw.choice([None, {"type": "Polygon", "coordinates": []}])
    given = [*good[:place], nothing, *good[place:]]
    yield File("a.geojson", _geojson(given), _extent(shapes), f"no geometry: feature {place + 1}.")
    line = {"type": "LineString", "coordinates": [[30, 48], [30, 49]]}
    mixed = {"type": "GeometryCollection", "geometries": [line, mapping(shapes[0])]}
    content = _geojson([*good[1:], mixed])
    yield File("a.geojson", content, _extent(shapes) + 1, f"lines or points of feature {len(good)}")


def _coordinates(draw: Draw) -> Iterator[File]:
    """Coordinates that are no numbers, or are nested wrongly."""
    shapes = _squares(draw)
    good = [*map(mapping, shapes)]
    ring: list[Any] = [[32, 49], [33, 49], [33, 50], [32, 49]]
    bad = draw.choice([[None, None], ["32,5", "49,5"], [[33, 49]], {}, [1], "33 49", [10**400, 1]])
    broken = {"type": "Polygon", "coordinates": [[*ring[:1], bad, *ring[2:]]]}
    sentence = f"feature {len(good) + 1} has no readable geometry"
    yield File("a.geojson", _geojson([*good, broken]), None, sentence)
    deep = {"type": "Polygon", "coordinates": [[ring]]}
    yield File("a.geojson", _geojson([*good, deep]), None, sentence)
    endless = {
        "type": "Polygon",
        "coordinates": [[*ring[:2], [draw.choice([math.inf, math.nan]), 9]]],
    }
    yield File("a.geojson", _geojson([*good, endless]), None, "is not a number")
    comma = _text(shapes[0]).replace(".", ",")
    more = _placemark(draw.choice([comma, "30, 48 31, 48 31, 49", "1_0,48 11,48 11,49", "a,b c,d"]))
    yield File("a.kml", _kml(shapes, more), None, f"feature {len(good) + 1} has coordinates")


def _tracks(draw: Draw) -> Iterator[File]:
    """GPX with decimal commas, and with segments of one point."""
    lat, lon = draw.uniform(45, 49), draw.uniform(25, 35)
    points = [f'<trkpt lat="{lat + step}" lon="{lon}"/>' for step in range(3)]
    whole = f"<trkseg>{''.join(points)}</trkseg>"
    single = f"<gpx><trk>{whole}<trkseg>{points[0]}</trkseg></trk></gpx>"
    yield File("a.gpx", single.encode(), 2, "single point: segment 1.2")
    comma = points[1].replace(".", ",", draw.randint(1, 2))
    content = f"<gpx><trk>{whole}<trkseg>{points[0]}{comma}</trkseg></trk></gpx>"
    yield File(
        "a.gpx", content.encode(), None, "feature 1 has no readable lat and lon at its point 2"
    )
    bare = f"<gpx><trk>{whole}<trkseg><trkpt lat='4'/></trkseg></trk></gpx>"
    yield File("a.gpx", bare.encode(), None, "at its point 1")


def _encodings(draw: Draw) -> Iterator[File]:
    """Byte order marks, encodings that are declared, and those that are not."""
    shapes, name = _squares(draw), "Область № 1"
    text = _geojson([*map(mapping, shapes)]).decode()
    for encoding in ("utf-8-sig", "utf-16", "utf-32", draw.choice(["utf-16-le", "utf-16-be"])):
        yield File("a.geojson", text.encode(encoding), _extent(shapes))
    inside = "".join(_placemark(_text(shape), name) for shape in shapes)
    for encoding in ("windows-1251", "utf-16", draw.choice(["iso-8859-5", "utf-8"])):
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        content = f"{head}<kml>{inside}</kml>".encode(encoding)
        yield File("a.kml", content, _extent(shapes))
    wrong = f'<?xml version="1.0" encoding="utf-8"?><kml>{inside}</kml>'.encode("cp1251")
    yield File("a.kml", wrong, None, "cannot be read as KML")


def _halves(draw: Draw) -> Iterator[File]:
    """Files that end too early, and files of another format than that of their name."""
    shapes = _squares(draw)
    good = {
        "a.geojson": _geojson([*map(mapping, shapes)]),
        "a.kml": _kml(shapes),
        "a.kmz": packed({"doc.kml": _kml(shapes)}),
    }
    for name, content in good.items():
        yield File(name, content[: draw.randrange(1, len(content))], None)
        for other in {*good} - {name}:
            yield File(other, content, None, "cannot be")


def _altered(draw: Draw) -> Iterator[File]:
    """Bytes that were altered at random: whatever is read, it ends in a sentence or an answer."""
    shapes = _squares(draw)
    for name, content in {
        "a.geojson": _geojson([*map(mapping, shapes)]),
        "a.kml": _kml(shapes, _link("b.kml")),
        "a.gpx": b'<gpx><rte><rtept lat="45" lon="30"/><rtept lat="46" lon="30"/></rte></gpx>',
        "a.kmz": packed({"doc.kml": _kml(shapes)}),
    }.items():
        altered = bytearray(content)
        for _ in range(draw.randint(1, 8)):
            altered[draw.randrange(len(altered))] = draw.randrange(256)
        yield File(name, bytes(altered), _ANY)


def _doubles(draw: Draw) -> Iterator[File]:
    """Members that are given twice, of which one would be lost."""
    one, other = (_geojson([mapping(_square(draw))]).decode() for _ in range(2))
    yield File("a.geojson", f"{one[:-1]}, {other[1:]}".encode(), None, "cannot be read")


def _many(draw: Draw) -> Iterator[File]:
    """More features, points, brackets, elements and levels than can be worked on."""
    point = {"type": "Point", "coordinates": [30, 48]}
    features = MOST_FEATURES + draw.randint(1, 1000)
    yield File("a.geojson", _geojson([point] * features), None, "more than 5,000 features")
    line = {"type": "LineString", "coordinates": [[30, 48], [31, 48]] * (MOST_POINTS // 2 + 1)}
    yield File("a.geojson", _geojson([line]), None, "points; simplify")
    deep = draw.randint(200, 10**5)
    yield File("a.geojson", b"[" * deep, None, "cannot be read as GeoJSON")
    yield File("a.geojson", b"[" * 2_000_001, None, "more than 2,000,000")
    yield File("a.kml", b"<kml>" * deep, None, "100 levels")
    folders = "".join(
        f"<Folder><name>{number}</name><Placemark><LineString><coordinates>30,48 30,49"
        "</coordinates></LineString></Placemark></Folder>"
        for number in range(3_000)
    )
    yield File("a.kml", f"<kml>{folders}</kml>".encode(), 3_000)


def _crossings(draw: Draw) -> Iterator[File]:
    """Outlines that cross themselves or one another too often to be united."""
    count = 2 * draw.randint(50, 2_000) + 1
    angles = [2 * math.pi * (number * (count // 2) % count) / count for number in range(count)]
    around = [(32 + math.cos(angle) / 10, 48 + math.sin(angle) / 10) for angle in angles]
    star = mapping(shapely.Polygon(around))
    yield File("a.geojson", _geojson([star]), None, "feature 1 has an outline that crosses")
    corners = [45 + draw.random() / 5 for _ in range(1_000)]
    squares = [mapping(box(x, x, x + 0.3, x + 0.3)) for x in corners]
    yield File("a.geojson", _geojson(squares), None, "has an outline that crosses")
    teeth = [(30 + number % 2 + draw.random(), 46 + number / 5_000) for number in range(20_000)]
    jagged = shapely.Polygon([*teeth, (20, 48)])
    yield File("a.geojson", _geojson([mapping(jagged)]), None, "has the longest of outlines")


def _archives(draw: Draw) -> Iterator[File]:
    """ZIP archives that swell, lie, nest, or hold what they should not."""
    shapes = _squares(draw)
    inside = {f"{number}.txt": b"" for number in range(draw.randint(101, 300))}
    yield File("a.kmz", packed(inside), None, "more than 100 files")
    yield File("a.zip", packed({"a.shp": bytes(51_000_000)}), None, "more than 50 MB")
    yield File("a.kmz", packed({"doc.kml": _kml(shapes), "b.kmz": b""}), None, "another archive")
    yield File("a.zip", packed({"a.shp": b""}), None, "lacks the .shx")
    sneaky = packed({"../../doc.kml": _kml(shapes)})
    yield File("a.kmz", sneaky, _extent(shapes))
    honest = packed({"doc.kml": bytes(1_000_000)})
    lying = honest.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    yield File("a.kmz", lying, None, "cannot be unpacked")


def _entities(draw: Draw) -> Iterator[File]:
    """Entities that swell, or that name a file of this machine."""
    names = "abcdefgh"[: draw.randint(2, 8)]
    swelling = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    outside = "".join(f'<!ENTITY {name} SYSTEM "file:///etc/hostname">' for name in names)
    for entities in (f'<!ENTITY a "30,48 ">{swelling}', outside):
        head = f"<!DOCTYPE kml [{entities}]>"
        more = f"<Placemark><name>&{names[-1]};</name></Placemark>"
        yield File("a.kml", _kml(_squares(draw), more, head), None, "cannot be read as KML")


Kinds = tuple[Callable[[Draw], Iterator[File]], ...]
KINDS: Kinds = (
    _pictures,
    _links,
    _systems,
    _geometries,
    _coordinates,
    _tracks,
    _encodings,
    _halves,
    _altered,
    _doubles,
    _many,
    _crossings,
    _archives,
    _entities,
)


def run(count: int = COUNT, seed: int = 1, kinds: Kinds = KINDS) -> Outcome:
    """Read files of every kind in turn."""
    draw = random.Random(seed)  # noqa: S311  (to be drawn again, not to be secret)
    files = (file for kind in cycle(kinds) for file in kind(draw))
    fallen = [fault for file in islice(files, count) if (fault := _fault(file))]
    return Outcome(count, count - len(fallen), fallen)


def _fault(file: File) -> str:
    """Read a file; say what is wrong with what comes of it."""
    before = _cpu_s()
    try:
        fault = _wrong(file)
    except Exception as error:  # noqa: BLE001  (a traceback is what is looked for)
        fault = repr(error)
    spent = _cpu_s() - before
    fault = fault or (f"takes {spent:.1f} s" if spent > _MOST_CPU_S else "")
    return f"{file.name}, {file.content[:60]!r}: {fault}" if fault else ""


def _cpu_s() -> float:
    return sum(os.times()[:4])


def _wrong(file: File) -> str:
    try:
        content = read.read(file.name, file.content)
        ground = polygons.of(content)
    except ExplorerError as fault:
        text = str(fault)
        if file.extent is not None and not math.isnan(file.extent):
            return f"is refused: {text}"
        # a document in an archive is named within it
        is_named = text.startswith((f"{file.name}: ", f"{file.name} ("))
        return "" if is_named and "\n" not in text and file.words in text else f"says {text}"
    if file.extent is None:
        return "is read"
    shapes = [each.geometry for each in content.features]
    lines = shapely.length([line for shape in shapes for line in _lines(shape)]).sum()
    extent = sum(shapely.area(shapes)) + lines
    if not math.isnan(file.extent) and not math.isclose(extent, file.extent, rel_tol=1e-5):
        return f"gives {extent} where {file.extent} is right"
    remarks = " ".join(map(str, ground.remarks))
    return "" if file.words in remarks else f"remarks {remarks!r}"


def _lines(shape: Any) -> list[Any]:
    if shape.geom_type == "LineString":
        return [shape]
    return [line for part in getattr(shape, "geoms", ()) for line in _lines(part)]


if __name__ == "__main__":
    count, seed = (*map(int, sys.argv[1:]), *(COUNT, 1)[len(sys.argv) - 1 :])
    sys.stdout.write(run(count, seed).report() + "\n")
