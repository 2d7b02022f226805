"""Shelf: lines of contact that a reader imports, kept on this machine beside those that ship.

A licence may let a reader look at a source's outlines and not let anybody pass them on, so that
none ships. Imported ones are traced and overlaid like those that do, and are baselines like any
other, named by source and date, so that lines of several sources stand side by side. They lie in a
data package of their own, in a folder of the reader's.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from explorer import files
from explorer.atoms import cutting, table
from explorer.errors import LayerError, OutputError, SourceError
from explorer.geometry import geojson, topojson
from explorer.layers import baselines, inventory, tracing
from explorer.layers.baselines import (
    CONTESTED_PREFIX,
    CONTROL_PREFIX,
    LINE_PREFIX,
    OUTLINES_PREFIX,
    PREFIX,
    Baseline,
)
from explorer.layers.catalog import DESCRIPTOR, Catalog, described
from explorer.layers.tracing import Traced
from explorer.sources.control import Control, Source

_TITLES = {
    LINE_PREFIX: "Line of contact of {day}",
    CONTESTED_PREFIX: "Contested ground of {day}",
    CONTROL_PREFIX: "Russian-held ground of {day}, as its source draws it",
    PREFIX: "Atoms of {day}, table",
    OUTLINES_PREFIX: "Atoms of {day}, outlines",
}
_SUFFIXES = {
    LINE_PREFIX: "geojson",
    CONTESTED_PREFIX: "geojson",
    CONTROL_PREFIX: "geojson",
    PREFIX: "json",
    OUTLINES_PREFIX: "topojson",
}
_PACKAGE: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
    "name": "frontline-explorer-lines",
    "title": "Lines of contact that were imported on this machine",
    "resources": [],
}
# Digits of a file's digest in its name, by which the files of a command that was killed are known.
_DIGITS = 12
_NAMED_BY_DIGEST = re.compile(rf".+\.[0-9a-f]{{{_DIGITS}}}\.({'|'.join({*_SUFFIXES.values()})})")


_Entries = Sequence[Mapping[str, Any]]


class Package(NamedTuple):
    """
    A line with all that was computed with it, as a folder holds it.

    Attributes
    ----------
    entries
        Of the descriptor.
    contents
        Bytes of each file, by its path.
    """

    entries: _Entries
    contents: Mapping[str, bytes]


@dataclass(frozen=True)
class Origin:
    """
    What to call a line that is traced from control.

    Attributes
    ----------
    identifier
        Id of the source, first part of the line's name.
    source, credit, licence
        The source's own name, the words to credit the line with, and the source's licence.
    accuracy_km
        How far the line may be off, in km, to either side.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km; `None` if none is dropped.
    """

    identifier: str
    source: str
    credit: str
    licence: str
    accuracy_km: float
    tolerance_km: float | None = None


def origin_of(source: Source, tolerance_km: float | None = None) -> Origin:
    """
    Describe the lines of a source as it describes itself.

    Parameters
    ----------
    source
        The source.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km; none is dropped by default.

    Returns
    -------
    origin
        With the source's id, title, credit and licence. A line that is not generalised is as
        accurate as its source; the error of one that is is half the tolerance, as for the lines
        that ship (see `explorer.pipeline.line_of_contact`).
    """
    if tolerance_km is None:
        accuracy, credit = source.accuracy_km, source.full_credit
    else:
        accuracy, credit = tolerance_km / 2, source.credit
    return Origin(source.id, source.title, credit, source.licence, accuracy, tolerance_km)


def add(catalog: Catalog, folder: Path, control: Control, name: str, origin: Origin) -> Traced:
    """
    Take the line of contact of a day, overlay the layers with it, and keep both.

    Parameters
    ----------
    catalog
        The layers.
    folder
        Where imported lines are kept; made if it is missing. A line of the same source and date is
        replaced, one that ships stays beside it.
    control
        What the source says of the day.
    name
        Name of the file that it is from, for messages.
    origin
        What to call it.

    Returns
    -------
    traced
        The line and what it comes to.

    Raises
    ------
    SourceError
        If the file says nothing of occupied ground.
    LineError
        If that has no outline inside the frame.
    OutputError
        If the folder cannot be written to.
    """
    if control.occupied is None or control.occupied.is_empty:
        has = "a line and no polygons" if control.line else "no occupied ground"
        raise SourceError(f"{name}: has {has}; give the polygons of Russian-held ground")
    traced = _traced(catalog, control.occupied, control.contested, origin.tolerance_km)
    _make(folder)
    start = Baseline(
        date=control.day.isoformat(),
        source=origin.source,
        credit=origin.credit,
        accuracy_km=origin.accuracy_km,
        name=baselines.named(origin.identifier, control.day),
    )
    with tempfile.TemporaryDirectory() as scratch:
        texts = _overlaid(catalog, Path(scratch), _drawn(traced, start), start, origin)
    _keep(folder, start, origin, texts)
    return traced


def _traced(
    catalog: Catalog,
    occupied: BaseGeometry,
    contested: BaseGeometry | None,
    tolerance_km: float | None,
) -> Traced:
    """Take the line of control polygons, and their contested ground where there is any."""
    if tolerance_km is None:
        return tracing.snap_ground(catalog, occupied, contested)
    traced = tracing.trace_ground(catalog, occupied, tolerance_km=tolerance_km)
    if contested is None:
        return traced
    return replace(
        traced, contested=tracing.contested_ground(catalog, contested, occupied, traced.line)
    )


def _make(folder: Path) -> None:
    """Make the folder; what cannot be written to is refused before the layers are overlaid."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        variable = files.variable_of(folder) or "FRONTLINE_LINES"
        raise OutputError(
            f"{folder}: cannot be made ({fault.strerror}); set {variable} to another folder"
        ) from fault
    files.check_place(folder / DESCRIPTOR)
    _package(folder)


def _drawn(traced: Traced, start: Baseline) -> dict[str, str]:
    """Write the line, with its contested ground and its control polygons where it has them."""
    shapes = {
        LINE_PREFIX: traced.line,
        CONTESTED_PREFIX: traced.contested,
        CONTROL_PREFIX: traced.control,
    }
    return {prefix: _layer(shape, start) for prefix, shape in shapes.items() if shape is not None}


def _overlaid(
    catalog: Catalog, scratch: Path, drawn: dict[str, str], start: Baseline, origin: Origin
) -> dict[str, str]:
    """Overlay the layers with those of a day in a package by itself, and write all texts."""
    _keep(scratch, start, origin, drawn)
    staged = Catalog(catalog.folder, scratch)
    overlay = cutting.overlay(staged, start)
    return {
        **drawn,
        PREFIX: table.dumps(overlay.atoms, baselines.input_hashes(staged, start.name)),
        OUTLINES_PREFIX: topojson.dumps(topojson.cut(overlay.shapes), overlay.atoms.ids, "atoms"),
    }


def _layer(shape: BaseGeometry, start: Baseline) -> str:
    """Write a layer of one feature, which is named like the line."""
    about = {"date": start.date, "accuracy_km": start.accuracy_km, "source": start.source}
    feature = geojson.feature(shape, start.name, **about, credit=start.credit)
    return geojson.dumps(geojson.collection([feature]))


def _keep(folder: Path, start: Baseline, origin: Origin, texts: dict[str, str]) -> None:
    contents = [text.encode("utf-8") for text in texts.values()]
    entries = [
        _entry(prefix, start, origin, content)
        for prefix, content in zip(texts, contents, strict=True)
    ]
    paths = [each["path"] for each in entries]
    keep(folder, Package(entries, dict(zip(paths, contents, strict=True))))


def packed(folder: Path) -> Package:
    """
    Read lines and what was computed with them out of a folder, to keep them in another one.

    Parameters
    ----------
    folder
        One that `add` has filled.

    Returns
    -------
    package
        All that is in it.
    """
    entries = _package(folder)["resources"]
    return Package(
        entries, {each["path"]: (folder / each["path"]).read_bytes() for each in entries}
    )


def keep(folder: Path, package: Package) -> None:
    """
    Write a package's files, and then the descriptor that names them.

    Parameters
    ----------
    folder
        Where imported lines are kept; made if it is missing. A line of the same name is replaced.
    package
        What to keep.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    LayerError
        If its descriptor cannot be read.
    """
    _make(folder)
    fresh = {_line_of(each) for each in package.entries}
    with files.locked(folder / DESCRIPTOR):
        entries = _package(folder)["resources"]
        kept = [each for each in entries if _line_of(each) not in fresh]
        try:
            # no file that the descriptor names is written over: the names tell contents apart
            for path, content in package.contents.items():
                files.write(folder / path, content)
            _describe(folder, [*kept, *package.entries], instead_of=entries)
        except OutputError:
            _sweep(folder, _package(folder)["resources"])
            raise


def _line_of(entry: Mapping[str, Any]) -> str:
    """Get the line's part of the name of an entry, after the prefix."""
    return str(entry["name"]).partition("-")[2]


def _describe(folder: Path, entries: _Entries, *, instead_of: _Entries) -> None:
    """Write the descriptor, and then remove the files that it no longer names."""
    text = json.dumps({**_PACKAGE, "resources": entries}, ensure_ascii=False, indent=2)
    files.write(folder / DESCRIPTOR, text + "\n")
    _sweep(folder, entries, instead_of)


def _sweep(folder: Path, entries: _Entries, instead_of: _Entries = ()) -> None:
    """Remove files that a descriptor does not name, and one before it, or none, did."""
    named, before = ({each["path"] for each in some} for some in (entries, instead_of))
    killed = {each.name for each in folder.iterdir() if _NAMED_BY_DIGEST.fullmatch(each.name)}
    for path in (before | killed) - named:
        if (folder / path).parent == folder:  # a descriptor cannot lead out
            (folder / path).unlink(missing_ok=True)


def forget(catalog: Catalog, folder: Path, name: str) -> inventory.Line:
    """
    Delete an imported line with all that was computed with it.

    Parameters
    ----------
    catalog
        The layers with the imported lines beside them.
    folder
        Where imported lines are kept.
    name
        `SOURCE:DATE`; a date alone where that is enough to find the line.

    Returns
    -------
    line
        What was deleted.

    Raises
    ------
    LayerError
        If there is no such line, or it ships with the explorer.
    OutputError
        If the folder cannot be written to.
    """
    full = baselines.find(catalog, name).name
    line = next(each for each in inventory.lines(catalog) if each.name == full)
    if line.is_shipped:
        raise LayerError(
            f"the line of {full} ships with the explorer and stays; name an imported one, as "
            "SOURCE:DATE"
        )
    names = {baselines.resource_name(prefix, full) for prefix in _TITLES}
    with files.locked(folder / DESCRIPTOR):
        entries = _package(folder)["resources"]
        left = [each for each in entries if each["name"] not in names]
        _describe(folder, left, instead_of=entries)
    return line


def _package(folder: Path) -> dict[str, Any]:
    path = folder / DESCRIPTOR
    if not path.exists():
        return _PACKAGE
    described(folder)  # a descriptor that cannot be read is not written over
    package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return package


def _entry(prefix: str, start: Baseline, origin: Origin, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {
        "name": baselines.resource_name(prefix, start.name),
        "title": _TITLES[prefix].format(day=start.date),
        "path": f"{prefix}{start.slug}.{digest[:_DIGITS]}.{_SUFFIXES[prefix]}",
        "hash": f"sha256:{digest}",
        "bytes": len(content),
        "asOf": start.date,
        "accuracyKm": start.accuracy_km,
        "credit": start.credit,
        "licenses": [{"name": "other", "title": origin.licence}],
        "sources": [{"title": start.source}],
    }
