"""Board: the map on the page. A base that the browser fetches once, and drawings laid into it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import files
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
    "few": _("A line has two points at least, an area three: start over to take it away."),
    "many": _("Too many points to show a handle on each; draw or upload a simpler one."),
    "point": _("Point: drag it or use the arrow keys; Delete takes it away"),
    "between": _("Drag to add a point"),
}
Place = tuple[float, float]
View = tuple[float, float, float]


@dataclass(frozen=True)
class Board:
    """
    What a map shows beside its drawing, and whom it tells what the reader does on it.

    Attributes
    ----------
    height
        In pixels; less on a phone.
    link
        Maps that share a word pan and zoom together.
    at
        Latitude, longitude and zoom of the first view; the whole country when none.
    spot
        Latitude and longitude of a mark.
    sketches
        Lines and areas whose points can be moved: each with `kind`, `name`, `parts` (lists of
        longitude and latitude) and `sides` (who gets the left and the right of a line).
    online
        Whether an online basemap shines through.
    opens_on_changes
        Whether the map opens where the drawing changes something.
    on_spot, on_sketch, on_view
        Called with what was clicked (latitude, longitude), drawn (`kind`, `parts`), or come to
        rest on (`latitude,longitude,zoom`); without one, the map does not offer it.
    """

    height: int = HEIGHT_PX
    link: str = ""
    at: View | None = None
    spot: Place | None = None
    sketches: Sequence[Mapping[str, Any]] = ()
    online: bool = False
    opens_on_changes: bool = False
    on_spot: Callable[[Place], None] | None = None
    on_sketch: Callable[[Mapping[str, Any]], None] | None = None
    on_view: Callable[[str], None] | None = None


def show(
    catalog: Catalog,
    drawing: bytes,
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
        JSON of what `features.drawing` returned.
    key
        Its name on the page; a map that keeps its key keeps its view and its switches.
    language, theme
        Words and colours, those of the drawing.
    board
        What else it shows, and whom it tells; a plain map when none is given.
    """
    told = board or Board()
    speech = speech_in(language)
    words: dict[str, Any] = {"map": speech.gettext(_MAP)}
    if told.on_sketch:
        words["sketch"] = {name: speech.gettext(text) for name, text in _PENCIL.items()}
    rest = {
        "files": _files(),
        "base": f"{_ROUTE}/{_name(catalog, language, theme)}",
        "height": told.height,
        "link": told.link,
        "at": told.at,
        "spot": told.spot,
        "sketches": told.sketches,
        "tiles": _TILES if told.online else None,
        "opensOnChanges": told.opens_on_changes,
        "clickable": told.on_spot is not None,
        "keepsView": told.on_view is not None,
        "mark": hashlib.sha256(drawing).hexdigest()[:12],
        "words": words,
    }
    # the drawing is text already, and is not read again only to be written again
    data = b'{"drawing":' + drawing + b"," + json.dumps(rest, ensure_ascii=False).encode()[1:]

    def tell(event: str, told_to: Callable[[Any], None]) -> Callable[[], None]:
        return lambda: _pass_on(st.session_state[key].get(event), told_to)

    heard = {"spot": told.on_spot, "sketch": told.on_sketch, "view": told.on_view}
    callbacks = {f"on_{event}_change": tell(event, to) for event, to in heard.items() if to}
    _mount()(key=key, data=data, height="content", **callbacks)


def _pass_on(value: Any, told_to: Callable[[Any], None]) -> None:  # noqa: ANN401 - from a browser
    if value is not None:
        told_to(value)


@cache
def _mount() -> Callable[..., Any]:
    here = Path(__file__)
    found: Callable[..., Any] = st.components.v2.component(
        "frontline_board",
        html='<div class="board"></div>',
        css=here.with_suffix(".css").read_text(encoding="utf-8"),
        js=here.with_suffix(".js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
    return found


@cache
def _files() -> Mapping[str, str]:
    found = {
        "leaflet": ("leaflet.js", assets.leaflet_js()),
        "map": ("map.js", assets.map_js()),
        "pencil": (_PENCIL_JS, _pencil_js()),
        "sheet": ("leaflet.css", assets.leaflet_css()),
    }
    return {key: f"{_ROUTE}/{name}?v={_digest(text)}" for key, (name, text) in found.items()}


@cache
def _pencil_js() -> str:
    return Path(__file__).with_name(_PENCIL_JS).read_text(encoding="utf-8")


def publish(static: Path, catalog: Catalog, language: Language, theme: Theme) -> None:
    """
    Write what a map fetches to where Streamlit serves static files, unless it is there already.

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
        When the folder cannot be written.
    """
    assets.publish(static, {_PENCIL_JS: _pencil_js()})
    path = static / _name(catalog, language, theme)
    if not path.exists():
        files.write(path, _base(catalog, language, theme))


def _name(catalog: Catalog, language: Language, theme: Theme) -> str:
    return f"base-{language}-{theme}-{_digest(_base(catalog, language, theme))}.json"


@lru_cache(maxsize=8)
def _base(catalog: Catalog, language: Language, theme: Theme) -> str:
    told = base.describe(catalog, language, theme)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=16)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
