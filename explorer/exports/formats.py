"""Formats: which there are, and which file endings go with them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from explorer import files
from explorer.errors import OutputError
from explorer.exports import geodata, spreadsheets
from explorer.layers.catalog import Catalog
from explorer.results.report import Report

Format = Literal["geojson", "gpkg", "kml", "shp", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)


class _Writer(NamedTuple):
    write: Callable[[Catalog, Report], bytes]
    endings: tuple[str, ...]


_WRITERS: Mapping[Format, _Writer] = {
    "geojson": _Writer(geodata.geojson_file, (".geojson", ".json")),
    "gpkg": _Writer(geodata.gpkg, (".gpkg",)),
    "kml": _Writer(geodata.kml, (".kml",)),
    # a Shapefile is several files
    "shp": _Writer(geodata.shapefile, (".zip",)),
    "csv": _Writer(lambda _, report: spreadsheets.csv_text([report]).encode(), (".csv",)),
    "xlsx": _Writer(lambda _, report: spreadsheets.xlsx([report]), (".xlsx",)),
}


def known(name: str) -> Format:
    """
    Check a format's name.

    Parameters
    ----------
    name
        What was asked for.

    Returns
    -------
    format
        One of `FORMATS`.

    Raises
    ------
    OutputError
        If there is no such format.
    """
    for wanted in FORMATS:
        if wanted == name:
            return wanted
    raise OutputError(f"there is no format {name!r}; use one of {', '.join(FORMATS)}")


def content(catalog: Catalog, report: Report, wanted: Format) -> bytes:
    """
    Write a report in a format.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    wanted
        The format.

    Returns
    -------
    content
        The file; the same bytes for the same report.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    return _WRITERS[wanted].write(catalog, report)


def export(catalog: Catalog, report: Report, wanted: Format, path: Path) -> int:
    """
    Write a report into a file.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    wanted
        The format.
    path
        Where it goes; its ending must be one of the format's.

    Returns
    -------
    size
        Bytes written.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    OutputError
        If the ending is another format's, or the file cannot be written.
    """
    endings = _WRITERS[wanted].endings
    if path.suffix.lower() not in endings:
        raise OutputError(f"{path}: {wanted} is written to a file that ends in {endings[0]}")
    return files.write(path, content(catalog, report, wanted))
