"""Surroundings: neighbours, seas and rivers about the ground, and the fortress belt on it."""

from dataclasses import dataclass

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.cartography.figure.sheet import Sheet
from explorer.language import Language
from explorer.layers.catalog import Catalog

_TOLERANCE = 1.1
_LEAST_PART = 4.0  # square units: smaller islands are left out
# A river's name needs this much of it, in units; a belt shorter than this is not drawn.
_LEAST_BELT = 34.0


@dataclass(frozen=True)
class Named:
    """
    Something with a name.

    Attributes
    ----------
    name
        Its name in the figure's language.
    shape
        Its shape in units of the sheet, cut to it.
    """

    name: str
    shape: BaseGeometry


@dataclass(frozen=True, eq=False)
class Surroundings:
    """
    What lies about the ground.

    Attributes
    ----------
    neighbours
        Countries, as polygons.
    seas
        Points at which their names stand well.
    rivers
        Courses of rivers.
    belt
        Axis of the fortress belt; `None` if it would be too short to see.
    """

    neighbours: tuple[Named, ...]
    seas: tuple[Named, ...]
    rivers: tuple[Named, ...]
    belt: Named | None


def gather(catalog: Catalog, sheet: Sheet, language: Language) -> Surroundings:
    """
    Gather what lies about the ground.

    Parameters
    ----------
    catalog
        The layers.
    sheet
        What they are drawn on.
    language
        Language of the names.

    Returns
    -------
    surroundings
        What shows on the sheet.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    named: dict[str, list[Named]] = {"country": [], "sea": [], "river": []}
    features = catalog.features("context")
    countries = [sheet.draw(shape) for row, shape in features if row["role"] == "country"]
    simple = iter(shapely.coverage_simplify(countries, _TOLERANCE))
    for row, shape in features:
        drawn = _large(next(simple)) if row["role"] == "country" else sheet.draw(shape)
        if row["role"] == "river":
            drawn = drawn.simplify(_TOLERANCE / 2)
        part = sheet.cut(drawn)
        if not part.is_empty:
            name = row["name_uk"] if language == "uk" else row["name"]
            named[row["role"]].append(Named(name, part))
    return Surroundings(
        neighbours=tuple(named["country"]),
        seas=tuple(sea for sea in named["sea"] if sheet.paper.contains(sea.shape)),
        rivers=tuple(named["river"]),
        belt=_belt(catalog, sheet),
    )


def _large(drawn: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(drawn) if part.area > _LEAST_PART]
    return shapely.union_all(parts)


def _belt(catalog: Catalog, sheet: Sheet) -> Named | None:
    for row, shape in catalog.features("fortress_belt"):
        if row["role"] == "axis":
            drawn = sheet.cut(sheet.draw(shape))
            return Named("", drawn) if drawn.length >= _LEAST_BELT else None
    return None


def middle(drawn: BaseGeometry) -> Point:
    """
    Find a good place for a name.

    Parameters
    ----------
    drawn
        Polygons in units of the sheet.

    Returns
    -------
    place
        The middle of the largest circle that fits into them.
    """
    largest = max(shapely.get_parts(drawn), key=lambda part: float(part.area))
    return Point(shapely.maximum_inscribed_circle(largest, tolerance=1.0).coords[0])
