"""Uncertainty: where an interval comes from, in words."""

from collections.abc import Mapping
from typing import NamedTuple

from explorer.language import Speech, _
from explorer.layers.spread import Name
from explorer.quantity import exactly
from explorer.results.budget import Budget

COMPONENTS: Mapping[Name, str] = {
    "line": _("line, generalised"),
    "source": _("source of the line"),
    "date": _("date of the map"),
    "borders": _("borders of oblasts"),
}
MEASURES: Mapping[str, str] = {
    "ceded_km2": _("Ceded by Ukraine"),
    "returned_km2": _("Returned to Ukraine"),
    "vacated_by_ukraine_km2": _("Vacated by Ukraine"),
    "vacated_by_russia_km2": _("Vacated by Russia"),
    "held_donbas_km2": _("Donbas held by Ukraine before"),
}
HEADS = (
    _("Not known of the"),
    _("Mean error, km²"),
    _("Deviation, km²"),
    _("Share of variance"),
)


class Row(NamedTuple):
    """
    A line of a budget.

    Attributes
    ----------
    name
        The component, in words.
    bias, sd
        Its mean error and its standard deviation in km², as text.
    share
        Its share of the variance in percent.
    """

    name: str
    bias: str
    sd: str
    share: float


def rows(budget: Budget, speech: Speech) -> list[Row]:
    """
    Write what each component adds.

    Parameters
    ----------
    budget
        Of one figure.
    speech
        The language.

    Returns
    -------
    rows
        One a component that adds anything.
    """
    return [
        Row(
            speech.gettext(COMPONENTS[share.name]),
            speech.signed(share.bias_km2),
            speech.number(share.sd_km2),
            share.share_pct,
        )
        for share in budget.shares
        if round(share.sd_km2) or round(share.bias_km2)
    ]


def sentence(budget: Budget, speech: Speech) -> str:
    """
    Say a figure with both its intervals, and what is contested of it.

    Parameters
    ----------
    budget
        Of one figure.
    speech
        The language.

    Returns
    -------
    text
        For example "Ceded by Ukraine: 6,183 km²; in 80 % of cases 6,007 to 6,227, in 95 % 5,949 to
        6,285 km²", and what is contested of it, which no interval includes.
    """
    area = budget.area
    outer = area.outer
    text = speech.gettext(
        "{figure}: {value}; in 80 % of cases {inner}, in 95 % {outer} km².",
        figure=speech.gettext(MEASURES[budget.measure]),
        value=speech.area(exactly(area.value)),
        inner=speech.interval(area) or speech.value(area),
        outer=speech.interval(outer) or speech.value(area),
    )
    if budget.contested is None or not budget.contested.value:
        return text
    contested = speech.gettext(
        "{contested} of it is contested ground, which no interval includes.",
        contested=speech.area(exactly(budget.contested.value)),
    )
    return f"{text} {contested}"


NOTE = _(
    "Mean error: how much too large the figure is; deviation: one standard deviation. The mean "
    "error of the borders, known by oblast from two other sets, moves the interval. Those of the "
    "line, the source and the date are taken off no figure, since nobody knows which source is "
    "right."
)
