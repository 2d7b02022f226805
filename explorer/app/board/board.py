"""Board: the map on the page: a base map that the browser fetches once, and drawings on it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import files
from explorer.app.board import heard
from explorer.app.page.packed import Packed
from explorer.app.page.shared import shared
from explorer.cartography.palette import Theme
from explorer.cartography.webmap import assets, base
from explorer.language import Language, _, speech_in
from explorer.layers.catalog import Catalog

HEIGHT_PX = 560
TILES_HOST = "tile.openstreetmap.org"
_TILES = {
    "url": f"https://{TILES_HOST}/{{z}}/{{x}}/{{y}}.png",
    "credit": '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
}
_ROUTE = "app/static"
_PENCIL_JS = "pencil.js"
# one after the other they are one script for the browser
_PENCIL_PARTS = ("sketch.js", "shape.js", _PENCIL_JS)
_MAP = _("Map of Ukraine; arrow keys move it, plus and minus zoom")
_PENCIL: Mapping[str, str] = {
    "toolbar": _("Draw"),
    "line": _("Draw a line"),
    "area": _("Draw an area"),
    "middle": _("Add the middle"),
    "back": _("Undo point"),
    "finish": _("Finish"),
    "cancel": _("Cancel"),
    "hint": _(
        "Click to add points, or press the space bar to add the middle of the map. Double-click or "
        "Enter finishes, Backspace takes the last point away, Escape gives up."
    ),
    "tap": _("Tap to add points; a button finishes."),
    "few": _("A line needs at least two points, an area three; start over to remove it."),
    "many": _("Too many points to show a handle on each; draw or upload a simpler one."),
    "point": _("Point: drag it or use the arrow keys; Delete takes it away"),
    "between": _("Drag to add a point"),
}
Place = tuple[float, float]
View = tuple[float, float, float]


@dataclass(frozen=True)
class Board:
    """
    What a map shows beside its drawing, and its callbacks.

    Attributes
    ----------
    height
        In pixels; less on a phone.
    link
        Maps with the same link pan and zoom together.
    at
        Latitude, longitude and zoom of the first view; the whole country if `None`.
    marker
        Latitude and longitude of a marker.
    sketches
        Lines and areas whose points can be moved: each with `kind`, `name`, `parts` (lists of
        longitude and latitude) and `sides` (who gets the left and the right of a line).
    online
        Whether to show an online basemap below the drawing.
    opens_on_changes
        Whether the first view is where the drawing shows changes.
    on_click, on_draw, on_view
        Called with the clicked place (latitude, longitude), the drawing (`kind`, `parts`), or the
        new view (`latitude,longitude,zoom`); the map offers only what has a callback.
    """

    height: int = HEIGHT_PX
    link: str = ""
    at: View | None = None
    marker: Place | None = None
    sketches: Sequence[Mapping[str, Any]] = ()
    online: bool = False
    opens_on_changes: bool = False
    on_click: Callable[[Place], None] | None = None
    on_draw: Callable[[Mapping[str, Any]], None] | None = None
    on_view: Callable[[str], None] | None = None


def show(
    catalog: Catalog,
    drawing: Packed,
    *,
    key: str,
    language: Language,
    theme: Theme,
    board: Board | None = None,
) -> None:
    """
    Show a map.

    Parameters
    ----------
    catalog
        The layers.
    drawing
        What it shows.
    key
        Its key on the page; a map that keeps its key keeps its view and its switches.
    language, theme
        Words and colours, those of the drawing.
    board
        What else it shows, and its callbacks; by default a plain map.
    """
    board = board or Board()
    answered: _Answered = st.session_state.setdefault(f"{key}-answered", _Answered())
    speech = speech_in(language)
    words: dict[str, Any] = {"map": speech.gettext(_MAP)}
    if board.on_draw:
        words["pencil"] = {name: speech.gettext(text) for name, text in _PENCIL.items()}
    message = {
        "files": _files(),
        "base": f"{_ROUTE}/{_name(catalog, language, theme)}",
        "height": board.height,
        "link": board.link,
        "at": board.at,
        "marker": board.marker,
        "sketches": board.sketches,
        "answers": answered.serial,
        "tiles": _TILES if board.online else None,
        "opensOnChanges": board.opens_on_changes,
        "clickable": board.on_click is not None,
        "keepsView": board.on_view is not None,
        "mark": drawing.mark,
        "words": words,
    }
    # a line of JSON, and after it the drawing as it is
    data = json.dumps(message, ensure_ascii=False).encode() + b"\n" + drawing.content
    asked = {"click": board.on_click, "view": board.on_view}
    acts = {event: act for event, act in asked.items() if act}
    callbacks: dict[str, Callable[[], None]] = {
        f"on_{event}_change": heard.once(key, event, act) for event, act in acts.items()
    }
    if board.on_draw:
        callbacks["on_drawn_change"] = partial(answered.take, board.on_draw, key)
    _mount()(key=key, data=data, height="content", **callbacks)
    heard.catch_up(key, acts)


@dataclass
class _Answered:
    """The number of the newest drawing that this session has read from a map."""

    serial: int = 0

    def take(self, callback: Callable[[Mapping[str, Any]], None], key: str) -> None:
        """Pass on the drawings that are new: the browser sends each until it is answered."""
        drawings = heard.value(key, "drawn")
        for drawn in drawings if isinstance(drawings, list) else ():
            serial = drawn.get("serial") if isinstance(drawn, dict) else None
            if isinstance(serial, int) and serial > self.serial:
                self.serial = serial
                callback(drawn)


@cache
def _mount() -> Callable[..., Any]:
    here = Path(__file__)
    component: Callable[..., Any] = st.components.v2.component(
        "frontline_board",
        html='<div class="board"></div>',
        css=here.with_suffix(".css").read_text(encoding="utf-8"),
        js=here.with_suffix(".js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
    return component


@cache
def _files() -> Mapping[str, str]:
    contents = {
        "leaflet": ("leaflet.js", assets.leaflet_js()),
        "map": ("map.js", assets.map_js()),
        "pencil": (_PENCIL_JS, _pencil_js()),
        "sheet": ("leaflet.css", assets.leaflet_css()),
    }
    return {key: f"{_ROUTE}/{name}?v={_digest(text)}" for key, (name, text) in contents.items()}


@cache
def _pencil_js() -> str:
    here = Path(__file__)
    return "".join(here.with_name(name).read_text(encoding="utf-8") for name in _PENCIL_PARTS)


def publish(static: Path, catalog: Catalog, language: Language, theme: Theme) -> None:
    """
    Write the files that a map fetches into Streamlit's static folder, unless they are there.

    Parameters
    ----------
    static
        The `static` folder beside the script that Streamlit runs; made if it is missing.
    catalog
        The layers.
    language, theme
        Words and colours of the base.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    assets.publish(static, {_PENCIL_JS: _pencil_js()})
    path = static / _name(catalog, language, theme)
    if not path.exists():
        files.write(path, _base(catalog, language, theme))


def _name(catalog: Catalog, language: Language, theme: Theme) -> str:
    return f"base-{language}-{theme}-{_digest(_base(catalog, language, theme))}.json"


@shared(8)
def _base(catalog: Catalog, language: Language, theme: Theme) -> str:
    description = base.describe(catalog, language, theme)
    return json.dumps(description, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=16)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
