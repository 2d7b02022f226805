"""Names: which towns, oblasts, neighbours and seas a figure names, and where its corners are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiLineString, Point, box
from shapely.geometry.base import BaseGeometry

from explorer.cartography import palette
from explorer.cartography.figure.ground import Ground
from explorer.cartography.figure.labels import Label, Layout, Town
from explorer.cartography.figure.sheet import WIDTH, Sheet
from explorer.cartography.figure.surroundings import Named, Surroundings
from explorer.cartography.placing import Box
from explorer.language import Language
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog

# Towns of oblasts that the line crosses count for more, and those of the fortress belt for most.
_NEAR_THE_LINE = 1.8
_IN_THE_BELT = 6.0
_CITIES = 200_000
_FARTHEST_RANK = 60
_SEA_REACH_PX = 110.0
_MARGIN_PX = 10.0
_LEAST_BELT_PX = 30.0


@dataclass(frozen=True, eq=False)
class Names:
    """
    What may be named.

    Attributes
    ----------
    towns
        Towns on the sheet, the most important first.
    oblasts, countries, seas
        Names with the areas that they belong in.
    belt
        The fortress belt's axis, if it is drawn.
    lines
        Lines that names should not lie on.
    busy
        Ground that furniture should not lie on.
    """

    towns: tuple[Town, ...]
    oblasts: tuple[Named, ...]
    countries: tuple[Named, ...]
    seas: tuple[Named, ...]
    belt: Named | None
    lines: BaseGeometry
    busy: BaseGeometry


def collect(
    catalog: Catalog, sheet: Sheet, ground: Ground, around: Surroundings, language: Language
) -> Names:
    """
    Collect what may be named.

    Parameters
    ----------
    catalog
        The layers.
    sheet
        What is drawn on.
    ground, around
        What is drawn.
    language
        Language of the names.

    Returns
    -------
    names
        All that lies on the sheet.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    busy = shapely.union_all(
        [patch.shape for patch in ground.patches if any(look.changes for look in patch.looks)]
    )
    drawn = [c.shape for c in ground.courses if c.kind in {"contact", "scenario"}]
    lines = shapely.union_all(drawn).simplify(1) if drawn else MultiLineString()
    inner = busy.buffer(-2)  # what only touches an oblast does not concern it
    active = {
        code
        for code, shape in ground.oblasts.items()
        if shape.intersects(inner) or shape.buffer(-2).intersects(lines)
    }
    land = shapely.union_all([*ground.oblasts.values(), *(n.shape for n in around.neighbours)])
    water = shapely.difference(sheet.paper, land)
    belt = around.belt
    return Names(
        towns=_towns(catalog, sheet, active, language),
        oblasts=_oblasts(catalog, sheet, ground, active, language),
        countries=around.neighbours,
        seas=tuple(
            Named(sea.name, water.intersection(sea.shape.buffer(_SEA_REACH_PX)))
            for sea in around.seas
        ),
        belt=Named(_uncapped(palette.label(palette.stroke("belt"), language)), belt.shape)
        if belt
        else None,
        lines=lines,
        busy=shapely.union_all([busy, lines.buffer(4)]),
    )


def _uncapped(text: str) -> str:
    return text[:1].lower() + text[1:]


def _oblasts(
    catalog: Catalog, sheet: Sheet, ground: Ground, active: set[str], language: Language
) -> tuple[Named, ...]:
    oblasts = []
    for code, unit in gazetteer.units(catalog).items():
        part = sheet.paper.intersection(ground.oblasts[code])
        if code in active and not part.is_empty and code not in _CITY_UNITS:
            name = unit.name
            if language == "uk":
                name = unit.name_uk.removesuffix(" область")
                name = name.removeprefix("Автономна Республіка ")
            oblasts.append(Named(name, part))
    return tuple(sorted(oblasts, key=lambda named: -named.shape.area))


_CITY_UNITS = {"UA-30", "UA-40"}  # Kyiv and Sevastopol are named as towns


def _towns(
    catalog: Catalog, sheet: Sheet, active: set[str], language: Language
) -> tuple[Town, ...]:
    belt = {row["name"] for row in catalog.properties("fortress_belt") if row["role"] == "town"}
    places = list(gazetteer.places(catalog).values())
    drawn = sheet.units(np.array([(place.longitude, place.latitude) for place in places]))
    shown = np.all((drawn > 0) & (drawn < (WIDTH, sheet.height)), axis=1)
    ranked: list[tuple[float, str, int]] = []
    for number in np.flatnonzero(shown).tolist():
        place = places[number]
        weight = _NEAR_THE_LINE if place.oblast in active else 1.0
        if place.oblast == "UA-14" and place.name in belt:
            weight = _IN_THE_BELT
        ranked.append((-place.residents * weight, place.name, number))
    return tuple(
        Town(
            places[number].called(language),
            Point(drawn[number]),
            city=places[number].residents >= _CITIES,
        )
        for _, _, number in sorted(ranked)[:_FARTHEST_RANK]
    )


@dataclass(frozen=True)
class Furniture:
    """
    Boxes in the sheet's corners.

    Attributes
    ----------
    scale, locator
        Where the scale bar and the locator stand, in units; no locator on a map of it all.
    """

    scale: Box
    locator: Box | None


def furnish(
    sheet: Sheet,
    names: Names,
    unit: float,
    scale: tuple[float, float],
    locator: tuple[float, float] | None,
) -> Furniture:
    """
    Choose corners for scale bar and locator where they hide least.

    Parameters
    ----------
    sheet
        What is drawn on.
    names
        What is to be kept free.
    unit
        Units in a CSS pixel.
    scale, locator
        Width and height of each in units.

    Returns
    -------
    furniture
        Their boxes.
    """
    first = _corner(sheet, names, unit, locator, []) if locator else None
    second = _corner(sheet, names, unit, scale, [first] if first else [])
    return Furniture(scale=second, locator=first)


def _corner(
    sheet: Sheet, names: Names, unit: float, size: tuple[float, float], taken: Sequence[Box]
) -> Box:
    edge = _MARGIN_PX * unit
    wide, high = size
    right, low = WIDTH - edge - wide, sheet.height - edge - high
    corners = [(edge, low), (right, low), (edge, edge), (right, edge)]
    boxes = [(x, y, x + wide, y + high) for x, y in corners]
    free = [b for b in boxes if not any(box(*b).intersects(box(*t)) for t in taken)]
    return min(free, key=lambda b: round(float(names.busy.intersection(box(*b)).area)))


@dataclass(frozen=True)
class Screen:
    """
    A width of screen that names are laid out for.

    Attributes
    ----------
    key
        Its name.
    pixels
        CSS pixels that the map is wide there.
    towns
        Greatest number of towns to name.
    """

    key: str
    pixels: float
    towns: int

    @property
    def unit(self) -> float:
        """Units in a CSS pixel."""
        return WIDTH / self.pixels


def lay_out(
    sheet: Sheet, names: Names, screen: Screen, furniture: Furniture, allowance: float
) -> list[Label]:
    """
    Place the names for one width of screen.

    Parameters
    ----------
    sheet
        What is drawn on.
    names
        What may be named.
    screen
        The width of screen.
    furniture
        Boxes that are taken.
    allowance
        How much wider the reader's type may be.

    Returns
    -------
    labels
        Names in the order in which they were placed; none overlaps another.
    """
    taken = [corner for corner in (furniture.scale, furniture.locator) if corner]
    layout = Layout(sheet.height, screen.unit, allowance, names.lines, taken)
    first = max(3, screen.towns // 3)
    layout.name_towns(names.towns, first)
    for oblast in names.oblasts:
        layout.name_area("oblast", oblast.name, oblast.shape)
    for sea in names.seas:
        layout.name_area("sea", sea.name, sea.shape)
    for country in names.countries:
        layout.name_area("country", country.name, country.shape.intersection(sheet.paper))
    if names.belt and names.belt.shape.length > _LEAST_BELT_PX * screen.unit:
        layout.name_line("belt", names.belt.name, names.belt.shape)
    named = {label.lines[0] for label in layout.labels}
    rest = [town for town in names.towns if town.name not in named]
    layout.name_towns(rest, screen.towns - first)
    return layout.labels
