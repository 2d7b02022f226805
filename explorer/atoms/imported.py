"""Shelf: lines of contact that a reader imports, kept on this machine beside those that ship.

A licence may let a reader look at a source's outlines and not let anybody pass them on, so that
none ships. Imported ones are traced and overlaid like those that do, and are dates like any other.
They lie in a data package of their own, in a folder of the reader's.
"""

import hashlib
import json
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from explorer import files
from explorer.atoms import cutting, table
from explorer.errors import LayerError, OutputError
from explorer.geometry import geojson, topojson
from explorer.layers import baselines, tracing
from explorer.layers.baselines import LINE_PREFIX, PREFIX, Baseline
from explorer.layers.catalog import DESCRIPTOR, Catalog, described
from explorer.layers.tracing import Traced

_OUTLINES = "outlines-"
_TITLES = {
    LINE_PREFIX: "Line of contact of {day}",
    PREFIX: "Atoms of {day}, table",
    _OUTLINES: "Atoms of {day}, outlines",
}
_SUFFIXES = {LINE_PREFIX: "geojson", PREFIX: "json", _OUTLINES: "topojson"}
_PACKAGE: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
    "name": "frontline-explorer-lines",
    "title": "Lines of contact that were imported on this machine",
    "resources": [],
}


@dataclass(frozen=True)
class Origin:
    """
    Where control polygons come from.

    Attributes
    ----------
    source, credit, licence
        Who drew them, the words to credit a line traced from them with, and its licence.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.
    """

    source: str
    credit: str
    licence: str
    tolerance_km: float

    @property
    def accuracy_km(self) -> float:
        """
        How far the traced line may be off, in km, to either side.

        It is half the tolerance, as it is for the lines that ship: see
        `explorer.pipeline.line_of_contact`.
        """
        return self.tolerance_km / 2


def add(catalog: Catalog, folder: Path, control: Path, day: date, origin: Origin) -> Traced:
    """
    Trace a date's line of contact, overlay the layers with it, and keep both.

    Parameters
    ----------
    catalog
        The layers.
    folder
        Where imported lines are kept; made if it is missing. A line of the same date is replaced.
    control
        GeoJSON polygons of Russian-held ground, in degrees.
    day
        Its date.
    origin
        Where it comes from.

    Returns
    -------
    traced
        The line and what it comes to.

    Raises
    ------
    SourceError
        If the file cannot be read or holds no polygons.
    LineError
        If the polygons have no outline inside the frame.
    LayerError
        If a line of that date ships with the explorer.
    OutputError
        If the folder cannot be written to.
    """
    shipped = Catalog(catalog.folder)
    if day.isoformat() in baselines.dates(shipped):
        raise LayerError(f"{control}: the line of {day} ships with the explorer; give another date")
    traced = tracing.trace_file(shipped, control, tolerance_km=origin.tolerance_km)
    _make(folder)
    with tempfile.TemporaryDirectory() as scratch:
        texts = _overlaid(shipped, Path(scratch), traced, day, origin)
    _keep(folder, day, origin, texts)
    return traced


def _make(folder: Path) -> None:
    """Make the folder; what cannot be written to is refused before the layers are overlaid."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"{folder}: cannot be made; set FRONTLINE_LINES to another") from fault
    _package(folder)


def _overlaid(
    shipped: Catalog, scratch: Path, traced: Traced, day: date, origin: Origin
) -> dict[str, str]:
    """Overlay the layers with a line in a package by itself, and write all three texts."""
    name = day.isoformat()
    about = {"date": name, "accuracy_km": origin.accuracy_km, "source": origin.source}
    feature = geojson.feature(traced.line, name, **about, credit=origin.credit)
    line = geojson.dumps(geojson.collection([feature]))
    _keep(scratch, day, origin, {LINE_PREFIX: line})
    staged = Catalog(shipped.folder, scratch)
    start = Baseline(name, origin.source, origin.credit, origin.accuracy_km)
    overlay = cutting.overlay(staged, start)
    return {
        LINE_PREFIX: line,
        PREFIX: table.dumps(overlay.atoms, baselines.input_hashes(staged, name)),
        _OUTLINES: topojson.dumps(topojson.cut(overlay.shapes), overlay.atoms.ids, "atoms"),
    }


def _keep(folder: Path, day: date, origin: Origin, texts: dict[str, str]) -> None:
    """Write files, and then the descriptor that names them."""
    kept = {each["name"]: each for each in _package(folder)["resources"]}
    for prefix, text in texts.items():
        fresh = _entry(prefix, day, origin, text.encode("utf-8"))
        files.write(folder / fresh["path"], text)
        kept[fresh["name"]] = fresh
    package = {**_PACKAGE, "resources": list(kept.values())}
    files.write(folder / DESCRIPTOR, json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def _package(folder: Path) -> dict[str, Any]:
    path = folder / DESCRIPTOR
    if not path.exists():
        return _PACKAGE
    described(folder)  # a descriptor that cannot be read is not written over
    package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return package


def _entry(prefix: str, day: date, origin: Origin, content: bytes) -> dict[str, Any]:
    return {
        "name": f"{prefix}{day}",
        "title": _TITLES[prefix].format(day=day),
        "path": f"{prefix}{day}.{_SUFFIXES[prefix]}",
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "bytes": len(content),
        "asOf": day.isoformat(),
        "accuracyKm": origin.accuracy_km,
        "credit": origin.credit,
        "licenses": [{"name": "other", "title": origin.licence}],
        "sources": [{"title": origin.source}],
    }
