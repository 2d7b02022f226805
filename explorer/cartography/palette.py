"""Palette: what ground, lines and statuses look like, in light and in dark.

One grammar for all maps: the ground's tint says who holds it at the baseline, the hatching over it
says who would, and level strokes over both that neither side controls it at the baseline. Blue,
orange and violet-grey stay apart in every common form of colour blindness (`tests/test_map.py`
simulates three), and the hatchings differ in shape as well.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from explorer.language import Language, _, speech_in
from explorer.scenarios.rules import Holder, Status

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)
Hatch = Literal["plain", "rising", "falling", "dotted", "level"]
Line = Literal["contact", "scenario", "border", "oblast", "belt", "river"]
LINES: tuple[Line, ...] = get_args(Line)

# The six ways in which ground can go, as (holder before, holder after), in the legend's order.
CHANGES: tuple[tuple[Holder, Holder], ...] = (
    ("ukraine", "ukraine"),
    ("russia", "russia"),
    ("ukraine", "russia"),
    ("russia", "ukraine"),
    ("ukraine", "neutral"),
    ("russia", "neutral"),
)


class Surface(NamedTuple):
    """
    Colours of what lies around and under the map.

    Attributes
    ----------
    paper, ink, muted, rule
        Page, text, secondary text, hairlines.
    water, neighbour
        Seas and rivers' surroundings, neighbouring countries.
    halo
        What separates a name or a line from the ground under it.
    """

    paper: str
    ink: str
    muted: str
    rule: str
    water: str
    neighbour: str
    halo: str


SURFACES: Mapping[Theme, Surface] = {
    "light": Surface(
        paper="#ffffff",
        ink="#1b1d21",
        muted="#5a6068",
        rule="#d9dce0",
        water="#e6edf0",
        neighbour="#f3f1ec",
        halo="#ffffff",
    ),
    "dark": Surface(
        paper="#15181c",
        ink="#eceef0",
        muted="#a3a9b1",
        rule="#3a4048",
        water="#10141a",
        neighbour="#23262b",
        halo="#15181c",
    ),
}

# Ground as it is held at the baseline.
TINTS: Mapping[Theme, Mapping[Holder, str]] = {
    "light": {"ukraine": "#c3d7ec", "russia": "#f2d6b8", "neutral": "#d6d6d2"},
    "dark": {"ukraine": "#2f4a68", "russia": "#6a4d2e", "neutral": "#4d4d4b"},
}
# Hatching for who would hold it; also the colour of a holder in charts and figures.
MARKS: Mapping[Theme, Mapping[Holder, str]] = {
    "light": {"ukraine": "#1f5fa8", "russia": "#b8500f", "neutral": "#453a5c"},
    "dark": {"ukraine": "#8fc1f5", "russia": "#f2a65e", "neutral": "#e6dff2"},
}
_HATCHES: Mapping[Holder, Hatch] = {"russia": "rising", "ukraine": "falling", "neutral": "dotted"}

_CHANGE_LABELS: Mapping[tuple[Holder, Holder], str] = {
    ("ukraine", "ukraine"): _("Held by Ukraine, unchanged"),
    ("russia", "russia"): _("Held by Russia, unchanged"),
    ("ukraine", "russia"): _("Ceded: Ukraine to Russia"),
    ("russia", "ukraine"): _("Returned: Russia to Ukraine"),
    ("ukraine", "neutral"): _("Vacated by Ukraine: neutral zone"),
    ("russia", "neutral"): _("Vacated by Russia: neutral zone"),
    # only in a step from one scenario to another
    ("neutral", "ukraine"): _("Neutral zone to Ukraine"),
    ("neutral", "russia"): _("Neutral zone to Russia"),
    ("neutral", "neutral"): _("Neutral zone, unchanged"),
}
_STATUS_LABELS: Mapping[Status, str] = {
    "demilitarised": _("Demilitarised"),
    "economic_zone": _("Economic zone"),
    "heavy_weapons_withdrawn": _("Heavy weapons withdrawn"),
    "recognised_russian": _("Recognised as Russian"),
    "joint_administration": _("Joint administration"),
    "international_force": _("International force"),
    "self_governing": _("Self-governing"),
    "leased": _("On lease"),
}
_LINE_LABELS: Mapping[Line, str] = {
    "contact": _("Line of contact (not a border)"),
    "scenario": _("Line in this scenario (not a border)"),
    "border": _("Internationally recognised border"),
    "oblast": _("Oblast border"),
    "belt": _("Fortress belt"),
    "river": _("River"),
}

# Colour in light and in dark, width, dashes, width of the halo.
_STROKES: Mapping[Line, tuple[tuple[str, str], float, str, float]] = {
    "contact": (("#1b1d21", "#f4f5f6"), 2.0, "5 4", 4.5),
    "scenario": (("#8a1466", "#ff9ddf"), 2.6, "12 4 2 4", 5.5),
    "border": (("#565c66", "#b9bec6"), 1.3, "", 0),
    "oblast": (("#8b929c", "#7c838d"), 0.7, "", 0),
    "belt": (("#14323f", "#d5eef7"), 1.8, "", 3.6),
    "river": (("#9dbccb", "#3d5a6b"), 1.2, "", 0),
}


class Fill(NamedTuple):
    """
    How ground is filled; `hatching` draws it.

    Attributes
    ----------
    key
        Its name, for example `ukraine-russia`; safe as an id and a class.
    label_en
        What it stands for, in English.
    tint, mark
        Colours of the ground, `none` where what lies under it shows through, and of the hatching.
    hatch
        `plain`, `rising`, `falling`, `dotted` or `level`.
    """

    key: str
    label_en: str
    tint: str
    mark: str
    hatch: Hatch


class Badge(NamedTuple):
    """
    How a status is strewn over ground, above its fill; `hatching` draws it.

    Attributes
    ----------
    key
        Its name, for example `status-demilitarised`.
    label_en
        What it stands for, in English.
    status
        One of `rules.STATUSES`.
    colour, halo
        Colours of its sign and of the edge about it.
    """

    key: str
    label_en: str
    status: Status
    colour: str
    halo: str


class Stroke(NamedTuple):
    """
    How a line is drawn.

    Attributes
    ----------
    key, label_en
        Its name, and what it stands for in English.
    colour, width
        Colour, and width in pixels.
    dash
        SVG `stroke-dasharray`; empty for a solid line.
    halo_width
        Width of the light edge under it in pixels; 0 for no edge.
    """

    key: Line
    label_en: str
    colour: str
    width: float
    dash: str
    halo_width: float


def label(mark: Fill | Badge | Stroke, language: Language = "en") -> str:
    """
    Say what a fill, a status or a line stands for.

    Parameters
    ----------
    mark
        Any of them.
    language
        `en` or `uk`.

    Returns
    -------
    text
        Plain text for a legend.
    """
    return speech_in(language).gettext(mark.label_en)


def fill(before: Holder, after: Holder, theme: Theme = "light") -> Fill:
    """
    Fill ground by who holds it before and after.

    Parameters
    ----------
    before, after
        Holders.
    theme
        `light` or `dark`.

    Returns
    -------
    fill
        Tint of the first, hatching of the second; plain when they are the same.
    """
    return Fill(
        key=f"{before}-{after}",
        label_en=_CHANGE_LABELS[before, after],
        tint=TINTS[theme][before],
        mark=MARKS[theme][after],
        hatch="plain" if before == after else _HATCHES[after],
    )


def contested(theme: Theme = "light") -> Fill:
    """
    Fill ground that neither side controls, above what its holder's fill is.

    Parameters
    ----------
    theme
        `light` or `dark`.

    Returns
    -------
    fill
        Hatching of its own, with nothing under it.
    """
    label_en = _("Contested: neither side controls it")
    return Fill("contested", label_en, tint="none", mark=SURFACES[theme].ink, hatch="level")


def badge(status: Status, theme: Theme = "light") -> Badge:
    """
    Pick a status's sign.

    Parameters
    ----------
    status
        One of `rules.STATUSES`.
    theme
        `light` or `dark`.

    Returns
    -------
    badge
        How it is strewn.
    """
    surface = SURFACES[theme]
    return Badge(f"status-{status}", _STATUS_LABELS[status], status, surface.ink, surface.halo)


def stroke(line: Line, theme: Theme = "light") -> Stroke:
    """
    Pick a line's looks.

    Parameters
    ----------
    line
        One of `LINES`.
    theme
        `light` or `dark`.

    Returns
    -------
    stroke
        Colour, width and dashes; borders are solid, lines of control are dashed.
    """
    colour, width, dash, halo = _STROKES[line]
    return Stroke(line, _LINE_LABELS[line], colour[THEMES.index(theme)], width, dash, halo)
