"""Social: the picture that stands for a figure where its address is shared, 1200 by 630."""

from explorer.cartography.figure import legend, poster, telling
from explorer.cartography.figure import picture as pictures
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.ink import colours
from explorer.cartography.figure.picture import Column, Picture
from explorer.language import speech_in
from explorer.results.parcels import Disposition
from explorer.wording import provenance

WIDE, HIGH = 1200, 630

_LEFT, _COLUMN = 44.0, 366.0
_MAP_LEFT = _LEFT + _COLUMN + 34.0
_LOOKS_LIKE = 470.0
_LONG_TITLE = 34
_FOOT = HIGH - 92.0

# Height by width of the sheet that fits beside the words.
RATIO = HIGH / (WIDE - _MAP_LEFT)


def _is_ground(shows: legend.Shows) -> bool:
    return isinstance(shows, Disposition) or shows == legend.CONTESTED


def social(figure: Figure, plate: Plate) -> Picture:
    """
    Draw the picture of a figure's first scenario.

    Parameters
    ----------
    figure
        The figure.
    plate
        Its map on a sheet of `RATIO`.

    Returns
    -------
    picture
        Title and numbers on the left, the map on the right.
    """
    report, language = figure.reports[0], figure.order.language
    speech = speech_in(language)
    column = Column(colours(pictures.theme(figure)), _LEFT, _COLUMN, 34.0)
    title = report.scenario.title.in_language(language)
    column.write(title, 31 if len(title) > _LONG_TITLE else 38, 700)
    column.write(provenance.proposed(report.scenario, language), 19, colour="muted")
    column.y += 14
    for rank, tile in enumerate(telling.tiles(report, language)):
        column.y += 10
        column.write(tile.fact.label, 23)
        column.write(tile.fact.value, 34 if rank else 56, 700)
        interval = f"({tile.fact.interval}), " if tile.fact.interval else ""
        column.write(f"{interval}{tile.fact.note}", 19, colour="muted")
    column.y += 18
    grounds = [e for e in legend.entries(plate, 0, language) if _is_ground(e.shows)]
    if column.y < _FOOT - 30 * len(grounds):
        poster.write_legend(column, grounds)
    foot = Column(column.colours, _LEFT, _COLUMN, _FOOT, column.parts)
    credit = speech.gettext(
        "Line of contact of {day}: {credit}.",
        day=speech.day(report.baseline.date),
        credit=speech.gettext(report.baseline.credit),
    )
    borders = speech.gettext("Borders: {borders}.", borders=speech.gettext(report.borders))
    words = f"{credit} {borders} {speech.gettext(provenance.DISCLAIMER)}"
    foot.write(words, 16, colour="muted")
    room = (_MAP_LEFT, 0.0, WIDE - _MAP_LEFT, float(HIGH))
    column.parts.append(pictures.map_in(plate, 0, figure, room, _LOOKS_LIKE))
    return pictures.of_scenario(figure, 0, (WIDE, HIGH), column)
