"""Offsets: how far a line of contact is drawn from another one, place by place along it.

Errors that lie near one another are alike. So offsets are told by three figures: their mean, their
standard deviation, and over what length of the line they agree.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy

Floats = npt.NDArray[np.float64]

# Between places on a line. Generalising at 1 km leaves offsets that agree over 1.4 km.
STEP_KM = 0.25


class Spread(NamedTuple):
    """
    How offsets along lines are spread.

    Attributes
    ----------
    bias_km
        Their mean in km.
    sd_km
        Their standard deviation in km.
    length_km
        Their integral correlation length in km: the mean over a line of L km, many times as long,
        has a variance of `sd_km`² times twice this length by L.
    """

    bias_km: float
    sd_km: float
    length_km: float


def along(lines: Iterable[LineString], ukraine: BaseGeometry) -> list[Floats]:
    """
    Measure how far lines lie from the edge of ground, in places along them.

    Parameters
    ----------
    lines
        Lines of contact in degrees.
    ukraine
        Ukrainian-held ground by the other line, polygons in degrees. Its edge is that line and the
        state border: where the other holds no ground for Russia, the border is how far it is off.

    Returns
    -------
    offsets
        For each line offsets in km at places `STEP_KM` apart, positive where the line is drawn on
        Ukraine's side of the other.
    """
    places = [geodesy.places_along(line, STEP_KM) for line in lines]
    together = np.concatenate(places)
    shapely.prepare(ukraine)
    sides = np.where(shapely.contains(ukraine, together), 1, -1)
    offsets = sides * geodesy.gaps_km(together, ukraine)
    return np.split(offsets, np.cumsum([len(each) for each in places])[:-1])


def spread(offsets: Sequence[Floats], step_km: float = STEP_KM) -> Spread:
    """
    Measure how offsets are spread, and over what length they agree.

    Parameters
    ----------
    offsets
        Of each line in km, at places equally far apart.
    step_km
        How far, in km.

    Returns
    -------
    spread
        Of all lines together.

    Notes
    -----
    The correlation is integrated over distance up to where it first falls to zero, by the
    trapezoidal rule; beyond, it is noise.
    """
    together = np.concatenate(offsets)
    bias, variance = together.mean(), together.var()
    anomalies = [each - bias for each in offsets]
    integral, lag = 0.5, 1
    while (correlation := _covariance(anomalies, lag) / variance) > 0:
        integral, lag = integral + correlation, lag + 1
    return Spread(float(bias), float(np.sqrt(variance)), float(integral * step_km))


def _covariance(anomalies: Sequence[Floats], lag: int) -> float:
    """Average the product of two places so many steps apart on one line; 0 if none are."""
    products = [each[lag:] * each[:-lag] for each in anomalies if len(each) > lag]
    return float(np.concatenate(products).mean()) if products else 0.0
