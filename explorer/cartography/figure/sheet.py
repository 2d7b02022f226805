"""Sheet: the paper a figure is drawn on, a conic projection fitted to the ground it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy

WIDTH = 960.0

# A sheet is never taller or flatter than a reader's screen can take.
_LEAST_RATIO, _GREATEST_RATIO = 0.56, 0.74
_MARGIN = 0.04
# Nor so close that the generalised line of contact, true to some 500 m, would look exact.
_LEAST_WIDTH_M = 200_000.0
# Shapes are drawn a little past the edge, so that their outlines do not show along it.
_BLEED = 12.0
# Vertices along the edges of a box in degrees, whose image on a cone is bent.
_EDGE_DEGREES = 0.25
_BAR_SHARE = 0.2


@dataclass(frozen=True, eq=False)
class Sheet:
    """
    A map's paper: `WIDTH` units wide, y down.

    Attributes
    ----------
    projection
        Lambert conformal conic, its standard parallels at a sixth and five sixths of the ground.
    per_metre
        Units in a metre of the projection.
    left, top
        Projected place in m of the upper left corner.
    height
        Height in units.
    """

    projection: Proj
    per_metre: float
    left: float
    top: float
    height: float

    def draw(self, geometry: BaseGeometry) -> BaseGeometry:
        """
        Project a geometry.

        Parameters
        ----------
        geometry
            Any geometry in degrees.

        Returns
        -------
        drawn
            The same in units of the sheet, not cut.
        """
        return shapely.transform(geometry, self.units)

    def cut(self, drawn: BaseGeometry) -> BaseGeometry:
        """
        Cut away what lies outside the sheet.

        Parameters
        ----------
        drawn
            A geometry in units of the sheet.

        Returns
        -------
        part
            What lies on it, with some bleed.
        """
        return shapely.clip_by_rect(drawn, -_BLEED, -_BLEED, WIDTH + _BLEED, self.height + _BLEED)

    @property
    def paper(self) -> BaseGeometry:
        """The sheet itself, in units."""
        return box(0, 0, WIDTH, self.height)

    def degrees(self, x: float, y: float) -> Point:
        """
        Find the ground at a place on the sheet.

        Parameters
        ----------
        x, y
            Units.

        Returns
        -------
        place
            A point in degrees.
        """
        east, north = self.left + x / self.per_metre, self.top - y / self.per_metre
        return Point(*self.projection(east, north, inverse=True))

    @property
    def units_per_km(self) -> float:
        """Units in a km at the middle of the sheet, along the ellipsoid, from west to east."""
        y, half = self.height / 2, WIDTH / 20
        ends = (self.degrees(WIDTH / 2 - half, y), self.degrees(WIDTH / 2 + half, y))
        return 2 * half / geodesy.length_km(LineString(ends))

    def units(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """
        Project places.

        Parameters
        ----------
        places
            Longitude and latitude in degrees, shape (n, 2).

        Returns
        -------
        drawn
            Units of the sheet, shape (n, 2).
        """
        east, north = self.projection(places[:, 0], places[:, 1])
        return np.column_stack(
            ((east - self.left) * self.per_metre, (self.top - north) * self.per_metre)
        )


def fit(bounds: Sequence[float], ratio: float | None = None) -> Sheet:
    """
    Fit a sheet to some ground.

    Parameters
    ----------
    bounds
        West, south, east and north of what must show, in degrees.
    ratio
        Height by width; what suits the ground, within bounds, when none is given.

    Returns
    -------
    sheet
        A sheet with the ground in its middle.
    """
    west, south, east, north = bounds
    sixth = (north - south) / 6
    projection = Proj(
        proj="lcc",
        lat_1=south + sixth,
        lat_2=north - sixth,
        lat_0=(south + north) / 2,
        lon_0=(west + east) / 2,
        ellps="WGS84",
    )
    outline = shapely.get_coordinates(shapely.segmentize(box(*bounds), _EDGE_DEGREES))
    xs, ys = projection(outline[:, 0], outline[:, 1])
    middle = (xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2
    wide = max(float(np.ptp(xs)) * (1 + 2 * _MARGIN), _LEAST_WIDTH_M)
    high = float(np.ptp(ys)) * (1 + 2 * _MARGIN)
    ratio = ratio or min(max(high / wide, _LEAST_RATIO), _GREATEST_RATIO)
    wide = max(wide, high / ratio)
    return Sheet(
        projection=projection,
        per_metre=WIDTH / wide,
        left=float(middle[0]) - wide / 2,
        top=float(middle[1]) + wide * ratio / 2,
        height=round(WIDTH * ratio),
    )


def scale_bar(sheet: Sheet, share: float = _BAR_SHARE) -> tuple[int, float]:
    """
    Choose a scale bar.

    Parameters
    ----------
    sheet
        The sheet.
    share
        Greatest share of the sheet's width that it takes.

    Returns
    -------
    km, length
        A round distance in km, and its length in units at the middle of the sheet.
    """
    per_km = sheet.units_per_km
    room = share * WIDTH / per_km
    km = max(n * 10**power for power in range(4) for n in (1, 2, 5) if n * 10**power <= room)
    return km, km * per_km
