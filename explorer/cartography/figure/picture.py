"""Picture: what standing pictures share: a column of words, a map in a box, the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import escape

from explorer.cartography import lettering
from explorer.cartography.figure import drawing, writing
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.ground import STEP
from explorer.cartography.figure.ink import Ink, colours
from explorer.cartography.figure.names import Screen
from explorer.cartography.figure.sheet import WIDTH
from explorer.cartography.palette import Theme
from explorer.language import speech_in
from explorer.wording import report as report_wording

# A reader's own type may be wider than the one that lines are broken in.
CLOSE = 0.94
_LEADING = 1.32
_TOWNS = 18


class Picture(NamedTuple):
    """
    An SVG with its size.

    Attributes
    ----------
    svg
        A whole document.
    wide, high
        Its size in pixels.
    """

    svg: str
    wide: int
    high: int


@dataclass
class Column:
    """
    Words and shapes from top to bottom.

    Attributes
    ----------
    colours
        Colours by name.
    left, room
        Where lines start, and how long they may be.
    y
        Where the next one goes.
    parts
        The markup so far.
    """

    colours: Mapping[str, str]
    left: float
    room: float
    y: float
    parts: list[str] = field(default_factory=list)

    def write(
        self, text: str, size: float, weight: lettering.Weight = 400, colour: str = "ink"
    ) -> None:
        """
        Write a text below what is there.

        Parameters
        ----------
        text
            Plain text; it is escaped here.
        size, weight, colour
            Size in pixels, weight, and name of the colour.
        """
        for line in lettering.lines(text, self.room * CLOSE, size, weight):
            self.y += size * _LEADING
            self.parts.append(
                f'<text x="{self.left:g}" y="{self.y - size * 0.3:.1f}" font-size="{size:g}" '
                f'font-weight="{weight}" fill="{self.colours[colour]}">{escape(line)}</text>'
            )


def theme(figure: Figure) -> Theme:
    """
    Pick a picture's theme, which cannot follow the reader's.

    Parameters
    ----------
    figure
        The figure.

    Returns
    -------
    theme
        Dark if that was ordered, else light.
    """
    return "dark" if figure.order.theme == "dark" else "light"


def map_in(plate: Plate, number: int, figure: Figure, room: Sequence[float], pixels: float) -> str:
    """
    Draw a map into a box.

    Parameters
    ----------
    plate
        The map.
    number
        The scenario's number.
    figure
        The figure.
    room
        Left, top, width and height of the box.
    pixels
        Its type and lines are as on a screen so many CSS pixels wide.

    Returns
    -------
    markup
        An SVG element.
    """
    screen = Screen("p", pixels, towns=_TOWNS)
    plain = colours(theme(figure))
    ink = Ink(plain, lambda key: f"url(#p-{key})", screen.unit)
    speech = speech_in(figure.order.language)
    lettered = writing.letter(plate, screen, speech)
    defined, drawn = drawing.body(plate)
    looks = sorted({patch.looks[number] for patch in plate.ground.patches})
    rules = [
        *drawing.standing_rules(ink),
        *drawing.status_rules(plate, ink),
        *drawing.scenario_rules(plate, number, ink),
        *writing.rules(screen, ink, ".names "),
    ]
    x, y, wide, high = room
    return (
        f'<svg x="{x:g}" y="{y:.1f}" width="{wide:g}" height="{high:.1f}" '
        f'viewBox="0 0 {WIDTH:g} {plate.sheet.height:g}" preserveAspectRatio="xMidYMid slice">'
        f"<style>{''.join(rules)}</style><defs>{ink.patterns(looks, screen.unit / STEP, 'p-')}"
        f"{ink.patterns(looks, 1, 'k-')}{defined}</defs>"
        f'<rect width="{WIDTH:g}" height="{plate.sheet.height:g}" fill="{plain["water"]}"/>'
        f'{drawn}<g class="names">{lettered.markup}</g></svg>'
    )


def document(
    figure: Figure, number: int, size: tuple[int, int], parts: Sequence[str], recipe: str = ""
) -> Picture:
    """
    Put an SVG document together.

    Parameters
    ----------
    figure
        The figure.
    number
        Number of the scenario that it shows.
    size
        Width and height in pixels.
    parts
        Markup.
    recipe
        JSON for its metadata.

    Returns
    -------
    picture
        A document with title and description, on the theme's paper.
    """
    report, language = figure.reports[number], figure.order.language
    wide, high = size
    title = escape(report.scenario.title.in_language(language))
    told = escape(report_wording.alt_text(report, language))
    metadata = f"<metadata>{escape(recipe)}</metadata>" if recipe else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" font-family="{escape(lettering.STACK)}" role="img" '
        f'aria-labelledby="title desc" xml:lang="{language}"><title id="title">{title}</title>'
        f'<desc id="desc">{told}</desc>{metadata}'
        f'<rect width="{wide}" height="{high}" fill="{colours(theme(figure))["paper"]}"/>'
        f"{''.join(parts)}</svg>\n"
    )
    return Picture(svg, wide, high)
