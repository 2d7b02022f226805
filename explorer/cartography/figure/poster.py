"""Poster: one scenario's map with its words and numbers as one SVG, for pictures and for print."""

from collections.abc import Iterable, Iterator

from explorer.cartography import lettering
from explorer.cartography.figure import legend
from explorer.cartography.figure import picture as pictures
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.ink import Ink, colours
from explorer.cartography.figure.picture import CLOSE, Column, Picture
from explorer.cartography.figure.sheet import WIDTH
from explorer.cartography.templating import svg
from explorer.language import Speech, speech_in
from explorer.wording import provenance
from explorer.wording import report as report_wording

POSTER_WIDTH = 1200

_PAD = 48.0
_LOOKS_LIKE = 690.0  # CSS pixels: names are as large as on a page of that width


def poster(figure: Figure, plate: Plate, number: int = 0, *, recipe: str = "") -> Picture:
    """
    Draw a scenario as a standing picture.

    Parameters
    ----------
    figure
        The figure.
    plate
        Its map.
    number
        The scenario's number.
    recipe
        JSON from which the figure can be made again, for its metadata.

    Returns
    -------
    picture
        `POSTER_WIDTH` wide.
    """
    report, language = figure.reports[number], figure.order.language
    column = Column(colours(pictures.theme(figure)), _PAD, POSTER_WIDTH - 2 * _PAD, _PAD - 14)
    title = report.scenario.title.in_language(language)
    column.write(figure.order.title or title, 38, 700)
    proposed = provenance.proposed(report.scenario, language)
    column.write(f"{title}. {proposed}" if figure.order.title else proposed, 20, colour="muted")
    column.y += 8
    column.write(report_wording.headline(report, language), 22)
    if report.statuses and report.moves:
        column.write(report_wording.statuses(report, language), 22)
    column.y += 20
    high = column.room * plate.sheet.height / WIDTH
    drawn = pictures.map_in(
        plate, number, figure, (column.left, column.y, column.room, high), _LOOKS_LIKE
    )
    column.parts.append(drawn)
    column.y += high + 18
    write_legend(column, legend.entries(plate, number, language))
    column.y += 8
    for text in _notes(figure, number, speech_in(language)):
        column.write(text, 16, colour="muted")
    size = (POSTER_WIDTH, round(column.y + _PAD - 16))
    return pictures.of_scenario(figure, number, size, column, recipe)


def _notes(figure: Figure, number: int, speech: Speech) -> Iterator[str]:
    report, language = figure.reports[number], figure.order.language
    yield provenance.told_by(report, language)
    yield provenance.source_line(report, language)
    yield f"{provenance.interval_line(report, language)} {speech.gettext(provenance.DISCLAIMER)}"


def write_legend(column: Column, entries: Iterable[legend.Entry], size: float = 17.0) -> None:
    """
    Write a legend below what is there.

    Parameters
    ----------
    column
        Where it goes.
    entries
        What it explains.
    size
        Size of its type in pixels.
    """
    ink = Ink(column.colours, lambda key: f"url(#k-{key})")
    shown, scale = list(entries), 1.3
    beside = legend.WIDE * scale + 9
    widths = [beside + lettering.width(entry.label, size) / CLOSE for entry in shown]
    places = lettering.flow(widths, column.room, 26.0)
    top = column.y + 4
    for entry, (row, start) in zip(shown, places, strict=True):
        x, y = column.left + start, top + 29 * row
        column.parts.append(
            svg(
                "entry",
                x=x,
                y=y,
                scale=scale,
                swatch=legend.swatch(entry.shows, ink),
                beside=beside,
                size=size,
                colour=column.colours["ink"],
                label=entry.label,
            )
        )
    column.y = top + 29 * (1 + max(row for row, _ in places))
