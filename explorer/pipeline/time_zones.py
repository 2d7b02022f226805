"""Time zones: the four of Ukraine in 2021, three of which end at borders between oblasts.

`timezonefinder` 5.2.0 (PyPI) carries the outlines of timezone-boundary-builder, which puts them
together from the administrative borders of OpenStreetMap (ODbL 1.0). Europe/Zaporozhye is
Zaporizhzhia oblast, Europe/Uzhgorod is Zakarpattia oblast, Europe/Simferopol is Crimea with
Sevastopol, and Europe/Kiev is all other units; territorial waters are in them.
"""

import json
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from explorer.errors import LayerError
from explorer.geometry import geodesy

PACKAGE = "timezonefinder@5.2.0"
CRIMEA, MAINLAND = "Europe/Simferopol", "Europe/Kiev"
ZAKARPATTIA, ZAPORIZHZHIA = "Europe/Uzhgorod", "Europe/Zaporozhye"
_DEGREE = 10**7  # coordinates are whole ten-millionths of a degree


def read(package: Path, name: str) -> MultiPolygon:
    """
    Read the outline of a time zone.

    Parameters
    ----------
    package
        Folder of the unpacked PyPI package.
    name
        The zone, as `Europe/Kiev`.

    Returns
    -------
    outline
        Valid polygons without holes, in degrees.

    Raises
    ------
    LayerError
        If the package's files are missing, or have no zone of that name.
    """
    folder = package / "timezonefinder"
    try:
        zone = json.loads((folder / "timezone_names.json").read_bytes()).index(name)
        first, last = np.fromfile(folder / "poly_nr2zone_id.bin", "<u2")[zone : zone + 2]
        addresses = np.fromfile(folder / "poly_adr2data.bin", "<u4")
        polygons = [
            _polygon(folder / "poly_data.bin", *addresses[number : number + 2].tolist())
            for number in range(first, last)
        ]
    except (OSError, ValueError) as fault:
        raise LayerError(f"{folder}: has no time zone {name}; unpack {PACKAGE} again") from fault
    return geodesy.polygons(shapely.union_all(shapely.make_valid(polygons)))


def _polygon(path: Path, begin: int, end: int) -> Polygon:
    """Read a polygon from the bytes of all its longitudes, followed by all its latitudes."""
    numbers = np.fromfile(path, "<i4", count=(end - begin) // 4, offset=begin)
    longitudes, latitudes = numbers.reshape(2, -1) / _DEGREE
    return Polygon(np.column_stack([longitudes, latitudes]))
