"""Crossings: how often outlines meet, counted before anything is made of them.

To mend or unite polygons takes memory for each crossing of their edges and time for each two edges
that come near one another: a star of 5,001 points crosses itself 12 million times, which took 4 GB.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from explorer.errors import FileError
from explorer.geometry.reading.content import Feature
from explorer.language import _

# The most that a day of DeepStateMap, or borders of raions, have: 56 crossings in all, and 33,000
# pairs of edges near one another. To mend 800 crossings of one outline takes half a second,
# 5,000 eight seconds; to unite outlines that cross 90,000 times, a hundredth.
MOST_OF_ONE = 1_000
MOST_CROSSINGS = 50_000
MOST_NEAR = 3_000_000
# Borders of raions come to 757 degrees, a day of DeepStateMap to 285. To close gaps between the
# teeth of a comb takes time with the square of their number: at 20,000° many minutes.
MOST_DEGREES = 1_500
# Pairs that are looked at in one go take some 100 MB.
_PAIRS = 2_000_000


def check(name: str, features: Sequence[Feature]) -> None:
    """
    Refuse outlines that cross, or lie over one another, too often.

    Parameters
    ----------
    name
        The file's name.
    features
        Polygons, valid or not.

    Raises
    ------
    FileError
        If outlines are longer than 1,500° in all, more than 3 million pairs of their edges come
        near one another, more than 50,000 cross, or more than 1,000 cross that are of one feature;
        it names the feature that has most.
    """
    _check_length(name, features)
    edges, owners = _edges(features)
    if not len(edges):
        return
    lines = shapely.linestrings(edges)
    tree = shapely.STRtree(lines)
    near, crossing, own = np.zeros((3, len(features)), int)
    step = max(1, _PAIRS // len(edges))
    for start in range(0, len(edges), step):
        index, other = tree.query(lines[start : start + step])
        index += start
        after = other > index
        index, other = index[after], other[after]
        near += _count(owners[index], near)
        cut = _cross(edges[index], edges[other])
        crossing += _count(owners[index[cut]], near)
        own += _count(owners[index[cut & (owners[index] == owners[other])]], near)
        limits = ((own, MOST_OF_ONE), (crossing, MOST_CROSSINGS), (near, MOST_NEAR))
        exceeded = next((counts for counts, most in limits if counts.sum() > most), None)
        if exceeded is not None:
            raise FileError(
                _(
                    "{name}: feature {number} has an outline that crosses itself or others too "
                    "often to be mended; simplify it in a map program"
                ),
                name=name,
                number=features[int(exceeded.argmax())].number,
            )


def _check_length(name: str, features: Sequence[Feature]) -> None:
    degrees = shapely.length([each.geometry for each in features])
    if degrees.sum() > MOST_DEGREES:
        raise FileError(
            _(
                "{name}: feature {number} has the longest of outlines that come to more than "
                "{most} degrees in all; simplify them in a map program"
            ),
            name=name,
            number=features[int(degrees.argmax())].number,
            most=MOST_DEGREES,
        )


def _count(owners: np.ndarray, features: np.ndarray) -> np.ndarray:
    """Count how often each feature comes up."""
    counts: np.ndarray = np.bincount(owners, minlength=len(features))
    return counts


def _edges(features: Sequence[Feature]) -> tuple[np.ndarray, np.ndarray]:
    """List different edges, shape (n, 2, 2), and the position of the feature of each."""
    shapes = np.array([each.geometry for each in features], dtype=object)
    parts, owner_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    is_edge = ring_of[1:] == ring_of[:-1]
    edges = np.stack([points[:-1][is_edge], points[1:][is_edge]], axis=1)
    backward = (edges[:, 0, 0] > edges[:, 1, 0]) | (
        (edges[:, 0, 0] == edges[:, 1, 0]) & (edges[:, 0, 1] > edges[:, 1, 1])
    )
    edges[backward] = edges[backward, ::-1]
    different, first = np.unique(edges.reshape(-1, 4), axis=0, return_index=True)
    return different.reshape(-1, 2, 2), owner_of[part_of[ring_of[1:][is_edge]]][first]


def _cross(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Tell which pairs of edges cross, or run along one another."""
    a, b, c, d = first[:, 0], first[:, 1], second[:, 0], second[:, 1]
    sides = [_side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)]
    parted = (sides[0] * sides[1] < 0) & (sides[2] * sides[3] < 0)
    along: np.ndarray = np.all([side == 0 for side in sides], axis=0)
    crossed: np.ndarray = parted | along
    return crossed


def _side(start: np.ndarray, end: np.ndarray, point: np.ndarray) -> np.ndarray:
    along, across = end - start, point - start
    side: np.ndarray = np.sign(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0])
    return side
