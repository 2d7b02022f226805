"""DeepState: its own API's answers, and the layouts of the two public mirrors.

The API names each polygon in Ukrainian and English and ends in a key, `Окуповано /// Occupied ///
geoJSON.status.occupied`: the key decides, since labels change and since Transnistria reaches over
the border. One mirror (`rsparks3`) keeps the English name alone, the other (`cyterat`) one outline
without a name.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from explorer.errors import SourceError
from explorer.language import _
from explorer.sources import content as contents
from explorer.sources.content import Features
from explorer.sources.control import Control, Ground, Source, assemble

_KYIV = ZoneInfo("Europe/Kyiv")
_MIRRORS = "https://raw.githubusercontent.com"
_DATA = "deepstate-map-data/main/data/deepstatemap_data"
_OCCUPIED, _CONTESTED, _LEFT_OUT = "occupied", "contested", "left out"
# what stands between the names and before the key
_KEY = "///"
_KINDS: Mapping[str, str] = {
    "geoJSON.status.occupied": _OCCUPIED,
    "geoJSON.territories.crimea": _OCCUPIED,
    "geoJSON.territories.ordlo": _OCCUPIED,
    "geoJSON.territories.tuzla": _OCCUPIED,
    "geoJSON.status.unknown": _CONTESTED,
    # liberated since 2022, and so Ukrainian-held
    "geoJSON.status.dismissed": _LEFT_OUT,
    "geoJSON.status.dismissed_at": _LEFT_OUT,
    "geoJSON.zmiinyi_island": _LEFT_OUT,
    # outside Ukraine
    "geoJSON.territories.abkhazia": _LEFT_OUT,
    "geoJSON.territories.estonia": _LEFT_OUT,
    "geoJSON.territories.ichkeria": _LEFT_OUT,
    "geoJSON.territories.karelia": _LEFT_OUT,
    "geoJSON.territories.kuril": _LEFT_OUT,
    "geoJSON.territories.latvia": _LEFT_OUT,
    "geoJSON.territories.pechorsky-district": _LEFT_OUT,
    "geoJSON.territories.petsamo": _LEFT_OUT,
    "geoJSON.territories.prussia": _LEFT_OUT,
    "geoJSON.territories.salla": _LEFT_OUT,
    "geoJSON.territories.transnistria": _LEFT_OUT,
    "geoJSON.territories.tskhinvali-district": _LEFT_OUT,
}
# The English names, their letters alone: dates and broken letters follow some of them.
_ENGLISH: Mapping[str, str] = {
    "occupied": _OCCUPIED,
    "occupied crimea": _OCCUPIED,
    "occupied tuzla island": _OCCUPIED,
    "tuzla": _OCCUPIED,
    "cadr and calr": _OCCUPIED,
    "unknown status": _CONTESTED,
    "unknown": _CONTESTED,
    "liberated": _LEFT_OUT,
    "snake island": _LEFT_OUT,
    "transnistria": _LEFT_OUT,
    "occupied petsamo": _LEFT_OUT,
    "occupied salla": _LEFT_OUT,
    "occupied estonia territories": _LEFT_OUT,
    "occupied latvia territories": _LEFT_OUT,
    "occupied pechorsky district saaste boot": _LEFT_OUT,
    "occupied southern kuril islands": _LEFT_OUT,
    "occupied tskhinvali district": _LEFT_OUT,
    "occupied abkhazia": _LEFT_OUT,
    "east prussia is temporarily occupied": _LEFT_OUT,
    "the temporarily occupied territory of karelia": _LEFT_OUT,
    "the temporarily occupied territory of the republic of ichkeria": _LEFT_OUT,
}


def read(content: bytes, name: str) -> tuple[Control, ...]:
    """
    Read DeepState's answer, or a file of a mirror.

    Parameters
    ----------
    content
        GeoJSON, or the API's object with the GeoJSON in its `map`.
    name
        The file's name; it has the day unless the content has.

    Returns
    -------
    controls
        One for each day, ascending.

    Raises
    ------
    SourceError
        If the file has a class that is not known, or no ground.
    LayerError
        If it is no GeoJSON.
    """
    document = contents.document(content, name)
    stated: date | None = None
    if isinstance(document, dict) and "map" in document:
        stated, document = _day(document, name), document["map"]
    ground = contents.ground(document, name)
    features = contents.pairs(ground)
    if not features:
        raise SourceError(f"{name}: has no polygons; give a day of DeepStateMap")
    days = {stated: features} if stated else contents.by_day(features, name)
    return tuple(
        assemble(SOURCE, day, _ground(each, name), content, name, ground.remarks)
        for day, each in days.items()
    )


def _day(answer: dict[str, Any], name: str) -> date:
    """Get the day of an answer: its id is the time in seconds, and `datetime` says it in words."""
    try:
        day = datetime.fromtimestamp(int(answer["id"]), tz=UTC).astimezone(_KYIV).date()
        said = str(answer["datetime"])[:5]
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as fault:
        raise SourceError(f"{name}: has a map and no id with its time; fetch it again") from fault
    if said != f"{day:%d.%m}":
        raise SourceError(f"{name}: has the id of {day} and the date {said!r}; fetch it again")
    return day


def _ground(features: Features, name: str) -> Ground:
    if len(features) == 1 and not contents.named(features[0][0]):
        return Ground(occupied=[features[0][1]])
    names = [contents.named(properties) for properties, _ in features]
    kinds = [_kind(each) for each in names]
    if None in kinds:
        unknown = [each for each, kind in zip(names, kinds, strict=True) if kind is None]
        raise SourceError(
            f"{name}: has polygons of a class that is not known: {contents.listed(unknown)}; "
            "import it as polygons and name the occupied ones with --occupied FIELD=VALUE"
        )
    shapes = {
        kind: [shape for (_, shape), other in zip(features, kinds, strict=True) if other == kind]
        for kind in (_OCCUPIED, _CONTESTED)
    }
    return Ground(
        occupied=shapes[_OCCUPIED] or None,
        contested=shapes[_CONTESTED],
        left_out=[
            _label(each) for each, kind in zip(names, kinds, strict=True) if kind == _LEFT_OUT
        ],
    )


def is_unoccupied(name: str) -> bool:
    """
    Tell whether a polygon's name is that of a class that is known and not occupied.

    Parameters
    ----------
    name
        As a file has it.

    Returns
    -------
    is_unoccupied
        False also if the name is not known.
    """
    return _kind(name) in {_CONTESTED, _LEFT_OUT}


def is_keyed_as_occupied(name: str) -> bool:
    """
    Tell whether a polygon's name ends in a key of DeepState's for occupied ground.

    Parameters
    ----------
    name
        As a file has it.

    Returns
    -------
    is_occupied
        False if the name has no key: others use the same English words.
    """
    return _KEY in name and _kind(name) == _OCCUPIED


def _kind(name: str) -> str | None:
    *labels, last = name.split(_KEY)
    if labels:
        return _KINDS.get(last.split("{{")[0].strip())
    return _ENGLISH.get(_label(name).lower())


def _label(name: str) -> str:
    """Get the English name, its letters alone."""
    *labels, last = name.split(_KEY)
    return " ".join(re.findall(r"[A-Za-z]+", labels[-1] if labels else last))


SOURCE = Source(
    id="deepstate",
    title=_("DeepStateMap"),
    licence=_("credited visuals only; no redistribution; commercial use by approval (DeepState)"),
    credit=_("after DeepStateMap, generalised"),
    full_credit=_("after DeepStateMap, at full resolution"),
    home="https://deepstatemap.live",
    # DeepState states none: half the tolerance of our trace, as the shipped lines have it
    accuracy_km=0.5,
    read=read,
    gap_km=0.02,
    addresses=(
        f"{_MIRRORS}/rsparks3/{_DATA}_{{day:%Y%m%d}}_polygons.geojson",
        f"{_MIRRORS}/cyterat/{_DATA}_{{day:%Y%m%d}}.geojson",
    ),
)
