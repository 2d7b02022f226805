"""Writing: names, scale bar and locator of a plate as SVG, for one width of screen."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from explorer.cartography import lettering
from explorer.cartography.figure.composition import Plate
from explorer.cartography.figure.ink import Ink
from explorer.cartography.figure.labels import HANDS, LEADING, Label, size
from explorer.cartography.figure.names import Furniture, Screen, furnish, lay_out
from explorer.cartography.figure.sheet import WIDTH, scale_bar
from explorer.cartography.placing import Box
from explorer.cartography.templating import svg
from explorer.language import Speech

SCALE_SIZE = 11.0
_SCALE_HIGH = 24.0
_LOCATOR_PX = 116.0
_LOCATOR_SHARE = 0.24  # of the sheet's width at most
_PADDING = 6.0
_DOTS = {"city": 2.6, "town": 2.0}
_HALO = 3.0
_SOFT = {"oblast": "muted", "country": "muted", "sea": "muted", "belt": "belt"}


class Lettered(NamedTuple):
    """
    A plate's names at one width of screen.

    Attributes
    ----------
    screen
        The width.
    markup
        SVG.
    labels
        The names, and where they are.
    """

    screen: Screen
    markup: Markup
    labels: Sequence[Label]


def letter(plate: Plate, screen: Screen, speech: Speech, allowance: float = 1.0) -> Lettered:
    """
    Write a plate's names, scale bar and locator.

    Parameters
    ----------
    plate
        The map.
    screen
        Width of screen to write for.
    speech
        The figure's language.
    allowance
        How much wider the reader's type may be than the one that widths are measured in; at 1 it
        is that one.

    Returns
    -------
    lettered
        What stands over the map.
    """
    unit = screen.unit
    km, length = scale_bar(plate.sheet, 0.2 if screen.pixels > _NARROW else 0.3)
    label = f"{speech.number(km)}\N{NO-BREAK SPACE}{speech.gettext('km')}"
    wide = max(length, lettering.width(label, SCALE_SIZE * unit) * allowance)
    furniture = furnish(
        plate.sheet, plate.names, unit, (wide, _SCALE_HIGH * unit), _locator_size(plate, unit)
    )
    labels = lay_out(plate.sheet, plate.names, screen, furniture, allowance)
    parts = [*_dots(labels, unit), *(_text(label, unit, allowance) for label in labels)]
    parts.append(_scale(furniture.scale, length, label, unit))
    parts.append(_locator(plate, furniture, unit))
    return Lettered(screen, Markup("").join(parts), labels)


_NARROW = 440.0


def _dots(labels: Sequence[Label], unit: float) -> Iterator[Markup]:
    for label in labels:
        if label.dot:
            x, y = label.dot
            yield svg("dot", x=x, y=y, radius=_DOTS[label.kind] * unit)


def _text(label: Label, unit: float, allowance: float) -> Markup:
    lead = HANDS[label.kind].size * LEADING * unit
    lines = []
    for number, line in enumerate(label.lines):
        # whatever the reader's type, a name takes the room that was found for it
        wide = size(label.kind, [line], unit)[0] * allowance if allowance > 1 else 0
        y = label.y + number * lead
        lines.append(
            svg("name", kind=label.kind, x=label.x, y=y, text=line, anchor=label.anchor, wide=wide)
        )
    return Markup("").join(lines)


def _scale(room: Box, length: float, text: str, unit: float) -> Markup:
    x, low = room[0], room[3]
    tick = 5 * unit
    bar = f"M{_n(x)} {_n(low - tick)}v{_n(tick)}h{_n(length)}v{_n(-tick)}"
    halo, line = (svg("path", data=bar, classes=name) for name in ("scale-halo", "scale-bar"))
    return halo + line + svg("name", kind="scale", x=x, y=low - 9 * unit, text=text)


def _locator_size(plate: Plate, unit: float) -> tuple[float, float] | None:
    if plate.locator is None:
        return None
    wide = min(_LOCATOR_PX * unit, _LOCATOR_SHARE * WIDTH)
    inner = wide - 2 * _PADDING * unit
    return wide, inner * plate.locator[2] / WIDTH + 2 * _PADDING * unit


def _locator(plate: Plate, furniture: Furniture, unit: float) -> Markup:
    if plate.locator is None or furniture.locator is None:
        return Markup("")
    country, frame, _ = plate.locator
    x0, y0, x1, _ = furniture.locator
    inset = _PADDING * unit
    scale = (x1 - x0 - 2 * inset) / WIDTH
    return svg(
        "locator",
        box=furniture.locator,
        corner=2 * unit,
        transform=f"translate({_n(x0 + inset)} {_n(y0 + inset)}) scale({scale:.4g})",
        country=_plain(country),
        view=_plain(frame),
    )


def _plain(shape: BaseGeometry) -> str:
    places = shapely.get_coordinates(shape).round().astype(int).tolist()
    return "M" + "L".join(f"{x} {y}" for x, y in places[:-1]) + "z"


def rules(screen: Screen, ink: Ink, under: str = "") -> Iterator[str]:
    """
    Write the rules for the names at one width of screen.

    Parameters
    ----------
    screen
        The width.
    ink
        Colours.
    under
        A selector for what holds these names, with a space after it.

    Yields
    ------
    rule
        A CSS rule.
    """
    unit, colour, px = screen.unit, ink.colours, ink.pixel()
    yield (
        f"{under}text{{fill:{colour['ink']};stroke:{colour['halo']};"
        f"stroke-width:{_n(_HALO * unit)};paint-order:stroke;stroke-linejoin:round;"
        f"font-size:{_n(SCALE_SIZE * unit)}px}}"
    )
    for kind, hand in HANDS.items():
        extra = ";font-style:italic" if hand.italic else ""
        if hand.spacing:
            extra += f";letter-spacing:{_n(hand.spacing * hand.size * unit)}px"
        if kind in _SOFT:
            extra += f";fill:{colour[_SOFT[kind]]}"
        look = f"font-size:{_n(hand.size * unit)}px;font-weight:{hand.weight}{extra}"
        yield f"{under}.t-{kind}{{{look}}}"
    yield (f"{under}circle{{fill:{colour['ink']};stroke:{colour['halo']};stroke-width:{_n(unit)}}}")
    yield f"{under}.scale-bar{{fill:none;stroke:{colour['ink']};stroke-width:{_n(1.3 * px)}}}"
    yield (
        f"{under}.scale-halo{{fill:none;stroke:{colour['halo']};stroke-width:{_n(3.5 * px)};"
        "stroke-opacity:.8}"
    )
    yield (f"{under}.loc{{fill:{colour['paper']};stroke:{colour['rule']};stroke-width:{_n(unit)}}}")
    thin = ink.pixel(_LOCATOR_PX / screen.pixels)
    yield f"{under}.loc-land{{fill:{colour['muted']};fill-opacity:.35}}"
    yield f"{under}.loc-view{{fill:none;stroke:{colour['ink']};stroke-width:{_n(thin)}}}"


def _n(value: float) -> str:
    return f"{value:.4g}"
