"""Claim recipe: the order of a claim's figure, what it is made again from, and its numbers."""

from collections.abc import Iterator
from datetime import date
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import Field

from explorer.cartography.figure.composition import Choice
from explorer.claims import desk
from explorer.claims.chart import ChartData
from explorer.claims.desk import Finding
from explorer.claims.document import Document
from explorer.claims.library import DOCUMENTS
from explorer.claims.measure import Untestable
from explorer.errors import ClaimError
from explorer.language import Language, Speech
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.layers.history import RESOURCE as DAILY
from explorer.publishing.kind import Origin
from explorer.publishing.recipe import Address, Recipe, SeedRef, Strict, sha256
from explorer.wording import claims as claim_wording

FORMAT: Literal["frontline-claim/2"] = "frontline-claim/2"


class ClaimOrder(Strict):
    """
    What an editor orders.

    Attributes
    ----------
    language
        `en` or `uk`.
    theme
        `auto` (the reader's), `light` or `dark`.
    address
        Where the folder will be published, with its slash; empty if that is not known.
    """

    language: Language = "en"
    theme: Choice = "auto"
    address: Address = ""


class ClaimRecipe(Recipe):
    """
    What a claim's figure is made again from.

    Attributes
    ----------
    format, version, layers
        As in every recipe.
    ordered
        What was ordered.
    claim
        The claim's name among all documents'.
    document
        The document that it stands in.
    """

    format: Literal["frontline-claim/2"] = FORMAT
    ordered: ClaimOrder
    claim: str = Field(pattern=r"^[a-z0-9-]{1,80}/[a-z0-9_-]{1,80}$")
    document: SeedRef


class ClaimNumber(Strict):
    """
    A number of a claim's figure.

    Attributes
    ----------
    measure
        `claimed`, `computed`, `difference`, or of a trailing window `years` and `loss`.
    window_days
        Length of that window.
    contested
        `not held` for the figures of the reading without contested ground.
    value, low, high
        The number and its interval, to two decimals; none where there is no such bound.
    unit
        Its unit.
    day
        The day that it is of.
    written
        As the figure writes it.
    """

    measure: Literal["claimed", "computed", "difference", "years", "loss"]
    window_days: int | None = None
    contested: Literal["not held"] | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    day: date
    written: str

    @property
    def name(self) -> str:
        """What it is, in words for an error."""
        window = f", {self.window_days} days" if self.window_days else ""
        return f"{self.measure}{window}{', without contested ground' if self.contested else ''}"


def recipe_of(
    catalog: Catalog, data: ChartData, ordered: ClaimOrder, file: Path | None
) -> ClaimRecipe:
    """
    Write a recipe.

    Parameters
    ----------
    catalog
        The layers.
    data
        The claim's chart, with its finding.
    ordered
        What was ordered.
    file
        The document's file; the library's own when not given.

    Returns
    -------
    recipe
        What the figure is made again from.

    Raises
    ------
    ClaimError
        When the file is missing, or says something else than the document.
    """
    document = data.finding.document
    path = file or _library_file(document.id)
    if DOCUMENTS.read(path)[0] != document:
        raise ClaimError(f"{path.name}: does not hold the claim as it was checked; check it again")
    text = path.read_text(encoding="utf-8")
    installed = DOCUMENTS.all().get(document.id) == document
    return ClaimRecipe(
        ordered=ordered,
        claim=data.finding.id,
        document=SeedRef(
            id=document.id, file=path.name, sha256=sha256(text), text="" if installed else text
        ),
        layers={name: catalog.resource(name).sha256 for name in _layers(catalog, data)},
    )


def _library_file(identifier: str) -> Path:
    return DOCUMENTS.path / f"{identifier}.toml"


def _layers(catalog: Catalog, data: ChartData) -> tuple[str, ...]:
    """List what the figures rest on: the daily areas, or the baselines of one source."""
    if data.what != "points":
        return (*baselines.INPUTS, DAILY)
    drawn = (
        layer
        for name in baselines.series(catalog).values()
        for layer in (
            *baselines.line_layers(catalog, name),
            baselines.resource_name(baselines.PREFIX, name),
        )
    )
    return tuple(dict.fromkeys((*baselines.INPUTS, *drawn)))


def again(catalog: Catalog, recipe: ClaimRecipe) -> Finding:
    """
    Check a recipe's claim again.

    Parameters
    ----------
    catalog
        The layers.
    recipe
        A recipe.

    Returns
    -------
    finding
        The claim as it is now.

    Raises
    ------
    ClaimError
        When its document is no longer in the library, its text is wrong, or it has no such claim.
    """
    for finding in desk.check(catalog, _document(recipe.document)):
        if finding.id == recipe.claim:
            return finding
    raise ClaimError(f"{recipe.document.file}: has no claim {recipe.claim!r}; restore the file")


def _document(ref: SeedRef) -> Document:
    if not ref.text:
        return DOCUMENTS.find(ref.id)
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / ref.file
        path.write_text(ref.text, encoding="utf-8")
        return DOCUMENTS.read(path)[0]


def origins(recipe: ClaimRecipe) -> Iterator[Origin]:
    """
    Take a recipe's document beside the library's.

    Parameters
    ----------
    recipe
        A recipe.

    Yields
    ------
    origin
        One.
    """
    path = _library_file(recipe.document.id)
    yield Origin("claim", recipe.document, path.read_text("utf-8") if path.exists() else None)


def own_words(recipe: ClaimRecipe) -> Iterator[tuple[str, str]]:
    """
    List what the publisher wrote into a recipe.

    Parameters
    ----------
    recipe
        A recipe.

    Yields
    ------
    label, text
        The address, and the claim's words where its document is not the library's.
    """
    if recipe.ordered.address:
        yield "address", recipe.ordered.address
    if recipe.document.text:
        for claim in _document(recipe.document).claims:
            if f"{recipe.document.id}/{claim.id}" == recipe.claim:
                yield f"claim {recipe.claim}", claim.paraphrase.in_language(recipe.ordered.language)


def numbers(finding: Finding, speech: Speech) -> Iterator[ClaimNumber]:
    """
    List the numbers that a claim's figure states.

    Parameters
    ----------
    finding
        The finding.
    speech
        The figure's language.

    Yields
    ------
    number
        Each with unit, interval and day.
    """
    claim = finding.claim
    low, high = claim.figures
    yield ClaimNumber(
        measure="claimed",
        value=claim.value,
        low=low,
        high=high,
        unit=claim.unit,
        day=claim.as_of,
        written=claim_wording.claimed(claim, speech),
    )
    yield from _computed(finding, speech)
    if finding.without_contested:
        for number in _computed(finding.without_contested, speech):
            yield number.model_copy(update={"contested": "not held"})


def _computed(finding: Finding, speech: Speech) -> Iterator[ClaimNumber]:
    computed, unit = finding.computed, finding.claim.unit
    if isinstance(computed, Untestable):
        return
    day = computed.day or finding.tested_on
    yield ClaimNumber(
        measure="computed",
        value=_round(computed.value),
        low=_round(computed.low),
        high=_round(computed.high),
        unit=unit,
        day=day,
        written=str(claim_wording.computed(finding, speech)),
    )
    if finding.difference is not None:
        yield ClaimNumber(
            measure="difference",
            value=_round(finding.difference),
            unit=unit,
            day=day,
            written=claim_wording.difference(finding, speech),
        )
    for window in computed.windows:
        words = claim_wording.window(window, speech)
        yield ClaimNumber(
            measure="years",
            window_days=window.days,
            value=_round(window.years),
            unit="years",
            day=day,
            written=words.years,
        )
        yield ClaimNumber(
            measure="loss",
            window_days=window.days,
            value=_round(window.loss_km2),
            unit="km2",
            day=day,
            written=words.loss,
        )


def _round(value: float | None) -> float | None:
    return round(value, 2) if value is not None and isfinite(value) else None
