"""Catalog: the only way to the layers in data/geo, by way of its datapackage.json.

The descriptor is a Frictionless Data Package (datapackage.org). It gives each layer's licence,
sources, date, accuracy and SHA-256, and a layer whose bytes differ is refused.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explorer.errors import LayerError
from explorer.files import sweep, users_folder, variable_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Features = list[tuple[dict[str, Any], "BaseGeometry"]]

DESCRIPTOR = "datapackage.json"
_SHIPPED = Path(__file__).resolve().parents[2] / "data" / "geo"
# Of boundaries that a user brought and that divide oblasts.
RAIONS = "raions"
FRAME_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Licence(BaseModel):
    """
    A licence, as Frictionless writes it.

    Attributes
    ----------
    name, title, path
        SPDX-like name, title and address.
    """

    name: str
    title: str
    path: str = ""


class Source(BaseModel):
    """
    Where a layer comes from.

    Attributes
    ----------
    title, path
        Title and address of the upstream work.
    """

    title: str
    path: str = ""


class Resource(BaseModel):
    """
    One file of the package.

    Attributes
    ----------
    name, title, path
        Its name, its title and its path below the package's folder.
    sha256
        Digest of its bytes.
    size
        Number of its bytes.
    as_of
        Date that it shows; none where it does not age.
    accuracy_km
        Stated positional accuracy in km; none for tables that have no place.
    licenses, sources, credit
        Its licences, its sources and the words to credit it with.
    """

    model_config = ConfigDict(extra="allow")

    name: str
    title: str
    path: str = Field(pattern=r"^[a-z0-9_\-/]+\.[a-z0-9.]+$")
    hash: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    size: int = Field(alias="bytes", ge=0)
    as_of: date | None = Field(default=None, alias="asOf")
    accuracy_km: float | None = Field(default=None, alias="accuracyKm")
    credit: str = ""
    licenses: list[Licence] = Field(min_length=1)
    sources: list[Source] = Field(min_length=1)

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes, in hexadecimal digits."""
        return self.hash.removeprefix("sha256:")


class _Package(BaseModel):
    model_config = ConfigDict(extra="allow")

    resources: list[Resource]


class Catalog:
    """
    The layers of a folder, and of folders beside it.

    Parameters
    ----------
    folder
        The folder that holds `datapackage.json`.
    *beside
        Folders with a `datapackage.json` of their own, whose layers have other names.

    Raises
    ------
    LayerError
        If a descriptor is missing or wrong, or two layers have the same name.
    """

    def __init__(self, folder: Path, *beside: Path) -> None:
        self.folder = folder
        self.beside = beside
        self._texts: dict[str, str] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}

    @cached_property
    def _homes(self) -> Mapping[str, tuple[Path, Resource]]:
        """Folder and entry of each layer, by its name."""
        homes: dict[str, tuple[Path, Resource]] = {}
        for folder in (self.folder, *self.beside):
            for resource in described(folder):
                if resource.name in homes:
                    raise LayerError(
                        f"{folder / DESCRIPTOR}: layer {resource.name!r} is in "
                        f"{homes[resource.name][0]} too; remove one"
                    )
                homes[resource.name] = folder, resource
        return homes

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Resources by name, in the order of the folders and their descriptors."""
        return {name: resource for name, (_, resource) in self._homes.items()}

    def path(self, name: str) -> Path:
        """
        Tell where a layer's file lies.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Returns
        -------
        path
            Of the file, whether it is there or not.

        Raises
        ------
        LayerError
            If there is no such layer, or its path leaves its folder.
        """
        path = self.resource(name).path
        home, _ = self._homes[name]
        if not (home / path).resolve().is_relative_to(home.resolve()):
            raise LayerError(f"{name}: its path leaves {home}; mend the descriptor")
        return home / path

    def resource(self, name: str) -> Resource:
        """
        Look a layer up.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Returns
        -------
        resource
            Its entry.

        Raises
        ------
        LayerError
            If there is none.
        """
        try:
            return self.resources[name]
        except KeyError as fault:
            known = ", ".join(self.resources)
            raise LayerError(
                f"{self.folder / DESCRIPTOR}: has no layer {name!r}; name one of {known}"
            ) from fault

    def read(self, name: str) -> str:
        """
        Read a layer's text, once its digest agrees with the descriptor.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Returns
        -------
        text
            The file's text.

        Raises
        ------
        LayerError
            If the file is missing, outside the folder, or its digest differs.
        """
        if name not in self._texts:
            self._texts[name] = self._verified(self.resource(name))
        return self._texts[name]

    def _verified(self, resource: Resource) -> str:
        path = self.path(resource.name)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise LayerError(f"{path}: cannot be read ({fault.strerror}); {_mend(path)}") from fault
        if hashlib.sha256(content).hexdigest() != resource.sha256:
            raise LayerError(
                f"{path}: its bytes differ from the SHA-256 in {DESCRIPTOR}; {_mend(path)}"
            )
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise LayerError(f"{path}: is not UTF-8; {_mend(path)}") from fault

    @contextmanager
    def parsing(self, name: str) -> Iterator[None]:
        """
        Say which layer it is that lacks what it must have.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Yields
        ------
        none
            While its text is parsed.

        Raises
        ------
        LayerError
            If a value is missing or of another kind.
        """
        try:
            yield
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
            path = self.path(name)
            raise LayerError(f"{path}: lacks what this layer must have; {_mend(path)}") from fault

    def features(self, name: str) -> Features:
        """
        Read a GeoJSON layer.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Returns
        -------
        features
            Properties (with `id`) and geometry in degrees of each feature.

        Raises
        ------
        LayerError
            If the layer cannot be read.
        """
        from explorer.geometry.reading import geojson  # noqa: PLC0415  (shapely is not wanted for tables alone)

        return geojson.loads(self.read(name), str(self.path(name)))

    def shapes(self, name: str) -> dict[str, "BaseGeometry"]:
        """
        Read a GeoJSON layer's geometries.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Returns
        -------
        shapes
            Geometry in degrees of each feature, by its id.

        Raises
        ------
        LayerError
            If the layer cannot be read.
        """
        with self.parsing(name):
            return {row["id"]: shape for row, shape in self.features(name)}

    def properties(self, name: str) -> list[dict[str, Any]]:
        """
        Read a GeoJSON layer's properties without its outlines.

        Parameters
        ----------
        name
            Its name in the descriptor.

        Returns
        -------
        rows
            Properties of each feature, with `id`, and `coordinates` where it is a point.

        Raises
        ------
        LayerError
            If the layer cannot be read.
        """
        if name not in self._rows:
            with self.parsing(name):
                self._rows[name] = [_row(each) for each in json.loads(self.read(name))["features"]]
        return [dict(row) for row in self._rows[name]]


def _row(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Take a feature's properties and id, and its place if it is a point."""
    geometry = feature["geometry"]
    place = {"coordinates": geometry["coordinates"]} if geometry["type"] == "Point" else {}
    return {"id": feature.get("id"), **feature["properties"], **place}


def _mend(path: Path) -> str:
    """Say how to restore a layer's file: what is imported is imported again."""
    match variable_of(path):
        case "FRONTLINE_LINES":
            return "import its line again"
        case "FRONTLINE_FRAMES":
            return "import its boundaries again"
        case _:
            return "restore the file, or run `frontline build` to accept it"


def described(folder: Path) -> list[Resource]:
    """
    Read a folder's descriptor.

    Parameters
    ----------
    folder
        One that holds `datapackage.json`.

    Returns
    -------
    resources
        In the descriptor's order.

    Raises
    ------
    LayerError
        If the descriptor is missing or wrong.
    """
    path, variable = folder / DESCRIPTOR, variable_of(folder) or "FRONTLINE_DATA"
    try:
        return _Package.model_validate_json(path.read_bytes()).resources
    except OSError as fault:
        raise LayerError(
            f"{path}: cannot be read ({fault.strerror}); point {variable} at a folder that has one"
        ) from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        told = f"{where}: {first['msg']}" if where else first["msg"]
        raise LayerError(f"{path}: {told}; mend the descriptor") from fault


def installed(frame: str = "") -> Catalog:
    """
    Open the layers that ship with the explorer, and the lines of contact that were imported.

    Parameters
    ----------
    frame
        Name of boundaries that a user brought (`frontline import FILE --as boundaries`), to open
        the layers in them instead; empty for the explorer's own.

    Returns
    -------
    catalog
        The same catalog at every call until a line is imported or forgotten. `FRONTLINE_DATA`
        names another folder of layers, and `FRONTLINE_LINES` another one of lines.

    Raises
    ------
    LayerError
        If there are no boundaries of that name.
    """
    folder = frame_folder(frame) if frame else Path(os.environ.get("FRONTLINE_DATA", _SHIPPED))
    if frame and frame not in frames():
        known = ", ".join(frames()) or "none yet"
        raise LayerError(
            f"there are no boundaries named {frame!r} ({known}); "
            "bring some by `frontline import FILE --as boundaries`"
        )
    if not folder.exists():  # a command that was killed may have moved it aside
        sweep(folder.parent)
    lines = lines_folder(frame)
    return _opened(folder, lines, _version(lines / DESCRIPTOR))


def _version(path: Path) -> tuple[int, int] | None:
    """Tell a file from what replaces it: a file that is written whole is a new one each time."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


@lru_cache(maxsize=4)
def _opened(folder: Path, lines: Path, version: tuple[int, int] | None) -> Catalog:
    """Open layers with the lines beside them, once for each version of the lines' descriptor."""
    return Catalog(folder) if version is None else Catalog(folder, lines)


def lines_folder(frame: str = "") -> Path:
    """
    Tell where this machine keeps the lines of contact that were imported.

    Parameters
    ----------
    frame
        Name of boundaries that a user brought, whose lines are kept with them.

    Returns
    -------
    folder
        What `FRONTLINE_LINES` names, else one among the user's files; it may not exist.
    """
    if frame:
        return frame_folder(frame) / "lines"
    return users_folder("FRONTLINE_LINES", "lines")


def frames() -> tuple[str, ...]:
    """
    List the boundaries that users brought to this machine.

    Returns
    -------
    names
        Ascending; the explorer's own are not among them.
    """
    folder = _frames_folder()
    if not folder.is_dir():
        return ()
    names = sorted(each.name for each in folder.iterdir() if (each / DESCRIPTOR).is_file())
    return tuple(name for name in names if FRAME_NAME.fullmatch(name))


def frame_folder(name: str) -> Path:
    """
    Tell where boundaries that a user brought are kept.

    Parameters
    ----------
    name
        Their name.

    Returns
    -------
    folder
        Below what `FRONTLINE_FRAMES` names, else among the user's files; it may not exist.

    Raises
    ------
    LayerError
        If it cannot be a name.
    """
    if not FRAME_NAME.fullmatch(name):
        raise LayerError(
            f"{name!r} cannot name boundaries; use up to 40 small letters, digits and hyphens"
        )
    return _frames_folder() / name


def _frames_folder() -> Path:
    return users_folder("FRONTLINE_FRAMES", "frames")
