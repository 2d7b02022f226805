"""Draws: what Ukraine holds with the line of contact moved at random, the slow way to an interval.

The intervals of a ledger are computed in closed form from a front's length. Here a line is really
moved and the ground overlaid, which assumes neither that fronts are straight nor that errors are
small: the two ways check each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from explorer.atoms import store
from explorer.geometry import geodesy, split
from explorer.layers import baselines
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.layers.components import Law
from explorer.layers.spread import Model, front_length_km
from explorer.pipeline import daily
from explorer.pipeline.engines import Engine
from explorer.results import ledger

Floats = npt.NDArray[np.float64]

# Errors are drawn at vertices at most this far apart, about 0.5 km.
_STEP_DEGREES = 0.005


@dataclass(frozen=True, eq=False)
class Course:
    """
    A sector of a line of contact, by its vertices.

    Attributes
    ----------
    places
        Longitudes and latitudes in degrees, shape (n, 2).
    along_km
        Length of the sector up to each, in km, shape (n,).
    left
        How far 1 km to the left, towards Ukraine, leads in degrees, shape (n, 2).
    """

    places: Floats
    along_km: Floats
    left: Floats


@dataclass(frozen=True, eq=False)
class Front:
    """
    A line of contact, and the ground that it divides.

    Attributes
    ----------
    courses
        Its sectors.
    ukraine, russia
        Ground on either side, polygons in degrees, by ISO 3166-2 code of the oblasts that have it.
    held_km2
        What Ukraine holds of each oblast with the line as it is drawn, in km².
    """

    courses: tuple[Course, ...]
    ukraine: Mapping[str, BaseGeometry]
    russia: Mapping[str, BaseGeometry]
    held_km2: Mapping[str, float]


def front(line: MultiLineString, oblasts: Mapping[str, BaseGeometry]) -> Front:
    """
    Divide oblasts by a line.

    Parameters
    ----------
    line
        Line strings in degrees, Ukraine on their left, each reaching past the oblasts.
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code.

    Returns
    -------
    front
        What draws are made of; it can be pickled.

    Raises
    ------
    LineError
        If the line does not split the oblasts.
    """
    sides = split.split(shapely.coverage_union_all(list(oblasts.values())), line)
    held = {code: shape.intersection(sides.ukraine) for code, shape in oblasts.items()}
    return Front(
        courses=tuple(_course(sector) for sector in line.geoms),
        ukraine=held,
        russia={code: shape.intersection(sides.russia) for code, shape in oblasts.items()},
        held_km2={code: geodesy.area_km2(shape) for code, shape in held.items()},
    )


def front_of(catalog: Catalog, baseline: str) -> Front:
    """
    Divide the oblasts of the layers by one of their lines.

    Parameters
    ----------
    catalog
        The layers.
    baseline
        Name of the line, `DATE` or `SOURCE:DATE`.

    Returns
    -------
    front
        What draws are made of.

    Raises
    ------
    LayerError
        If there is no such line.
    """
    return front(baselines.line(catalog, baseline), daily.units(catalog))


def sample(front: Front, laws: Sequence[Law], draws: int, engine: Engine) -> list[dict[str, float]]:
    """
    Draw what Ukraine holds many times.

    Parameters
    ----------
    front
        The line, and the ground that it divides.
    laws
        Of the errors of its position, which are independent of each other.
    draws
        How many draws are made: those numbered 0 to `draws` - 1.
    engine
        Where they are made.

    Returns
    -------
    held_km2
        Of each draw, what Ukraine holds of each oblast in km²; the same whatever the engine.
    """
    return list(engine.map(partial(held_km2, front, tuple(laws)), range(draws)))


class Drawn(NamedTuple):
    """
    What Ukraine holds of an oblast, in closed form and by draws.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    held_km2
        With the line as it is drawn, in km².
    closed_km2
        Standard deviation in closed form, in km², without the borders'.
    drawn_km2
        Standard deviation of the draws, in km².
    low_km2, high_km2
        A tenth of the draws lies below, and a tenth above, in km².
    """

    oblast: str
    held_km2: float
    closed_km2: float
    drawn_km2: float
    low_km2: float
    high_km2: float


def summed_up(
    catalog: Catalog, baseline: Baseline, model: Model, sample: Sequence[Mapping[str, float]]
) -> list[Drawn]:
    """
    Hold draws against the closed form.

    Parameters
    ----------
    catalog
        The layers.
    baseline
        The line that was moved.
    model
        What is not known of it.
    sample
        What Ukraine holds of each oblast in each draw, in km².

    Returns
    -------
    rows
        Of the oblasts that the line crosses, by code.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    atoms = store.atoms(catalog, baseline)
    shift = baseline.accuracy_km
    masks = [~atoms.russian(km) for km in (0.0, -shift, shift)]
    oblasts, readings = atoms.oblast_codes[0], ledger.by_oblast(atoms, masks)
    rows = []
    for code, each in zip(oblasts, readings, strict=True):
        front_km = front_length_km(each, shift)
        if front_km > 0:
            km2 = np.array([held[code] for held in sample])
            low, high = np.quantile(km2, [0.1, 0.9]).tolist()
            closed = float(model.mean_error_km(front_km)) * front_km
            rows.append(Drawn(code, float(each[0]), closed, float(km2.std()), low, high))
    return rows


def held_km2(front: Front, laws: Sequence[Law], draw: int) -> dict[str, float]:
    """
    Measure what Ukraine holds in one draw.

    Parameters
    ----------
    front
        The line, and the ground that it divides.
    laws
        Of the errors of its position, which are independent of each other.
    draw
        Number of the draw, 0 or more, which alone decides the random numbers.

    Returns
    -------
    held_km2
        What Ukraine holds of each oblast with the line moved, in km².

    Notes
    -----
    Ground that the line passes over changes its holder once, however often the moved line folds.
    """
    errors = _errors(front.courses, laws, np.random.default_rng(draw))
    swept = [_swept(*each) for each in zip(front.courses, errors, strict=True)]
    lost, gained = (
        shapely.union_all(np.concatenate(strips)) for strips in zip(*swept, strict=True)
    )
    held = dict(front.held_km2)
    for change, strip, side in ((-1, lost, front.ukraine), (1, gained, front.russia)):
        for code, ground in side.items():
            if ground.intersects(strip):
                held[code] += change * geodesy.area_km2(ground.intersection(strip))
    return held


def noise(generator: np.random.Generator, blocks: int, hurst: float) -> Floats:
    """
    Draw fractional Gaussian noise.

    Parameters
    ----------
    generator
        Where its random numbers come from.
    blocks
        How many values are drawn, at least one.
    hurst
        Hurst exponent, above 0 and at most 1: at 0.5 the values are independent, below it
        neighbours are opposed, above it alike.

    Returns
    -------
    values
        Of variance 1, shape (blocks,); the mean of n successive ones has variance
        n^(2 `hurst` - 2).

    Notes
    -----
    Davies and Harte's method, exact by embedding the covariances in a circulant matrix (1987,
    doi:10.1093/biomet/74.1.95).
    """
    lags = np.arange(blocks + 1)
    powers = np.abs(np.arange(-1, blocks + 2)) ** (2 * hurst)
    covariances = (powers[lags + 2] - 2 * powers[lags + 1] + powers[lags]) / 2
    circle = np.concatenate([covariances, covariances[-2:0:-1]])
    # rounding may leave an eigenvalue of 0 below it
    eigenvalues = np.fft.fft(circle).real.clip(min=0)
    parts = generator.normal(size=(2, len(circle)))
    drawn = np.fft.fft(np.sqrt(eigenvalues / len(circle)) * (parts[0] + 1j * parts[1]))
    return np.asarray(drawn.real[:blocks])


def _course(sector: LineString) -> Course:
    places = shapely.get_coordinates(geodesy.densify(sector, _STEP_DEGREES))
    lengths = geodesy.lengths_km(shapely.linestrings(np.stack([places[:-1], places[1:]], axis=1)))
    return Course(
        places=places,
        along_km=np.concatenate([[0.0], np.cumsum(lengths)]),
        left=geodesy.leftward(places),
    )


def _errors(
    courses: Sequence[Course], laws: Sequence[Law], generator: np.random.Generator
) -> list[Floats]:
    """Draw the errors of each sector at its vertices, in km, positive towards Ukraine."""
    errors = [np.zeros(len(course.along_km)) for course in courses]
    for law in laws:
        alike, reach_km = generator.normal(), law.reach_km
        for sector, course in enumerate(courses):
            errors[sector] += law.sd_km * (
                alike
                if reach_km is None
                else _along(course.along_km, reach_km, 1 - law.exponent, generator)
            )
    return errors


def _along(
    along_km: Floats, reach_km: float, hurst: float, generator: np.random.Generator
) -> Floats:
    """Draw an error for each block of front, at its middle, and the vertices between."""
    blocks = int(along_km[-1] // reach_km) + 1
    middles = (np.arange(blocks) + 0.5) * reach_km
    return np.interp(along_km, middles, noise(generator, blocks, hurst))


def _swept(course: Course, errors: Floats) -> tuple[npt.NDArray[np.object_], ...]:
    """List the strips that a sector passes over to its left, and those to its right."""
    before, after = errors[:-1], errors[1:]
    (turns,) = np.nonzero(before * after < 0)  # where the moved sector crosses the drawn one
    part = before[turns] / (before[turns] - after[turns])
    start = course.along_km[turns]
    crossings = start + part * (course.along_km[turns + 1] - start)
    along = np.sort(np.concatenate([course.along_km, crossings]))
    places, left = (
        np.column_stack([np.interp(along, course.along_km, values) for values in pairs.T])
        for pairs in (course.places, course.left)
    )
    moved = np.interp(along, course.along_km, errors)
    ends = np.stack([places, places + moved[:, None] * left], axis=1)
    # each strip is the hull of a step of the line and the same step moved
    strips = shapely.convex_hull(shapely.multipoints(np.concatenate([ends[:-1], ends[1:]], axis=1)))
    is_left = moved[:-1] + moved[1:] > 0
    return strips[is_left], strips[~is_left]
