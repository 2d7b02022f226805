"""Inner borders: held ground by oblast in three sets of borders between oblasts.

The frame's borders between oblasts are Natural Earth's for the most part, up to 5 km off. How much
that matters is told by two sets of borders whose licences, or whose absence from every package
registry, keep them out of this tree: OpenStreetMap's of January 2026 (ODbL 1.0) and the United
Nations' common operational dataset of 2017 (COD-AB, CC BY-IGO). Each set's units are led out to
the frame's state border and coast, so that the borders between oblasts are all that differs. The
figures may be published, with credit to both.
"""

import csv
import io
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry import geodesy, split
from explorer.pipeline import boundaries, oblasts

COLUMNS = ("date", "oblast", "holder", "frame_km2", "osm_km2", "cod_ab_km2", "bias_km2")
OSM, COD_AB = "osm2026_adm1_100m.geojson", "codab2017_adm1.gpkg"
_LEAST_KM2 = 0.05  # what rounds to 0.0 on both sides is no part of an oblast


def build(
    units: Mapping[str, BaseGeometry], lines: Mapping[str, BaseGeometry], folder: Path
) -> str:
    """
    Measure what each side holds in each oblast, date and set of borders.

    Parameters
    ----------
    units
        Polygons of the 27 units in degrees, by ISO 3166-2 code; together the frame.
    lines
        Lines of contact in degrees, by date.
    folder
        Folder with both sets.

    Returns
    -------
    text
        CSV with the columns of `COLUMNS`; areas in km² on the WGS84 ellipsoid. `bias_km2` is how
        much more the frame's borders give than the other two on average.

    Raises
    ------
    SourceError
        If a set is missing or unreadable.
    """
    frame = shapely.coverage_union_all(list(units.values()))
    sets = (units, *(_led_out(folder / name, units, frame) for name in (OSM, COD_AB)))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for day, line in lines.items():
        held = split.split(frame, line)
        for iso, holder in product(units, ("ukraine", "russia")):
            areas = [_shared_km2(getattr(held, holder), each[iso]) for each in sets]
            if max(areas) >= _LEAST_KM2:
                bias = areas[0] - (areas[1] + areas[2]) / 2
                writer.writerow([day, iso, holder, *(f"{km2:.1f}" for km2 in (*areas, bias))])
    return text.getvalue()


def _shared_km2(ground: BaseGeometry, unit: BaseGeometry) -> float:
    return geodesy.area_km2(geodesy.polygons(ground.intersection(unit)))


def _led_out(
    path: Path, own: Mapping[str, BaseGeometry], ground: BaseGeometry
) -> dict[str, BaseGeometry]:
    """
    Read a set's units, by the oblast that each shares most ground with, and lead them out.

    What a set has no unit for, Sevastopol in OpenStreetMap's, is what its other units leave of it.
    """
    _, units = boundaries.polygons(path)
    owners = boundaries.owners_of(path, units, own)
    if len({*owners}) < len(owners):
        raise SourceError(f"{path}: has two units in one oblast; get it again")
    together = shapely.union_all(units)
    left = {iso: own[iso].difference(together) for iso in own if iso not in owners}
    codes = [*owners, *left]
    return dict(zip(codes, oblasts.lead_out([*units, *left.values()], ground), strict=True))
