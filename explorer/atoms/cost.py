"""Cost: how long it will take to cut atoms further, told before it is begun.

Fitted to the processor time of 71 cuts of the newest line on one core of 2026 (GEOS 3.14): up to
20 surroundings of 10 to 500 km, 6 depths, 20 lines and 20 areas with edges of up to 80 degrees, and
mixtures of them. They took 0.5 to 1.4 times as long as estimated, and 2.4 times where depths were a
metre off the usual ones. Where edges all but meet and all layers are overlaid anew, it takes some
seconds more; that cannot be told beforehand, so whoever serves strangers sets a process limits.
"""

import math
from collections.abc import Iterable

import shapely

from explorer.errors import LimitError
from explorer.language import _
from explorer.scenarios.sketch import Sketch

# Anything that is cut at all; each depth, which is three edges with those of the moved line; each
# line, which divides the country; each sketch of any kind; and each degree of its edge.
_FIXED_S, _DEPTH_S, _LINE_S, _SKETCH_S, _DEGREE_S = 0.2, 0.9, 0.3, 0.05, 0.02
_KM_PER_DEGREE = 111.2
# The rim of wider surroundings lies outside the country for the most part.
_WIDEST_KM = 300.0

_DEAR = _(
    "What is drawn, and its distances, would take some {seconds} s to compute, and may take "
    "{most} s; take lines, areas, surroundings or distances back."
)


def seconds(depths_km: Iterable[float], sketches: Iterable[Sketch]) -> float:
    """
    Estimate how long a cut takes.

    Parameters
    ----------
    depths_km
        Distances from the line at which to cut beside the usual ones, in km.
    sketches
        What a reader gives.

    Returns
    -------
    seconds
        Processor time in s.
    """
    return _FIXED_S + _DEPTH_S * len({*depths_km}) + sum(map(_sketch_s, sketches))


def _sketch_s(sketch: Sketch) -> float:
    if sketch.around is not None:
        degrees = 2 * math.pi * min(sketch.around.km, _WIDEST_KM) / _KM_PER_DEGREE
    else:
        rings = sketch.line or [(*ring, ring[0]) for ring in sketch.courses]
        degrees = sum(float(shapely.length(shapely.linestrings(course))) for course in rings)
    return _SKETCH_S + _DEGREE_S * degrees + (_LINE_S if sketch.line else 0.0)


def check(depths_km: Iterable[float], sketches: Iterable[Sketch], most_s: float) -> None:
    """
    Refuse a cut that would take too long.

    Parameters
    ----------
    depths_km
        Distances from the line at which to cut beside the usual ones, in km.
    sketches
        What a reader gives.
    most_s
        The most that it may take, in seconds of a processor.

    Raises
    ------
    LimitError
        If it would take longer.
    """
    estimate = seconds(depths_km, sketches)
    if estimate > most_s:
        raise LimitError(_DEAR, seconds=round(estimate, 1), most=most_s)
