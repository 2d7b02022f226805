"""Fortress belt: the five towns of Donetsk oblast along the H-20 road, their axis and a corridor.

Source: the Institute for the Study of War described the belt in August 2025 as the line of towns
from Sloviansk by Kramatorsk, Druzhkivka and Oleksiievo-Druzhkivka to Kostiantynivka, some 50 km
long. The towns are points of the settlements layer (GeoNames, CC BY 4.0); axis and corridor are
our own construction.

Processing. The axis joins the five town centres by straight edges: 43 km, against 37 km from the
first to the last as the crow flies. ISW's 50 km is longer since we measure between centres; we
take it to reach into the outskirts beyond the two outer ones. The corridor is all ground within
5 km of the axis, about half the width of the built-up area, and so ends 5 km beyond those two
centres. It serves to select and show ground; it is not a fortified line.
"""

from collections.abc import Mapping
from typing import Any

from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry import geodesy, geojson

# From north to south, by GeoNames' numbers.
TOWNS = {
    "693468": "Sloviansk",
    "704508": "Kramatorsk",
    "616743": "Druzhkivka",
    "713544": "Oleksiievo-Druzhkivka",
    "705104": "Kostiantynivka",
}
HALF_WIDTH_KM = 5.0
SOURCE = "after the Institute for the Study of War, August 2025"


def build(settlements: Mapping[str, Any]) -> dict[str, Any]:
    """
    Build the belt's axis and corridor from its towns.

    Parameters
    ----------
    settlements
        The settlements layer: GeoJSON points with `id` (GeoNames' number), `name` and `name_uk`.

    Returns
    -------
    collection
        GeoJSON features with `role`: one `corridor` (polygon), one `axis` (line), five `town`
        (points, from north to south), with `name`, `name_uk` and `source`; the axis has
        `length_km` and `note`, the corridor `half_width_km`, towns `population`.

    Raises
    ------
    LayerError
        If the layer lacks a town of the belt, or has it under another name.
    """
    rows = {row["id"]: row for row in settlements["features"]}
    towns = [_town(rows, number, name) for number, name in TOWNS.items()]
    axis = LineString([shape(town["geometry"]) for town in towns])
    corridor = geodesy.buffer(axis, HALF_WIDTH_KM)
    along = geodesy.length_km(axis)
    straight = geodesy.length_km(LineString([axis.coords[0], axis.coords[-1]]))
    note = (
        f"{along:.0f} km through the five town centres, {straight:.0f} km as the crow flies;"
        " ISW's 50 km is taken to include the outskirts"
    )
    return geojson.collection(
        [
            _feature(corridor, "corridor", half_width_km=HALF_WIDTH_KM),
            _feature(axis, "axis", length_km=round(along, 1), note=note),
            *towns,
        ]
    )


def _town(rows: Mapping[str, Mapping[str, Any]], number: str, name: str) -> dict[str, Any]:
    row = rows.get(number)
    if row is None or row["properties"]["name"] != name:
        raise LayerError(
            f"settlements: feature {number} is not {name}, a town of the fortress belt;"
            " build the settlements layer again"
        )
    properties = row["properties"]
    return geojson.feature(
        shape(row["geometry"]),
        number,
        role="town",
        name=name,
        name_uk=properties["name_uk"],
        population=properties["population"],
        source="GeoNames",
    )


def _feature(geometry: BaseGeometry, role: str, **more: object) -> dict[str, Any]:
    return geojson.feature(
        geometry,
        role,
        role=role,
        name="Fortress belt",
        name_uk="Пояс фортець",
        **more,
        source=SOURCE,
    )
