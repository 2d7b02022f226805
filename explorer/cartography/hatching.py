"""Hatching: the palette as SVG patterns, for the map in a browser and for the static figure."""

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from explorer.cartography import palette
from explorer.cartography.palette import Badge, Fill, Hatch, Theme
from explorer.cartography.templating import svg
from explorer.scenarios.rules import HOLDERS, STATUSES, Status


class _Tile(NamedTuple):
    """Size of a hatching's tile in pixels, and the stroke that it holds."""

    size: int
    data: str
    width: float
    rounded: bool = False


# Strokes run past the tile's corners, so that stripes
# join; a third to a half is covered, so that a zone a few pixels wide still shows its colour.
_TILES: Mapping[Hatch, _Tile] = {
    "rising": _Tile(8, "M-2 2L2-2M0 8L8 0M6 10L10 6", 2.1),
    "falling": _Tile(8, "M-2 6L2 10M0 0L8 8M6-2L10 2", 2.1),
    "dotted": _Tile(6, "M1.5 1.5h0M4.5 4.5h0", 2.5, rounded=True),
    "level": _Tile(4, "M0 2H4", 0.9),  # fine, since it lies over others
}

# Each status has its own place in the tile, so that several can lie over each other.
_STATUS_TILE = 32
_SIGNS: Mapping[Status, tuple[tuple[int, int], str]] = {
    "demilitarised": ((6, 6), "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M-2.1 2.1L2.1-2.1"),
    "economic_zone": ((17, 16), "M0-3.4V3.4M-3.4 0H3.4"),
    "heavy_weapons_withdrawn": ((26, 6), "M-3.4-2.2H3.4L0 3.4Z"),
    "recognised_russian": ((6, 26), "M-2.8-2.8H2.8V2.8H-2.8Z"),
    "joint_administration": ((26, 26), "M-3.2-1.6H3.2M-3.2 1.6H3.2"),
    "international_force": ((17, 27), "M0-3.7L3.4 0L0 3.7L-3.4 0Z"),
    "self_governing": ((6, 16), "M-2.6 3.4V-3.4H2.8L1-1.5L2.8 0.4H-2.6"),
    "leased": ((26, 16), "M-1.7-3.2V3.2M1.7-3.2V3.2"),
}


def paint(mark: Fill | Badge, prefix: str = "") -> str:
    """
    Write the value of an SVG `fill`.

    Parameters
    ----------
    mark
        Ground or a status.
    prefix
        What `pattern` was given.

    Returns
    -------
    paint
        A colour for plain ground, else `url(#…)` of the pattern.
    """
    if isinstance(mark, Fill) and mark.hatch == "plain":
        return mark.tint
    return f"url(#{prefix}{mark.key})"


def pattern(mark: Fill | Badge, prefix: str = "", scale: float = 0.0) -> Markup:
    """
    Draw the pattern that `paint` names.

    Parameters
    ----------
    mark
        Ground or a status.
    prefix
        Put before the id, so that two drawings can share a page.
    scale
        Size of a tile against pixels; 0 for no scale of its own.

    Returns
    -------
    markup
        An SVG `<pattern>`: of ground with its tint under it, of contested ground and of a status
        without; empty for plain ground.
    """
    name = f"{prefix}{mark.key}"
    if isinstance(mark, Badge):
        x, y = _SIGNS[mark.status][0]
        drawn = svg("group", transform=f"translate({x} {y})", drawn=sign(mark))
        return svg("pattern", name=name, size=_STATUS_TILE, drawn=drawn, scale=scale)
    if mark.hatch == "plain":
        return Markup("")
    tile = _TILES[mark.hatch]
    drawn = svg("tile", **tile._asdict(), tint=mark.tint, mark=mark.mark)
    return svg("pattern", name=name, size=tile.size, drawn=drawn, scale=scale)


def sign(badge: Badge) -> Markup:
    """
    Draw a status's sign once.

    Parameters
    ----------
    badge
        The status.

    Returns
    -------
    markup
        SVG about the origin, some 8 units wide.
    """
    return svg("sign", data=_SIGNS[badge.status][1], halo=badge.halo, colour=badge.colour)


def definitions(theme: Theme = "light", prefix: str = "") -> Markup:
    """
    Draw every pattern.

    Parameters
    ----------
    theme
        `light` or `dark`.
    prefix
        Put before each id, so that two drawings can share a page.

    Returns
    -------
    markup
        What stands inside an SVG's `<defs>`.
    """
    marks: list[Fill | Badge] = [palette.badge(status, theme) for status in STATUSES]
    marks += [palette.fill(before, after, theme) for before in HOLDERS for after in HOLDERS]
    marks.append(palette.contested(theme))
    return Markup("").join(pattern(mark, prefix) for mark in marks)
