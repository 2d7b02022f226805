"""Names: which places a map names at which zoom, so that no two names lie over each other."""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

import shapely

from explorer.cartography import lettering
from explorer.cartography.lettering import Hand
from explorer.cartography.placing import Box, Candidate, Placer
from explorer.language import Language
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog

Kind = Literal["country", "sea", "city", "oblast", "town"]
ZOOMS = tuple(half / 2 for half in range(8, 21))
_TILE = 256
_CITY_RESIDENTS = 250_000
_LEAST_RESIDENTS = 10_000
# From how many residents on a place is wanted at a zoom; more would be noise.
_WANTED = {
    4.0: 2_500_000,
    5.0: 400_000,
    5.5: 250_000,
    6.0: 150_000,
    7.0: 60_000,
    8.0: 25_000,
    9.0: 0,
}
_LEAST_ZOOM: dict[Kind, float] = {"country": 4, "sea": 5, "oblast": 6.5}
# As `map.css` writes them.
_HANDS: Mapping[Kind, Hand] = {
    "city": Hand(12, 600),
    "town": Hand(11),
    "oblast": Hand(12, spacing=0.04),
    "country": Hand(11, spacing=0.08, capitals=True),
    "sea": Hand(11, italic=True),
}
# Height of a line, and the air about a name, in pixels.
_HEIGHT, _AIR = 13.0, 3.0


class Name(NamedTuple):
    """
    A name on the map.

    Attributes
    ----------
    kind
        `country`, `sea`, `city`, `oblast` or `town`.
    text
        Plain text from a file.
    longitude, latitude
        In degrees: the dot of a town, the middle of anything else.
    least_zoom
        From which zoom on it is shown.
    """

    kind: Kind
    text: str
    longitude: float
    latitude: float
    least_zoom: float


@lru_cache(maxsize=4)
def place(catalog: Catalog, language: Language) -> tuple[Name, ...]:
    """
    Place names, the most important first, each from the first zoom at which it has room.

    Parameters
    ----------
    catalog
        The layers.
    language
        `en` or `uk`.

    Returns
    -------
    names
        Names that do not overlap at any whole or half zoom level.
    """
    waiting = list(_candidates(catalog, language))
    placed: list[Name] = []
    for zoom in ZOOMS:
        placer = Placer()
        placer.take(_box(name, zoom) for name in placed)
        left = []
        for name in waiting:
            place = Candidate(name._replace(least_zoom=zoom), [_box(name, zoom)])
            fitted = placer.put([place]) if zoom >= name.least_zoom else None
            if fitted:
                placed.append(fitted)
            else:
                left.append(name)
        waiting = left
    return tuple(placed)


def _candidates(catalog: Catalog, language: Language) -> Iterator[Name]:
    name = "name_uk" if language == "uk" else "name"
    for row, shape in catalog.features("context"):
        if row["role"] == "sea":
            yield Name("sea", row[name], shape.x, shape.y, _LEAST_ZOOM["sea"])
        elif row["role"] == "country":
            longitude, latitude = row["label"]
            yield Name("country", row[name], longitude, latitude, _LEAST_ZOOM["country"])
    places = sorted(
        gazetteer.places(catalog).values(), key=lambda place: (-place.residents, place.identifier)
    )
    for kind in ("city", "oblast", "town"):
        if kind == "oblast":
            yield from _oblasts(catalog, name)
            continue
        for town in places:
            is_city = town.residents >= _CITY_RESIDENTS
            if town.residents >= _LEAST_RESIDENTS and is_city == (kind == "city"):
                text = town.called(language)
                zoom = min(zoom for zoom, least in _WANTED.items() if town.residents >= least)
                yield Name(kind, text, town.longitude, town.latitude, zoom)


def _oblasts(catalog: Catalog, name: str) -> Iterator[Name]:
    for row, shape in catalog.features("oblasts"):
        if row["id"] not in {"UA-30", "UA-40"}:  # cities, which have their own names
            longitude, latitude = shapely.maximum_inscribed_circle(shape).coords[0]
            yield Name("oblast", row[name], longitude, latitude, _LEAST_ZOOM["oblast"])


def _box(name: Name, zoom: float) -> Box:
    """Return left, top, right and bottom in pixels of Web Mercator."""
    world = _TILE * 2**zoom
    x = (name.longitude / 360 + 0.5) * world
    y = (0.5 - math.asinh(math.tan(math.radians(name.latitude))) / math.tau) * world
    hand, height = _HANDS[name.kind], _HEIGHT
    text = name.text.upper() if hand.capitals else name.text
    width = lettering.span(text, hand) * lettering.SYSTEM_ALLOWANCE
    left = x - _AIR if name.kind in {"city", "town"} else x - width / 2
    return left - _AIR, y - height / 2 - _AIR, left + width + 2 * _AIR, y + height / 2 + _AIR
