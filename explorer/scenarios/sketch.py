"""Sketch: a line, an area or a settlement's surroundings that a reader gives.

It becomes a layer of the atoms, so that rules select its ground by its name. Importing this module
reads no layer and needs no geometry; what measures is imported where it is used.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from explorer.errors import SketchError
from explorer.language import _
from explorer.scenarios.rules import Km

MOST_POINTS = 5_000
MOST_PARTS = 100
_CORNERS = 3
# geodesy's grid (about 1 m), without importing what measures
_DECIMALS = 5


def _on_grid(degrees: float) -> float:
    return round(degrees, _DECIMALS) + 0.0  # no minus zero


Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(_on_grid)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(_on_grid)]
Place = tuple[Longitude, Latitude]
Course = tuple[Place, ...]
Courses = Annotated[tuple[Course, ...], Field(min_length=1, max_length=MOST_PARTS)]


class Around(BaseModel):
    """
    All ground near a settlement.

    Attributes
    ----------
    place
        GeoNames id of the settlement.
    km
        Geodesic distance from its point, in km.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: int = Field(gt=0, le=10**12)
    km: Km


class Sketch(BaseModel):
    """
    Ground that a reader marks out: exactly one of a line, an area and surroundings.

    Attributes
    ----------
    name
        What rules call it in `inside` and `outside`.
    line
        Sectors of (longitude, latitude) in degrees. As with the line of contact, its ground lies
        to the right; a sector whose ends meet cuts an enclave.
    area
        Outer rings of (longitude, latitude) in degrees; its ground lies inside.
    around
        A settlement and a distance; its ground lies within that.

    Notes
    -----
    Degrees are rounded to the grid that layers are stored in, five decimals (about 1 m).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    line: Courses | None = None
    area: Courses | None = None
    around: Around | None = None

    @property
    def courses(self) -> tuple[Course, ...]:
        """Its sectors or rings; none for a settlement's surroundings."""
        return self.line or self.area or ()

    @property
    def points(self) -> int:
        """How many points it is given by."""
        return sum(map(len, self.courses))

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Sketch":
        if sum(given is not None for given in (self.line, self.area, self.around)) != 1:
            raise ValueError("gives not exactly one of line, area and around; keep one")
        return self

    @model_validator(mode="after")
    def _has_extent(self) -> "Sketch":
        if any(len(set(sector)) < len("ab") for sector in self.line or ()):
            raise ValueError("has a sector without two different points; leave that sector out")
        if any(len(set(ring)) < _CORNERS for ring in self.area or ()):
            raise ValueError("has a ring without three different corners; leave that ring out")
        return self

    @model_validator(mode="after")
    def _is_bounded(self) -> "Sketch":
        check_points([self])
        return self


def check_points(sketches: Sequence[Sketch]) -> None:
    """
    Refuse more points than can be carried in an address and overlaid at once.

    Parameters
    ----------
    sketches
        What a reader gives.

    Raises
    ------
    SketchError
        If they have more than 5,000 points in all; never a validation error, so that a reader
        is told so in their language.
    """
    points = sum(sketch.points for sketch in sketches)
    if points > MOST_POINTS:
        raise SketchError(
            _("{name}: has {points} points; thin it to {most} at most"),
            name=", ".join(sketch.name for sketch in sketches),
            points=points,
            most=MOST_POINTS,
        )
