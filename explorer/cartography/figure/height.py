"""Height: how much room a page takes, so that an article can keep it free before the page loads.

It follows `figure.css.j2`, whose sizes it repeats in CSS pixels; a test holds it to a browser.
"""

from collections.abc import Iterable

from explorer.cartography.figure import legend, telling
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.sheet import WIDTH
from explorer.cartography.lettering import flow, reader_height, reader_width
from explorer.language import LANGUAGES, Language
from explorer.wording import provenance
from explorer.wording.facts import Fact

# Widths of an article's column at which the page is tried; the tallest counts. The widest of the
# narrow ones and the narrowest of the wide ones are among them.
_COLUMNS = (320, 360, 390, 480, 481, 520, 600, 720, 960)
_NARROW = 480
_PADDING = 8
_ROUND_TO = 10
_BREATH = 1.03  # a reader's type may break a line earlier


def reserved(figure: Figure, plate: Plate) -> int:
    """
    Estimate the height of a figure's page with everything closed.

    Parameters
    ----------
    figure
        The figure.
    plate
        Its map.

    Returns
    -------
    height
        CSS pixels that suffice in a column of any width, in any language: a frame that a reader
        switches to another one keeps its height.
    """
    tallest = max(
        _height(figure, plate, column, language) for column in _COLUMNS for language in LANGUAGES
    )
    return int(-(-tallest * _BREATH // _ROUND_TO) * _ROUND_TO)


def _height(figure: Figure, plate: Plate, column: float, language: Language) -> float:
    room = column - _PADDING
    narrow = column <= _NARROW
    title = telling.heading(figure.reports, figure.order.title, language)
    size = 19.0 if narrow else 22.0
    parts = [
        12.0,
        reader_height(title, room, size, 700, 1.2) + 14,
        room * plate.sheet.height / WIDTH,
    ]
    if len(figure.reports) > 1:
        titles = [r.scenario.title.in_language(language) for r in figure.reports]
        type_size = 13.0 if narrow else 14.0
        widths = [reader_width(text, type_size) + 44 for text in titles]
        parts.append(_rows(widths, room, 6) * (34 if narrow else 40) + 10)
        # a title that is wider than the column breaks inside its button
        parts.append(sum(16 for wide in widths if wide > room))
    numbers = range(len(figure.reports))
    parts.append(max(_scenario(figure, plate, n, room, language) for n in numbers))
    notes = telling.notes(figure.reports[0], language)
    parts.append(sum(reader_height(note, room, 12, 400, 1.4) + 4 for note in notes) + 12)
    words = [telling.WORDS[key] for key in ("data", "picture", "receipt", "full")]
    links = _rows([reader_width(word, 12) + 6 for word in (*words, "Українською")], room, 16)
    parts.append(links * 27 + 2 * 33)
    return sum(parts)


def _scenario(figure: Figure, plate: Plate, number: int, room: float, language: Language) -> float:
    report, narrow = figure.reports[number], room + _PADDING <= _NARROW
    title = report.scenario.title.in_language(language)
    when = provenance.proposed(report.scenario, language)
    beside = reader_width(title, 17) + reader_width(when, 13) + 12 <= room
    high = reader_height(title, room, 17, 700, 1.25) + (0 if beside else 18) + 14
    tiles = telling.tiles(report, language)
    if narrow:
        high += 8 + sum(
            20 + 26 + reader_height(tile.fact.note, room, 13, 400, 1.4) for tile in tiles
        )
    else:
        high += 12 + max(_tile(tile.fact, (room - 40) / 3) for tile in tiles)
    entries = legend.entries(plate, number, language)
    size = 12.0 if narrow else 13.0
    widths = [reader_width(entry.label, size) + 33 for entry in entries]
    high += _rows(widths, room, 14) * (size * 1.25 + 4)
    high += 20 + 10
    for part in telling.held(report, language):
        fact = part.fact
        text = f"{fact.label} {fact.note} {fact.value} {fact.interval}"
        lines = 2 if narrow or reader_width(text, 13) + 20 > room else 1
        high += 19 * lines
    return high + 10


def _tile(fact: Fact, room: float) -> float:
    label = reader_height(fact.label, room - 36, 14, 400, 1.4)
    beside = reader_width(fact.value, 28) + 8 + reader_width(fact.interval, 13) <= room
    return label + 33 + (0 if beside else 19) + reader_height(fact.note, room, 13, 400, 1.4)


def _rows(widths: Iterable[float], room: float, gap: float) -> int:
    """Count the rows that boxes take."""
    return 1 + max((row for row, _ in flow(widths, room, gap)), default=0)
