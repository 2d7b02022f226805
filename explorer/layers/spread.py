"""Spread: how far a figure may be off, by what is not known of the line and the borders.

A figure is computed with the line where it is drawn and moved by a known distance to each side. The
change per km is the length of front that the figure depends on, and with the mean error of a front
of that length it gives the interval in closed form. What the borders between oblasts are off is
known by oblast. Contested ground is no part of any interval: it is said beside each figure.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot, pi, sqrt
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from explorer.layers import components
from explorer.layers.components import Component
from explorer.quantity import Quantity

Floats = npt.NDArray[np.float64]
Name = Literal[components.Name, "borders"]

# Of a normal distribution, 80 and 95 % lie within so many standard deviations of its mean.
DEVIATIONS_80, DEVIATIONS_95 = 1.2816, 1.9600


class Border(NamedTuple):
    """
    What the borders between oblasts make of an area.

    Attributes
    ----------
    bias_km2
        How much more it is in the frame's borders than in other sets of borders, in km².
    sd_km2
        Standard deviation of what is not known of it, in km²: the difference of two other sets
        of borders, divided by √2. It has the sign of that difference, so that what one oblast has
        more and its neighbour less adds up to nothing.
    """

    bias_km2: float = 0.0
    sd_km2: float = 0.0


EXACT = Border()


def total(borders: Iterable[Border]) -> Border:
    """
    Sum what borders make of several areas.

    Parameters
    ----------
    borders
        Of each.

    Returns
    -------
    border
        Of all of them.
    """
    biases, sds = zip(*borders, strict=True)
    return Border(sum(biases), sum(sds))


class Share(NamedTuple):
    """
    What one component adds to the interval of a figure.

    Attributes
    ----------
    name
        Of the component.
    bias_km2
        How much too large the figure is on average, in km².
    sd_km2
        Standard deviation in km².
    share_pct
        Its share of the variance in percent.
    """

    name: Name
    bias_km2: float
    sd_km2: float
    share_pct: float


@dataclass(frozen=True)
class Spread(ABC):
    """
    How figures spread that are computed on several positions of the line.

    Attributes
    ----------
    shift_km
        How far the line is moved to each side, in km.
    """

    shift_km: float

    def area(
        self, readings: npt.ArrayLike, border: Border = EXACT, most_km2: float = np.inf
    ) -> Quantity:
        """
        Bound an area.

        Parameters
        ----------
        readings
            The area in km² where the line is drawn and moved to each side, shape (positions,); or
            in parts that are summed, shape (parts, positions).
        border
            What the borders between oblasts make of it.
        most_km2
            All the ground that there is, in km².

        Returns
        -------
        quantity
            In km², none below zero.
        """
        area = self._bounded(_slopes(readings), border)
        return _within(area, 0.0, most_km2)

    def difference(self, readings: npt.ArrayLike) -> Quantity:
        """
        Bound a difference of areas.

        Parameters
        ----------
        readings
            As those of an area; they may be negative.

        Returns
        -------
        quantity
            In km².
        """
        return self._bounded(_slopes(readings), EXACT)

    def count(self, readings: npt.ArrayLike, front_km: float, each: float = 1.0) -> Quantity:
        """
        Bound a count of what lies at points.

        Parameters
        ----------
        readings
            The count where the line is drawn and moved to each side, shape (positions,).
        front_km
            Length of the front in km at which it was counted.
        each
            How much one point counts, for example the people of a settlement.

        Returns
        -------
        quantity
            None below zero.
        """
        return _within(self._counted(_slopes(readings), front_km, each), 0.0, np.inf)

    def distance(self, readings: npt.ArrayLike) -> Quantity:
        """
        Bound a distance from ground that ends at the line.

        Parameters
        ----------
        readings
            Distance in km where the line is drawn and moved to each side, shape (positions,);
            negative inside the ground.

        Returns
        -------
        quantity
            In km.
        """
        return self._at_a_point(_slopes(readings))

    @abstractmethod
    def _bounded(self, slopes: "_Slopes", border: Border) -> Quantity:
        """Bound what adds up along the front."""

    @abstractmethod
    def _counted(self, slopes: "_Slopes", front_km: float, each: float) -> Quantity:
        """Bound what lies at points along the front."""

    @abstractmethod
    def _at_a_point(self, slopes: "_Slopes") -> Quantity:
        """Bound what depends on one point of the front."""


def _within(quantity: Quantity, least: float, most: float) -> Quantity:
    """Keep the ends of intervals within bounds, but never on the other side of the figure."""
    bottom, top = min(least, quantity.value), max(most, quantity.value)
    return Quantity(
        quantity.value,
        max(quantity.low, bottom),
        min(quantity.high, top),
        None if quantity.low95 is None else max(quantity.low95, bottom),
        None if quantity.high95 is None else min(quantity.high95, top),
    )


@dataclass(frozen=True)
class MovedLine(Spread):
    """The whole line moved to each side: the least and the greatest figure."""

    def _bounded(self, slopes: "_Slopes", border: Border) -> Quantity:
        del border  # borders are not moved
        return Quantity(slopes.value, slopes.least, slopes.greatest)

    def _counted(self, slopes: "_Slopes", front_km: float, each: float) -> Quantity:
        del front_km, each
        return self._bounded(slopes, EXACT)

    def _at_a_point(self, slopes: "_Slopes") -> Quantity:
        return self._bounded(slopes, EXACT)


STILL = MovedLine(0.0)


@dataclass(frozen=True)
class Model(Spread):
    """
    The line's components: intervals of 80 and 95 % in closed form.

    Attributes
    ----------
    components
        What is not known of the line; it is moved to learn what a figure depends on.
    """

    components: tuple[Component, ...]

    def mean_error_km(self, front_km: float | Floats) -> Floats:
        """
        Compute the standard deviation of the mean error of a front, from all causes.

        Parameters
        ----------
        front_km
            Length of the front in km, of any shape.

        Returns
        -------
        errors
            In km, of the same shape.
        """
        variance = sum(each.law.mean_error_km(front_km) ** 2 for each in self.components)
        return np.asarray(variance**0.5)

    def _bounded(self, slopes: "_Slopes", border: Border) -> Quantity:
        value = slopes.value
        error = float(self.mean_error_km(slopes.front_km(self.shift_km))) / self.shift_km
        middle = value - border.bias_km2

        def ends(deviations: float) -> tuple[float, float]:
            down, up = (
                deviations * hypot(error * km2, border.sd_km2) for km2 in (slopes.down, slopes.up)
            )
            # the figure itself is never outside
            return min(middle - down, value), max(middle + up, value)

        return Quantity(value, *ends(DEVIATIONS_80), *ends(DEVIATIONS_95))

    def _counted(self, slopes: "_Slopes", front_km: float, each: float) -> Quantity:
        # Beside the mean error of the front, each point is on the wrong side by itself: of a
        # density of λ points per km of shift, λ σ / √π are, where the line is off by σ at a point.
        value, error = slopes.value, float(self.mean_error_km(front_km))
        alone = each * self.error_km / sqrt(pi)

        def ends(deviations: float) -> tuple[float, float]:
            rates = (slopes.down / self.shift_km, slopes.up / self.shift_km)
            down, up = (deviations * sqrt((error * rate) ** 2 + alone * rate) for rate in rates)
            return value - down, value + up

        return Quantity(value, *ends(DEVIATIONS_80), *ends(DEVIATIONS_95))

    def _at_a_point(self, slopes: "_Slopes") -> Quantity:
        error = self.error_km / self.shift_km

        def ends(deviations: float) -> tuple[float, float]:
            down, up = (deviations * error * km for km in (slopes.down, slopes.up))
            return slopes.value - down, slopes.value + up

        return Quantity(slopes.value, *ends(DEVIATIONS_80), *ends(DEVIATIONS_95))

    @property
    def error_km(self) -> float:
        """Standard deviation of the line's error at a point, in km."""
        return hypot(*(each.sd_km for each in self.components))

    @property
    def point_km(self) -> float:
        """How far the line is off at a point in 80 % of cases at most, in km."""
        return DEVIATIONS_80 * self.error_km

    def areas(self, readings: Floats, borders: Sequence[Border] = ()) -> Floats:
        """
        Bound many areas at once.

        Parameters
        ----------
        readings
            As those of one area, in parts that are summed, shape (n, parts, positions).
        borders
            What the borders between oblasts make of each; nothing by default.

        Returns
        -------
        areas
            Value and ends of the 80 % interval in km², shape (n, 3); not-a-number where a reading
            is.
        """
        value = readings[..., 0]
        down, up = value - readings.min(axis=-1), readings.max(axis=-1) - value
        fronts = np.maximum(down, up).sum(axis=-1) / self.shift_km
        error = self.mean_error_km(fronts) / self.shift_km
        totals = value.sum(axis=-1)
        biases, sds = np.array(borders or [EXACT] * len(totals)).T
        middle = totals - biases
        less, more = (
            DEVIATIONS_80 * np.hypot(error * moved.sum(axis=-1), sds) for moved in (down, up)
        )
        low, high = np.minimum(middle - less, totals), np.maximum(middle + more, totals)
        return np.column_stack([totals, np.maximum(low, np.minimum(0, totals)), high])

    def budget(self, readings: npt.ArrayLike, border: Border = EXACT) -> tuple[Share, ...]:
        """
        Say what each component adds to the interval of an area.

        Parameters
        ----------
        readings, border
            As those of the area.

        Returns
        -------
        shares
            The components in their order, then the borders.
        """
        slopes = _slopes(readings)
        front_km = slopes.front_km(self.shift_km)
        steepest = max(slopes.down, slopes.up) / self.shift_km
        sign = slopes.towards_ukraine
        rows: list[tuple[Name, float, float]] = [
            (
                each.name,
                sign * each.bias_km * front_km,
                float(each.law.mean_error_km(front_km)) * steepest,
            )
            for each in self.components
        ]
        rows.append(("borders", border.bias_km2, abs(border.sd_km2)))
        whole = sum(sd**2 for _, _, sd in rows)
        return tuple(
            Share(name, bias, sd, 100 * sd**2 / whole if whole else 0.0) for name, bias, sd in rows
        )


class _Slopes(NamedTuple):
    """
    How an area changes with the line.

    Attributes
    ----------
    value
        The area where the line is drawn, in km².
    down, up
        How much less and how much more its parts are with the line moved, in km².
    least, greatest
        The least and the greatest sum of its parts on one position of the line, in km².
    steepest
        The greater of both by part, summed, in km².
    towards_ukraine
        1 if it grows with the line moved towards Ukraine, -1 if it shrinks, 0 if neither.
    """

    value: float
    down: float
    up: float
    least: float
    greatest: float
    steepest: float
    towards_ukraine: int

    def front_km(self, shift_km: float) -> float:
        """Length of front in km that the area depends on."""
        return self.steepest / shift_km


def _slopes(readings: npt.ArrayLike) -> _Slopes:
    parts: list[list[float]] = np.atleast_2d(np.asarray(readings, dtype=float)).tolist()
    downs = [part[0] - min(part) for part in parts]
    ups = [max(part) - part[0] for part in parts]
    # positions: as drawn, towards Russia, towards Ukraine
    sums = [sum(position) for position in zip(*parts, strict=True)]
    moved = sums[-1] - sums[1] if len(sums) > 1 else 0.0
    return _Slopes(
        value=sums[0],
        down=sum(downs),
        up=sum(ups),
        least=min(sums),
        greatest=max(sums),
        steepest=sum(map(max, downs, ups)),
        towards_ukraine=(moved > 0) - (moved < 0),
    )


def front_length_km(readings: npt.ArrayLike, shift_km: float) -> float:
    """
    Measure the length of front that an area depends on.

    Parameters
    ----------
    readings
        As those of an area in `Spread`.
    shift_km
        How far the line was moved, in km.

    Returns
    -------
    length
        In km; zero if the line was not moved.
    """
    return _slopes(readings).front_km(shift_km) if shift_km else 0.0
