"""Receipt: what a published figure was made from, and each number in it, so that it can be redone.

The recipe alone (versions, scenario files, layers with their SHA-256, and what was ordered) also
stands inside the page and the SVG, so that one file is enough to check it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import shapely
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyproj import proj_version_str

from explorer import __version__
from explorer.cartography.figure.composition import REGION, Choice, Order
from explorer.errors import OutputError, ScenarioError
from explorer.language import Language
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.results.numbers import Number
from explorer.scenarios import model as scenario_model
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario

FORMAT: Literal["frontline-figure/1"] = "frontline-figure/1"
NAME = "receipt.json"
SHA256 = r"^[0-9a-f]{64}$"

_LAYERS = (*baselines.INPUTS, "context")
_LIBRARIES = ("numpy", "shapely", "pyproj", "resvg_py", "fontpkg-source-sans-3")


@dataclass(frozen=True)
class Chosen:
    """
    A scenario with the file that it was read from.

    Attributes
    ----------
    scenario
        The proposal.
    file, text
        The file's name and what it says.
    """

    scenario: Scenario
    file: str
    text: str

    @property
    def sha256(self) -> str:
        """Digest of the file's text."""
        return sha256(self.text)


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


def choose(name: str) -> Chosen:
    """
    Look a scenario up together with its file.

    Parameters
    ----------
    name
        An id of the library, or a path that ends in `.toml`.

    Returns
    -------
    chosen
        The scenario and its file.

    Raises
    ------
    ScenarioError
        When there is none, or its file is wrong.
    """
    scenario = SCENARIOS.find(name)
    path = Path(name) if name.endswith(".toml") else _library_file(scenario.id)
    return Chosen(scenario, path.name, path.read_text(encoding="utf-8"))


def written(scenario: Scenario) -> Chosen:
    """
    Write a scenario that stands in no file, so that a receipt can carry it.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    chosen
        The scenario and the file that it would stand in.
    """
    return Chosen(scenario, f"{scenario.id}.toml", scenario_model.dumps(scenario))


def _library_file(identifier: str) -> Path:
    """Find the library's file of a scenario: a variant stands in the file of its default."""
    folder = SCENARIOS.path
    for path in sorted(folder.glob("*.toml")):
        family = path.stem == identifier or identifier.startswith(f"{path.stem}-")
        if family and any(scenario.id == identifier for scenario in SCENARIOS.read(path)):
            return path
    raise ScenarioError(f"{folder}: has no file for scenario {identifier!r}; restore it")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ordered(_Model):
    """
    What an editor ordered; see `Order`.

    Attributes
    ----------
    language, theme, extent, baseline, title, address
        As in `Order`, the baseline with its date written out.
    """

    language: Language
    theme: Choice = "auto"
    extent: str = REGION
    baseline: str
    title: str = ""
    address: str = ""


class Cooked(_Model):
    """
    A scenario of a figure.

    Attributes
    ----------
    id, file, sha256
        Its id, the name of its file, and the file's digest.
    text
        What the file says, where it is none of the library's.
    """

    id: str
    file: str = Field(pattern=r"^[^/\\]+\.toml$")
    sha256: str = Field(pattern=SHA256)
    text: str = ""


class Recipe(_Model):
    """
    What a figure is made again from.

    Attributes
    ----------
    format, version
        This format's name, and the explorer's version.
    ordered
        What was ordered.
    scenarios
        The scenarios, in order.
    layers
        SHA-256 of each layer that went in, by name.
    """

    format: Literal["frontline-figure/1"]
    version: str
    ordered: Ordered
    scenarios: tuple[Cooked, ...] = Field(min_length=1)
    layers: Mapping[str, str]


class Receipt(_Model):
    """
    All that `receipt.json` says.

    Attributes
    ----------
    recipe
        What the figure is made again from.
    libraries
        Versions of the libraries that drew it.
    numbers
        Every number that it shows.
    files
        SHA-256 of every other file of the folder, by name.
    """

    recipe: Recipe
    libraries: Mapping[str, str]
    numbers: tuple[Number, ...]
    files: Mapping[str, str]


def recipe(catalog: Catalog, order: Order, chosen: Sequence[Chosen]) -> Recipe:
    """
    Write a recipe.

    Parameters
    ----------
    catalog
        The layers.
    order
        What was ordered.
    chosen
        Its scenarios, with their files.

    Returns
    -------
    recipe
        What the figure is made again from.

    Raises
    ------
    LayerError
        When a layer is missing.
    """
    day = baselines.find(catalog, order.day).date
    line = baselines.line_layer(catalog, day)
    layers = dict.fromkeys((*_LAYERS, line, f"atoms-{day}", f"outlines-{day}"))
    return Recipe(
        format=FORMAT,
        version=__version__,
        ordered=Ordered(
            language=order.language,
            theme=order.theme,
            extent=order.extent,
            baseline=day,
            title=order.title,
            address=order.address,
        ),
        scenarios=tuple(_cooked(found) for found in chosen),
        layers={name: catalog.resource(name).sha256 for name in layers},
    )


def _cooked(chosen: Chosen) -> Cooked:
    installed = SCENARIOS.all().get(chosen.scenario.id) == chosen.scenario
    return Cooked(
        id=chosen.scenario.id,
        file=chosen.file,
        sha256=chosen.sha256,
        text="" if installed else chosen.text,
    )


def libraries() -> dict[str, str]:
    """
    List the versions of what draws a figure.

    Returns
    -------
    versions
        By name.
    """
    found = {name: version(name) for name in _LIBRARIES}
    return found | {"GEOS": shapely.geos_version_string, "PROJ": proj_version_str}


def dumps(receipt: Receipt) -> str:
    """
    Write a receipt as text.

    Parameters
    ----------
    receipt
        The receipt.

    Returns
    -------
    text
        JSON that ends in a newline.
    """
    plain: dict[str, Any] = receipt.model_dump(mode="json", exclude_none=True)
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def loads(text: str, source: str) -> Receipt:
    """
    Read a receipt.

    Parameters
    ----------
    text
        What a `receipt.json` says.
    source
        What to call it in an error.

    Returns
    -------
    receipt
        The receipt.

    Raises
    ------
    OutputError
        When it is none of ours.
    """
    try:
        return Receipt.model_validate_json(text)
    except ValidationError as fault:
        raise OutputError(f"{source}: is no receipt of a figure; name a folder of one") from fault


def remade(recipe: Recipe) -> tuple[Chosen, ...]:
    """
    Get a recipe's scenarios: the library's own, or those that the recipe carries.

    Parameters
    ----------
    recipe
        A recipe.

    Returns
    -------
    chosen
        The scenarios with their files.

    Raises
    ------
    ScenarioError
        When one is no longer in the library, or its text is wrong.
    """
    return tuple(_remade(cooked) for cooked in recipe.scenarios)


def _remade(cooked: Cooked) -> Chosen:
    if not cooked.text:
        return choose(cooked.id)
    with TemporaryDirectory() as folder:
        path = Path(folder) / cooked.file
        path.write_text(cooked.text, encoding="utf-8")
        for proposal in SCENARIOS.read(path):
            if proposal.id == cooked.id:
                return Chosen(proposal, cooked.file, cooked.text)
    raise ScenarioError(f"{cooked.file}: holds no scenario {cooked.id!r}; restore the receipt")
