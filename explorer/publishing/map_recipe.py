"""Map recipe: the order of a map's figure, and what it is made again from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from pydantic import Field

from explorer.cartography.figure.composition import CHOICES, MOST_SCENARIOS, REGION, Choice, Order
from explorer.errors import OutputError, ScenarioError
from explorer.language import LANGUAGES, Language
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.publishing.kind import Origin
from explorer.publishing.recipe import (
    ADDRESS,
    LONGEST_TITLE,
    Address,
    Recipe,
    SeedRef,
    Strict,
    Title,
    sha256,
)
from explorer.scenarios import model as scenario_model
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario

FORMAT: Literal["frontline-figure/1"] = "frontline-figure/1"

_LAYERS = (*baselines.INPUTS, "context")


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


class Ordered(Strict):
    """
    What an editor ordered; see `Order`.

    Attributes
    ----------
    language, theme, extent, baseline, title, address
        As in `Order`, the baseline with its date written out.
    """

    language: Language
    theme: Choice = "auto"
    extent: str = Field(default=REGION, pattern=r"^[A-Za-z0-9,-]{1,400}$")
    baseline: str = Field(pattern=r"^([a-z][a-z0-9-]*:)?\d{4}-\d{2}-\d{2}$")
    title: Title = ""
    address: Address = ""


class MapRecipe(Recipe):
    """
    What a map's figure is made again from.

    Attributes
    ----------
    format, version, layers
        As in every recipe.
    ordered
        What was ordered.
    scenarios
        The scenarios, in order.
    """

    format: Literal["frontline-figure/1"] = FORMAT
    ordered: Ordered
    scenarios: Annotated[tuple[SeedRef, ...], Field(min_length=1, max_length=MOST_SCENARIOS)]


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


def without_file(scenario: Scenario) -> Chosen:
    """
    Write a scenario that stands in no file, so that a recipe can carry it.

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
    path = _installed_file(identifier)
    if path is None:
        raise ScenarioError(
            f"{SCENARIOS.path}: has no file for scenario {identifier!r}; restore it"
        )
    return path


def _installed_file(identifier: str) -> Path | None:
    for path in sorted(SCENARIOS.path.glob("*.toml")):
        family = path.stem == identifier or identifier.startswith(f"{path.stem}-")
        if family and any(each.id == identifier for each in SCENARIOS.read(path)):
            return path
    return None


def order(
    names: Sequence[str | Scenario],
    *,
    language: str = "en",
    theme: str = "auto",
    extent: str = REGION,
    day: str | None = None,
    title: str = "",
    address: str = "",
) -> tuple[Order, tuple[Chosen, ...]]:
    """
    Take an order.

    Parameters
    ----------
    names
        Ids of scenarios, paths of TOML files, or scenarios that stand in no file.
    language, theme, extent, day, title, address
        As in `Order`; an address that names a folder gets its slash.

    Returns
    -------
    order, chosen
        What is ordered, and its scenarios with their files.

    Raises
    ------
    OutputError
        When language, theme or address is none, or the title is longer than 300 letters.
    ScenarioError
        When a scenario is missing, wrong or given twice.
    """
    spoken, shade, place = checked_options(language, theme, address)
    if len(title) > LONGEST_TITLE:
        raise OutputError(f"the title has over {LONGEST_TITLE} letters; shorten it")
    if not title.isprintable():
        raise OutputError("the title has a character that cannot be printed; leave it out")
    chosen = tuple(choose(name) if isinstance(name, str) else without_file(name) for name in names)
    ordered = Order(
        scenarios=tuple(each.scenario for each in chosen),
        language=spoken,
        theme=shade,
        extent=extent,
        day=day,
        title=" ".join(title.split()),
        address=place,
    )
    return ordered, chosen


def checked_options(language: str, theme: str, address: str) -> tuple[Language, Choice, str]:
    """
    Check what every kind of figure is ordered with.

    Parameters
    ----------
    language
        `en` or `uk`.
    theme
        `auto`, `light` or `dark`.
    address
        Where the folder will be published; empty if that is not known.

    Returns
    -------
    language, theme, address
        The same, the address with its slash.

    Raises
    ------
    OutputError
        When one of them is not what it must be.
    """
    spoken = next((known for known in LANGUAGES if known == language), None)
    if spoken is None:
        raise OutputError(f"there is no language {language!r}; use {' or '.join(LANGUAGES)}")
    shade = next((known for known in CHOICES if known == theme), None)
    if shade is None:
        raise OutputError(f"there is no theme {theme!r}; use one of {', '.join(CHOICES)}")
    if address and not re.fullmatch(ADDRESS, address):
        raise OutputError(f"{address!r} is not an address; write it as https://example.org/figure/")
    return spoken, shade, f"{address.rstrip('/')}/" if address else ""


def recipe_of(catalog: Catalog, ordered: Order, chosen: Sequence[Chosen]) -> MapRecipe:
    """
    Write a recipe.

    Parameters
    ----------
    catalog
        The layers.
    ordered
        What is ordered.
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
    name = baselines.find(catalog, ordered.day).name
    atoms = baselines.resource_name(baselines.PREFIX, name)
    layers = dict.fromkeys((*_LAYERS, *baselines.line_layers(catalog, name), atoms))
    return MapRecipe(
        ordered=Ordered(
            language=ordered.language,
            theme=ordered.theme,
            extent=ordered.extent,
            baseline=name,
            title=ordered.title,
            address=ordered.address,
        ),
        scenarios=tuple(_seed_ref(each) for each in chosen),
        layers={name: catalog.resource(name).sha256 for name in layers},
    )


def _seed_ref(chosen: Chosen) -> SeedRef:
    installed = SCENARIOS.all().get(chosen.scenario.id) == chosen.scenario
    return SeedRef(
        id=chosen.scenario.id,
        file=chosen.file,
        sha256=sha256(chosen.text),
        text="" if installed else chosen.text,
    )


def again(recipe: MapRecipe) -> Order:
    """
    Order a figure once more from its recipe.

    Parameters
    ----------
    recipe
        A recipe.

    Returns
    -------
    order
        What was ordered.

    Raises
    ------
    ScenarioError
        When a scenario is no longer in the library, or its text is wrong.
    """
    ordered = recipe.ordered
    return Order(
        scenarios=tuple(_scenario(ref) for ref in recipe.scenarios),
        language=ordered.language,
        theme=ordered.theme,
        extent=ordered.extent,
        day=ordered.baseline,
        title=ordered.title,
        address=ordered.address,
    )


def _scenario(ref: SeedRef) -> Scenario:
    """Get a scenario of a recipe: the library's own, or the one that the recipe carries."""
    if not ref.text:
        return SCENARIOS.find(ref.id)
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / ref.file
        path.write_text(ref.text, encoding="utf-8")
        for scenario in SCENARIOS.read(path):
            if scenario.id == ref.id:
                return scenario
    raise ScenarioError(f"{ref.file}: holds no scenario {ref.id!r}; restore the receipt")


def origins(recipe: MapRecipe) -> Iterator[Origin]:
    """
    List the scenarios of a recipe beside the library's.

    Parameters
    ----------
    recipe
        A recipe.

    Yields
    ------
    origin
        In order.
    """
    for ref in recipe.scenarios:
        path = _installed_file(ref.id)
        text = path.read_text(encoding="utf-8") if path else None
        yield Origin("scenario", ref, text)


def own_words(recipe: MapRecipe) -> Iterator[tuple[str, str]]:
    """
    List what the publisher wrote into a recipe.

    Parameters
    ----------
    recipe
        A recipe.

    Yields
    ------
    label, text
        Title and address, and the titles of scenarios that are not the library's.
    """
    if recipe.ordered.title:
        yield "title", recipe.ordered.title
    if recipe.ordered.address:
        yield "address", recipe.ordered.address
    for ref in recipe.scenarios:
        if ref.text:
            yield f"scenario {ref.id}", _scenario(ref).title.in_language(recipe.ordered.language)
