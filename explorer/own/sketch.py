"""Sketch: a line, an area or a settlement's surroundings that a reader gives.

It becomes a layer of the atoms, so that rules select its ground by its name. Importing this module
reads no layer and needs no geometry; what measures is imported where it is used.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from explorer.errors import SketchError
from explorer.rules import Km

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from explorer.catalog import Catalog

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
        When they have more than 5,000 points in all; never a validation error, so that a reader
        is told so in their language.
    """
    points = sum(sketch.points for sketch in sketches)
    if points > MOST_POINTS:
        from explorer.language import message  # noqa: PLC0415  (it reads scenarios itself)

        raise SketchError(
            message("{name}: has {points} points; thin it to {most} at most"),
            name=", ".join(sketch.name for sketch in sketches),
            points=points,
            most=MOST_POINTS,
        )


@lru_cache(maxsize=64)
def layer(catalog: "Catalog", sketch: Sketch) -> "BaseGeometry":
    """
    Take the ground that a sketch stands for.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        What a reader gives.

    Returns
    -------
    ground
        Polygons in degrees inside the frame: to the right of the line, inside the area, or within
        the distance of the settlement.

    Raises
    ------
    SketchError
        When it marks no ground out; the sentence tells where, and what to mend.
    LayerError
        When a layer is missing or altered.

    Notes
    -----
    A line's end inside the frame is led out over its border, if that is at most 25 km away. The
    edge is exact as drawn: it does not move with the line of contact when intervals are taken.
    """
    from explorer import baseline, gazetteer  # noqa: PLC0415  (they read scenarios)
    from explorer.own import cutting  # noqa: PLC0415  (they read scenarios)

    frame = baseline.frame(catalog)
    if sketch.line is not None:
        return cutting.right_of(sketch.name, sketch.line, frame)
    if sketch.around is not None:
        found = gazetteer.places(catalog).get(sketch.around.place)
        place = (found.longitude, found.latitude) if found else None
        return cutting.around(sketch.name, sketch.around.place, place, sketch.around.km, frame)
    return cutting.inside(sketch.name, sketch.courses, frame)


def check_tangle(sketches: Sequence[Sketch]) -> None:
    """
    Refuse sketches that cut each other to shreds, which would take minutes to overlay.

    Parameters
    ----------
    sketches
        What a reader gives, in order.

    Raises
    ------
    SketchError
        When they cross each other more than 2,000 times.
    """
    drawn = [sketch for sketch in sketches if sketch.courses]
    if len(drawn) > 1:
        from explorer.own import cutting  # noqa: PLC0415  (it reads scenarios)

        cutting.check_tangle(drawn[-1].name, [sketch.courses for sketch in drawn])


class Side(NamedTuple):
    """
    One side of a line.

    Attributes
    ----------
    label
        What to call it, a message of the catalogue: `north-west side`, say.
    area_km2
        Its area in km².
    russian_pct
        Share of that area that Russia holds, in percent.
    """

    label: str
    area_km2: float
    russian_pct: float


def sides(catalog: "Catalog", sketch: Sketch, day: str | None = None) -> tuple[Side, Side]:
    """
    Tell the two sides of a line apart.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        A line.
    day
        ISO date of the baseline; the default when none is given.

    Returns
    -------
    left, right
        Ground on its left and on its right.

    Raises
    ------
    ValueError
        When the sketch is no line.
    SketchError
        When the line does not split the frame.
    LayerError
        When there is no such baseline, or a layer is missing or altered.
    """
    from explorer import baseline, cuts  # noqa: PLC0415  (they read scenarios)
    from explorer.own import cutting  # noqa: PLC0415  (they read scenarios)

    if sketch.line is None:
        raise ValueError(f"{sketch.name} is no line")
    atoms = cuts.atoms(catalog, baseline.find(catalog, day), sketches=(sketch,))
    right, russian = atoms.layers[sketch.name], atoms.russian()
    found = []
    for label, side in zip(cutting.compass(sketch.line), (~right, right), strict=True):
        area = float(atoms.area_km2[side].sum())
        held = float(atoms.area_km2[side & russian].sum())
        found.append(Side(label, area, 100 * held / area))
    left, right_side = found
    return left, right_side


def oriented(catalog: "Catalog", sketch: Sketch, day: str | None = None) -> Sketch:
    """
    Turn a line so that the side of which Russia holds the larger share is on its right.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        A line.
    day
        ISO date of the baseline; the default when none is given.

    Returns
    -------
    sketch
        The same line, as it is or run backwards.

    Raises
    ------
    ValueError
        When the sketch is no line.
    SketchError
        When the line does not split the frame.
    LayerError
        When there is no such baseline, or a layer is missing or altered.
    """
    left, right = sides(catalog, sketch, day)
    if right.russian_pct >= left.russian_pct:
        return sketch
    return sketch.model_copy(update={"line": tuple(sector[::-1] for sector in sketch.courses)})
