"""Gazetteer: names of the oblasts and settlements, read without their outlines."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from explorer.language import Language
from explorer.layers.catalog import RAIONS, Catalog


class Unit(NamedTuple):
    """
    A first-level unit's names.

    Attributes
    ----------
    name, name_uk
        In official romanisation and in Ukrainian.
    """

    name: str
    name_uk: str

    def called(self, language: Language) -> str:
        """
        Give its name in a language.

        Parameters
        ----------
        language
            `en` or `uk`.

        Returns
        -------
        name
            As the page writes it.
        """
        return self.name_uk if language == "uk" else self.name


class Place(NamedTuple):
    """
    A settlement.

    Attributes
    ----------
    identifier
        GeoNames id.
    name, name_uk
        In official romanisation and in Ukrainian (the first where the second is unknown).
    residents
        People, as GeoNames has them.
    longitude, latitude
        Its place in degrees.
    oblast
        ISO 3166-2 code.
    """

    identifier: int
    name: str
    name_uk: str
    residents: int
    longitude: float
    latitude: float
    oblast: str

    def called(self, language: Language) -> str:
        """
        Give its name in a language.

        Parameters
        ----------
        language
            `en` or `uk`.

        Returns
        -------
        name
            As the page writes it.
        """
        return self.name_uk if language == "uk" else self.name


@lru_cache(maxsize=4)
def units(catalog: Catalog) -> Mapping[str, Unit]:
    """
    Name the 27 first-level units.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    units
        Names by ISO 3166-2 code.
    """
    rows = catalog.properties("oblasts")
    return {row["id"]: Unit(row["name"], row["name_uk"]) for row in rows}


class Raion(NamedTuple):
    """
    A part of an oblast, in boundaries that a user brought.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    name
        As the user's file has it.
    """

    oblast: str
    name: str


@lru_cache(maxsize=4)
def raions(catalog: Catalog) -> Mapping[str, Raion]:
    """
    Name the raions.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    raions
        By the name of their layer; none in the explorer's own boundaries.
    """
    if RAIONS not in catalog.resources:
        return {}
    rows = catalog.properties(RAIONS)
    return {row["id"]: Raion(row["oblast"], row["name"]) for row in rows}


@lru_cache(maxsize=4)
def places(catalog: Catalog) -> Mapping[int, Place]:
    """
    List all settlements.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    places
        Settlements by GeoNames id.
    """
    return {
        int(row["id"]): Place(
            identifier=int(row["id"]),
            name=row["name"],
            name_uk=row["name_uk"] or row["name"],
            residents=int(row["population"]),
            longitude=row["coordinates"][0],
            latitude=row["coordinates"][1],
            oblast=row["oblast"],
        )
        for row in catalog.properties("settlements")
    }
