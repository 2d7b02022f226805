"""Embed: a figure's folder, page, pictures, data, snippets and receipt, written whole or not."""

import gzip
import json
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.cartography import raster
from explorer.cartography.figure import composition, page, poster, snippet, social
from explorer.cartography.figure.composition import CHOICES, Figure, Order
from explorer.errors import OutputError
from explorer.exports import partition, spreadsheets
from explorer.files import packed
from explorer.language import LANGUAGES, speech_in
from explorer.layers.catalog import Catalog
from explorer.publishing import receipt
from explorer.publishing.receipt import Chosen, Receipt, Recipe
from explorer.results import numbers
from explorer.results.numbers import Number
from explorer.scenarios.model import Scenario

Files = Mapping[str, bytes]

POSTER = "figure.svg"
TABLE, OUTLINES = "data.csv", "data.geojson"
BUDGET_BYTES = 45_000


@dataclass(frozen=True)
class Folder:
    """
    A figure's folder before it is written.

    Attributes
    ----------
    files
        Content by name, the receipt among them.
    receipt
        What the receipt says.
    """

    files: Files
    receipt: Receipt

    @property
    def weight(self) -> int:
        """Bytes of `index.html` under gzip, as a server would send it."""
        return weight(self.files[page.INDEX])


def weight(content: bytes) -> int:
    """
    Weigh a file as a server would send it.

    Parameters
    ----------
    content
        The file.

    Returns
    -------
    size
        Bytes under gzip.
    """
    return len(gzip.compress(content, 9, mtime=0))


def order(
    names: Sequence[str | Scenario],
    *,
    language: str = "en",
    theme: str = "auto",
    extent: str = composition.REGION,
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
        What is wanted, and its scenarios with their files.

    Raises
    ------
    OutputError
        When language, theme or address is none.
    ScenarioError
        When a scenario is missing, wrong or given twice.
    """
    spoken = next((known for known in LANGUAGES if known == language), None)
    if spoken is None:
        raise OutputError(f"there is no language {language!r}; use {' or '.join(LANGUAGES)}")
    shade = next((known for known in CHOICES if known == theme), None)
    if shade is None:
        raise OutputError(f"there is no theme {theme!r}; use one of {', '.join(CHOICES)}")
    if address and not _ADDRESS.fullmatch(address):
        raise OutputError(f"{address!r} is no address; write it as https://example.org/figure/")
    chosen = tuple(
        receipt.choose(name) if isinstance(name, str) else receipt.written(name) for name in names
    )
    wanted = Order(
        scenarios=tuple(found.scenario for found in chosen),
        language=spoken,
        theme=shade,
        extent=extent,
        day=day,
        title=" ".join(title.split()),
        address=f"{address.rstrip('/')}/" if address else "",
    )
    return wanted, chosen


# A space or a comma would end an address in `srcset`.
_ADDRESS = re.compile(r"https?://[^\s,\"'<>?#]+")


def texts(catalog: Catalog, figure: Figure, recipe: Recipe) -> dict[str, str]:
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
    told = recipe.model_dump(mode="json")
    standing = poster.poster(figure, plate, recipe=json.dumps(told, ensure_ascii=False))
    snippets = snippet.snippets(figure, plate, standing)
    second = page.other(ordered.language)
    translated = replace(figure, order=replace(ordered, language=second))
    other_plate = composition.plate(catalog, translated, like=plate)
    described = json.dumps(snippet.oembed(figure, snippets), ensure_ascii=False, indent=1)
    return {
        page.INDEX: page.page(figure, plate, ordered.language, told),
        f"index.{second}.html": page.page(translated, other_plate, ordered.language, told),
        POSTER: standing.svg,
        TABLE: spreadsheets.csv_text(figure.reports),
        OUTLINES: partition.geojson_text(catalog, figure),
        "embed.html": snippet.sheet(figure, snippets),
        "oembed.json": described + "\n",
    }


def make(catalog: Catalog, order: Order, chosen: Sequence[Chosen]) -> Folder:
    """
    Make a figure's folder.

    Parameters
    ----------
    catalog
        The layers.
    order
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
    steps = making(catalog, order, chosen)
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            folder: Folder = finished.value
            return folder


def making(
    catalog: Catalog, order: Order, chosen: Sequence[Chosen]
) -> Generator[float, None, Folder]:
    """
    Make a figure's folder step by step, for those who watch or may give up.

    Parameters
    ----------
    catalog, order, chosen
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
    figure = composition.compose(catalog, order)
    recipe = receipt.recipe(catalog, order, chosen)
    yield 0.1
    found = texts(catalog, figure, recipe)
    yield 0.4
    first = composition.compose(catalog, replace(order, scenarios=order.scenarios[:1]))
    shared = social.social(first, composition.plate(catalog, first, social.RATIO))
    files = {name: text.encode() for name, text in found.items()}
    pictures = {
        snippet.PICTURE: (found[POSTER], poster.POSTER_WIDTH),
        snippet.PICTURE_TWICE: (found[POSTER], 2 * poster.POSTER_WIDTH),
        snippet.SOCIAL: (shared.svg, social.WIDE),
    }
    for place, (name, (svg, width)) in enumerate(pictures.items()):
        yield 0.5 + 0.5 * place / len(pictures)
        files[name] = raster.png(svg, width)
    told = Receipt(
        recipe=recipe,
        libraries=receipt.libraries(),
        numbers=tuple(shown(figure, found)),
        files={name: receipt.sha256(content) for name, content in sorted(files.items())},
    )
    return Folder(files | {receipt.NAME: receipt.dumps(told).encode()}, told)


def shown(figure: Figure, found: Mapping[str, str]) -> Iterator[Number]:
    """
    List the numbers that a figure shows, and where.

    Parameters
    ----------
    figure
        The figure.
    found
        Its texts by file name.

    Yields
    ------
    number
        Each with the files in which it can be read.
    """
    speech = speech_in(figure.order.language)
    for report in figure.reports:
        for number in numbers.numbers(report, speech):
            written = [n for n in (page.INDEX, POSTER) if number.written in found[n]]
            yield number.model_copy(update={"shown_in": (*written, TABLE)})


def write(folder: Folder, path: Path) -> None:
    """
    Write a figure's folder, whole or not at all.

    Parameters
    ----------
    folder
        Its files.
    path
        Where it goes: a new or empty folder, or one that was written here and to which nothing
        was added since.

    Raises
    ------
    OutputError
        When something else is there, or the folder cannot be written.
    """
    path = path.absolute()
    _refuse(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
        try:
            fresh = beside / "new"
            fresh.mkdir()
            for name, content in folder.files.items():
                (fresh / name).write_bytes(content)
            if path.exists():
                path.rename(beside / "old")
            _move(fresh, path, beside / "old")
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as fault:
        raise OutputError(
            f"{path}: cannot be written ({fault.strerror}); choose another place"
        ) from fault


def _move(fresh: Path, path: Path, old: Path) -> None:
    try:
        fresh.rename(path)
    except OSError:
        if old.exists():  # what was there comes back
            old.rename(path)
        raise


def _refuse(path: Path) -> None:
    """Refuse to write over what was not written here."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputError(f"{path}: is no folder; choose another place")
    if not path.exists() or not any(path.iterdir()):
        return
    try:
        told = receipt.loads((path / receipt.NAME).read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError, OutputError) as fault:
        raise OutputError(
            f"{path}: holds files that are no figure of this program; choose a new folder"
        ) from fault
    known = {*told.files, receipt.NAME}
    foreign = next((p.name for p in sorted(path.iterdir()) if p.name not in known), None)
    if foreign:
        raise OutputError(
            f"{path}: holds {foreign!r}, which would be lost; move it away or choose a new folder"
        )


def archive(files: Files, name: str) -> bytes:
    """
    Pack a figure's folder.

    Parameters
    ----------
    files
        Content by file name.
    name
        Name of the folder inside the archive.

    Returns
    -------
    zipped
        A zip file, the same bytes for the same files.
    """
    return packed({f"{name}/{file}": content for file, content in files.items()})
