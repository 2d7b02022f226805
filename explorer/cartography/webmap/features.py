"""Features: layers and scenarios as GeoJSON that carries Leaflet's path options."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box, mapping
from shapely.geometry.base import BaseGeometry

from explorer.cartography import hatching, palette
from explorer.cartography.palette import Line, Theme
from explorer.cartography.webmap import display, legend
from explorer.cartography.webmap.markup import label
from explorer.geometry import coverage
from explorer.language import Language, Speech, speech_in
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Unit, units
from explorer.results.parcels import Parcel
from explorer.results.report import Report
from explorer.scenarios.rules import Status
from explorer.wording import report as report_wording

# Some ten metres: less than a pixel at the closest zoom.
DECIMALS = 4
# Neighbours are there for orientation.
_NEIGHBOURS_DEGREES = 0.045


@lru_cache(maxsize=4)
def context(catalog: Catalog, theme: Theme) -> Mapping[str, tuple[dict[str, Any], ...]]:
    """
    Draw what no scenario changes.

    Parameters
    ----------
    catalog
        The layers.
    theme
        Colours.

    Returns
    -------
    features
        GeoJSON features by pane, for display and not to be changed.
    """
    roles: dict[str, list[BaseGeometry]] = {}
    for row, shape in (*catalog.features("context"), *catalog.features("fortress_belt")):
        roles.setdefault(row["role"], []).append(shape)
    surface = palette.SURFACES[theme]
    country = _area(surface.neighbour, edge=surface.rule)
    countries = display.simplified(roles["country"], tolerance_degrees=_NEIGHBOURS_DEGREES)
    outer, inner = display.oblast_borders(catalog)
    belt = shapely.boundary(roles["corridor"])
    (south, west), (north, east) = reach(catalog)
    return {
        # beyond it nothing is known, and nothing is drawn
        "water": (_feature(box(west, south, east, north), _area(surface.water)),),
        "neighbours": tuple(_feature(shape, country) for shape in countries),
        "rivers": tuple(_lines(roles["river"], "river", theme)),
        "oblasts": tuple(_lines([inner], "oblast", theme)),
        "borders": tuple(_lines([outer], "border", theme)),
        "belt": tuple(_lines(belt, "belt", theme)),
    }


Corners = tuple[tuple[float, float], tuple[float, float]]


@lru_cache(maxsize=4)
def frame(catalog: Catalog) -> Corners:
    """
    Box the frame.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    corners
        South-west and north-east, each as latitude and longitude.
    """
    return corners(display.bounds(shape for _, shape in catalog.features("oblasts")))


@lru_cache(maxsize=4)
def reach(catalog: Catalog) -> Corners:
    """
    Box all that is known around the frame.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    corners
        South-west and north-east, each as latitude and longitude.
    """
    return corners(display.bounds(shape for _, shape in catalog.features("context")))


def drawing(
    catalog: Catalog,
    report: Report,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> dict[str, Any]:
    """
    Work out all that a map shows of a scenario, as plain values that can be cached.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    language, theme
        Words and colours.

    Returns
    -------
    drawing
        GeoJSON features by pane, corners of what changes, the legend, the ink.
    """
    parts = display.grounds(catalog, report)
    strip = legend.markup(report, parts, language=language, theme=theme)
    return drawn(catalog, parts, strip, language=language, theme=theme)


def drawn(
    catalog: Catalog,
    parts: Sequence[Parcel],
    strip: str,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> dict[str, Any]:
    """
    Draw ground by holder before and after, with the lines where Ukraine's ends.

    Parameters
    ----------
    catalog
        The layers.
    parts
        The ground.
    strip
        HTML of the legend.
    language, theme
        Words and colours.

    Returns
    -------
    drawing
        As `drawing` returns it.
    """
    contact, line = display.contact_line(parts), display.scenario_line(parts)
    moved = [
        part.shape for part in parts if part.before != part.after or part.statuses or part.dropped
    ]
    # two sides on which all is one holder's have no line between them
    shown = moved or [contact] * (not contact.is_empty)
    return {
        "panes": {
            "ground": [_ground(part, catalog, language, theme) for part in parts],
            "contested": list(_contested(parts, theme)),
            "statuses": list(_statuses(parts, theme)),
            "scenario": list(_lines([line], "scenario", theme)),
            "contact": list(_lines([contact], "contact", theme)),
        },
        "changes": corners(display.bounds(shown)) if shown else frame(catalog),
        "legend": strip,
        "ink": palette.SURFACES[theme].ink,
    }


def _ground(part: Parcel, catalog: Catalog, language: Language, theme: Theme) -> dict[str, Any]:
    fill = palette.fill(part.before, part.after, theme)
    tip = _tooltip(part, units(catalog)[part.oblast], speech_in(language))
    # the edge closes the hairline that browsers leave between neighbouring shapes
    style = _area(hatching.paint(fill), edge=fill.tint) | {"className": fill.key, "tooltip": tip}
    return _feature(part.shape, style)


def _tooltip(part: Parcel, unit: Unit, speech: Speech) -> str:
    name = unit.called(speech.language)
    before, after = (speech.gettext(report_wording.HOLDERS[h]) for h in (part.before, part.after))
    share = speech.gettext("{share} of the oblast", share=speech.percent(part.share_pct))
    lines = [
        before if part.before == part.after else f"{before} → {after}",
        f"{speech.area(part.area)}, {share}",
        report_wording.of_it_contested(part.contested.area, speech)
        if part.contested and part.contested.area.value
        else "",
        _named(part.statuses, speech),
        speech.gettext("no longer: {statuses}", statuses=_named(part.dropped, speech))
        if part.dropped
        else "",
        _people(part, speech),
    ]
    return "<br>".join([f"<b>{label(name)}</b>", *(label(line) for line in lines if line)])


def _named(statuses: Iterable[Status], speech: Speech) -> str:
    return ", ".join(speech.gettext(report_wording.STATUSES[status]) for status in statuses)


def _people(part: Parcel, speech: Speech) -> str:
    if part.settlements is None or part.residents is None:
        return ""
    places = speech.ngettext(
        "{n} settlement", "{n} settlements", part.settlements, n=speech.number(part.settlements)
    )
    people = speech.ngettext(
        "{n} resident", "{n} residents", part.residents, n=speech.number(part.residents)
    )
    return speech.gettext(
        "{places} of 500 residents and more, {people} (GeoNames, undated)",
        places=places,
        people=people,
    )


def _contested(parts: Iterable[Parcel], theme: Theme) -> Iterator[dict[str, Any]]:
    """Hatch what neither side controls, with one outline about what touches."""
    shapes = [part.contested.shape for part in parts if part.contested]
    ground = shapely.coverage_union_all(shapes)
    if not ground.is_empty:
        fill = palette.contested(theme)
        edge = {"stroke": True, "color": fill.mark, "weight": 0.6, "opacity": 0.7}
        yield _feature(ground, _area(hatching.paint(fill)) | edge | {"className": fill.key})


def _statuses(parts: Iterable[Parcel], theme: Theme) -> Iterator[dict[str, Any]]:
    """Strew signs over ground with a status, and draw a line about all ground with the same."""
    marked = [part for part in parts if part.statuses or part.dropped]
    keys = [(*part.statuses, *part.dropped) for part in marked]
    grounds = coverage.dissolve([part.shape for part in marked], keys)
    edge = {"stroke": True, "color": palette.SURFACES[theme].ink, "weight": 0.9, "opacity": 0.75}
    for statuses, ground in grounds.items():
        for status in statuses:
            badge = palette.badge(status, theme)
            line = edge if status == statuses[0] else {}
            looks = _area(hatching.paint(badge)) | line | {"className": badge.key}
            yield _feature(ground.shape, looks)


def _lines(shapes: Iterable[BaseGeometry], line: Line, theme: Theme) -> Iterator[dict[str, Any]]:
    stroke = palette.stroke(line, theme)
    looks = {"fill": False, "lineCap": "butt", "lineJoin": "round", "className": f"line-{line}"}
    halo = {"color": palette.SURFACES[theme].halo, "weight": stroke.halo_width, "opacity": 0.85}
    for shape in shapes:
        if shape.is_empty:
            continue
        if stroke.halo_width:
            yield _feature(shape, looks | halo | {"className": f"halo-{line}"})
        dash = {"dashArray": stroke.dash} if stroke.dash else {}
        yield _feature(shape, looks | {"color": stroke.colour, "weight": stroke.width} | dash)


def _area(paint: str, edge: str = "") -> dict[str, Any]:
    style = {"fillColor": paint, "fillOpacity": 1}
    return style | ({"color": edge, "weight": 0.7, "opacity": 1} if edge else {"stroke": False})


def _feature(shape: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def corners(
    bounds: tuple[float, float, float, float],
) -> Corners:
    """
    Write a box as Leaflet does.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.

    Returns
    -------
    corners
        South-west and north-east, each as latitude and longitude.
    """
    west, south, east, north = (round(degrees, DECIMALS) for degrees in bounds)
    return (south, west), (north, east)
