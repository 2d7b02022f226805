"""Claim receipt: what a claim's figure was made from, and each number in it, to redo it from."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explorer import __version__
from explorer.cartography.figure.composition import Choice
from explorer.claims import desk
from explorer.claims.chart import ChartData
from explorer.claims.desk import Finding
from explorer.claims.document import Document
from explorer.claims.library import DOCUMENTS
from explorer.claims.measure import Untestable
from explorer.errors import ClaimError, OutputError
from explorer.language import Language, Speech
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.layers.history import RESOURCE as DAILY
from explorer.publishing.receipt import SHA256, sha256
from explorer.wording import claims as claim_wording

FORMAT: Literal["frontline-claim/1"] = "frontline-claim/1"
_LIBRARIES = ("altair", "numpy", "resvg_py", "vl-convert-python", "fontpkg-source-sans-3")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Number(_Model):
    """
    A number of a claim's figure.

    Attributes
    ----------
    measure
        `claimed`, `computed`, `difference`, or of a trailing window `years` and `loss`.
    window_days
        Length of that window.
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
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    day: date
    written: str

    @property
    def name(self) -> str:
        """What it is, in words for an error."""
        return f"{self.measure}, {self.window_days} days" if self.window_days else self.measure


class Recipe(_Model):
    """
    What a claim's figure is made again from.

    Attributes
    ----------
    format, version
        This format's name, and the explorer's version.
    claim
        The claim's name among all documents'.
    file, sha256
        Name and digest of the document's file.
    text
        What that file says, where it is none of the library's.
    language, theme, address
        What was ordered.
    layers
        SHA-256 of each layer that went in, by name.
    """

    format: Literal["frontline-claim/1"]
    version: str
    claim: str
    file: str = Field(pattern=r"^[^/\\]+\.toml$")
    sha256: str = Field(pattern=SHA256)
    text: str = ""
    language: Language
    theme: Choice
    address: str = ""
    layers: Mapping[str, str]


class Receipt(_Model):
    """
    All that a claim figure's `receipt.json` says.

    Attributes
    ----------
    recipe
        What the figure is made again from.
    libraries
        Versions of the libraries that drew it.
    numbers
        Every number that it shows; those of the chart stand in `data.csv`.
    files
        SHA-256 of every other file of the folder, by name.
    """

    recipe: Recipe
    libraries: Mapping[str, str]
    numbers: tuple[Number, ...]
    files: Mapping[str, str]


class Order(_Model):
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
    address: str = ""


def recipe(catalog: Catalog, data: ChartData, order: Order, file: Path | None) -> Recipe:
    """
    Write a recipe.

    Parameters
    ----------
    catalog
        The layers.
    data
        The claim's chart, with its finding.
    order
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
    path = file or DOCUMENTS.path / f"{document.id}.toml"
    if DOCUMENTS.read(path)[0] != document:
        raise ClaimError(f"{path.name}: does not hold the claim as it was checked; check it again")
    text = path.read_text(encoding="utf-8")
    return Recipe(
        format=FORMAT,
        version=__version__,
        claim=data.finding.id,
        file=path.name,
        sha256=sha256(text),
        text="" if DOCUMENTS.all().get(document.id) == document else text,
        language=order.language,
        theme=order.theme,
        address=order.address,
        layers={name: catalog.resource(name).sha256 for name in _layers(catalog, data)},
    )


def _layers(catalog: Catalog, data: ChartData) -> tuple[str, ...]:
    """List what the figures rest on: the daily areas, or the lines of the baselines."""
    if data.what != "points":
        return (*baselines.INPUTS, DAILY)
    drawn = (name for name in catalog.resources if name.startswith(("atoms-", "outlines-")))
    return (*baselines.INPUTS, *drawn)


def libraries() -> dict[str, str]:
    """
    List the versions of what draws a claim's figure.

    Returns
    -------
    versions
        By name.
    """
    return {name: version(name) for name in _LIBRARIES}


def numbers(finding: Finding, speech: Speech) -> Iterator[Number]:
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
    claim, computed = finding.claim, finding.computed
    low, high = claim.figures
    yield Number(
        measure="claimed",
        value=claim.value,
        low=low,
        high=high,
        unit=claim.unit,
        day=claim.as_of,
        written=claim_wording.claimed(claim, speech),
    )
    if isinstance(computed, Untestable):
        return
    day = computed.day or finding.tested_on
    yield Number(
        measure="computed",
        value=_round(computed.value),
        low=_round(computed.low),
        high=_round(computed.high),
        unit=claim.unit,
        day=day,
        written=str(claim_wording.computed(finding, speech)),
    )
    if finding.difference is not None:
        yield Number(
            measure="difference",
            value=_round(finding.difference),
            unit=claim.unit,
            day=day,
            written=claim_wording.difference(finding, speech),
        )
    for window in computed.windows:
        words = claim_wording.window(window, speech)
        yield Number(
            measure="years",
            window_days=window.days,
            value=_round(window.years),
            unit="years",
            day=day,
            written=words.years,
        )
        yield Number(
            measure="loss",
            window_days=window.days,
            value=_round(window.loss_km2),
            unit="km2",
            day=day,
            written=words.loss,
        )


def _round(value: float | None) -> float | None:
    return round(value, 2) if value is not None and isfinite(value) else None


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
    plain = receipt.model_dump(mode="json", exclude_none=True)
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
        When it is none of a claim's figure.
    """
    try:
        return Receipt.model_validate_json(text)
    except ValidationError as fault:
        message = f"{source}: is no receipt of a claim's figure; name a folder of one"
        raise OutputError(message) from fault


def remade(catalog: Catalog, recipe: Recipe) -> tuple[Finding, str]:
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
    finding, sha256
        The claim as it is now, and the digest of its document's file.

    Raises
    ------
    ClaimError
        When its document is not in the library any more, or has no such claim.
    """
    document, digest = _document(recipe)
    for finding in desk.check(catalog, document):
        if finding.id == recipe.claim:
            return finding, digest
    raise ClaimError(f"{recipe.file}: has no claim {recipe.claim!r}; restore the file")


def _document(recipe: Recipe) -> tuple[Document, str]:
    if not recipe.text:
        path = DOCUMENTS.path / recipe.file
        return DOCUMENTS.read(path)[0], sha256(path.read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / recipe.file
        path.write_text(recipe.text, encoding="utf-8")
        return DOCUMENTS.read(path)[0], sha256(recipe.text)
