"""What places are called: settlements, oblasts, and distances that somebody set."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from string import ascii_lowercase
from typing import Protocol

from explorer.language import Language, Speech, speech_in
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place, Unit, places, units
from explorer.quantity import exactly

Key = int | str
# About 100 m: GeoNames is no better.
_DECIMALS = 3


class Located(Protocol):
    """What has a place on the map."""

    @property
    def latitude(self) -> float:
        """In degrees north."""

    @property
    def longitude(self) -> float:
        """In degrees east."""


def coordinates(at: Located, speech: Speech) -> str:
    """
    Write where something lies.

    Parameters
    ----------
    at
        A spot or a settlement.
    speech
        The language.

    Returns
    -------
    text
        For example `48.850° N, 37.597° E`.
    """
    return speech.gettext(
        "{latitude}° N, {longitude}° E",
        latitude=speech.number(at.latitude, _DECIMALS),
        longitude=speech.number(at.longitude, _DECIMALS),
    )


def called(place: Place, speech: Speech) -> str:
    """
    Name a settlement.

    Parameters
    ----------
    place
        The settlement.
    speech
        The language.

    Returns
    -------
    name
        Plain text from a file.
    """
    return place.called(speech.language)


def oblast(unit: Unit, speech: Speech) -> str:
    """
    Name a first-level unit in full.

    Parameters
    ----------
    unit
        Its names.
    speech
        The language.

    Returns
    -------
    name
        For example `Donetsk oblast`, but `Crimea`.
    """
    if speech.language == "uk":
        return unit.name_uk
    short = unit.name_uk.endswith("область") and not unit.name.endswith("oblast")
    return f"{unit.name} oblast" if short else unit.name


def depth(km: float, speech: Speech) -> str:
    """
    Write a distance that somebody set.

    Parameters
    ----------
    km
        In km.
    speech
        The language.

    Returns
    -------
    text
        For example `5 km`, with a decimal where it has one.
    """
    return speech.written(exactly(km), "km", 0 if float(km).is_integer() else 1).value


def full(place: Place, unit: Unit, speech: Speech) -> str:
    """
    Write a settlement's name with its unit's.

    Parameters
    ----------
    place
        The settlement.
    unit
        The unit that it lies in.
    speech
        The language.

    Returns
    -------
    text
        For example `Sloviansk, Donetsk oblast`.
    """
    # a city that is a unit of its own is not named twice
    if place.name_uk == unit.name_uk:
        return called(place, speech)
    return f"{called(place, speech)}, {oblast(unit, speech)}"


@lru_cache(maxsize=8)
def whole(unit: Unit, speech: Speech) -> str:
    """
    Name an oblast where all of it is meant.

    Parameters
    ----------
    unit
        The oblast.
    speech
        The language.

    Returns
    -------
    name
        Such as "Kherson oblast, as a whole".
    """
    return speech.gettext("{oblast}, as a whole", oblast=oblast(unit, speech))


@lru_cache(maxsize=8)
def labels(catalog: Catalog, language: Language) -> Mapping[Key, str]:
    """
    Label all that can be looked up by name.

    Parameters
    ----------
    catalog
        The layers.
    language
        `en` or `uk`.

    Returns
    -------
    labels
        First the oblasts by ISO 3166-2 code, in the order of the alphabet, then the settlements by
        GeoNames id, the largest first. No two are alike: namesakes in an oblast have coordinates.
        Not to be changed.
    """
    speech, known = speech_in(language), units(catalog)
    wholes: dict[Key, str] = {code: whole(unit, speech) for code, unit in known.items()}
    labels = dict(sorted(wholes.items(), key=lambda item: _in_alphabet(item[1])))
    listed = sorted(places(catalog).values(), key=lambda each: (-each.residents, each.name))
    names = {each.identifier: full(each, known[each.oblast], speech) for each in listed}
    shared = Counter(names.values())
    for each in listed:
        name = names[each.identifier]
        labels[each.identifier] = (
            name if shared[name] == 1 else f"{name} ({coordinates(each, speech)})"
        )
    return labels


# by code points, Є, І and Ї would come before А
_ALPHABET = ascii_lowercase + "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


def _in_alphabet(text: str) -> list[int]:
    return [_ALPHABET.find(letter) for letter in text.casefold()]
