"""Verify: draw what was published again from its recipe, and name whatever is not the same.

The recipe, validated and bounded, is all that is believed. Which files there must be, what each of
them says and how its pictures look follows from the recipe alone, and everything that is there is
compared with that.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from explorer import __version__
from explorer.cartography import raster
from explorer.errors import OutputError
from explorer.layers.catalog import Catalog
from explorer.publishing import differences, published, receipt
from explorer.publishing.differences import Difference, printable
from explorer.publishing.kind import FigureKind, Made
from explorer.publishing.kinds import KINDS
from explorer.publishing.receipt import Receipt
from explorer.publishing.recipe import Recipe, sha256

# Two decimals are published; another machine's last bit may round the other way.
_TOLERANCE = 0.0101


class Verification(NamedTuple):
    """
    What became of a published figure.

    Attributes
    ----------
    differences
        What is not as it was computed; none if the figure is verified.
    notes
        What was not computed, but written by the publisher.
    """

    differences: tuple[Difference, ...]
    notes: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Whether everything that is published follows from its inputs."""
        return not self.differences


def verify(catalog: Catalog, path: Path) -> Verification:
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
    verification
        What differs, a scenario or claim that is not the library's first.

    Raises
    ------
    OutputError
        When there is no figure at that path.
    ScenarioError
        When one of its scenarios cannot be read any more.
    ClaimError
        When its claim cannot be read any more.
    LayerError
        When a layer is missing or altered here.
    """
    if path.is_dir() or path.name == receipt.NAME:
        return _folder(catalog, path if path.is_dir() else path.parent)
    return _alone(catalog, path)


def _folder(catalog: Catalog, path: Path) -> Verification:
    entries = published.entries(path)
    kind, stood = published.read_receipt(path, KINDS)
    found = list(_inputs(catalog, kind, stood.recipe))
    made = kind.remake(catalog, stood.recipe)
    numbers = list(_numbers(stood.numbers, made.numbers))
    if stood.recipe.version != __version__:
        found.append(_other_version(stood.recipe, same=not numbers))
        return Verification((*found, *numbers), tuple(_notes(kind, stood.recipe)))
    found += numbers
    redrawn = _redrawn(made)
    found += _names(entries, stood, redrawn)
    for entry in entries:
        if entry.is_file and entry.name in redrawn:
            found += _file(path / entry.name, stood, redrawn[entry.name])
    found += _receipt_text(path, stood)
    return Verification(tuple(found), tuple(_notes(kind, stood.recipe)))


def _alone(catalog: Catalog, path: Path) -> Verification:
    content = published.read(path)
    text = published.text(content)
    if text is None:
        raise OutputError(f"{path}: holds no figure; pass its folder, page or SVG")
    kind, recipe = published.read_recipe(text, path, KINDS)
    found = list(_inputs(catalog, kind, recipe))
    notes = tuple(_notes(kind, recipe))
    if recipe.version != __version__:
        return Verification((*found, _other_version(recipe)), notes)
    made = kind.remake(catalog, recipe)
    # a file may have been renamed: its own is the one with which it shares most lines
    alike = [drawn for name, drawn in made.texts.items() if name.endswith(path.suffix)]
    if not path.suffix or not alike:
        raise OutputError(f"{path}: is not a page or SVG of a figure; pass its folder, page or SVG")
    lines = set(text.split("\n"))
    own = max(alike, key=lambda drawn: len(lines.intersection(drawn.split("\n"))))
    found += differences.compare(path.name, content, own.encode())
    return Verification(tuple(found), notes)


def _redrawn(made: Made) -> dict[str, bytes]:
    pictures = {name: raster.png(each.svg, each.width) for name, each in made.pictures.items()}
    return {name: text.encode() for name, text in made.texts.items()} | pictures


def _inputs(catalog: Catalog, kind: FigureKind[Any], recipe: Recipe) -> Iterator[Difference]:
    """Name scenarios and claims that are not the library's, then layers that are not the same."""
    for what, ref, installed in kind.origins(recipe):
        where = f"{what} {ref.id}, {printable(ref.file)}"
        if ref.text and installed is not None:
            yield Difference(
                where, "a text of the publisher's under the library's id", "the library's text"
            )
        here = sha256(ref.text or installed or "")
        if ref.sha256 != here:
            yield Difference(where, f"SHA-256 {ref.sha256[:12]}…", f"{here[:12]}…")
    for name, digest in recipe.layers.items():
        resource = catalog.resources.get(name)
        if resource is None or resource.sha256 != digest:
            now = f"{resource.sha256[:12]}…" if resource else "none"
            yield Difference(f"layer {name}", f"SHA-256 {digest[:12]}…", now)


def _other_version(recipe: Recipe, *, same: bool | None = None) -> Difference:
    numbers = {
        None: "its numbers stand in the folder's receipt",
        True: "its numbers, recomputed here, are the same",
        False: "its numbers, recomputed here, differ",
    }[same]
    return Difference(
        "version",
        f"a figure drawn by version {recipe.version}",
        f"version {__version__}; {numbers}; to verify the rest, install version {recipe.version}",
    )


def _numbers(stood: Sequence[BaseModel], recomputed: Sequence[BaseModel]) -> Iterator[Difference]:
    for number, should in zip(stood, recomputed, strict=False):
        if not _alike(number.model_dump(), should.model_dump()):
            yield Difference(f"{receipt.NAME}: {_named(should)}", _told(number), _told(should))
    for number in stood[len(recomputed) :]:
        yield Difference(f"{receipt.NAME}: {_named(number)}", _told(number), "none")
    for should in recomputed[len(stood) :]:
        yield Difference(f"{receipt.NAME}: {_named(should)}", "nothing", _told(should))


def _alike(stood: Mapping[str, Any], should: Mapping[str, Any]) -> bool:
    return all(
        abs(stood[key] - value) <= _TOLERANCE
        if isinstance(value, float) and isinstance(stood[key], float)
        else stood[key] == value
        for key, value in should.items()
    )


def _named(number: BaseModel) -> str:
    return printable(str(getattr(number, "name", "a number")))


def _told(number: BaseModel) -> str:
    parts = number.model_dump(exclude_none=True)
    keys = ("value", "low", "high", "unit", "written")
    return printable(", ".join(str(parts[key]) for key in keys if parts.get(key) not in {None, ""}))


def _names(
    entries: Sequence[published.Entry], stood: Receipt[Any, Any], redrawn: Mapping[str, bytes]
) -> Iterator[Difference]:
    """Hold the files that are there, that are listed and that there must be against each other."""
    present = {entry.name for entry in entries}
    for entry in entries:
        name = printable(entry.name)
        if not entry.is_file:
            yield Difference(name, "a link, folder or device", "a file")
        elif entry.name not in redrawn and entry.name != receipt.NAME:
            yield Difference(name, "a file that the figure does not have", "nothing")
    for missing in sorted(redrawn.keys() - present):
        yield Difference(missing, "nothing", "a file")
    for name in sorted(stood.files.keys() ^ redrawn.keys()):
        listed = name in stood.files
        where = f"{receipt.NAME}: {printable(name)}"
        yield Difference(where, *(("a file", "none") if listed else ("nothing", "a file")))


def _file(path: Path, stood: Receipt[Any, Any], redrawn: bytes) -> Iterator[Difference]:
    name = path.name
    try:
        content = published.read(path, differences.most_bytes(redrawn))
    except OutputError:
        yield Difference(name, "a file too large or not readable", f"{len(redrawn):,} bytes")
        return
    yield from differences.compare(name, content, redrawn)
    if stood.files.get(name, "") not in {sha256(redrawn), sha256(content)}:
        digest = stood.files.get(name, "")
        yield Difference(
            f"{receipt.NAME}: {name}", f"SHA-256 {digest[:12]}…", f"{sha256(redrawn)[:12]}…"
        )


def _receipt_text(folder: Path, stood: Receipt[Any, Any]) -> Iterator[Difference]:
    """Compare the receipt's text with what was read from it: nothing else may stand there."""
    text = published.read(folder / receipt.NAME)
    yield from differences.compare(receipt.NAME, text, receipt.dumps(stood).encode())


def _notes(kind: FigureKind[Any], recipe: Recipe) -> Iterator[str]:
    for label, text in kind.own_words(recipe):
        yield f"written by the publisher, not computed: {label} “{printable(text)}”"
