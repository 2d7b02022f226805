"""Geodata: a scenario's partition as GeoJSON, GeoPackage, KML or Shapefile, through GDAL.

Every file says where it comes from: as a member of the GeoJSON, as metadata of the GeoPackage, in
the KML's description, in a text beside the Shapefile.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import geopandas
import pandas as pd
import pyogrio

from explorer import files
from explorer.exports import partition, spreadsheets
from explorer.geometry import geojson
from explorer.layers import baselines, gazetteer
from explorer.layers.catalog import Catalog
from explorer.results.parcels import Parcel
from explorer.results.report import Report
from explorer.wording.visible import visible

_WGS84 = "EPSG:4326"
# Shapefiles allow ten letters for a column's name.
_SHORT = {
    "share_of_oblast_pct": "share_pct",
    "contested_km2": "cont_km2",
    "contested_low_km2": "cont_low",
    "contested_high_km2": "cont_high",
}


def geojson_file(catalog: Catalog, report: Report) -> bytes:
    """
    Write the partition as GeoJSON (RFC 7946).

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    content
        The file, its metadata a member of its own.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    features = [
        geojson.feature(parcel.shape, f"{parcel.oblast}-{number}", **row)
        for number, (parcel, row) in enumerate(_rows(catalog, report))
    ]
    text = geojson.dumps(geojson.collection(features))
    return partition.with_metadata(text, spreadsheets.metadata([report])).encode()


def gpkg(catalog: Catalog, report: Report) -> bytes:
    """
    Write partition, contested ground, line of contact and numbers as a GeoPackage.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    content
        The file, with metadata of its own and of each layer.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    metadata = spreadsheets.metadata([report])
    numbers = pd.DataFrame(list(spreadsheets.rows([report])), columns=list(spreadsheets.COLUMNS))
    day = report.baseline.date
    contact = geopandas.GeoDataFrame(
        {"date": [day], "source": [report.baseline.credit]},
        geometry=[baselines.line(catalog, report.baseline.name)],
        crs=_WGS84,
    )
    with tempfile.TemporaryDirectory() as folder, _dated(day):
        path = Path(folder) / f"{report.scenario.id}.gpkg"
        pyogrio.write_dataframe(
            _frame(catalog, report),
            path,
            driver="GPKG",
            layer="partition",
            dataset_metadata=metadata,
            layer_metadata=metadata,
            promote_to_multi=True,
        )
        more = {"line_of_contact": contact, **_contested(catalog, report), "numbers": numbers}
        for layer, rows in more.items():
            pyogrio.write_dataframe(
                rows, path, driver="GPKG", layer=layer, append=True, layer_metadata=metadata
            )
        return path.read_bytes()


def _contested(catalog: Catalog, report: Report) -> dict[str, geopandas.GeoDataFrame]:
    """Take what neither side controls as a layer; none where the line's source does not say."""
    ground = baselines.contested(catalog, report.baseline.name)
    if ground is None or report.contested is None:
        return {}
    area = report.contested.held
    row = {
        "date": [report.baseline.date],
        "source": [report.baseline.credit],
        "area_km2": [round(area.value, 2)],
        "low_km2": [round(area.low, 2)],
        "high_km2": [round(area.high, 2)],
    }
    return {baselines.CONTESTED: geopandas.GeoDataFrame(row, geometry=[ground], crs=_WGS84)}


def kml(catalog: Catalog, report: Report) -> bytes:
    """
    Write the partition as KML, and contested ground in a folder of its own.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    content
        The file, its metadata in its description.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    # a KML description is HTML; and the driver would let the end of its CDATA through
    description = "<br>\n".join(
        escape(f"{key}: {value}") for key, value in spreadsheets.metadata([report]).items()
    )
    title = visible(report.scenario.title.en).replace("]]>", "]] >")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{report.scenario.id}.kml"
        pyogrio.write_dataframe(
            _frame(catalog, report),
            path,
            driver="LIBKML",
            layer="partition",
            layer_options={"NAME": title, "DESCRIPTION": description},
        )
        for layer, rows in _contested(catalog, report).items():
            pyogrio.write_dataframe(rows, path, driver="LIBKML", layer=layer, append=True)
        return path.read_bytes()


def shapefile(catalog: Catalog, report: Report) -> bytes:
    """
    Write the partition as a zipped Shapefile, and contested ground as another one.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    content
        A zip file of its parts and a text that says where it comes from.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    metadata = spreadsheets.metadata([report])
    about = "".join(f"{key}: {value}\n" for key, value in metadata.items())
    dated = {"DBF_DATE_LAST_UPDATE": report.baseline.date}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{report.scenario.id}.shp"
        pyogrio.write_dataframe(
            _frame(catalog, report).rename(columns=_SHORT),
            path,
            driver="ESRI Shapefile",
            encoding="UTF-8",
            layer_options=dated,
        )
        for layer, rows in _contested(catalog, report).items():
            beside = path.with_stem(f"{path.stem}-{layer}")
            pyogrio.write_dataframe(
                rows, beside, driver="ESRI Shapefile", encoding="UTF-8", layer_options=dated
            )
        parts = {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
    return files.packed(parts | {"README.txt": about.encode()})


def _frame(catalog: Catalog, report: Report) -> geopandas.GeoDataFrame:
    parcels, rows = zip(*_rows(catalog, report), strict=True)
    return geopandas.GeoDataFrame(
        list(rows), geometry=[geojson.rounded(parcel.shape) for parcel in parcels], crs=_WGS84
    )


def _rows(catalog: Catalog, report: Report) -> Iterator[tuple[Parcel, dict[str, object]]]:
    units = gazetteer.units(catalog)
    for parcel in partition.ordered(catalog, report):
        yield parcel, partition.properties(parcel, units[parcel.oblast])


@contextmanager
def _dated(day: str) -> Iterator[None]:
    """Let GDAL write a set date, so that the same input gives the same bytes."""
    name = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(name)
    pyogrio.set_gdal_config_options({name: f"{day}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({name: before})
