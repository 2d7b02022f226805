"""Claim figure: a claim beside its dated chart, as a folder for an article."""

import json
from pathlib import Path

from explorer.cartography.charts.claim_plot import POSTER_WIDTH
from explorer.cartography.figure import page, snippet, social
from explorer.claims.chart import COLUMNS, ChartData, chart_data
from explorer.claims.desk import Finding
from explorer.errors import OutputError
from explorer.exports import spreadsheets
from explorer.language import speech_in
from explorer.layers.catalog import Catalog
from explorer.publishing import claim_page, claim_recipe, folder, receipt
from explorer.publishing.claim_recipe import ClaimNumber, ClaimOrder, ClaimRecipe
from explorer.publishing.folder import Folder
from explorer.publishing.kind import FigureKind, Made, Raster
from explorer.publishing.receipt import Receipt

POSTER, TABLE, SHEET, OEMBED = "figure.svg", "data.csv", "embed.html", "oembed.json"


def make(
    catalog: Catalog,
    finding: Finding,
    ordered: ClaimOrder | None = None,
    file: Path | None = None,
) -> Folder:
    """
    Make a claim figure's folder.

    Parameters
    ----------
    catalog
        The layers.
    finding
        The claim with its verdict.
    ordered
        Language, theme and address; English in the reader's theme when not given.
    file
        The document's file, where it is not the library's.

    Returns
    -------
    folder
        All of its files; the same order gives the same bytes.

    Raises
    ------
    OutputError
        When the claim has no chart.
    ClaimError
        When the document's file is missing, or says something else than the finding.
    """
    data = charted(catalog, finding)
    recipe = claim_recipe.recipe_of(catalog, data, ordered or ClaimOrder(), file)
    return folder.finish(folder.publish(KIND, recipe, _drawn(data, recipe)))


def charted(catalog: Catalog, finding: Finding) -> ChartData:
    """
    Get the chart of a claim.

    Parameters
    ----------
    catalog
        The layers.
    finding
        The claim with its verdict.

    Returns
    -------
    data
        What its chart shows.

    Raises
    ------
    OutputError
        When it has none.
    """
    data = chart_data(catalog, finding)
    if data is None:
        raise OutputError(f"{finding.id}: has no course over time to draw; choose another claim")
    return data


def _drawn(data: ChartData, recipe: ClaimRecipe) -> Made:
    ordered = recipe.ordered
    language, second = ordered.language, page.other(ordered.language)
    standing = claim_page.poster(data, recipe)
    embedded = claim_page.embedded(data, ordered)
    snippets = snippet.snippets(embedded, standing)
    described = json.dumps(snippet.oembed(embedded, snippets), ensure_ascii=False, indent=1)
    texts = {
        page.INDEX: claim_page.html(data, recipe, language),
        page.second(language): claim_page.html(data, recipe, second),
        POSTER: standing.svg,
        TABLE: csv_text(data),
        SHEET: snippet.sheet(embedded, snippets),
        OEMBED: described + "\n",
    }
    pictures = {
        snippet.PICTURE: Raster(standing.svg, POSTER_WIDTH),
        snippet.PICTURE_TWICE: Raster(standing.svg, 2 * POSTER_WIDTH),
        snippet.SOCIAL: Raster(claim_page.social(data, ordered).svg, social.WIDE),
    }
    numbers = claim_recipe.numbers(data.finding, speech_in(language))
    return Made(texts, pictures, tuple(numbers))


def _remake(catalog: Catalog, recipe: ClaimRecipe) -> Made:
    return _drawn(charted(catalog, claim_recipe.again(catalog, recipe)), recipe)


def csv_text(data: ChartData) -> str:
    """
    Write a chart's figures as CSV (RFC 4180).

    Parameters
    ----------
    data
        The chart.

    Returns
    -------
    text
        A header and one row a day, what is claimed in each; no cell is run by a spreadsheet.
    """
    columns = (*COLUMNS, "unit", "claimed_low", "claimed_high", "claim")
    span, claim = data.claimed, data.finding.claim.paraphrase.en
    bounds = (span.low, span.high) if span else (None, None)
    rows = ((*cells, data.unit, *bounds, claim) for cells in data.table())
    return spreadsheets.sheet(columns, rows)


def _names(recipe: ClaimRecipe) -> frozenset[str]:
    second = page.second(recipe.ordered.language)
    texts = (page.INDEX, second, POSTER, TABLE, SHEET, OEMBED, receipt.NAME)
    return frozenset((*texts, snippet.PICTURE, snippet.PICTURE_TWICE, snippet.SOCIAL))


KIND: FigureKind[ClaimRecipe] = FigureKind(
    format=claim_recipe.FORMAT,
    recipe=ClaimRecipe,
    receipt=Receipt[ClaimRecipe, ClaimNumber],
    remake=_remake,
    origins=claim_recipe.origins,
    own_words=claim_recipe.own_words,
    names=_names,
)
