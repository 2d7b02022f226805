"""Whether polygons cover a frame once, against GEOS's own check of a coverage."""

import numpy as np
import pytest
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from explorer.geometry import coverage
from explorer.layers.catalog import installed

FRAME = box(30, 48, 34, 50)
HALVES = (box(30, 48, 32, 50), box(32, 48, 34, 50))


def test_oblasts_cover_the_country_once() -> None:
    oblasts = np.array(list(installed().shapes("oblasts").values()))
    frame = shapely.coverage_union_all(oblasts)
    assert shapely.coverage_is_valid(oblasts)
    assert coverage.covers_once(oblasts, frame)
    assert not coverage.covers_once(oblasts[1:], frame)
    assert not coverage.covers_once(np.append(oblasts, oblasts), frame)


@pytest.mark.parametrize(
    "shapes",
    [
        (HALVES[0],),
        (HALVES[0], HALVES[0]),
        (*HALVES, FRAME),
        (*HALVES, box(31, 48.5, 33, 49)),
        (HALVES[0], box(31.99999, 48, 34, 50)),
        (HALVES[0], box(32.00001, 48, 34, 50)),
        (HALVES[0], shapely.segmentize(HALVES[1], 0.5)),
        (FRAME.difference(box(31, 48.5, 33, 49)), box(31.5, 48.5, 33, 49)),
    ],
    ids=["hole", "twice", "all twice", "part twice", "overlap", "gap", "vertices", "hole inside"],
)
def test_what_overlaps_or_leaves_a_gap_does_not_cover(shapes: tuple[BaseGeometry, ...]) -> None:
    assert coverage.covers_once(np.array(HALVES), FRAME)
    assert not coverage.covers_once(np.array(shapes), FRAME)
