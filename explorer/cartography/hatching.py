"""Hatching: the palette as SVG patterns, for the map in a browser and for the static figure."""

from collections.abc import Mapping

from explorer.cartography import palette
from explorer.cartography.palette import Badge, Fill, Hatch, Theme
from explorer.scenarios.rules import HOLDERS, STATUSES, Status

# Size of the tile in pixels and what it holds. Strokes run past the tile's corners, so that stripes
# join; a third to a half is covered, so that a zone a few pixels wide still shows its colour.
_TILES: Mapping[Hatch, tuple[int, str]] = {
    "rising": (8, '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6" stroke="{mark}" stroke-width="2.1"/>'),
    "falling": (8, '<path d="M-2 6L2 10M0 0L8 8M6-2L10 2" stroke="{mark}" stroke-width="2.1"/>'),
    "dotted": (6, '<path d="M1.5 1.5h0M4.5 4.5h0" stroke="{mark}" {round} stroke-width="2.5"/>'),
}
_ROUND = 'stroke-linecap="round" stroke-linejoin="round"'

# Each status has its own place in the tile, so that several can lie over each other.
_STATUS_TILE = 32
_SIGNS: Mapping[Status, tuple[tuple[int, int], str]] = {
    "demilitarised": ((6, 6), "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M-2.1 2.1L2.1-2.1"),
    "economic_zone": ((17, 16), "M0-3.4V3.4M-3.4 0H3.4"),
    "heavy_weapons_withdrawn": ((26, 6), "M-3.4-2.2H3.4L0 3.4Z"),
    "recognised_russian": ((6, 26), "M-2.8-2.8H2.8V2.8H-2.8Z"),
    "joint_administration": ((26, 26), "M-3.2-1.6H3.2M-3.2 1.6H3.2"),
    "international_force": ((17, 27), "M0-3.7L3.4 0L0 3.7L-3.4 0Z"),
}


def paint(found: Fill | Badge, prefix: str = "") -> str:
    """
    Write the value of an SVG `fill`.

    Parameters
    ----------
    found
        Ground or a status.
    prefix
        What `pattern` was given.

    Returns
    -------
    paint
        A colour for plain ground, else `url(#…)` of the pattern.
    """
    if isinstance(found, Fill) and found.hatch == "plain":
        return found.tint
    return f"url(#{prefix}{found.key})"


def pattern(found: Fill | Badge, prefix: str = "") -> str:
    """
    Draw the pattern that `paint` names.

    Parameters
    ----------
    found
        Ground or a status.
    prefix
        Put before the id, so that two drawings can share a page.

    Returns
    -------
    markup
        An SVG `<pattern>`: of ground with its tint under it, of a status without; empty for plain
        ground.
    """
    identifier = f"{prefix}{found.key}"
    if isinstance(found, Badge):
        x, y = _SIGNS[found.status][0]
        drawing = f'<g transform="translate({x} {y})">{sign(found)}</g>'
        return _tile(identifier, _STATUS_TILE, drawing)
    if found.hatch == "plain":
        return ""
    size, drawing = _TILES[found.hatch]
    under = f'<rect width="{size}" height="{size}" fill="{found.tint}"/>'
    return _tile(identifier, size, under + drawing.format(mark=found.mark, round=_ROUND))


def _tile(identifier: str, size: int, drawing: str) -> str:
    return (
        f'<pattern id="{identifier}" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse">{drawing}</pattern>'
    )


def sign(found: Badge) -> str:
    """
    Draw a status's sign once.

    Parameters
    ----------
    found
        The status.

    Returns
    -------
    markup
        SVG about the origin, some 8 units wide.
    """
    shape = f'd="{_SIGNS[found.status][1]}" fill="none" {_ROUND}'
    return (
        f'<path {shape} stroke="{found.halo}" stroke-width="3"/>'
        f'<path {shape} stroke="{found.colour}" stroke-width="1.2"/>'
    )


def definitions(theme: Theme = "light", prefix: str = "") -> str:
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
    found: list[Fill | Badge] = [palette.badge(status, theme) for status in STATUSES]
    found += [palette.fill(before, after, theme) for before in HOLDERS for after in HOLDERS]
    return "".join(pattern(one, prefix) for one in found)
