"""Claim verify: recompute a published claim's figure, and name whatever differs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer import __version__
from explorer.errors import OutputError
from explorer.language import speech_in
from explorer.layers.catalog import Catalog
from explorer.publishing import claim_figure, claim_receipt
from explorer.publishing.claim_receipt import FORMAT, Number, Order, Receipt
from explorer.publishing.receipt import NAME, sha256
from explorer.publishing.verify import Difference, compare_texts

# Two decimals are published; another machine's last bit may round the other way.
_TOLERANCE = 0.0101


def is_one(folder: Path) -> bool:
    """
    Tell whether a folder says that it is a claim's figure.

    Parameters
    ----------
    folder
        A folder.

    Returns
    -------
    is_one
        Whether its receipt names our format.
    """
    try:
        return f'"{FORMAT}"' in (folder / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def verify(catalog: Catalog, folder: Path) -> list[Difference]:
    """
    Recompute a published claim's figure.

    Parameters
    ----------
    catalog
        The layers.
    folder
        The figure's folder.

    Returns
    -------
    differences
        None when everything that is published follows from its inputs.

    Raises
    ------
    OutputError
        When there is no such figure.
    ClaimError
        When its claim cannot be read any more.
    """
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise OutputError(f"{path}: cannot be read; name a figure's folder") from fault
    receipt = claim_receipt.loads(text, str(path))
    return [*_inputs(catalog, receipt), *_content(catalog, receipt, folder)]


def _inputs(catalog: Catalog, receipt: Receipt) -> Iterator[Difference]:
    for name, digest in receipt.recipe.layers.items():
        here = catalog.resources.get(name)
        if here is None or here.sha256 != digest:
            now = f"{here.sha256[:12]}…" if here else "nothing"
            yield Difference(f"layer {name}", f"SHA-256 {digest[:12]}…", now)


def _content(catalog: Catalog, receipt: Receipt, folder: Path) -> Iterator[Difference]:
    recipe = receipt.recipe
    finding, digest = claim_receipt.remade(catalog, recipe)
    if digest != recipe.sha256:
        where = f"claim {recipe.claim}, {recipe.file}"
        yield Difference(where, f"SHA-256 {recipe.sha256[:12]}…", f"{digest[:12]}…")
    order = Order(language=recipe.language, theme=recipe.theme, address=recipe.address)
    numbers = claim_receipt.numbers(finding, speech_in(order.language))
    yield from _numbers(receipt.numbers, tuple(numbers))
    texts = claim_figure.texts(claim_figure.charted(catalog, finding), order)
    # a file that the receipt leaves out is missed as well
    for name in sorted({*texts, *receipt.files}):
        try:
            content = (folder / Path(name).name).read_bytes()
        except OSError:
            yield Difference(name, "nothing", "a file")
            continue
        if name in texts and recipe.version == __version__:
            yield from compare_texts(name, content.decode("utf-8", "replace"), texts[name])
        elif sha256(content) != receipt.files.get(name):
            yield Difference(name, "bytes that were changed", "those of the receipt")


def _numbers(published: Sequence[Number], recomputed: Sequence[Number]) -> Iterator[Difference]:
    stood = {number.name: number for number in published}
    for number in recomputed:
        found = stood.pop(number.name, None)
        if found is None:
            yield Difference(f"{NAME}: {number.name}", "nothing", number.written)
        elif not _alike(found, number):
            yield Difference(f"{NAME}: {number.name}", _told(found), _told(number))
    for name in stood:
        yield Difference(f"{NAME}: {name}", "a number", "none")


def _alike(one: Number, other: Number) -> bool:
    pairs = ((one.value, other.value), (one.low, other.low), (one.high, other.high))
    words = ("unit", "day", "written")
    return all(_near(a, b) for a, b in pairs) and all(
        getattr(one, word) == getattr(other, word) for word in words
    )


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _TOLERANCE


def _told(number: Number) -> str:
    return f"{number.written} [{number.value}, {number.low}, {number.high}, {number.day}]"
