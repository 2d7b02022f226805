"""Recipe: what a figure is made again from, bounded so that a stranger's can be read safely.

A recipe names everything that went in: the version, the layers with their SHA-256, the scenarios or
the claim, and what was ordered. It stands in `receipt.json`, in the page and in the SVG.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from explorer import __version__
from explorer.scenarios import seeds

# A space or a comma would end an address in `srcset`.
ADDRESS = r"https?://[^\s,\"'<>?#]{1,400}"
LONGEST_TITLE = 300

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[str, Field(pattern=r"^\d{1,5}(\.\d{1,5}){0,3}([-.+]?[a-z0-9]{1,12}){0,2}$")]
LayerName = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")]
Layers = Annotated[Mapping[LayerName, Sha256], Field(max_length=600)]
Address = Annotated[str, Field(pattern=rf"^({ADDRESS}/)?$")]
Title = Annotated[str, Field(pattern=rf"^[^\x00-\x1f\x7f]{{0,{LONGEST_TITLE}}}$")]


class Strict(BaseModel):
    """Base of what a recipe and a receipt say: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedRef(Strict):
    """
    A scenario or document that a figure was made from.

    Attributes
    ----------
    id
        Its id.
    file, sha256
        Name and digest of its file.
    text
        What the file says, where it is not the library's.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    file: str = Field(pattern=r"^[^/\\\x00-\x1f]{1,95}\.toml$")
    sha256: Sha256
    text: str = Field(default="", max_length=seeds.LARGEST_BYTES)


class Recipe(Strict):
    """
    What every figure is made again from.

    Attributes
    ----------
    format, version
        Name of the kind of figure, and the explorer's version.
    layers
        SHA-256 of each layer that went in, by name.
    """

    format: str
    version: Version = __version__
    layers: Layers


def sha256(content: str | bytes) -> str:
    """
    Digest some content.

    Parameters
    ----------
    content
        Text, taken as UTF-8, or bytes.

    Returns
    -------
    digest
        SHA-256 in hexadecimal digits.
    """
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def as_text(recipe: Recipe) -> str:
    """
    Write a recipe as it stands in a page or an SVG.

    Parameters
    ----------
    recipe
        A recipe.

    Returns
    -------
    text
        JSON on one line.
    """
    return json.dumps(as_plain(recipe), ensure_ascii=False)


def as_plain(recipe: Recipe) -> dict[str, Any]:
    """
    Write a recipe as plain values.

    Parameters
    ----------
    recipe
        A recipe.

    Returns
    -------
    plain
        JSON-ready values.
    """
    return recipe.model_dump(mode="json")
