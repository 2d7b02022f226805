"""A web map of one square whose name is hostile."""

from __future__ import annotations

import folium

from explorer.cartography.webmap import folium_map, markup

# what would run in folium's templates, in a browser, or in a JavaScript template literal
HOSTILE = "{{ 7 * 7 }} {% set a %} <img src=x onerror='document.title=1'> ${document.title=1} `"


def _square(name: str) -> dict[str, object]:
    ring = [[30, 48], [34, 48], [34, 50], [30, 50], [30, 48]]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def square_map() -> folium_map.LeafletMap:
    made = folium_map.LeafletMap(location=[49, 32], zoom_start=6)
    pattern = '<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse"></pattern>'
    made.add_child(folium_map.SvgDefinitions(pattern))
    folium.GeoJson(
        _square(markup.label(HOSTILE)),
        name="square",
        style_function=lambda _: {"fillColor": "url(#hatch)"},
        tooltip=folium.GeoJsonTooltip(["name"], labels=False),
    ).add_to(made)
    folium.LayerControl(collapsed=True).add_to(made)
    return made


def rendered(made: folium.Map) -> str:
    return made.get_root().render()
