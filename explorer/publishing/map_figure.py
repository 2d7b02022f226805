"""Map figure: one or several scenarios on a map, as a folder for an article."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from explorer.cartography.figure import composition, page, poster, snippet, social
from explorer.cartography.figure.composition import Figure, Order
from explorer.exports import partition, spreadsheets
from explorer.language import speech_in
from explorer.layers.catalog import Catalog
from explorer.publishing import folder, map_recipe, receipt
from explorer.publishing.folder import Folder
from explorer.publishing.kind import FigureKind, Made, Raster
from explorer.publishing.map_recipe import Chosen, MapRecipe
from explorer.publishing.receipt import Receipt
from explorer.publishing.recipe import as_plain, as_text
from explorer.results import numbers
from explorer.results.numbers import Number

POSTER, TABLE, OUTLINES = "figure.svg", "data.csv", "data.geojson"
SHEET, OEMBED = "embed.html", "oembed.json"
BUDGET_BYTES = 48_000


def make(catalog: Catalog, ordered: Order, chosen: Sequence[Chosen]) -> Folder:
    """
    Make a figure's folder.

    Parameters
    ----------
    catalog
        The layers.
    ordered
        What is ordered.
    chosen
        The order's scenarios with their files.

    Returns
    -------
    folder
        All of its files; the same order gives the same bytes.

    Raises
    ------
    LayerError
        When a layer is missing or altered, or there is no such baseline.
    ScenarioError
        When a rule does not fit the baseline, or the extent is not known.
    """
    return folder.finish(making(catalog, ordered, chosen))


def making(
    catalog: Catalog, ordered: Order, chosen: Sequence[Chosen]
) -> Generator[float, None, Folder]:
    """
    Make a figure's folder step by step, for those who watch or may give up.

    Parameters
    ----------
    catalog, ordered, chosen
        As `make` takes them.

    Returns
    -------
    folder
        What `make` returns.

    Yields
    ------
    done
        How far it is, from 0 to 1.
    """
    yield 0.0
    recipe = map_recipe.recipe_of(catalog, ordered, chosen)
    yield 0.1
    made = _drawn(catalog, ordered, recipe)
    steps = folder.publish(KIND, recipe, made)
    while True:
        try:
            yield 0.5 + 0.5 * next(steps)
        except StopIteration as finished:
            published: Folder = finished.value
            return published


def _drawn(catalog: Catalog, ordered: Order, recipe: MapRecipe) -> Made:
    figure = composition.compose(catalog, ordered)
    texts = draw_texts(catalog, figure, recipe)
    first = composition.compose(catalog, replace(ordered, scenarios=ordered.scenarios[:1]))
    shared = social.social(first, composition.plate(catalog, first, social.RATIO))
    pictures = {
        snippet.PICTURE: Raster(texts[POSTER], poster.POSTER_WIDTH),
        snippet.PICTURE_TWICE: Raster(texts[POSTER], 2 * poster.POSTER_WIDTH),
        snippet.SOCIAL: Raster(shared.svg, social.WIDE),
    }
    return Made(texts, pictures, tuple(_numbers(figure, texts)))


def draw_texts(catalog: Catalog, figure: Figure, recipe: MapRecipe) -> dict[str, str]:
    """
    Draw all of a figure that is text.

    Parameters
    ----------
    catalog
        The layers.
    figure
        The figure.
    recipe
        What it can be made again from.

    Returns
    -------
    texts
        Content by file name, without the receipt.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    ordered = figure.order
    plate = composition.plate(catalog, figure)
    carried = as_plain(recipe)
    standing = poster.poster(figure, plate, recipe=as_text(recipe))
    embedded = snippet.of_map(figure, plate)
    snippets = snippet.snippets(embedded, standing)
    second = page.other(ordered.language)
    translated = replace(figure, order=replace(ordered, language=second))
    other_plate = composition.plate(catalog, translated, like=plate)
    described = json.dumps(snippet.oembed(embedded, snippets), ensure_ascii=False, indent=1)
    return {
        page.INDEX: page.page(figure, plate, ordered.language, carried),
        page.second(ordered.language): page.page(
            translated, other_plate, ordered.language, carried
        ),
        POSTER: standing.svg,
        TABLE: spreadsheets.csv_text(figure.reports),
        OUTLINES: partition.geojson_text(catalog, figure),
        SHEET: snippet.sheet(embedded, snippets),
        OEMBED: described + "\n",
    }


def _numbers(figure: Figure, texts: Mapping[str, str]) -> Iterator[Number]:
    """List the numbers that a figure shows, each with the files in which it can be read."""
    speech = speech_in(figure.order.language)
    for report in figure.reports:
        for number in numbers.numbers(report, speech):
            written = [name for name in (page.INDEX, POSTER) if number.written in texts[name]]
            yield number.model_copy(update={"shown_in": (*written, TABLE)})


def _remake(catalog: Catalog, recipe: MapRecipe) -> Made:
    return _drawn(catalog, map_recipe.again(recipe), recipe)


def _names(recipe: MapRecipe) -> frozenset[str]:
    second = page.second(recipe.ordered.language)
    texts = (page.INDEX, second, POSTER, TABLE, OUTLINES, SHEET, OEMBED, receipt.NAME)
    return frozenset((*texts, snippet.PICTURE, snippet.PICTURE_TWICE, snippet.SOCIAL))


KIND: FigureKind[MapRecipe] = FigureKind(
    format=map_recipe.FORMAT,
    recipe=MapRecipe,
    receipt=Receipt[MapRecipe, Number],
    remake=_remake,
    origins=map_recipe.origins,
    own_words=map_recipe.own_words,
    names=_names,
)
