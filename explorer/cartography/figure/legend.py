"""Legend: what one scenario's map shows, as swatches with words."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from markupsafe import Markup

from explorer.cartography import hatching, palette
from explorer.cartography.figure.composition import Plate
from explorer.cartography.figure.ink import Ink
from explorer.cartography.palette import CHANGES, LINES, Line
from explorer.cartography.templating import svg
from explorer.language import Language
from explorer.results.parcels import Disposition
from explorer.scenarios.rules import STATUSES, Status

WIDE, HIGH = 26, 14


Contested = Literal["contested"]
CONTESTED: Contested = "contested"
Shows = Disposition | Contested | Status | Line


class Entry(NamedTuple):
    """
    One line of a legend.

    Attributes
    ----------
    shows
        Ground by holder, contested ground, a status or a line.
    label
        What it stands for.
    """

    shows: Shows
    label: str


def entries(plate: Plate, number: int, language: Language) -> Iterator[Entry]:
    """
    List what a scenario's map shows.

    Parameters
    ----------
    plate
        The map.
    number
        The scenario's number.
    language
        Language of the words.

    Yields
    ------
    entry
        Ground by holder, what of it is contested, then statuses, then lines.
    """
    looks = [patch.looks[number] for patch in plate.ground.patches if not patch.shape.is_empty]
    for before, after in CHANGES:
        if any(look[:2] == (before, after) for look in looks):
            fill = palette.fill(before, after)
            yield Entry(Disposition(before, after, ()), palette.label(fill, language))
    if not plate.ground.contested.is_empty:
        yield Entry(CONTESTED, palette.label(palette.contested(), language))
    for status in STATUSES:
        if any(status in look.statuses for look in looks):
            yield Entry(status, palette.label(palette.badge(status), language))
    for line in _lines(plate, number):
        yield Entry(line, palette.label(palette.stroke(line), language))


def _lines(plate: Plate, number: int) -> Iterator[Line]:
    kinds = {course.kind for course in plate.ground.courses if number in course.scenarios}
    if "contact" in kinds:
        yield "contact"
    if "scenario" in kinds:
        yield "scenario"
    if plate.around.belt:
        yield "belt"
    yield "border"


def swatch(shows: Shows, ink: Ink) -> Markup:
    """
    Draw a legend's swatch.

    Parameters
    ----------
    shows
        Ground by holder, contested ground, a status or a line.
    ink
        Colours and patterns, lines in CSS pixels.

    Returns
    -------
    markup
        SVG, `WIDE` by `HIGH`.
    """
    colour = ink.colours
    size = {"wide": WIDE, "high": HIGH}
    if isinstance(shows, Disposition):
        return svg("swatch", **size, edge=colour["muted"], fill=ink.ground(shows))
    if shows == CONTESTED:
        return svg("swatch", **size, edge=colour["muted"], fill=ink.contested)
    status = next((known for known in STATUSES if known == shows), None)
    if status:
        badge = palette.badge(status)._replace(colour=colour["ink"], halo=colour["halo"])
        middle = f"translate({WIDE / 2:g} {HIGH / 2:g})"
        sign = svg("group", transform=middle, drawn=hatching.sign(badge))
        return svg("swatch", **size, edge=colour["muted"], fill="none", sign=sign)
    line = next(known for known in LINES if known == shows)
    stroke = palette.stroke(line)
    return svg("stroke", **size, colour=colour[line], width=stroke.width, dash=stroke.dash)
