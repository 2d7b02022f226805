"""What the page calls the lines, areas and surroundings that a reader gives."""

import re

from explorer.language import Speech, _
from explorer.layers.catalog import installed
from explorer.layers.gazetteer import places
from explorer.wording import names as name_wording

_LINE = _("Your line")
_AREA = _("Your area {number}")
_AROUND = _("{place} and {distance} around")
# As the page names them in rules.
_LINE_NAME = "line"
_AREA_NAME = re.compile(r"area_(?P<number>\d+)")
_AROUND_NAME = re.compile(r"around_(?P<place>\d+)_(?P<km>\d+(_\d+)?)")


def label(name: str, speech: Speech) -> str:
    """
    Say what a sketch is called on the page.

    Parameters
    ----------
    name
        Its name in rules, as this page gives it.
    speech
        The language.

    Returns
    -------
    text
        Plain text, for example `Your line`; the name itself where nothing else is known.
    """
    if near := _AROUND_NAME.fullmatch(name):
        km = float(near["km"].replace("_", "."))
        return around(int(near["place"]), km, speech)
    if area := _AREA_NAME.fullmatch(name):
        return speech.gettext(_AREA, number=area["number"])
    return speech.gettext(_LINE) if name == _LINE_NAME else name


def around(number: int, km: float, speech: Speech) -> str:
    """
    Say what a settlement's surroundings are called.

    Parameters
    ----------
    number
        GeoNames id of the settlement.
    km
        Distance from its point in km.
    speech
        The language.

    Returns
    -------
    text
        Plain text, for example `Sloviansk and 10 km around`.
    """
    place = places(installed()).get(number)
    return speech.gettext(
        _AROUND,
        place=name_wording.called(place, speech) if place else str(number),
        distance=name_wording.depth(km, speech),
    )
