"""Moves chart: what Russia gained, upwards, and lost, downwards, by week or month."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import altair as alt

from explorer.cartography.charts.style import DATES, LABELS, named, styled
from explorer.cartography.palette import MARKS, SURFACES, Theme
from explorer.language import Language, Speech, _, speech_in
from explorer.layers.moves import Moves, Period
from explorer.quantity import exactly
from explorer.wording import daily as wording

_HEIGHT = 240
_TITLES: Mapping[Period, str] = {
    "week": _("Gained and lost by Russia, km² in each week"),
    "month": _("Gained and lost by Russia, km² in each month"),
}
_GAINED, _LOST = _("Gained (upwards)"), _("Lost (downwards)")
_MISSING = _("Days missing")
_TIPS: Mapping[str, str] = {
    "days": _("days"),
    "gained_tip": _("gained"),
    "lost_tip": _("lost"),
    "missing": _("missing"),
}


def draw(
    place: str,
    moves: Sequence[Moves],
    period: Period,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> dict[str, Any]:
    """
    Draw gains and losses.

    Parameters
    ----------
    place
        Whose ground it is, in the chart's language.
    moves
        Weeks or months, ascending.
    period
        Which of both.
    language, theme
        Words and colours.

    Returns
    -------
    spec
        Vega-Lite, as wide as its place.
    """
    speech = speech_in(language)
    rows = alt.InlineData(values=[_row(each, speech) for each in moves])
    tips = [alt.Tooltip(f"{key}:N", title=speech.gettext(_TIPS[key])) for key in _TIPS]
    base = alt.Chart(rows).encode(x=_time(speech), tooltip=tips)
    spec: dict[str, Any] = styled(
        alt.layer(*_bars(base, speech, theme), _signs(base, speech, theme)),
        f"{place}. {speech.gettext(_TITLES[period])}",
        describe(place, moves, speech),
        theme,
        height=_HEIGHT,
        offset=14,
    ).to_dict()
    return spec


def describe(place: str, moves: Sequence[Moves], speech: Speech) -> str:
    """
    Say in words what Russia gained and lost in all.

    Parameters
    ----------
    place
        Whose ground it is, in the language.
    moves
        Weeks or months, ascending.
    speech
        The language.

    Returns
    -------
    text
        Sums from the first day to the last, and the days without a figure.
    """
    whole = Moves(
        moves[0].first,
        moves[-1].last,
        sum(each.gained_km2 for each in moves),
        sum(each.lost_km2 for each in moves),
        tuple(day for each in moves for day in each.missing),
    )
    sentence = speech.gettext(
        "{place}: from {first} to {last} Russia gained {gained} and lost {lost}, summed day by day",
        place=place,
        first=speech.day(whole.first),
        last=speech.day(whole.last),
        gained=speech.area(exactly(whole.gained_km2)),
        lost=speech.area(exactly(whole.lost_km2)),
    )
    missing = wording.missing(whole, speech)
    return f"{sentence}; {missing}." if missing else f"{sentence}."


def _row(moves: Moves, speech: Speech) -> dict[str, Any]:
    return {
        "first": moves.first.isoformat(),
        "middle": (moves.first + timedelta(days=moves.days / 2)).isoformat(),
        "after": (moves.last + timedelta(days=1)).isoformat(),
        "gained": round(moves.gained_km2, 1),
        "lost": -round(moves.lost_km2, 1),
        "is_missing": bool(moves.missing),
        "days": f"{speech.short_day(moves.first)} – {speech.short_day(moves.last)}",
        "gained_tip": speech.area(exactly(moves.gained_km2)),
        "lost_tip": speech.area(exactly(moves.lost_km2)),
        "missing": wording.missing(moves, speech) or speech.gettext("no day"),
    }


def _bars(base: alt.Chart, speech: Speech, theme: Theme) -> list[alt.Chart]:
    labels = [speech.gettext(_GAINED), speech.gettext(_LOST)]
    colours = alt.Scale(domain=labels, range=[MARKS[theme]["russia"], MARKS[theme]["ukraine"]])
    legend = _legend(theme, symbolType="square")
    # an edge of the paper's colour keeps neighbours apart
    bars = base.mark_rect(stroke=SURFACES[theme].paper, strokeWidth=0.8)
    return [
        named(bars, label).encode(
            x2="after:T",
            y=_height(field, speech),
            y2=alt.datum(0),
            color=alt.Color("what:N", scale=colours, legend=legend),
        )
        for field, label in zip(("gained", "lost"), labels, strict=True)
    ]


def _signs(base: alt.Chart, speech: Speech, theme: Theme) -> alt.Chart:
    """Put a circle over each week or month that has days without a figure."""
    label = speech.gettext(_MISSING)
    drawn: alt.Chart = (
        named(base, label)
        .transform_filter(alt.datum.is_missing)
        .mark_point(color=SURFACES[theme].ink, size=30, yOffset=-8, opacity=1)
        .encode(
            x=_time(speech, "middle"),
            y=_height("gained", speech),
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(domain=[label], range=["circle"]),
                legend=_legend(theme, symbolStrokeColor=SURFACES[theme].ink),
            ),
        )
    )
    return drawn


def _legend(theme: Theme, **looks: Any) -> alt.Legend:  # noqa: ANN401  (what Vega-Lite takes)
    return alt.Legend(
        orient="top",
        title=None,
        labelLimit=0,
        labelColor=SURFACES[theme].ink,
        labelFontSize=12,
        **looks,
    )


def _time(speech: Speech, field: str = "first") -> alt.X:
    axis = alt.Axis(title=None, format=DATES[speech.language], grid=False, labelOverlap=True)
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc"))


def _height(field: str, speech: Speech) -> alt.Y:
    # losses are drawn downwards, and are no negative areas
    labels = LABELS[speech.language].replace("datum.value", "abs(datum.value)")
    return alt.Y(f"{field}:Q", axis=alt.Axis(title=None, labelExpr=labels, tickCount=5))
