"""Drawing: a plate's ground and lines as SVG, and the style rules that show one scenario of them.

Markup names classes only, so that the page can switch scenarios and themes by rules alone: `f3` is
the third patch of ground, `b3-…` a status on it, `c5` the fifth line.
"""

from collections.abc import Iterator

from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from explorer.cartography import palette
from explorer.cartography.figure.composition import Plate
from explorer.cartography.figure.ground import STEP, Course, Kind, Looks
from explorer.cartography.figure.ink import Ink
from explorer.cartography.figure.outline import outline
from explorer.cartography.palette import Line
from explorer.cartography.templating import svg
from explorer.scenarios.rules import STATUSES, Status

# From the lowest to the uppermost; the last three have a halo.
_ORDER: tuple[Kind, ...] = ("coast", "oblast", "border", "zone", "contact", "scenario")
_SWITCHED = {"scenario", "zone"}
_HALOED: tuple[Line, ...] = ("contact", "scenario", "belt")
_HAIRLINE = 0.9
_SEAM = 0.7  # px: patches overlap by a hair, so that the ground below does not shine through


def body(plate: Plate) -> tuple[Markup, Markup]:
    """
    Draw ground and lines.

    Parameters
    ----------
    plate
        The map.

    Returns
    -------
    definitions, markup
        What stands in `<defs>`, and what is drawn; each outline is written once.
    """
    defined: list[Markup] = []
    drawn = [
        _path("nb", *(named.shape for named in plate.around.neighbours)),
        *_patches(plate, defined),
        _path("contested", plate.ground.contested),
        _path("river", *(named.shape for named in plate.around.rivers)),
        *_lines(plate, defined),
    ]
    group = svg("group", transform=f"scale({STEP})", drawn=Markup("").join(drawn))
    return Markup("").join(defined), group


def _patches(plate: Plate, defined: list[Markup]) -> Iterator[Markup]:
    for number, patch in enumerate(plate.ground.patches):
        statuses = _statuses(patch.looks)
        if statuses:
            defined.append(_path("", patch.shape, name=f"p{number}"))
            yield svg("use", name=f"p{number}", classes=f"f f{number}")
            for status in statuses:
                yield svg("use", name=f"p{number}", classes=f"b{number}-{status}")
        else:
            yield _path(f"f f{number}", patch.shape)


def _lines(plate: Plate, defined: list[Markup]) -> Iterator[Markup]:
    courses = sorted(enumerate(plate.ground.courses), key=lambda c: _ORDER.index(c[1].kind))
    lines: list[tuple[str, str, BaseGeometry]] = [
        (course.kind, f" c{number}" if course.kind in _SWITCHED else "", _coarser(course))
        for number, course in courses
    ]
    if plate.around.belt:
        lines.append(("belt", "", plate.around.belt.shape))
    for number, (kind, switch, shape) in enumerate(lines):
        if kind in _HALOED:
            defined.append(_path("", shape, name=f"l{number}"))
            yield svg("use", name=f"l{number}", classes=f"halo-{kind}{switch}")
            yield svg("use", name=f"l{number}", classes=f"{kind}{switch}")
        else:
            yield _path(f"{kind}{switch}", shape)


def _coarser(course: Course) -> BaseGeometry:
    # a hairline need not be as exact as the edge of two colours
    coarse = course.kind in {"oblast", "zone"}
    return course.shape.simplify(_HAIRLINE) if coarse else course.shape


def _path(classes: str, *shapes: BaseGeometry, name: str = "") -> Markup:
    data = "".join(outline(shape) for shape in shapes)
    return svg("path", data=data, classes=classes, name=name) if data else Markup("")


def _statuses(looks: Looks) -> list[Status]:
    return [status for status in STATUSES if any(status in look.statuses for look in looks)]


def standing_rules(ink: Ink) -> Iterator[str]:
    """
    Write the rules that hold in every scenario.

    Parameters
    ----------
    ink
        Colours and widths.

    Yields
    ------
    rule
        A CSS rule.
    """
    colour, px = ink.colours, ink.pixel(STEP)
    yield f".nb{{fill:{colour['neighbour']};stroke:{colour['rule']};stroke-width:{_n(px)}}}"
    yield f".f{{stroke-width:{_n(_SEAM * px)};stroke-linejoin:round}}"
    yield (
        f".contested{{fill:{ink.contested};stroke:{colour['ink']};stroke-width:{_n(0.6 * px)};"
        "stroke-opacity:.7}"
    )
    for kind in ("river", "oblast", "border", *_HALOED):
        stroke = palette.stroke(kind)
        look = f"fill:none;stroke-linejoin:round;stroke-width:{_n(stroke.width * px)}"
        dashes = " ".join(_n(float(length) * px) for length in stroke.dash.split())
        dashed = f";stroke-dasharray:{dashes}" if dashes else ""
        yield f".{kind}{{{look};stroke:{colour[kind]}{dashed}}}"
        if kind in _HALOED:
            yield (
                f".halo-{kind}{{fill:none;stroke:{colour['halo']};stroke-linejoin:round;"
                f"stroke-width:{_n(stroke.halo_width * px)};stroke-opacity:.85}}"
            )
    yield f".coast{{fill:none;stroke:{colour['border']};stroke-width:{_n(0.7 * px)}}}"
    yield (
        f".zone{{fill:none;stroke:{colour['ink']};stroke-width:{_n(px)};"
        f"stroke-dasharray:{_n(px)} {_n(3 * px)};stroke-linecap:round}}"
    )


def scenario_rules(plate: Plate, number: int, ink: Ink, *, under: str = "") -> Iterator[str]:
    """
    Write the rules that show one scenario.

    Parameters
    ----------
    plate
        The map.
    number
        The scenario's number.
    ink
        Colours and patterns.
    under
        A selector that holds while the scenario is chosen; rules for the first scenario stand
        without one, and those of another only say what differs from the first.

    Yields
    ------
    rule
        A CSS rule.
    """
    first = 0 if under else None
    painted: dict[str, list[str]] = {}
    shown: dict[bool, list[str]] = {True: [], False: []}
    for index, patch in enumerate(plate.ground.patches):
        look = patch.looks[number]
        if first is None or look[:2] != patch.looks[first][:2]:
            painted.setdefault(ink.ground(look), []).append(f".f{index}")
    for name, numbers in _switches(plate):
        if first is None or (number in numbers) != (first in numbers):
            shown[number in numbers].append(name)
    for paint, names in painted.items():
        yield f"{_any(under, names)}{{fill:{paint};stroke:{paint}}}"
    if shown[False]:
        yield f"{_any(under, shown[False])}{{display:none}}"
    if under and shown[True]:
        yield f"{_any(under, shown[True])}{{display:inline}}"


def status_rules(plate: Plate, ink: Ink) -> Iterator[str]:
    """
    Write the rules that strew statuses over ground, wherever they show.

    Parameters
    ----------
    plate
        The map.
    ink
        Colours and patterns.

    Yields
    ------
    rule
        A CSS rule.
    """
    for status in STATUSES:
        patches = enumerate(plate.ground.patches)
        names = [f".b{n}-{status}" for n, patch in patches if status in _statuses(patch.looks)]
        if names:
            yield f"{','.join(names)}{{fill:{ink.status(status)};fill-opacity:.8}}"


def _switches(plate: Plate) -> Iterator[tuple[str, tuple[int, ...]]]:
    """List what is shown or not, with the numbers of the scenarios that show it."""
    for index, patch in enumerate(plate.ground.patches):
        for status in _statuses(patch.looks):
            numbers = tuple(n for n, look in enumerate(patch.looks) if status in look.statuses)
            yield f".b{index}-{status}", numbers
    for index, course in enumerate(plate.ground.courses):
        if course.kind in _SWITCHED:
            yield f".c{index}", course.scenarios


def _any(under: str, names: list[str]) -> str:
    if not under:
        return ",".join(names)
    return f"{under} {names[0]}" if len(names) == 1 else f"{under} :is({','.join(names)})"


def _n(value: float) -> str:
    return f"{value:.4g}"
