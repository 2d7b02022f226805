"""Partition: the frame's ground as a scenario divides it, with its outlines, at full resolution."""

import json

from explorer.cartography.figure.composition import Figure
from explorer.exports.spreadsheets import metadata
from explorer.geometry import coverage, geojson
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Unit
from explorer.quantity import Quantity
from explorer.results import parcels
from explorer.results.parcels import Parcel
from explorer.results.report import Report


def ordered(catalog: Catalog, report: Report) -> list[Parcel]:
    """
    Order the parcels of a scenario for a file.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of the scenario.

    Returns
    -------
    parcels
        By oblast, holders and statuses; together they are the frame.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    ground = parcels.parcels(catalog, report)
    return sorted(ground, key=lambda parcel: (parcel.oblast, parcel.disposition))


def properties(parcel: Parcel, unit: Unit) -> dict[str, object]:
    """
    Write a parcel as a row.

    Parameters
    ----------
    parcel
        The parcel.
    unit
        Names of its oblast.

    Returns
    -------
    row
        Plain values by column; units stand in the names.
    """
    return {
        "oblast": parcel.oblast,
        "name": unit.name,
        "name_uk": unit.name_uk,
        "before": parcel.before,
        "after": parcel.after,
        "statuses": ", ".join(parcel.statuses),
        "area_km2": round(parcel.area.value, 2),
        "low_km2": round(parcel.area.low, 2),
        "high_km2": round(parcel.area.high, 2),
        "share_of_oblast_pct": round(parcel.share_pct, 2),
        **_contested(parcel.contested and parcel.contested.area),
    }


def _contested(part: Quantity | None) -> dict[str, float | None]:
    bounds = (None, None, None) if part is None else (part.value, part.low, part.high)
    columns = ("contested_km2", "contested_low_km2", "contested_high_km2")
    return {
        column: None if km2 is None else round(km2, 2)
        for column, km2 in zip(columns, bounds, strict=True)
    }


def geojson_text(catalog: Catalog, figure: Figure) -> str:
    """
    Write the ground of all of a figure's scenarios as GeoJSON, each outline once.

    Parameters
    ----------
    catalog
        The layers.
    figure
        The figure.

    Returns
    -------
    text
        Features by oblast and by what becomes of them in each scenario, with metadata.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    ids = [report.scenario.id for report in figure.reports]
    names = gazetteer.units(catalog)
    keys = zip(figure.atoms.oblast.tolist(), figure.looks, strict=True)
    grounds = coverage.dissolve(figure.shapes, keys)
    features = []
    for number, key in enumerate(sorted(grounds)):
        (oblast, looks), (rows, shape) = key, grounds[key]
        row: dict[str, object] = {"oblast": oblast, "name": names[oblast].name}
        row["before"] = looks[0].before
        for name, look in zip(ids, looks, strict=True):
            row[f"{name}: after"] = look.after
            row[f"{name}: statuses"] = ", ".join(look.statuses)
        row["area_km2"] = round(float(figure.atoms.area_km2[rows].sum()), 2)
        if figure.atoms.contested is not None and looks[0].before == "ukraine":
            inside = figure.atoms.area_km2[rows][figure.atoms.contested[rows]]
            row["contested_km2"] = round(float(inside.sum()), 2)
        features.append(geojson.feature(shape, f"{oblast}-{number}", **row))
    return with_metadata(geojson.dumps(geojson.collection(features)), metadata(figure.reports))


def with_metadata(text: str, metadata: dict[str, str]) -> str:
    """
    Put metadata into GeoJSON, as a foreign member (RFC 7946, 6.1).

    Parameters
    ----------
    text
        A feature collection as `geojson.dumps` writes it.
    metadata
        The metadata.

    Returns
    -------
    text
        The same with a member `metadata`.
    """
    head = '{"type":"FeatureCollection",'
    return text.replace(head, f'{head}"metadata":{json.dumps(metadata, ensure_ascii=False)},\n', 1)
