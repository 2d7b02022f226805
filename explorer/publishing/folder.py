"""Folder: a figure's files with their receipt, ready to be written."""

import gzip
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from explorer import files
from explorer.cartography import raster
from explorer.cartography.figure.page import INDEX
from explorer.publishing import receipt
from explorer.publishing.kind import FigureKind, Made, R
from explorer.publishing.receipt import Receipt
from explorer.publishing.recipe import sha256


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

    files: Mapping[str, bytes]
    receipt: Receipt[Any, Any]

    @property
    def weight(self) -> int:
        """Bytes of `index.html` under gzip, as a server would send it."""
        return weight(self.files[INDEX])


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


def publish(kind: FigureKind[R], recipe: R, made: Made) -> Generator[float, None, Folder]:
    """
    Render a figure's pictures and write its receipt, step by step.

    Parameters
    ----------
    kind
        The kind of figure.
    recipe
        What it was made from.
    made
        The figure.

    Returns
    -------
    folder
        All of its files; the same recipe gives the same bytes.

    Yields
    ------
    done
        The share of the pictures that is rendered, from 0 to 1.
    """
    contents = {name: text.encode() for name, text in made.texts.items()}
    for number, (name, picture) in enumerate(made.pictures.items()):
        yield number / len(made.pictures)
        contents[name] = raster.png(picture.svg, picture.width)
    written = kind.receipt(
        recipe=recipe,
        libraries=receipt.libraries(),
        numbers=made.numbers,
        files={name: sha256(content) for name, content in sorted(contents.items())},
    )
    return Folder(contents | {receipt.NAME: receipt.dumps(written).encode()}, written)


def finish(steps: Generator[float, None, Folder]) -> Folder:
    """
    Take all steps of a folder that is made step by step.

    Parameters
    ----------
    steps
        What makes it.

    Returns
    -------
    folder
        The folder.
    """
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            folder: Folder = finished.value
            return folder


def archive(folder: Folder, name: str) -> bytes:
    """
    Pack a figure's folder.

    Parameters
    ----------
    folder
        Its files.
    name
        Name of the folder inside the archive.

    Returns
    -------
    zipped
        A zip file, the same bytes for the same files.
    """
    return files.packed({f"{name}/{file}": content for file, content in folder.files.items()})
