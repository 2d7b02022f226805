"""Picture: what standing pictures share: a column of words, a map in a box, the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from explorer.cartography import lettering
from explorer.cartography.figure import drawing, writing
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.ground import STEP
from explorer.cartography.figure.ink import Ink, colours
from explorer.cartography.figure.names import Screen
from explorer.cartography.figure.sheet import WIDTH
from explorer.cartography.palette import Theme
from explorer.cartography.templating import svg
from explorer.language import Language, speech_in
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
    parts: list[Markup] = field(default_factory=list)

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
            baseline = self.y - size * 0.3
            self.parts.append(
                svg(
                    "line",
                    x=self.left,
                    y=baseline,
                    size=size,
                    weight=weight,
                    colour=self.colours[colour],
                    text=line,
                )
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


def map_in(
    plate: Plate, number: int, figure: Figure, room: Sequence[float], pixels: float
) -> Markup:
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
    hatches = (ink.patterns(looks, screen.unit / STEP, "p-"), ink.patterns(looks, 1, "k-"))
    return svg(
        "map",
        x=x,
        y=y,
        wide=wide,
        high=high,
        view=(WIDTH, plate.sheet.height),
        style="".join(rules),
        definitions=Markup("").join([*hatches, defined]),
        water=plain["water"],
        drawn=drawn,
        names=lettered.markup,
    )


def document(
    column: Column,
    size: tuple[int, int],
    language: Language,
    title: str,
    description: str,
    recipe: str = "",
) -> Picture:
    """
    Put an SVG document together.

    Parameters
    ----------
    column
        What it shows, on its paper.
    size
        Width and height in pixels.
    language
        `en` or `uk`.
    title, description
        Plain text for those who do not see it.
    recipe
        JSON for its metadata.

    Returns
    -------
    picture
        A document in which every text is escaped.
    """
    wide, high = size
    drawn = svg(
        "document",
        wide=wide,
        high=high,
        family=lettering.STACK,
        language=language,
        title=title,
        description=description,
        recipe=recipe,
        paper=column.colours["paper"],
        parts=column.parts,
    )
    return Picture(f"{drawn}\n", wide, high)


def of_scenario(
    figure: Figure, number: int, size: tuple[int, int], column: Column, recipe: str = ""
) -> Picture:
    """
    Put the document of one scenario together.

    Parameters
    ----------
    figure
        The figure.
    number
        Number of the scenario that it shows.
    size
        Width and height in pixels.
    column
        What it shows.
    recipe
        JSON for its metadata.

    Returns
    -------
    picture
        A document with the scenario's title and description.
    """
    report, language = figure.reports[number], figure.order.language
    title = report.scenario.title.in_language(language)
    described = report_wording.alt_text(report, language)
    return document(column, size, language, title, described, recipe)
