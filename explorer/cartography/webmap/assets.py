"""Leaflet out of an installed package, so that no map asks another host for anything.

In the explorer Leaflet and `map.js` come from Streamlit's static route (`publish`), in a saved file
they are written into the page (`inline`).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from html.parser import HTMLParser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from explorer import files
from explorer.errors import OutputError

_PACKAGE = "XStatic-Leaflet"
_DATA = "xstatic/pkg/leaflet/data"

# what stands in a rendered map until `inline` puts the files themselves there
_JS_URL, _CSS_URL, _MAP_URL = "leaflet.js", "leaflet.css", "map.js"

# a saved map may run what is written in it and load nothing at all, whatever its data say
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


def _path(name: str) -> Path:
    try:
        # asked of the distribution: the import needs a namespace hook that Python may not run
        package = distribution(_PACKAGE)
    except PackageNotFoundError as error:
        message = f"{_PACKAGE} is not installed: run `pip install -r requirements.txt`."
        raise OutputError(message) from error
    return Path(str(package.locate_file(f"{_DATA}/{name}")))


@cache
def leaflet_js() -> str:
    """Return Leaflet's script.

    Returns
    -------
    str
        The minified source, safe inside a `<script>` element.

    Raises
    ------
    OutputError
        If the package that ships Leaflet is not installed.
    """
    source = _path("leaflet.js").read_text(encoding="utf-8")
    # a source map would be one more request, to a file that is not beside the page
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", source)


@cache
def map_js() -> str:
    """Return the script that dresses a Leaflet map.

    Returns
    -------
    str
        The source of `map.js`, safe inside a `<script>` element.
    """
    return Path(__file__).with_name("map.js").read_text(encoding="utf-8")


@cache
def leaflet_css() -> str:
    """Return Leaflet's style sheet with its images inside it.

    Returns
    -------
    str
        The style sheet; every image is a `data:` address. Leaflet finds its default pin by the
        address of an image in this sheet, so use circle markers or `folium.DivIcon` instead.

    Raises
    ------
    OutputError
        If the package that ships Leaflet is not installed.
    """

    def embedded(match: re.Match[str]) -> str:
        image = base64.b64encode(_path(match["name"]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{image})"

    sheet = _path("leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\((?P<name>images/[\w-]+\.png)\)", embedded, sheet)


def publish(folder: Path, more: Mapping[str, str] | None = None) -> None:
    """Write Leaflet and `map.js` where Streamlit serves static files, unless they are there.

    Parameters
    ----------
    folder
        The `static` folder beside the script that Streamlit runs; made if it is missing.
    more
        What else is written there: texts by file name.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder}: cannot be made ({error.strerror}); it must be a folder"
        raise OutputError(message) from error
    scripts = {"leaflet.js": leaflet_js(), "map.js": map_js(), "leaflet.css": leaflet_css()}
    for name, text in {**scripts, **(more or {})}.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            files.write(path, text)


def label(text: str) -> str:
    """Return a text from a file as HTML that means only itself.

    folium renders what it is given a second time as a Jinja template, so braces in a name are as
    dangerous as angle brackets.

    Parameters
    ----------
    text
        Any text, for example the name of a feature.

    Returns
    -------
    str
        HTML for a tooltip, a popup or a legend.
    """
    return escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


class LeafletMap(folium.Map):
    """A folium map that needs Leaflet and `map.js`, and nothing else.

    Left out are jQuery, Bootstrap and the icon fonts, and with them what depends on them: popups
    that are built in Python, `folium.Icon`, `keep_in_front`. Tooltips, panes, GeoJSON and layer
    control work.

    Parameters
    ----------
    **options
        What `folium.Map` takes. There are no tiles unless `tiles` is given.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <style>
                html, body { height: 100%; margin: 0; overflow: hidden; }
                #{{ this.get_name() }} {
                    position: {{ this.position }};
                    width: {{ this.width[0] }}{{ this.width[1] }};
                    height: {{ this.height[0] }}{{ this.height[1] }};
                    left: {{ this.left[0] }}{{ this.left[1] }};
                    top: {{ this.top[0] }}{{ this.top[1] }};
                }
                .leaflet-container { font-size: {{ this.font_size }}; }
            </style>
        {% endmacro %}

        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} ></div>
        {% endmacro %}

        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map(
                {{ this.get_name()|tojson }},
                {
                    center: {{ this.location|tojson }},
                    crs: L.CRS.{{ this.crs }},
                    ...{{ this.options|tojavascript }}
                }
            );
            if ({{ this.get_name() }}.attributionControl) {
                // credit without the flag: the map takes no side
                {{ this.get_name() }}.attributionControl.setPrefix(
                    '<a href="https://leafletjs.com">Leaflet</a>'
                );
            }
            {%- if this.control_scale %}
            L.control.scale({imperial: false}).addTo({{ this.get_name() }});
            {%- endif %}
            {%- if this.zoom_control_position %}
            L.control.zoom({position: {{ this.zoom_control|tojson }}}).addTo({{ this.get_name() }});
            {%- endif %}
        {% endmacro %}
        """
    )

    default_js = [("leaflet", _JS_URL), ("map", _MAP_URL)]  # noqa: RUF012 - folium reads a plain attribute
    default_css = [("leaflet_css", _CSS_URL)]  # noqa: RUF012

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on as they are
        super().__init__(**{"tiles": None, **options})


class SvgDefinitions(MacroElement):
    """SVG patterns and markers that shapes on the map can name, as in `fill="url(#hatch)"`.

    Parameters
    ----------
    markup
        What stands inside `<defs>`. It is written as it is: never build it from a file's text.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <svg width="0" height="0" style="position: absolute" aria-hidden="true">
                <defs>{{ this.markup }}</defs>
            </svg>
        {% endmacro %}
        """
    )

    def __init__(self, markup: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "SvgDefinitions"
        self.markup = markup


def inline(page: str, *, title: str, lang: str = "en") -> str:
    """Make one file of a rendered map: Leaflet inside, nothing outside.

    Parameters
    ----------
    page
        What `LeafletMap(...).get_root().render()` returned.
    title
        The page's title, as plain text.
    lang
        The page's language, as a BCP 47 tag.

    Returns
    -------
    str
        An HTML page that a browser shows without a network.

    Raises
    ------
    OutputError
        If the page did not ask for Leaflet, has tiles, or still loads something from outside.
    """
    if "L.tileLayer" in page:
        raise OutputError("A map in one file has no online basemap: leave out its tiles.")
    head = (
        f'<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    )
    for found, put in (
        ("<html>", f'<html lang="{escape(lang)}">'),
        ("<head>", head),
        (f'<script src="{_JS_URL}"></script>', f"<script>{leaflet_js()}</script>"),
        (f'<script src="{_MAP_URL}"></script>', f"<script>{map_js()}</script>"),
        (f'<link rel="stylesheet" href="{_CSS_URL}"/>', f"<style>{leaflet_css()}</style>"),
    ):
        if found not in page:
            raise OutputError(f"The map has no {found}: draw it with LeafletMap.")
        page = page.replace(found, put, 1)
    if outside := references(page):
        raise OutputError(f"The map still loads {outside[0]}: leave out what needs it.")
    return page


def references(page: str) -> list[str]:
    """List the addresses that a browser would load to show a page.

    Links that a reader may follow are not among them. Addresses that a script makes up are not
    seen; a test in a browser sees those.

    Parameters
    ----------
    page
        HTML.

    Returns
    -------
    list of str
        The addresses, in the page's order, without `data:` addresses and fragments.
    """
    parser = _References()
    parser.feed(page)
    parser.close()
    return [address for address in parser.found if not address.startswith(("data:", "#"))]


class _References(HTMLParser):
    """Collects what elements and style sheets load."""

    _LOADING = frozenset({"src", "srcset", "poster", "data", "xlink:href"})
    _HREF = frozenset({"link", "use", "image", "base"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if name in self._LOADING or (name == "href" and tag in self._HREF):
                self.found.append(value or "")
            elif name == "style":
                self._style(value or "")

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._style(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def _style(self, sheet: str) -> None:
        addresses = re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s;]+)", sheet)
        self.found.extend(address for address in addresses if address != "url(")
