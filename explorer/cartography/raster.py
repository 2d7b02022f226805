"""Raster: an SVG as PNG, the same on every machine: one renderer and one typeface of its own."""

import resvg_py

from explorer.cartography import lettering
from explorer.errors import OutputError


def png(svg: str, width: int) -> bytes:
    """
    Render an SVG.

    Parameters
    ----------
    svg
        A whole document.
    width
        Width of the picture in pixels.

    Returns
    -------
    png
        The picture; its height follows.

    Raises
    ------
    OutputError
        When the SVG cannot be rendered.
    """
    try:
        content = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=list(lettering.font_files()),
            sans_serif_family=lettering.FAMILY,
        )
    except ValueError as fault:
        raise OutputError(f"the figure cannot be rendered as PNG: {fault}") from fault
    return bytes(content)
