"""Lettering: how wide words are, and where lines break, in the type that pictures are set in.

Source Sans 3 (SIL Open Font License 1.1) comes from the package `fontpkg-source-sans-3`. Pictures
are set in it, so that they look the same on every machine; pages use the reader's own type, which
is mostly wider: `SYSTEM_ALLOWANCE` is left for it, and a browser fits each name into its room.
"""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from PIL import ImageFont

from explorer.errors import OutputError

FAMILY = "Source Sans 3"
SYSTEM_ALLOWANCE = 1.08  # Arial and its kin against Source Sans
Weight = Literal[400, 600, 700]

_PACKAGE = "fontpkg-source-sans-3"
_FOLDER = "fontpkg_source_sans_3/files"
_UPRIGHT, _ITALIC = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"
_MEASURED_AT = 100


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
    found = [""]
    for word in text.split(" "):
        longer = f"{found[-1]} {word}".lstrip()
        if found[-1] and width(longer, size, weight) > room:
            found.append(word)
        else:
            found[-1] = longer
    return found
