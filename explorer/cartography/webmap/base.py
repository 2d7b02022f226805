"""Base: all of the interactive map that no scenario changes, as plain values for `map.js`.

A map is stacked in panes. A layer switch shows or hides a whole pane, so that a switch stays as it
was when the scenario inside the pane is exchanged.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from explorer.cartography import hatching, palette
from explorer.cartography.palette import Theme
from explorer.cartography.webmap import features, names
from explorer.cartography.webmap.markup import label, style
from explorer.language import Language, Speech, _, speech_in
from explorer.layers.catalog import Catalog

# Bottom to top; Leaflet's own panes for tooltips and controls lie above 600.
PANES = (
    "water",
    "neighbours",
    "ground",
    "contested",
    "rivers",
    "statuses",
    "oblasts",
    "borders",
    "belt",
    "scenario",
    "contact",
    "names",
)
_LOWEST, _STEP = 210, 10
_TOUCHABLE = "ground"
# From here on lines are drawn in full width.
_NEAR_ZOOM = 6.5
# A name that the edge would cut, or the buttons hide, is left out.
_HALF_LETTER_PX = 4
_BUTTONS_PX = 46
_NARROW_PX = 600
# South-west and north-east corners of the first view on a narrow screen: the oblasts at war.
_EAST = ((44.2, 29.6), (52.45, 40.4))
_AIR_DEGREES = 0.5
_SWITCHES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("Line of contact"), ("contact",)),
    (_("Line in this scenario"), ("scenario",)),
    (_("Contested ground"), ("contested",)),
    (_("Statuses"), ("statuses",)),
    (_("Fortress belt"), ("belt",)),
    (_("Oblast borders"), ("oblasts",)),
    (_("Rivers"), ("rivers",)),
    (_("Names"), ("names",)),
)
_TITLES: Mapping[str, str] = {
    ".leaflet-control-zoom-in": _("Zoom in"),
    ".leaflet-control-zoom-out": _("Zoom out"),
    ".leaflet-control-layers-toggle": _("Layers"),
}


@lru_cache(maxsize=8)
def describe(catalog: Catalog, language: Language, theme: Theme) -> Mapping[str, Any]:
    """
    Describe the map without a scenario: neighbours, borders, rivers, belt, names, controls.

    Parameters
    ----------
    catalog
        The layers.
    language, theme
        Words and colours.

    Returns
    -------
    base
        Plain values, the same every time and not to be changed; `map.js` says what each is for.
    """
    speech = speech_in(language)
    surface = palette.SURFACES[theme]
    return {
        "options": options(catalog),
        "style": style("map.css", surface),
        "hatching": hatching.definitions(theme),
        "credit": _credit(catalog),
        "near": _NEAR_ZOOM,
        "panes": [
            [pane, _LOWEST + _STEP * level, pane == _TOUCHABLE] for level, pane in enumerate(PANES)
        ],
        "switches": [[label(speech.gettext(text)), panes] for text, panes in _SWITCHES],
        "shapes": features.context(catalog, theme),
        "names": {
            "rows": [_row(name) for name in names.place(catalog, language)],
            "halfLetter": _HALF_LETTER_PX,
            "top": _BUTTONS_PX,
        },
        "views": _views(catalog, speech),
        "units": {"m": speech.gettext("m"), "km": speech.gettext("km")},
    }


def options(catalog: Catalog) -> dict[str, Any]:
    """
    Set up a Leaflet map.

    Parameters
    ----------
    catalog
        The layers, which bound it.

    Returns
    -------
    options
        Leaflet's map options.
    """
    return {
        "minZoom": 4,
        "maxZoom": 10,
        "zoomSnap": 0.25,
        "zoomDelta": 0.5,
        # an article scrolls on over the map; buttons, keys and two fingers zoom
        "scrollWheelZoom": False,
        "inertia": False,
        "maxBounds": features.reach(catalog),
    }


def _credit(catalog: Catalog) -> str:
    layers = ("context", "settlements")
    return label("; ".join(catalog.resource(name).credit for name in layers))


def _views(catalog: Catalog, speech: Speech) -> dict[str, Any]:
    (south, west), (north, east) = features.frame(catalog)
    return {
        # some air above, where the buttons are
        "whole": ((south, west), (north + _AIR_DEGREES, east)),
        "east": _EAST,
        "narrow": _NARROW_PX,
        "labels": (speech.gettext("Whole of Ukraine"), speech.gettext("What changes")),
        "titles": {selector: speech.gettext(title) for selector, title in _TITLES.items()},
    }


def _row(name: names.Name) -> tuple[float, float, float, str, str]:
    latitude = round(name.latitude, features.DECIMALS)
    longitude = round(name.longitude, features.DECIMALS)
    return latitude, longitude, name.least_zoom, name.kind, label(name.text)
