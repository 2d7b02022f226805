"""Differences: what of a published file is not as it is drawn again.

Texts are compared byte for byte; only line endings and a byte order mark may differ. A page or an
SVG that a browser or an editor saved anew is compared by its whole tree: each element, attribute,
text, comment and instruction. Pictures are compared by their pixels.
"""

import io
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import NamedTuple
from xml.etree import ElementTree as ET

import html5lib
import numpy as np
from PIL import Image, UnidentifiedImageError

from explorer.publishing import published

_MOST_SHOWN = 3
_EXCERPT = 90
# A file that was saved anew is hardly larger than before.
_GROWTH, _ROOM_BYTES = 2, 64 * 1024
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"<[A-Za-z][^\s/>]{0,40}")
# A browser that saves a page notes whence.
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d{4}\)\S{0,2000}\s*")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_ENCODING = re.compile(r"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})[\"']")
# The only parts of a PNG that a browser turns into the pixels compared here.
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
# Another processor's last bit may round a colour the other way; no eye sees it.
_ROUNDING = 2


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


def compare(name: str, content: bytes, redrawn: bytes) -> Iterator[Difference]:
    """
    Compare a published file with the same file drawn again.

    Parameters
    ----------
    name
        The file's name, whose ending says how it is read.
    content, redrawn
        What stands in the file, and what should.

    Yields
    ------
    difference
        The first places that differ; nothing if the file is as it was drawn.
    """
    if content == redrawn:
        return
    if len(content) > most_bytes(redrawn):
        yield Difference(name, f"{len(content):,} bytes", f"{len(redrawn):,} bytes")
    elif name.endswith(".png"):
        yield from _pictures(name, content, redrawn)
    else:
        yield from _texts(name, content, redrawn)


def most_bytes(redrawn: bytes) -> int:
    """
    Say how large a file may be that was saved anew.

    Parameters
    ----------
    redrawn
        The file as it is drawn.

    Returns
    -------
    size
        Bytes.
    """
    return _GROWTH * len(redrawn) + _ROOM_BYTES


def _texts(name: str, content: bytes, redrawn: bytes) -> Iterator[Difference]:
    stood, should = published.text(content), published.text(redrawn)
    if stood == should:
        return
    if stood is None or should is None:
        yield Difference(name, "bytes that are not UTF-8", "text")
        return
    if _CONTROLS.search(stood):
        yield Difference(name, "control characters", "none")
        return
    reader = _READERS.get(name.rpartition(".")[2], _lines)
    yield from _shown(name, _counted_tags(stood, should) or reader(stood, should))


def _shown(name: str, differing: list[tuple[str, str]]) -> Iterator[Difference]:
    for stood, should in differing[:_MOST_SHOWN]:
        yield Difference(name, _excerpt(stood, should), _excerpt(should, stood))
    if len(differing) > _MOST_SHOWN:
        more = len(differing) - _MOST_SHOWN
        yield Difference(name, f"{more} more places that differ", "none")


def _lines(stood: str, should: str) -> list[tuple[str, str]]:
    pairs = zip_longest(stood.split("\n"), should.split("\n"), fillvalue="")
    return [(a, b) for a, b in pairs if a != b]


def _counted_tags(stood: str, should: str) -> list[tuple[str, str]]:
    """
    Compare how often each tag is opened, which needs no tree.

    A tree is built only of as many tags as were drawn: with others, parsers can be made to take
    minutes.
    """
    counts = [Counter(tag.lower() for tag in _TAG.findall(text)) for text in (stood, should)]
    one, other = counts
    return [
        (f"{one[name]} times {name}>", f"{other[name]} times {name}>")
        for name in {**one, **other}
        if one[name] != other[name]
    ]


class _Node(NamedTuple):
    """A node of a page with all that it says; with its children's number, so is its place."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    children: int
    tail: str

    def __str__(self) -> str:
        attributes = "".join(f' {key}="{value}"' for key, value in self.attributes)
        return f"<{self.tag}{attributes}>{self.text} {self.tail}"


def _pages(stood: str, should: str) -> list[tuple[str, str]]:
    """Compare two pages as the trees that browsers build of them."""
    one, other = (_nodes(_page_tree(text)) for text in (stood, should))
    pairs = zip_longest(one, other, fillvalue=None)
    return [(str(a or ""), str(b or "")) for a, b in pairs if a != b]


def _page_tree(text: str) -> ET.Element:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree", fullTree=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that XML has not; they are compared as they are
        root: ET.Element = parser.parse(text)
    return root


def _nodes(root: ET.Element) -> Iterator[_Node]:
    for node in root.iter():
        is_comment = not isinstance(node.tag, str)
        text, tail = node.text or "", node.tail or ""
        if is_comment and _SAVED_FROM.fullmatch(text) and not tail.strip():
            continue
        yield _Node(
            tag="!--" if is_comment else str(node.tag).removeprefix(_XHTML),
            attributes=() if is_comment else tuple(sorted(node.attrib.items())),
            text=text,
            children=sum(isinstance(child.tag, str) for child in node),
            tail=tail,
        )


def _drawings(stood: str, should: str) -> list[tuple[str, str]]:
    """Compare two SVGs by their canonical form (C14N 2.0), comments and instructions with it."""
    encoding = _ENCODING.match(stood)
    if encoding and encoding[1].lower() not in {"utf-8", "us-ascii"}:
        return [(f"encoding {encoding[1]}", "UTF-8")]
    if "<!DOCTYPE" in stood or "<!ENTITY" in stood:
        return [("a document type", "none")]
    try:
        one = ET.canonicalize(stood, with_comments=True)
    except (ET.ParseError, ValueError) as fault:
        return [(f"XML that cannot be read ({fault})", "a drawing")]
    other = ET.canonicalize(should, with_comments=True)
    return _lines(one.replace(">", ">\n"), other.replace(">", ">\n"))


_READERS: dict[str, Callable[[str, str], list[tuple[str, str]]]] = {
    "html": _pages,
    "svg": _drawings,
}


def _pictures(name: str, content: bytes, redrawn: bytes) -> Iterator[Difference]:
    foreign = sorted(set(_chunks(content)) - _PNG_CHUNKS)
    if foreign:
        chunk = foreign[0].decode("latin-1")
        yield Difference(name, f"a part {chunk!r} that changes what is shown", "pixels alone")
        return
    try:
        stood, should = (Image.open(io.BytesIO(png), formats=["PNG"]) for png in (content, redrawn))
        if stood.size != should.size:  # before a pixel of a stranger's is unpacked
            yield Difference(name, _pixels(stood), _pixels(should))
            return
        one, other = (np.asarray(each.convert("RGBA"), np.int16) for each in (stood, should))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        yield Difference(name, "a picture that cannot be read", "a PNG")
        return
    changed = int((np.abs(one - other).max(axis=2) > _ROUNDING).sum())
    if changed:
        yield Difference(name, f"{changed:,} pixels of another colour", "none")


def _pixels(image: Image.Image) -> str:
    wide, high = image.size
    return f"{wide} by {high} pixels"


def _chunks(content: bytes) -> Iterator[bytes]:
    """Name the parts of a PNG; what follows the end is a part of no name."""
    at = 8
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        yield kind
        at += 12 + size
        if kind == b"IEND":
            break
    if at != len(content):
        yield b""


def _excerpt(text: str, other: str) -> str:
    """Cut a text about the first character in which it differs from another."""
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), None)
    start = max(0, (min(len(text), len(other)) if at is None else at) - _EXCERPT // 2)
    cut = " ".join(text[start : start + _EXCERPT].split())
    return f"“{printable(cut)}”" if cut else "nothing"


def printable(text: str) -> str:
    """
    Write a stranger's text so that no terminal takes a part of it for a command.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    text
        The same with control characters, bidirectional marks and the like as escapes.
    """
    spaces = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
    return "".join(
        letter if letter.isprintable() or letter in spaces else f"\\u{ord(letter):04x}"
        for letter in text
    )
