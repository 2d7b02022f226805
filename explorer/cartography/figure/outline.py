"""Outline: a geometry as SVG path data, in whole steps, each place relative to the one before."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.cartography.figure.ground import STEP

_LEAST_RING = 3


def outline(drawn: BaseGeometry) -> str:
    """
    Write a geometry as path data.

    Parameters
    ----------
    drawn
        Lines or polygons in units of the sheet.

    Returns
    -------
    data
        What stands in a path's `d`, in steps of `STEP`; empty when nothing is large enough.
    """
    return "".join(_runs(drawn))


def _runs(drawn: BaseGeometry) -> Iterator[str]:
    for part in shapely.get_parts(drawn):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                steps = _steps(ring)
                if len(steps) > _LEAST_RING:
                    yield _run(steps[:-1]) + "z"
        elif part.geom_type in {"LineString", "LinearRing"}:
            steps = _steps(part)
            if len(steps) > 1:
                yield _run(steps)


def _steps(line: BaseGeometry) -> list[tuple[int, int]]:
    steps = np.rint(shapely.get_coordinates(line) / STEP).astype(int)
    moved = np.any(np.diff(steps, axis=0) != 0, axis=1)
    return [(x, y) for x, y in steps[np.concatenate(([True], moved))].tolist()]


def _run(steps: list[tuple[int, int]]) -> str:
    (x, y), *_ = steps
    moves = [number for move in np.diff(steps, axis=0).tolist() for number in move]
    # a minus sign separates as well as a space
    relative = "".join(f"{n}" if i == 0 or n < 0 else f" {n}" for i, n in enumerate(moves))
    return f"M{x} {y}l{relative}"
