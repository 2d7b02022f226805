"""Folium map: a saved map as one file. This module alone knows folium, and works around it.

The explorer draws its map itself; folium writes the pages that readers save. Four of its habits do
not suit a file that works offline, carries text from strangers, and is the same every time:

1. It loads Leaflet, jQuery, Bootstrap and icon fonts from other hosts. `LeafletMap` asks for
   Leaflet and `map.js` alone, and `inline` puts both into the page.
2. It renders what an element returns once more, as a template, so that braces in data would run.
   Data go past that as a `Verbatim` script; a text goes through `label`, which leaves no brace.
3. It names elements at random. `_number` names each by its place, so that the bytes are the same.
4. Its map is a `div` without a role or a name. `LeafletMap` takes a description.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from explorer.cartography.webmap.assets import leaflet_css, leaflet_js, map_js
from explorer.cartography.webmap.markup import label, to_script
from explorer.cartography.webmap.outside import references
from explorer.errors import OutputError

# what stands in a rendered map until `inline` puts the files themselves there
_JS_URL, _CSS_URL, _MAP_URL = "leaflet.js", "leaflet.css", "map.js"

# a saved map may run what is written in it and load nothing at all, whatever its data say
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


class LeafletMap(folium.Map):
    """A folium map that needs Leaflet and `map.js`, and nothing else.

    Left out are jQuery, Bootstrap and the icon fonts, and with them what depends on them: popups
    that are built in Python, `folium.Icon`, `keep_in_front`. Tooltips, panes, GeoJSON and layer
    control work.

    Parameters
    ----------
    description
        What the map shows, as plain text for those who do not see it.
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
            <div class="folium-map"{{ this.described }} id={{ this.get_name()|tojson }} ></div>
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
            {%- if this.zoom_control_position %}
            L.control.zoom({position: {{ this.zoom_control|tojson }}}).addTo({{ this.get_name() }});
            {%- endif %}
        {% endmacro %}
        """
    )

    default_js = [("leaflet", _JS_URL), ("map", _MAP_URL)]  # noqa: RUF012 - folium reads a plain attribute
    default_css = [("leaflet_css", _CSS_URL)]  # noqa: RUF012

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401 - passed on as they are
        super().__init__(**{"tiles": None, **options})
        named = f' role="main" aria-label="{label(description)}"'
        self.described = named if description else ""


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


class Verbatim(MacroElement):
    """A script that carries data: folium would take what it says for one more template."""

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - folium's own
        """
        Write the script into the page.

        Parameters
        ----------
        **kwargs
            What folium hands down.

        Returns
        -------
        text
            Nothing to stand in its place.
        """
        root = self.get_root()
        if isinstance(root, Figure):
            text = self._template.module.script(self, kwargs)
            root.script.add_child(_Text(text), name=self.get_name())
        return ""


class _Text(Element):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401 - folium's own
        return self.text


class Markup(MacroElement):
    """
    HTML after the map.

    Parameters
    ----------
    html
        Markup; each text from a file has been through `markup.label`.
    """

    _template = Template("{% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}")

    def __init__(self, html: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Markup"
        self.markup = html


class Dressed(Verbatim):
    """
    A base and a scenario's drawing, put onto the map that this is added to.

    Parameters
    ----------
    base
        What `base.describe` returned.
    drawing
        What `features.drawing` returned; the map opens where it changes something.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {
                const dressed = frontlineMap.dress({{ this._parent.get_name() }}, {{ this.base }});
                dressed.lay({{ this.drawing }});
                dressed.open("changes");
            }
        {% endmacro %}
        """
    )

    def __init__(self, base: Mapping[str, Any], drawing: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Dressed"
        self.base, self.drawing = to_script(base), to_script(drawing)


def page(drawn: LeafletMap, *, head: str, style: str, title: str, lang: str) -> str:
    """
    Write a map as one HTML file.

    Parameters
    ----------
    drawn
        The map with all that stands on it; its elements are renamed by their place.
    head
        Markup above the map; each text in it has been through `markup.label`.
    style
        Style rules.
    title, lang
        As `inline` takes them.

    Returns
    -------
    html
        A page that a browser shows without a network; the same bytes for the same map.

    Raises
    ------
    OutputError
        If the map has tiles, or would load something from outside.
    """
    root = drawn.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a folium map stands in a figure")
    root.html.add_child(Element(head), index=0)
    root.header.add_child(Element(f"<style>{style}</style>"))
    _number(root)
    return inline(root.render(), title=title, lang=lang)


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
    for asked, put in (
        ("<html>", f'<html lang="{escape(lang)}">'),
        ("<head>", head),
        (f'<script src="{_JS_URL}"></script>', f"<script>{leaflet_js()}</script>"),
        (f'<script src="{_MAP_URL}"></script>', f"<script>{map_js()}</script>"),
        (f'<link rel="stylesheet" href="{_CSS_URL}"/>', f"<style>{leaflet_css()}</style>"),
    ):
        if asked not in page:
            raise OutputError(f"The map has no {asked}: draw it with LeafletMap.")
        page = page.replace(asked, put, 1)
    if outside := references(page):
        raise OutputError(f"The map still loads {outside[0]}: leave out what needs it.")
    return page


def _number(root: Element) -> None:
    """Give a map and all in it the same names every time."""
    elements = [root]
    for element in elements:  # grows while it is walked
        elements.extend(element._children.values())  # noqa: SLF001
    for position, element in enumerate(elements):
        element._id = f"{position:032x}"  # noqa: SLF001
