"""Packing: an edit as a short text for an address, and back; whatever comes back is checked."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from explorer.errors import EditError, SketchError
from explorer.language import _
from explorer.own.edit import Edit, applied
from explorer.scenarios.sketch import Course, Sketch

# What every browser and most servers take in an address.
LONGEST = 6_000
# What is read at all: all points that a scenario may have, at their longest.
_MOST_LETTERS = 100_000
_VERSION = "1"
# Bounds what a short text may unpack to.
_MOST_BYTES = 200_000
# Sketches lie on a grid of five decimals of a degree.
_GRID = 100_000
_LINE, _AREA = "line", "area"


def squeezed(edit: Edit) -> str:
    """
    Write an edit as a short text.

    Parameters
    ----------
    edit
        The changes.

    Returns
    -------
    text
        Letters, digits, `-` and `_`, however many. Nothing is rounded.
    """
    told = edit.model_dump(mode="json", exclude_defaults=True)
    if edit.sketches:
        told["sketches"] = [_folded(sketch) for sketch in edit.sketches]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    short = zlib.compress(text.encode(), level=9)
    return _VERSION + base64.urlsafe_b64encode(short).decode().rstrip("=")


def packed(edit: Edit) -> str:
    """
    Write an edit for an address.

    Parameters
    ----------
    edit
        The changes.

    Returns
    -------
    text
        As `squeezed` writes it, at most 6,000 letters.

    Raises
    ------
    EditError
        When it does not fit.
    """
    found = squeezed(edit)
    if len(found) > LONGEST:
        raise EditError(
            _(
                "What you drew has {points} points, too many for an address of {most} letters; "
                "thin it, or save it as a file."
            ),
            points=sum(sketch.points for sketch in edit.sketches),
            most=LONGEST,
        )
    return found


def _folded(sketch: Sketch) -> dict[str, Any]:
    """Write courses as whole steps on the grid, which are shorter than degrees."""
    told = sketch.model_dump(mode="json", exclude_none=True)
    for kind in (_LINE, _AREA):
        if kind in told:
            told[kind] = [_steps(course) for course in sketch.courses]
    return told


def _steps(course: Course) -> list[int]:
    places = [(0, 0), *((round(x * _GRID), round(y * _GRID)) for x, y in course)]
    return [step for (a, b), (x, y) in pairwise(places) for step in (x - a, y - b)]


def unpacked(text: str) -> Edit:
    """
    Read an edit from an address, or from where a browser held it.

    Parameters
    ----------
    text
        What `squeezed` wrote, or anything else.

    Returns
    -------
    edit
        The changes, checked.

    Raises
    ------
    EditError
        When it is anything else.
    """
    if len(text) > _MOST_LETTERS or not text.startswith(_VERSION):
        raise EditError(_UNREADABLE)
    try:
        short = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        edit = Edit.model_validate(_unfolded(json.loads(_inflated(short))))
        applied(edit)  # all of it fits together
    except SketchError as fault:
        raise EditError(fault.template, **fault.values) from fault
    except _FAULTS as fault:
        raise EditError(_UNREADABLE) from fault
    return edit


_FAULTS = (ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error)
_UNREADABLE = _(
    "The address holds a scenario of your own that cannot be read: part of it may be missing; copy "
    "the whole address, or open the saved file."
)


def _inflated(squeezed: bytes) -> bytes:
    opened = zlib.decompressobj()
    content = opened.decompress(squeezed, _MOST_BYTES)
    if not opened.eof:
        raise ValueError("too long, or cut off")
    return content


def _unfolded(told: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(told)
    if "sketches" in found:
        found["sketches"] = [_spread(dict(sketch)) for sketch in found["sketches"]]
    return found


def _spread(sketch: dict[str, Any]) -> dict[str, Any]:
    for kind in (_LINE, _AREA):
        if kind in sketch:
            sketch[kind] = [list(_places(steps)) for steps in sketch[kind]]
    return sketch


def _places(steps: list[int]) -> Iterator[tuple[float, float]]:
    x = y = 0
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + step_x, y + step_y
        yield x / _GRID, y / _GRID
