"""Verify: recompute what was published, and name whatever differs.

A folder is checked against its receipt, one file alone against the recipe that it carries. Numbers
are recomputed from scenarios and layers; then the figure is drawn again and compared: each text
with a digit in it, each outline, and the styles that colour them.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from explorer import __version__
from explorer.cartography.figure import composition
from explorer.cartography.figure.composition import Order
from explorer.errors import OutputError
from explorer.layers.catalog import Catalog
from explorer.publishing import embed, receipt
from explorer.publishing.receipt import Receipt, Recipe
from explorer.results.numbers import Number

# Two decimals are published; another machine's last bit may round the other way.
_TOLERANCE = 0.0101
_MOST_SHOWN = 3
_EXCERPT = 90


class Difference(NamedTuple):
    """
    Something that is not as it was computed.

    Attributes
    ----------
    where
        File, layer, scenario or number.
    published, recomputed
        What stands there, and what should.
    """

    where: str
    published: str
    recomputed: str

    def __str__(self) -> str:
        return f"{self.where}: published {self.published}, recomputed {self.recomputed}"


def verify(catalog: Catalog, path: Path) -> list[Difference]:
    """
    Recompute a published figure.

    Parameters
    ----------
    catalog
        The layers.
    path
        A figure's folder, its receipt, or a page or SVG of it alone.

    Returns
    -------
    differences
        None when everything that is published follows from its inputs.

    Raises
    ------
    OutputError
        When there is no figure at that path.
    ScenarioError
        When one of its scenarios cannot be read any more.
    """
    if path.is_dir() or path.name == receipt.NAME:
        folder = path if path.is_dir() else path.parent
        from explorer.publishing import claim_verify  # noqa: PLC0415  (it needs what is defined here)

        if claim_verify.is_one(folder):
            return claim_verify.verify(catalog, folder)
        return list(_folder(catalog, folder))
    text = _read(path)
    return list(_alone(catalog, path, _recipe_in(text, path), text))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise OutputError(f"{path}: holds no figure; name its folder, page or SVG") from fault


def _recipe_in(text: str, path: Path) -> Recipe:
    """Find the recipe that a page or an SVG carries."""
    match = re.search(
        r'<script type="application/json" id="receipt">(.*?)</script>'
        r"|<metadata>(.*?)</metadata>",
        text,
        re.DOTALL,
    )
    told = (match[1] or html.unescape(match[2] or "")) if match else ""
    try:
        return Recipe.model_validate_json(told)
    except ValidationError as fault:
        raise OutputError(
            f"{path}: carries no recipe of a figure; name its folder, page or SVG"
        ) from fault


def _folder(catalog: Catalog, path: Path) -> Iterator[Difference]:
    told = receipt.loads(_read(path / receipt.NAME), str(path / receipt.NAME))
    yield from _inputs(catalog, told.recipe)
    made = _remake(catalog, told.recipe)
    yield from _numbers(told, made)
    texts = made.texts
    for name, digest in told.files.items():
        try:
            content = (path / name).read_bytes()
        except OSError:
            yield Difference(name, "nothing", "a file")
            continue
        same = receipt.sha256(content) == digest
        if name in texts and told.recipe.version == __version__:
            yield from compare_texts(name, content.decode("utf-8", "replace"), texts[name])
        elif not same:
            yield Difference(name, "bytes that were changed", f"SHA-256 {digest[:12]}…")


def _alone(catalog: Catalog, path: Path, recipe: Recipe, text: str) -> Iterator[Difference]:
    yield from _inputs(catalog, recipe)
    if recipe.version != __version__:
        yield Difference(
            path.name, f"drawn by version {recipe.version}", f"version {__version__}, which is here"
        )
        return
    texts = _remake(catalog, recipe).texts
    # a file may have been renamed: its own is the one that it agrees with most
    kind = [name for name in texts if name.endswith(path.suffix)]
    found = [list(compare_texts(path.name, text, texts[name])) for name in kind]
    if not found:
        raise OutputError(f"{path}: is no page or SVG of a figure; name its folder, page or SVG")
    yield from min(found, key=len)


class _Made(NamedTuple):
    texts: Mapping[str, str]
    numbers: Sequence[Number]


def _remake(catalog: Catalog, recipe: Recipe) -> _Made:
    """Draw a figure again from its recipe."""
    ordered = recipe.ordered
    chosen = receipt.remade(recipe)
    order = Order(
        scenarios=tuple(found.scenario for found in chosen),
        language=ordered.language,
        theme=ordered.theme,
        extent=ordered.extent,
        day=ordered.baseline,
        title=ordered.title,
        address=ordered.address,
    )
    figure = composition.compose(catalog, order)
    texts = embed.texts(catalog, figure, recipe)
    return _Made(texts, tuple(embed.shown(figure, texts)))


def _inputs(catalog: Catalog, recipe: Recipe) -> Iterator[Difference]:
    for name, digest in recipe.layers.items():
        here = catalog.resources.get(name)
        if here is None or here.sha256 != digest:
            now = here.sha256[:12] if here else "none"
            yield Difference(f"layer {name}", f"SHA-256 {digest[:12]}…", f"{now}…")
    for chosen in receipt.remade(recipe):
        cooked = next(c for c in recipe.scenarios if c.id == chosen.scenario.id)
        if cooked.sha256 != chosen.sha256:
            yield Difference(
                f"scenario {cooked.id}, {cooked.file}",
                f"SHA-256 {cooked.sha256[:12]}…",
                f"{chosen.sha256[:12]}…",
            )


def _numbers(told: Receipt, made: _Made) -> Iterator[Difference]:
    published = {number.name: number for number in told.numbers}
    for number in made.numbers:
        stood = published.pop(number.name, None)
        if stood is None:
            yield Difference(f"{receipt.NAME}: {number.name}", "nothing", f"{number.value:g}")
        elif not _alike(stood, number):
            yield Difference(f"{receipt.NAME}: {number.name}", _told(stood), _told(number))
    for name in published:
        yield Difference(f"{receipt.NAME}: {name}", "a number", "none")


def _alike(stood: Number, number: Number) -> bool:
    pairs = [
        (stood.value, number.value),
        (stood.low, number.low),
        (stood.high, number.high),
        (stood.share_pct or 0.0, number.share_pct or 0.0),
        (stood.of_value or 0.0, number.of_value or 0.0),
    ]
    words = ("unit", "of", "baseline", "written")
    return all(abs(a - b) <= _TOLERANCE for a, b in pairs) and all(
        getattr(stood, word) == getattr(number, word) for word in words
    )


def _told(number: Number) -> str:
    return f"{number.value:g} ({number.low:g} to {number.high:g}) {number.unit}"


def compare_texts(name: str, published: str, recomputed: str) -> Iterator[Difference]:
    """
    Compare what can be read in two texts.

    Parameters
    ----------
    name
        The file's name, whose ending says how it is read.
    published, recomputed
        What stands in the file, and what should.

    Yields
    ------
    difference
        The first places that differ.
    """
    pairs = zip_longest(_readable(name, published), _readable(name, recomputed), fillvalue="")
    differing = [(a, b) for a, b in pairs if a != b]
    for stood, should in differing[:_MOST_SHOWN]:
        yield Difference(name, _excerpt(stood, should), _excerpt(should, stood))
    if len(differing) > _MOST_SHOWN:
        more = len(differing) - _MOST_SHOWN
        yield Difference(name, f"{more} more places that differ", "none")


def _excerpt(text: str, other: str) -> str:
    """Cut a text about the first character in which it differs from another."""
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    start = max(0, at - _EXCERPT // 2)
    found = " ".join(text[start : start + _EXCERPT].split())
    return f"“{found}”" if found else "nothing"


def _readable(name: str, text: str) -> list[str]:
    """List what a reader takes from a file: texts with a digit, outlines, styles."""
    if name.endswith((".html", ".svg")):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        return reader.found
    if name.endswith(".json"):
        try:
            return [json.dumps(json.loads(text), sort_keys=True)]
        except ValueError:
            return [text]
    return text.splitlines()


class _Reader(HTMLParser):
    """Collects texts with digits, and what a drawing is made of, in the order of the file."""

    _TOLD = frozenset({"aria-label", "alt", "title", "placeholder", "srcdoc"})
    _DRAWN = frozenset(
        {"d", "x", "y", "cx", "cy", "r", "width", "height", "href", "transform", "viewbox", "class"}
    )
    _SHAPES = frozenset({"path", "rect", "circle", "use", "g", "svg", "text", "tspan"})
    _WHOLE = frozenset({"style", "script", "metadata"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self._attributes(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open in self._WHOLE:
            self.found.append(f"{self._open}: {data.strip()}")
        else:
            self._note(data)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SHAPES:
            drawn = " ".join(f"{k}={v}" for k, v in attrs if k in self._DRAWN)
            self.found.append(f"{tag} {drawn}")
        for key, value in attrs:
            described = key == "content" and dict(attrs).get("name") == "description"
            if key in self._TOLD or described:
                self._note(value or "")

    def _note(self, text: str) -> None:
        text = " ".join(text.split())
        if any(letter.isdigit() for letter in text):
            self.found.append(text)
