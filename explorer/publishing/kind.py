"""Kind: what sets a map's figure and a claim's apart; all else is the same for both."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from explorer.layers.catalog import Catalog
from explorer.publishing.receipt import Receipt
from explorer.publishing.recipe import Recipe, SeedRef

R = TypeVar("R", bound=Recipe)


class Raster(NamedTuple):
    """
    A picture that is rendered from a drawing.

    Attributes
    ----------
    svg
        The drawing.
    width
        Pixels.
    """

    svg: str
    width: int


@dataclass(frozen=True)
class Made:
    """
    A figure as its recipe makes it, its pictures not yet rendered.

    Attributes
    ----------
    texts
        Content by file name, without the receipt.
    pictures
        Each PNG by file name.
    numbers
        Every number that the figure states.
    """

    texts: Mapping[str, str]
    pictures: Mapping[str, Raster]
    numbers: tuple[BaseModel, ...]


class Origin(NamedTuple):
    """
    A scenario or document of a recipe, beside the library's of the same id.

    Attributes
    ----------
    what
        `scenario` or `claim`.
    ref
        What the recipe says of it.
    installed
        What the library's file of that id says; `None` if there is none.
    """

    what: str
    ref: SeedRef
    installed: str | None


@dataclass(frozen=True)
class FigureKind(Generic[R]):
    """
    A kind of figure.

    Attributes
    ----------
    format
        Its name in recipes.
    recipe, receipt
        Models of its recipes and receipts.
    remake
        Makes a figure from its recipe.
    origins
        Lists the scenarios or documents of a recipe.
    own_words
        Lists what the publisher wrote into a recipe, each with a label.
    names
        Names every file that a recipe makes, the receipt among them, without making one.
    """

    format: str
    recipe: type[R]
    receipt: type[Receipt[R, Any]]
    remake: Callable[[Catalog, R], Made]
    origins: Callable[[R], Iterator[Origin]]
    own_words: Callable[[R], Iterator[tuple[str, str]]]
    names: Callable[[R], frozenset[str]]
