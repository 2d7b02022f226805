"""Published: a stranger's figure, read within bounds.

Only regular files directly inside the folder are opened, none through a link, and none is read
further than a figure's files ever are.
"""

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from explorer.errors import OutputError
from explorer.publishing import receipt
from explorer.publishing.kind import FigureKind
from explorer.publishing.receipt import Receipt
from explorer.publishing.recipe import Recipe

LARGEST_BYTES = 6 * 1024 * 1024
MOST_FILES = 100
# How a page and an SVG hold their recipe.
_PAGE = ('id="receipt">', "</script>")
_SVG = ("<metadata>", "</metadata>")
_UNESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#34;", '"'), ("&amp;", "&"))


class Entry(NamedTuple):
    """
    A name in a published folder.

    Attributes
    ----------
    name
        The name.
    is_file
        Whether it is a regular file, and no link.
    """

    name: str
    is_file: bool


def entries(folder: Path) -> list[Entry]:
    """
    List a folder.

    Parameters
    ----------
    folder
        A published folder.

    Returns
    -------
    entries
        Sorted by name.

    Raises
    ------
    OutputError
        When it cannot be listed, or holds more than 100 names.
    """
    listed: list[Entry] = []
    try:
        with os.scandir(folder) as scanned:
            for entry in scanned:
                listed.append(Entry(entry.name, entry.is_file(follow_symlinks=False)))
                if len(listed) > MOST_FILES:
                    raise OutputError(
                        f"{folder}: holds more than {MOST_FILES} files; pass a figure's folder"
                    )
    except OSError as fault:
        raise OutputError(f"{folder}: cannot be listed; pass a figure's folder") from fault
    return sorted(listed)


def read(path: Path, most: int = LARGEST_BYTES) -> bytes:
    """
    Read a regular file.

    Parameters
    ----------
    path
        The file.
    most
        Bytes that it may have.

    Returns
    -------
    content
        All of it.

    Raises
    ------
    OutputError
        When it is missing, a link, a pipe, a device or a folder, or has more bytes than that.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OutputError(f"{path}: is not a regular file; pass a figure's folder")
            content = file.read(most + 1)
    except (OSError, ValueError) as fault:  # a name with a zero byte is a ValueError
        raise OutputError(
            f"{path}: cannot be read as a regular file; pass a figure's folder, page or SVG"
        ) from fault
    if len(content) > most:
        raise OutputError(f"{path}: is larger than a figure's file can be; restore it")
    return content


def text(content: bytes) -> str | None:
    """
    Decode a file as browsers do that are told UTF-8.

    Parameters
    ----------
    content
        A file.

    Returns
    -------
    text
        Without a byte order mark, lines ending in a newline; `None` if it is not UTF-8.
    """
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def read_receipt(
    folder: Path, kinds: Sequence[FigureKind[Any]]
) -> tuple[FigureKind[Any], Receipt[Any, Any]]:
    """
    Read the receipt of a folder.

    Parameters
    ----------
    folder
        A published folder.
    kinds
        Kinds of figures that it may be of.

    Returns
    -------
    kind, receipt
        The kind that the recipe names, and the receipt.

    Raises
    ------
    OutputError
        When it is missing, or not a receipt of a figure.
    """
    path = folder / receipt.NAME
    decoded = text(read(path))
    plain = _parsed(decoded or "")
    recipe = plain.get("recipe")
    kind = _kind(recipe if isinstance(recipe, dict) else {}, kinds)
    if kind is not None:
        try:
            return kind, kind.receipt.model_validate_json(decoded or "")
        except (ValidationError, ValueError):
            pass
    raise OutputError(f"{path}: is not a figure receipt; pass the figure's folder")


def read_recipe(
    content: str, path: Path, kinds: Sequence[FigureKind[Any]]
) -> tuple[FigureKind[Any], Recipe]:
    """
    Read the recipe that a page or an SVG carries.

    Parameters
    ----------
    content
        Text of the file.
    path
        What to call it in an error.
    kinds
        Kinds of figures that it may be of.

    Returns
    -------
    kind, recipe
        The kind that the recipe names, and the recipe.

    Raises
    ------
    OutputError
        When there is none.
    """
    carried = _between(content, *_PAGE)
    if carried is None:
        carried = _between(content, *_SVG) or ""
        for escaped, plain in _UNESCAPED:
            carried = carried.replace(escaped, plain)
    kind = _kind(_parsed(carried), kinds)
    if kind is not None:
        try:
            recipe: Recipe = kind.recipe.model_validate_json(carried)
        except (ValidationError, ValueError):
            pass
        else:
            return kind, recipe
    raise OutputError(f"{path}: carries no recipe of a figure; pass its folder, page or SVG")


def _parsed(content: str) -> dict[str, Any]:
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _kind(recipe: dict[str, Any], kinds: Sequence[FigureKind[Any]]) -> FigureKind[Any] | None:
    return next((kind for kind in kinds if kind.format == recipe.get("format")), None)


def _between(content: str, start: str, end: str) -> str | None:
    _, opened, rest = content.partition(start)
    inside, closed, _ = rest.partition(end)
    return inside if opened and closed else None
