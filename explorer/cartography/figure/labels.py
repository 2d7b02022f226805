"""Labels: names on a sheet, placed so that none lies on another, in order of what matters most."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from explorer.cartography.figure.sheet import WIDTH
from explorer.cartography.figure.surroundings import middle
from explorer.cartography.lettering import Hand, span
from explorer.cartography.placing import Box, Candidate, Placer

Kind = Literal["town", "city", "oblast", "country", "sea", "belt"]
Anchor = Literal["start", "middle", "end"]


HANDS: dict[Kind, Hand] = {
    "city": Hand(12.5, 600),
    "town": Hand(11.5),
    "oblast": Hand(10.5, 600, spacing=0.12, capitals=True),
    "country": Hand(11, 600, spacing=0.2, capitals=True),
    "sea": Hand(12, 400, italic=True, spacing=0.04),
    "belt": Hand(11, 600, italic=True),
}
LEADING = 1.16
_ASCENT, _DESCENT = 0.74, 0.24  # of a line, above and below its base line
_DOT = 5.0  # half the room that a town's dot takes, in CSS pixels
_GAP = 3.0  # between names, in CSS pixels
_EDGE = 4.0
_APART = 15.0  # the least distance between two towns' dots, in CSS pixels
# How much of an area's name may lie outside it.
_OVER: dict[Kind, float] = {"oblast": 0.25, "country": 0.04, "sea": 0.1}
_GRID = 12.0
_COARSE = 1.5  # units: an area's outline need not be exact to place a name in it


class Label(NamedTuple):
    """
    A name with its place.

    Attributes
    ----------
    kind
        What it names.
    lines
        What is written, line by line.
    x, y, anchor
        Base line of the first line in units, and which end of it that is.
    dot
        Where a town lies; `None` for other kinds.
    """

    kind: Kind
    lines: tuple[str, ...]
    x: float
    y: float
    anchor: Anchor
    dot: tuple[float, float] | None


class Town(NamedTuple):
    """
    A town that may be named.

    Attributes
    ----------
    name
        Its name.
    place
        Point in units of the sheet.
    city
        Whether it is among the large ones.
    """

    name: str
    place: Point
    city: bool


@dataclass
class Layout:
    """
    Names of one sheet at one width of a screen.

    Attributes
    ----------
    height
        Height of the sheet in units.
    unit
        Units in a CSS pixel.
    allowance
        How much wider the reader's type may be than the one that widths are measured in.
    lines
        Lines that a name should rather not lie on.
    taken
        Boxes that are taken before any name is placed.
    labels
        The names placed so far.
    """

    height: float
    unit: float
    allowance: float
    lines: BaseGeometry
    taken: Sequence[Box] = ()
    labels: list[Label] = field(default_factory=list)

    def __post_init__(self) -> None:
        edge = _EDGE * self.unit
        self._placer = Placer(
            inside=(edge, edge, WIDTH - edge, self.height - edge),
            gap=(_GAP * self.unit, 1.0),
            covers=self._crossed,
        )
        self._placer.take(self.taken)

    def name_towns(self, towns: Iterable[Town], most: int) -> None:
        """
        Name towns, the first ones first, until there are enough.

        Parameters
        ----------
        towns
            Towns by descending importance.
        most
            How many to name.
        """
        left = most
        near = _APART * self.unit
        for town in towns:
            if not left:
                return
            dots = (label.dot for label in self.labels if label.dot)
            if any(town.place.distance(Point(dot)) < near for dot in dots):
                continue
            if self._put(self._beside(town)):
                left -= 1

    def name_area(self, kind: Kind, name: str, area: BaseGeometry) -> None:
        """
        Name an oblast, a country or a sea, if there is room in it.

        Parameters
        ----------
        kind
            Which of them.
        name
            Its name.
        area
            Polygons in units.
        """
        if not area.is_empty:
            self._put(self._inside(kind, name, area))

    def name_line(self, kind: Kind, name: str, line: BaseGeometry) -> None:
        """
        Name a line beside its middle.

        Parameters
        ----------
        kind
            What it is.
        name
            Its name.
        line
            A line in units.
        """
        places = [line.interpolate(share, normalized=True) for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
        beside = (c for place in places for c in self._beside(Town(name, place, city=False), kind))
        self._put(each._replace(label=each.label._replace(dot=None)) for each in beside)

    def _put(self, candidates: Iterable[Candidate[Label]]) -> bool:
        label = self._placer.put(candidates)
        if label is None:
            return False
        self.labels.append(label)
        return True

    def _crossed(self, room: Box) -> float:
        """Return the cost of the lines under a name, in lengths of ten pixels."""
        return float(self.lines.intersection(box(*room)).length) / (10 * self.unit)

    def _room(self, kind: Kind, lines: Sequence[str]) -> tuple[float, float]:
        wide, high = size(kind, lines, self.unit)
        return wide * self.allowance, high

    def _beside(self, town: Town, kind: Kind | None = None) -> Iterator[Candidate[Label]]:
        kind = kind or ("city" if town.city else "town")
        em = HANDS[kind].size * self.unit
        wide, high = self._room(kind, [town.name])
        x, y, away = town.place.x, town.place.y, (_DOT + 1.5) * self.unit
        dot = _DOT * self.unit
        middle_y = y + em * (_ASCENT - _DESCENT) / 2
        above, below = y - away - em * _DESCENT, y + away + em * _ASCENT
        places: list[tuple[float, float, Anchor]] = [
            (x + away, middle_y, "start"),
            (x - away, middle_y, "end"),
            (x + away * 0.6, above + away * 0.4, "start"),
            (x + away * 0.6, below - away * 0.4, "start"),
            (x - away * 0.6, above + away * 0.4, "end"),
            (x - away * 0.6, below - away * 0.4, "end"),
            (x, above, "middle"),
            (x, below, "middle"),
        ]
        for rank, (left, base, anchor) in enumerate(places):
            start = left - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            top = base - em * _ASCENT
            room = (start, top, start + wide, top + high)
            label = Label(kind, (town.name,), left, base, anchor, (x, y))
            yield Candidate(label, [room, (x - dot, y - dot, x + dot, y + dot)], 0.3 * rank)

    def _inside(self, kind: Kind, name: str, area: BaseGeometry) -> Iterator[Candidate[Label]]:
        hand = HANDS[kind]
        em = hand.size * self.unit
        area = area.simplify(_COARSE)
        places, depths = _places(area, _GRID * self.unit)
        for lines in _broken(name.upper() if hand.capitals else name):
            wide, high = self._room(kind, lines)
            x0, y0 = places[:, 0] - wide / 2, places[:, 1] - high / 2
            boxes = shapely.box(x0, y0, x0 + wide, y0 + high)
            outside = 1 - shapely.area(shapely.intersection(area, boxes)) / (wide * high)
            costs = 8 * outside - depths / (20 * self.unit) + 1.5 * (len(lines) - 1)
            for i in np.flatnonzero(outside <= _OVER[kind]).tolist():
                room = (x0[i], y0[i], x0[i] + wide, y0[i] + high)
                base = float(y0[i]) + em * _ASCENT
                label = Label(kind, lines, float(places[i, 0]), base, "middle", None)
                yield Candidate(label, [room], float(costs[i]))


def size(kind: Kind, lines: Sequence[str], unit: float) -> tuple[float, float]:
    """
    Measure a name.

    Parameters
    ----------
    kind
        What it names.
    lines
        What is written.
    unit
        Units in a CSS pixel.

    Returns
    -------
    wide, high
        Units, in the type that pictures are set in.
    """
    hand = HANDS[kind]
    wide = max(span(line, hand, unit) for line in lines)
    return wide, hand.size * unit * (_ASCENT + _DESCENT + LEADING * (len(lines) - 1))


def _broken(name: str) -> Iterator[tuple[str, ...]]:
    """Write a name in one line and, if it has several words, in two about as long."""
    yield (name,)
    words = name.split(" ")
    if len(words) > 1:
        cuts = range(1, len(words))
        halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in cuts]
        yield min(halves, key=lambda pair: max(len(part) for part in pair))


def _places(
    area: BaseGeometry, step: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """List places inside an area, shape (n, 2), with their depth, the deepest first."""
    x0, y0, x1, y1 = area.bounds
    xs, ys = np.meshgrid(np.arange(x0, x1, step), np.arange(y0, y1, step))
    grid = shapely.points(xs.ravel(), ys.ravel())
    inside = np.append(grid[shapely.contains(area, grid)], middle(area))
    depths = shapely.distance(area.boundary, inside)
    deepest = np.argsort(-depths, kind="stable")[:_MOST_PLACES]
    return shapely.get_coordinates(inside[deepest]), depths[deepest]


_MOST_PLACES = 160
