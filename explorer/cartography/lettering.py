"""Lettering: how wide words are, and where lines break, in the type that pictures are set in.

Source Sans 3 (SIL Open Font License 1.1) comes from the package `fontpkg-source-sans-3`. Pictures
are set in it, so that they look the same on every machine; pages use the reader's own type, which
is mostly wider: `SYSTEM_ALLOWANCE` is left for it, and a browser fits each name into its room.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import ImageFont

from explorer.errors import OutputError

FAMILY = "Source Sans 3"
STACK = f'"{FAMILY}","Helvetica Neue",Arial,sans-serif'
SYSTEM_ALLOWANCE = 1.08  # Arial and its kin against Source Sans
Weight = Literal[400, 600, 700]

_PACKAGE = "fontpkg-source-sans-3"
_FOLDER = "fontpkg_source_sans_3/files"
_UPRIGHT, _ITALIC = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"
_MEASURED_AT = 100


class Hand(NamedTuple):
    """
    How words are written.

    Attributes
    ----------
    size
        Size of the type in CSS pixels.
    weight, italic, spacing
        Cut of the type, and room after each letter in ems.
    capitals
        Whether they are written in capitals.
    """

    size: float
    weight: Weight = 400
    italic: bool = False
    spacing: float = 0.0
    capitals: bool = False


@lru_cache(maxsize=1)
def font_files() -> tuple[str, ...]:
    """
    Find the typeface.

    Returns
    -------
    paths
        Files of the upright and the italic.

    Raises
    ------
    OutputError
        When the package that ships it is not installed.
    """
    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError as fault:
        message = f"{_PACKAGE} is not installed; run `pip install -r requirements.txt`"
        raise OutputError(message) from fault
    folder = Path(str(package.locate_file(_FOLDER)))
    return tuple(str(folder / name) for name in (_UPRIGHT, _ITALIC))


@lru_cache(maxsize=8)
def _face(weight: Weight, *, italic: bool) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(
        font_files()[italic], _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC
    )
    face.set_variation_by_axes([weight])
    return face


@lru_cache(maxsize=4096)
def width(
    text: str, size: float, weight: Weight = 400, *, italic: bool = False, spacing: float = 0.0
) -> float:
    """
    Measure a line of text.

    Parameters
    ----------
    text
        What is written.
    size
        Size of the type, in any unit.
    weight, italic
        Cut of the type.
    spacing
        Room added after each letter, in ems.

    Returns
    -------
    width
        In the unit of the size.
    """
    ems = _face(weight, italic=italic).getlength(text) / _MEASURED_AT
    return size * (ems + spacing * len(text))


def lines(text: str, room: float, size: float, weight: Weight = 400) -> list[str]:
    """
    Break a text into lines, at its breakable spaces.

    Parameters
    ----------
    text
        What is written.
    room
        Width that a line may have.
    size
        Size of the type, in the same unit.
    weight
        Cut of the type.

    Returns
    -------
    lines
        At least one; a word that is wider than the room stands alone.
    """
    broken = [""]
    for word in text.split(" "):
        longer = f"{broken[-1]} {word}".lstrip()
        if broken[-1] and width(longer, size, weight) > room:
            broken.append(word)
        else:
            broken[-1] = longer
    return broken


def span(text: str, hand: Hand, unit: float = 1.0) -> float:
    """
    Measure a line of text in a hand.

    Parameters
    ----------
    text
        What is written, in capitals if the hand asks for them.
    hand
        How it is written.
    unit
        Units in a CSS pixel.

    Returns
    -------
    width
        Units.
    """
    size = hand.size * unit
    return width(text, size, hand.weight, italic=hand.italic, spacing=hand.spacing)


def reader_width(text: str, size: float) -> float:
    """
    Measure the room for a line of text in a reader's own type.

    Parameters
    ----------
    text
        What is written.
    size
        Size of the type in CSS pixels.

    Returns
    -------
    width
        CSS pixels.
    """
    return width(text, size) * SYSTEM_ALLOWANCE


def reader_height(text: str, room: float, size: float, weight: Weight, leading: float) -> float:
    """
    Measure how high a paragraph is in a reader's own type.

    Parameters
    ----------
    text
        What is written.
    room
        Width of the paragraph in CSS pixels.
    size, weight
        Size of the type in CSS pixels, and its cut.
    leading
        Height of a line against the size of the type.

    Returns
    -------
    height
        CSS pixels.
    """
    return len(lines(text, room / SYSTEM_ALLOWANCE, size, weight)) * size * leading


def flow(widths: Iterable[float], room: float, gap: float) -> list[tuple[int, float]]:
    """
    Set boxes into rows.

    Parameters
    ----------
    widths
        Widths of the boxes.
    room
        Width of a row; a wider box has a row of its own.
    gap
        Room between two boxes.

    Returns
    -------
    places
        Number of the row, from 0 on, and where in it each box starts.
    """
    places, row, start = [], 0, 0.0
    for wide in widths:
        if start and start + wide > room:
            row, start = row + 1, 0.0
        places.append((row, start))
        start += wide + gap
    return places
