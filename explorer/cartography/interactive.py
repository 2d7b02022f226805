"""Interactive map: a base that never changes, a scenario that is laid into it, one offline page."""

from collections.abc import Mapping
from typing import Any

import folium
from branca.element import Element, Figure
from folium.map import LayerControl

from explorer import wording
from explorer.cartography import assets, features, hatching, names, palette
from explorer.cartography.assets import LeafletMap, SvgDefinitions, label
from explorer.cartography.elements import Changes, Names, Panes, Shapes, Switch, Views
from explorer.cartography.palette import Theme
from explorer.cartography.verbatim import Markup, number, style
from explorer.catalog import Catalog
from explorer.language import Speech, message, speech
from explorer.report import Report
from explorer.scenario import Language

_ZOOMS = (4, 10)
# South-west and north-east corners of the first view on a narrow screen: the oblasts at war.
_EAST = ((44.2, 29.6), (52.45, 40.4))
_AIR_DEGREES = 0.5
_TILES_OPACITY = 0.75
_SWITCHES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (message("Line of contact"), ("contact",)),
    (message("Line in this scenario"), ("scenario",)),
    (message("Statuses"), ("statuses",)),
    (message("Fortress belt"), ("belt",)),
    (message("Oblast borders"), ("oblasts",)),
    (message("Rivers"), ("rivers",)),
    (message("Names"), ("names",)),
)


def base_map(
    catalog: Catalog,
    *,
    language: Language = "en",
    theme: Theme = "light",
    tiles: str | folium.TileLayer | None = None,
) -> LeafletMap:
    """
    Draw what no scenario changes: neighbours, borders, rivers, fortress belt, names, controls.

    Parameters
    ----------
    catalog
        The layers.
    language, theme
        Words and colours.
    tiles
        An online basemap under it; none by default, so that nothing is asked of another host.

    Returns
    -------
    drawn
        The same map every time.
    """
    says, surface = speech(language), palette.SURFACES[theme]
    (south, west), (north, east) = features.reach(catalog)
    drawn = LeafletMap(
        location=[48.5, 31.5],
        zoom_start=6,
        tiles=tiles,
        control_scale=True,
        zoom_control="bottomright",
        font_size="12px",
        min_zoom=_ZOOMS[0],
        max_zoom=_ZOOMS[1],
        zoom_snap=0.25,
        zoom_delta=0.5,
        # an article scrolls on over the map; buttons, keys and two fingers zoom
        scroll_wheel_zoom=False,
        inertia=False,
        max_bounds=True,
        min_lat=south,
        max_lat=north,
        min_lon=west,
        max_lon=east,
    )
    drawn.add_child(SvgDefinitions(hatching.definitions(theme)))
    drawn.add_child(Panes(surface, _credit(catalog), _TILES_OPACITY if tiles else 1.0))
    for text, panes in _SWITCHES:
        drawn.add_child(Switch(label(says.say(text)), panes))
    for pane, shapes in features.context(catalog, theme).items():
        if tiles is None or pane not in {"water", "neighbours"}:
            drawn.add_child(Shapes(shapes, pane))
    drawn.add_child(Names([_row(name) for name in names.place(catalog, language)]))
    drawn.add_child(LayerControl(position="topright", collapsed=True))
    drawn.add_child(_views(catalog, says))
    return drawn


def _credit(catalog: Catalog) -> str:
    layers = ("context", "settlements")
    return label("; ".join(catalog.resource(name).credit for name in layers))


def _views(catalog: Catalog, says: Speech) -> Views:
    (south, west), (north, east) = features.frame(catalog)
    labels = (says.say("Whole of Ukraine"), says.say("What changes"))
    titles = {selector: says.say(title) for selector, title in _TITLES.items()}
    # some air above, where the buttons are
    return Views(((south, west), (north + _AIR_DEGREES, east)), _EAST, labels, titles)


_TITLES: Mapping[str, str] = {
    ".leaflet-control-zoom-in": message("Zoom in"),
    ".leaflet-control-zoom-out": message("Zoom out"),
    ".leaflet-control-layers-toggle": message("Layers"),
}


def _row(name: names.Name) -> tuple[float, float, float, str, str]:
    latitude = round(name.latitude, features.DECIMALS)
    longitude = round(name.longitude, features.DECIMALS)
    return latitude, longitude, name.least_zoom, name.kind, label(name.text)


def scenario_group(
    catalog: Catalog,
    report: Report,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> folium.FeatureGroup:
    """
    Draw what a scenario makes of the ground, to be laid into the base map.

    Parameters
    ----------
    catalog
        The layers.
    report
        What the scenario comes to.
    language, theme
        Words and colours, those of the base map.

    Returns
    -------
    group
        Ground with tooltips, statuses, the line of contact and the scenario's line.
    """
    return group(features.drawing(catalog, report, language=language, theme=theme))


def group(found: dict[str, Any], *, open_there: bool = False) -> folium.FeatureGroup:
    """
    Lay a drawing into a feature group.

    Parameters
    ----------
    found
        What `drawing` worked out.
    open_there
        Whether the map opens where something changes, and not with the whole country.

    Returns
    -------
    group
        For a base map of the same language and theme.
    """
    made = folium.FeatureGroup(name="scenario", control=False)
    for pane, shapes in found["panes"].items():
        made.add_child(Shapes(shapes, pane, found["ink"]))
    made.add_child(Changes(found["changes"], open_there=open_there))
    return made


def page(
    catalog: Catalog,
    report: Report,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> str:
    """
    Write a scenario's map as one HTML file that works without a network.

    Parameters
    ----------
    catalog
        The layers.
    report
        What the scenario comes to.
    language, theme
        Words and colours.

    Returns
    -------
    html
        Headline, legend, map, source and disclaimer; the same bytes every time.

    Raises
    ------
    OutputError
        When the map would load something from outside.
    """
    found = features.drawing(catalog, report, language=language, theme=theme)
    drawn = base_map(catalog, language=language, theme=theme)
    drawn.add_child(group(found, open_there=True))
    drawn.add_child(Markup(_foot(catalog, report, language)))
    root = drawn.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a folium map stands in a figure")
    root.html.add_child(Element(_head(report, found["legend"], language)), index=0)
    sheet = style("page.css", palette.SURFACES[theme])
    root.header.add_child(Element(f"<style>{sheet}</style>"))
    number(root)
    title = report.scenario.title.in_language(language)
    described = f'{_CONTAINER} role="main" aria-label="{label(wording.alt_text(report, language))}"'
    text = root.render().replace(_CONTAINER, described, 1)
    return assets.inline(text, title=title, lang=language)


_CONTAINER = '<div class="folium-map"'


def _head(report: Report, strip: str, language: Language) -> str:
    says, proposal = speech(language), report.scenario
    day = says.say("Proposal of {day}", day=says.day(proposal.date))
    sure = says.say(wording.CONFIDENCE_IN_A_WORD[proposal.confidence])
    return (
        f'<header><p class="kicker">{label(proposal.title.in_language(language))}'
        f" <span>{label(day)}, {label(sure)}</span></p>"
        f"<h1>{label(wording.headline(report, language))}</h1>{strip}</header>"
    )


def _foot(catalog: Catalog, report: Report, language: Language) -> str:
    says = speech(language)
    belt = says.say(catalog.resource("fortress_belt").credit)
    cited = "; ".join(wording.citation(c, language) for c in report.scenario.citations)
    lines = [
        wording.source_line(report, language),
        wording.interval_line(report, language),
        *(says.say("Assumed: {text}", text=t) for t in wording.assumptions(report, language)),
        says.say("Proposal: {citations}.", citations=cited),
        says.say("Fortress belt: {credit}.", credit=belt),
        says.say(wording.DISCLAIMER),
    ]
    return "<footer>" + "".join(f"<p>{label(line)}</p>" for line in lines) + "</footer>"
