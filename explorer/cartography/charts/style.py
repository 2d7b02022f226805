"""Style: what all charts look like, whatever they show."""

import json
from collections.abc import Mapping

import altair as alt
from altair.utils.schemapi import disable_debug_mode

from explorer.cartography.palette import SURFACES, Theme
from explorer.language import Language

# Altair validates each part as it is created; the whole chart is validated when it is written
disable_debug_mode()

FONT = "Source Sans, Helvetica, Arial, sans-serif"
# d3 writes numbers the English way; the page's language has its own separators
LABELS: Mapping[Language, str] = {
    "en": "format(datum.value, ',')",
    "uk": "replace(replace(format(datum.value, ','), /,/g, '\N{NARROW NO-BREAK SPACE}'), '.', ',')",
}
DATES: Mapping[Language, str] = {"en": "%b %Y", "uk": "%m.%Y"}
BAND_OPACITY = 0.25


def named(chart: alt.Chart, label: str) -> alt.Chart:
    """
    Give the marks of a layer a name for the legend.

    Parameters
    ----------
    chart
        The layer.
    label
        What its marks stand for.

    Returns
    -------
    chart
        The layer, whose field `what` is the name in every row.
    """
    layer: alt.Chart = chart.transform_calculate(what=json.dumps(label))
    return layer


def styled(
    chart: alt.LayerChart | alt.FacetChart,
    heading: str,
    description: str,
    theme: Theme,
    *,
    height: int,
    offset: int,
) -> alt.LayerChart | alt.FacetChart:
    """
    Give a chart its heading, its colours and the width of its place.

    Parameters
    ----------
    chart
        The chart's layers.
    heading
        One line above it.
    description
        What it shows, for those who do not see it.
    theme
        `light` or `dark`.
    height
        Height in pixels.
    offset
        Pixels between the heading and the chart.

    Returns
    -------
    chart
        The same chart, styled.
    """
    surface = SURFACES[theme]
    title = alt.TitleParams(
        heading,
        anchor="start",
        color=surface.muted,
        fontSize=13,
        fontWeight="normal",
        offset=offset,
    )
    axis = alt.AxisConfig(
        labelColor=surface.muted,
        titleColor=surface.muted,
        gridColor=surface.rule,
        domainColor=surface.rule,
        tickColor=surface.rule,
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
    )
    # one call: each copies the whole chart
    return chart.properties(
        height=height,
        width="container",
        background=surface.paper,
        description=description,
        title=title,
        config=alt.Config(font=FONT, view=alt.ViewConfig(stroke=None), axis=axis),
    )
