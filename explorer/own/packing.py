"""Packing: an edit as a short text for an address, and back; unpacked text is validated."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from explorer.errors import EditError, SketchError
from explorer.language import _
from explorer.own.edit import MOST_RULES, Edit, applied
from explorer.scenarios.model import MOST_SKETCHES
from explorer.scenarios.rules import LEAST_KM, MOST_KM
from explorer.scenarios.sketch import Course, Sketch

# Longest text that every browser and most servers accept in an address, in characters.
LONGEST = 6_000
# Longest text that is unpacked: all points that a scenario may have, at their longest.
_MOST_CHARACTERS = 100_000
_VERSION = "1"
# Largest size that a text may unpack to.
_MOST_BYTES = 200_000
# Sketches lie on a grid of five decimals of a degree.
_GRID = 100_000
_LINE, _AREA = "line", "area"


def compressed(edit: Edit) -> str:
    """
    Compress an edit to a short text.

    Parameters
    ----------
    edit
        The changes.

    Returns
    -------
    text
        Letters, digits, `-` and `_`, of any length; nothing is rounded.
    """
    fields = edit.model_dump(mode="json", exclude_defaults=True)
    if edit.sketches:
        fields["sketches"] = [_to_steps(sketch) for sketch in edit.sketches]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    short = zlib.compress(text.encode(), level=9)
    return _VERSION + base64.urlsafe_b64encode(short).decode().rstrip("=")


def packed(edit: Edit) -> str:
    """
    Compress an edit for an address.

    Parameters
    ----------
    edit
        The changes.

    Returns
    -------
    text
        As `compressed` returns it, at most 6,000 characters.

    Raises
    ------
    EditError
        If it does not fit.
    """
    text = compressed(edit)
    if len(text) > LONGEST:
        raise EditError(
            _(
                "What you drew has {points} points, too many for an address of {most} letters; "
                "thin it, or save it as a file."
            ),
            points=sum(sketch.points for sketch in edit.sketches),
            most=LONGEST,
        )
    return text


def _to_steps(sketch: Sketch) -> dict[str, Any]:
    """Write coordinates as integer steps on the grid, which are shorter than degrees."""
    fields = sketch.model_dump(mode="json", exclude_none=True)
    for kind in (_LINE, _AREA):
        if kind in fields:
            fields[kind] = [_steps(course) for course in sketch.courses]
    return fields


def _steps(course: Course) -> list[int]:
    places = [(0, 0), *((round(x * _GRID), round(y * _GRID)) for x, y in course)]
    return [step for (a, b), (x, y) in pairwise(places) for step in (x - a, y - b)]


def unpacked(text: str) -> Edit:
    """
    Read an edit from an address, or from a browser's tab.

    Parameters
    ----------
    text
        Text of `compressed`; anything else is refused.

    Returns
    -------
    edit
        The validated changes.

    Raises
    ------
    EditError
        If it cannot be unpacked, or the changes contradict each other.
    """
    if len(text) > _MOST_CHARACTERS or not text.startswith(_VERSION):
        raise EditError(_UNREADABLE)
    try:
        short = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        edit = Edit.model_validate(_from_steps(json.loads(_inflated(short))))
        applied(edit)  # raises if the changes contradict each other
    except SketchError as fault:
        raise EditError(fault.template, **fault.values) from fault
    except ValidationError as fault:
        if _BEYOND.isdisjoint(error["type"] for error in fault.errors(include_url=False)):
            raise EditError(_UNREADABLE) from fault
        raise EditError(
            _BOUNDS, least=LEAST_KM, far=int(MOST_KM), rules=MOST_RULES, drawn=MOST_SKETCHES
        ) from fault
    except _FAULTS as fault:
        raise EditError(_UNREADABLE) from fault
    return edit


_FAULTS = (ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error)
# What pydantic calls a number or a list that is beyond its bounds.
_BEYOND = {"greater_than_equal", "less_than_equal", "too_long", "finite_number"}
_BOUNDS = _(
    "The address holds a scenario of your own beyond what can be computed: distances are {least} "
    "to {far} km, with at most {rules} rules and {drawn} drawings; change what is beyond that."
)
_UNREADABLE = _(
    "The address holds a scenario of your own that cannot be read: part of it may be missing; copy "
    "the whole address, or open the saved file."
)


def _inflated(data: bytes) -> bytes:
    opened = zlib.decompressobj()
    content = opened.decompress(data, _MOST_BYTES)
    if not opened.eof:
        raise ValueError("too long or truncated")
    return content


def _from_steps(fields: Mapping[str, Any]) -> dict[str, Any]:
    restored = dict(fields)
    if "sketches" in restored:
        restored["sketches"] = [_to_degrees(dict(sketch)) for sketch in restored["sketches"]]
    return restored


def _to_degrees(sketch: dict[str, Any]) -> dict[str, Any]:
    for kind in (_LINE, _AREA):
        if kind in sketch:
            sketch[kind] = [list(_places(steps)) for steps in sketch[kind]]
    return sketch


def _places(steps: list[int]) -> Iterator[tuple[float, float]]:
    x = y = 0
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + step_x, y + step_y
        yield x / _GRID, y / _GRID
