"""Components: what was measured of each cause of a line's error.

A component says how far a line is off at a point, and how the mean error of a front shrinks with
its length, since errors along it cancel in part. `explorer.pipeline.uncertainty` measures them;
`docs/method.md` says how well they are calibrated.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explorer.errors import LayerError
from explorer.layers.catalog import Catalog

Floats = npt.NDArray[np.float64]
Name = Literal["line", "source", "date"]

RESOURCE = "uncertainty"
_SHORTEST_KM = 1e-6


class Law(NamedTuple):
    """
    How the mean error of a front shrinks with its length.

    Attributes
    ----------
    sd_km
        Standard deviation of the error at a point of the line, in km.
    reach_km
        Length of front whose mean error is as large as that, in km; `None` if that is so of any.
    exponent
        How fast the mean error of a longer front shrinks.
    """

    sd_km: float
    reach_km: float | None
    exponent: float

    def mean_error_km(self, front_km: float | Floats) -> Floats:
        """
        Compute the standard deviation of the mean error of a front.

        Parameters
        ----------
        front_km
            Length of the front in km, of any shape.

        Returns
        -------
        errors
            In km, of the same shape.

        Notes
        -----
        A mean over n stretches of `reach_km` has the standard deviation `sd_km` n^-`exponent`, as
        fractional Gaussian noise with the Hurst exponent 1 - `exponent` has it (Mandelbrot and Van
        Ness 1968, doi:10.1137/1010093). The same law is taken for shorter fronts: beside one, a
        source may have a pocket that another one lacks.
        """
        length: Floats = np.maximum(front_km, _SHORTEST_KM)
        if self.reach_km is None:
            return self.sd_km + 0 * length
        return self.sd_km * (length / self.reach_km) ** -self.exponent

    def area_sd_km2(self, front_km: float | Floats) -> Floats:
        """
        Compute the standard deviation of the area beside a front.

        Parameters
        ----------
        front_km
            Length of the front in km, of any shape.

        Returns
        -------
        deviations
            In km², of the same shape.
        """
        return self.mean_error_km(front_km) * front_km


class Component(BaseModel):
    """
    One cause of a line's error, as it was measured.

    Attributes
    ----------
    name
        `line` (our generalising), `source` (what the source draws) or `date` (how late it is).
    sd_km
        Standard deviation of the line's error at a point, in km.
    reach_km
        Length of front whose mean error is as large as the error at a point, in km; `None` if that
        is so of any front.
    exponent
        How fast the mean error of a longer front shrinks with its length: 0.5 if errors far apart
        have nothing to do with each other, more if they cancel in part.
    bias_km
        Mean error in km, positive if the line is drawn too far towards Ukraine. It is said, and
        taken off no figure.
    accuracy_km
        The accuracy of the lines that it was measured on, in km, to which it is in proportion;
        `None` if it is the same for every line.
    of, source, date
        What was measured, on whose data, and of which day or days.
    days
        How many snapshots it was measured on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    sd_km: float = Field(ge=0, le=50)
    reach_km: float | None = Field(gt=0, le=5000)
    exponent: float = Field(ge=0, lt=1)
    bias_km: float
    accuracy_km: float | None = Field(gt=0)
    of: str
    source: str
    date: str
    days: int = Field(ge=1)

    @property
    def law(self) -> Law:
        """How its error shrinks with the length of a front."""
        return Law(self.sd_km, self.reach_km, self.exponent)

    def on(self, accuracy_km: float) -> "Component":
        """
        Take the component to a line of another accuracy.

        Parameters
        ----------
        accuracy_km
            The line's accuracy in km.

        Returns
        -------
        component
            With error and reach in proportion, if it depends on the accuracy.
        """
        if self.accuracy_km is None:
            return self
        times = accuracy_km / self.accuracy_km
        reach_km = None if self.reach_km is None else self.reach_km * times
        sd_km, bias_km = self.sd_km * times, self.bias_km * times
        return self.model_copy(update={"sd_km": sd_km, "reach_km": reach_km, "bias_km": bias_km})


@lru_cache(maxsize=8)
def components(catalog: Catalog) -> tuple[Component, ...]:
    """
    Read what is measured of the lines' errors.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    components
        In the order of the file.

    Raises
    ------
    LayerError
        If the file is missing, altered, or not such a list.
    """
    try:
        return _Components.model_validate_json(catalog.read(RESOURCE)).components
    except ValidationError as fault:
        path = catalog.resource(RESOURCE).path
        raise LayerError(f"{path}: is no list of components; run `frontline build`") from fault


class _Components(BaseModel):
    model_config = ConfigDict(extra="forbid")

    components: tuple[Component, ...]
