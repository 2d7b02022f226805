"""Tracing a user's control polygons into a line of contact on the installed frame."""

from dataclasses import dataclass
from pathlib import Path

import shapely

from explorer import contact, geodesy, geojson
from explorer.build.line_of_contact import read_control
from explorer.catalog import Catalog


@dataclass(frozen=True)
class Traced:
    """
    A traced line.

    Attributes
    ----------
    text
        The line as GeoJSON, Ukraine on its left.
    sectors, vertices
        How many there are.
    length_km
        Its length inside the frame in km.
    """

    text: str
    sectors: int
    vertices: int
    length_km: float

    def size(self) -> dict[str, float]:
        """
        Give the counts and the length as plain values.

        Returns
        -------
        size
            `sectors`, `vertices` and `length_km`.
        """
        return {
            "sectors": self.sectors,
            "vertices": self.vertices,
            "length_km": round(self.length_km, 2),
        }


def trace_file(catalog: Catalog, control: Path, *, tolerance_km: float) -> Traced:
    """
    Trace the outline of a file's polygons.

    Parameters
    ----------
    catalog
        The layers, for the frame.
    control
        GeoJSON polygons of Russian-held ground, in degrees.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.

    Returns
    -------
    traced
        The line and what it comes to.

    Raises
    ------
    SourceError
        When the file cannot be read or holds no polygons.
    LineError
        When the polygons have no outline inside the frame.
    """
    frame = shapely.coverage_union_all([shape for _, shape in catalog.features("oblasts")])
    line = contact.trace(read_control(control), frame, tolerance_km=tolerance_km)
    contact.split(frame, line)  # a line that does not split the frame is no use to anyone
    about = {"tolerance_km": tolerance_km, "traced_from": control.name}
    feature = geojson.feature(line, control.stem, **about)
    return Traced(
        text=geojson.dumps(geojson.collection([feature])),
        sectors=len(line.geoms),
        vertices=int(shapely.get_num_coordinates(line)),
        length_km=geodesy.length_km(line.intersection(frame)),
    )
