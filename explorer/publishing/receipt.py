"""Receipt: a recipe with every number of the figure and the digest of every file in its folder."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated, Generic, TypeVar

import shapely
from pydantic import BaseModel, Field
from pyproj import proj_version_str

from explorer.publishing.recipe import Recipe, Sha256, Strict

NAME = "receipt.json"

_DRAWN_WITH = ("altair", "fontpkg-source-sans-3", "numpy", "pyproj", "resvg_py", "shapely")
_FileName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
_Library = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
_LibraryVersion = Annotated[str, Field(pattern=r"^\d[A-Za-z0-9.+-]{0,30}$")]

R = TypeVar("R", bound=Recipe)
N = TypeVar("N", bound=BaseModel)


class Receipt(Strict, Generic[R, N]):
    """
    All that `receipt.json` says.

    Attributes
    ----------
    recipe
        What the figure is made again from.
    libraries
        Versions of the libraries that drew it, by name.
    numbers
        Every number that it states.
    files
        SHA-256 of every other file of the folder, by name.
    """

    recipe: R
    libraries: Annotated[Mapping[_Library, _LibraryVersion], Field(max_length=20)]
    numbers: Annotated[tuple[N, ...], Field(max_length=4_000)]
    files: Annotated[Mapping[_FileName, Sha256], Field(max_length=40)]


def libraries() -> dict[str, str]:
    """
    List the versions of what draws a figure.

    Returns
    -------
    versions
        By name.
    """
    versions = {name: version(name) for name in _DRAWN_WITH}
    return versions | {"GEOS": shapely.geos_version_string, "PROJ": proj_version_str}


def dumps(receipt: Receipt[R, N]) -> str:
    """
    Write a receipt as text.

    Parameters
    ----------
    receipt
        The receipt.

    Returns
    -------
    text
        JSON that ends in a newline; the same text for the same receipt.
    """
    plain = receipt.model_dump(mode="json", exclude_none=True)
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
