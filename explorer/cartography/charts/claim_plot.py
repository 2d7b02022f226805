"""Claim plot: a claim's chart as plain SVG, for a page at three widths or in a standing picture.

Vega draws it without a browser and without a network; what only a pointer needs is left out.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

import vl_convert
from markupsafe import Markup

from explorer.cartography.charts import claim_chart
from explorer.cartography.figure.ink import colours
from explorer.cartography.figure.picture import Column, Picture, document
from explorer.cartography.palette import MARKS, SURFACES, Theme
from explorer.cartography.templating import svg
from explorer.claims.chart import ChartData
from explorer.language import Language

POSTER_WIDTH = 1200
_PAD = 48.0


class Size(NamedTuple):
    """
    A chart's size, its axes' words included.

    Attributes
    ----------
    wide, high
        Width and height in pixels at which its type has its own size.
    """

    wide: int
    high: int


class Screen(NamedTuple):
    """
    A width of screen that has a chart of its own, so that type keeps its size.

    Attributes
    ----------
    key
        Its name, safe as a class.
    size
        The chart's size.
    widest
        The widest viewport in CSS pixels that it serves; `None` for the widest of all.
    """

    key: str
    size: Size
    widest: int | None


SCREENS = (
    Screen("l", Size(860, 400), None),
    Screen("m", Size(540, 340), 679),
    Screen("s", Size(340, 280), 439),
)
# as large on paper as on a screen 700 pixels wide
_POSTER = Size(690, 360)
# The shared picture: its words on the left, the chart on the right, in pixels.
_SOCIAL, _BESIDE = (1200, 630), Size(480, 400)
_SIDE, _WORDS_WIDE, _LONG_TITLE, _LONG_FIGURES = 44.0, 430.0, 60, 220
_TICK_PX = 85
# Days that lie closer than this are drawn by one of them, which keeps the page light.
_DAY_PX = 1.5
# Vega measures words in a typeface that it brings along, as wide as those of most readers
_MEASURED_IN = "Liberation Sans"


def plots(
    data: ChartData, sizes: Iterable[Size], language: Language, theme: Theme = "light"
) -> tuple[Markup, ...]:
    """
    Draw a claim's chart in several sizes.

    Parameters
    ----------
    data
        What it shows.
    sizes
        Its sizes.
    language
        `en` or `uk`.
    theme
        `light` or `dark`.

    Returns
    -------
    markups
        For each size an SVG element in which every text is escaped and nothing is loaded; it
        names no typeface.
    """
    chart = claim_chart.draw(data, language=language, theme=theme)
    return tuple(_drawn(chart, size) for size in sizes)


def _drawn(chart: dict[str, Any], size: Size) -> Markup:
    drawn: str = vl_convert.vegalite_to_svg(_still(chart, size), allowed_base_urls=[])
    return Markup(_lean(drawn).strip())  # noqa: S704  (Vega escapes its words)


def _still(chart: dict[str, Any], size: Size) -> dict[str, Any]:
    """Leave out what answers to a pointer, and the title, which stands beside the chart."""
    shown = (layer for layer in chart["layer"] if layer["mark"].get("opacity") != 0)
    layers = [deepcopy(layer) for layer in shown]
    for layer in layers:
        layer["encoding"].pop("tooltip", None)
        axis = layer["encoding"].get("x", {}).get("axis")
        if axis:
            axis["tickCount"] = size.wide // _TICK_PX
    # words come last, so that no line runs over them
    layers.sort(key=lambda layer: bool(layer["mark"]["type"] == "text"))
    kept = {key: value for key, value in chart.items() if key not in {"title", "background"}}
    config = chart["config"] | {"font": _MEASURED_IN, "background": None}
    fit = {"type": "fit", "contains": "padding"}
    return kept | {
        "datasets": {name: _thinned(rows, size) for name, rows in chart["datasets"].items()},
        "layer": layers,
        "width": size.wide,
        "height": size.high,
        "padding": 4,
        "autosize": fit,
        "config": config | {"aria": False},
    }


def _thinned(rows: list[dict[str, Any]], size: Size) -> list[dict[str, Any]]:
    step = math.ceil(len(rows) * _DAY_PX / size.wide)
    return [row for number, row in enumerate(rows) if number % step == 0 or row is rows[-1]]


def _lean(svg: str) -> str:
    """Drop hidden words and the typeface; tenths of a pixel are fine enough."""
    for pattern, put in (
        (r'<text [^>]*\bopacity="0"[^>]*>[^<]*</text>', ""),
        (r' font-family="[^"]*"', ""),
        (r' (?:xmlns:xlink|version|pointer-events|role|aria-\w+|class)="[^"]*"', ""),
        (r'<path d="M0,0h0v0h0Z"/>|<path d="" display="none"/>', ""),
    ):
        svg = re.sub(pattern, put, svg)
    markup = re.split(r"(<[^>]*>)", svg)
    # what is between tags are words, whose digits stay as they are
    return "".join(_rounded(part) if part.startswith("<") else part for part in markup)


def _rounded(tag: str) -> str:
    long = r'(?<!opacity=")(?<![\d.])\d+\.\d{2,}'
    return re.sub(long, lambda match: f"{float(match[0]):.1f}", tag)


def rules(under: str) -> Iterator[str]:
    """
    Write style rules by which a chart drawn in light follows a page's variables.

    Parameters
    ----------
    under
        Selector of what holds the chart.

    Yields
    ------
    rule
        CSS for one colour.
    """
    light = SURFACES["light"]
    known = {"paper": light.paper, "ink": light.ink, "muted": light.muted, "rule": light.rule}
    marks = {f"mark-{holder}": colour for holder, colour in MARKS["light"].items()}
    for name, colour in (known | marks).items():
        for property_ in ("fill", "stroke"):
            yield f'{under} [{property_}="{colour}"]{{{property_}:var(--{name})}}'


def poster(
    data: ChartData,
    words: Mapping[str, str],
    language: Language,
    theme: Theme = "light",
    recipe: str = "",
) -> Picture:
    """
    Draw a claim as a standing picture.

    Parameters
    ----------
    data
        What its chart shows.
    words
        Plain texts by name: `title`, `source`, `figures` (claimed, computed, verdict), `chart`
        (what is drawn), `notes`, and `description` for those who do not see it.
    language
        `en` or `uk`.
    theme
        `light` or `dark`.
    recipe
        JSON from which the figure can be made again, for its metadata.

    Returns
    -------
    picture
        An SVG document `POSTER_WIDTH` wide.
    """
    plain = colours(theme)
    column = Column(plain, _PAD, POSTER_WIDTH - 2 * _PAD, _PAD - 14)
    column.write(words["title"], 34, 700)
    column.write(words["source"], 18, colour="muted")
    column.y += 10
    for line in words["figures"].split("\n"):
        column.write(line, 22)
    column.y += 14
    column.write(words["chart"], 18, colour="muted")
    high = column.room * _POSTER.high / _POSTER.wide
    (drawn,) = plots(data, (_POSTER,), language, theme)
    box = (column.left, column.y + 6, column.room, high)
    column.parts.append(_placed(drawn, _POSTER, box))
    column.y += high + 16
    column.write(words["notes"], 16, colour="muted")
    size = (POSTER_WIDTH, round(column.y + _PAD - 16))
    return document(column, size, language, words["title"], words["description"], recipe)


def social(
    data: ChartData, words: Mapping[str, str], language: Language, theme: Theme = "light"
) -> Picture:
    """
    Draw the picture that stands for a claim where its address is shared.

    Parameters
    ----------
    data
        What its chart shows.
    words
        As `poster` takes them.
    language
        `en` or `uk`.
    theme
        `light` or `dark`.

    Returns
    -------
    picture
        An SVG document of 1200 by 630: words on the left, the chart on the right.
    """
    wide, high = _SOCIAL
    column = Column(colours(theme), _SIDE, _WORDS_WIDE, _SIDE - 10)
    title = words["title"]
    column.write(title, 27 if len(title) > _LONG_TITLE else 34, 700)
    column.y += 4
    column.write(words["source"], 17, colour="muted")
    column.y += 12
    figures = words["figures"]
    for line in figures.split("\n"):
        column.write(line, 18 if len(figures) > _LONG_FIGURES else 22)
        column.y += 6
    column.y += 8
    column.write(words["notes"], 15, colour="muted")
    left = _SIDE + _WORDS_WIDE + 30
    (drawn,) = plots(data, (_BESIDE,), language, theme)
    room = wide - left - _SIDE / 2
    tall = room * _BESIDE.high / _BESIDE.wide
    column.parts.append(_placed(drawn, _BESIDE, (left, (high - tall) / 2, room, tall)))
    return document(column, _SOCIAL, language, words["title"], words["description"])


def _placed(drawn: Markup, view: Size, box: tuple[float, float, float, float]) -> Markup:
    """Put a chart into a box of a larger drawing: left, top, width and height."""
    left, top, wide, high = box
    return svg("chart", x=left, y=top, wide=wide, high=high, view=view, drawn=drawn)
