"""XML of a stranger: no entities, and no more elements than can be worked on."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from explorer.errors import FileError
from explorer.geometry.reading.content import unreadable
from explorer.language import _

# A point of a GPX file has some five elements.
MOST_ELEMENTS = 1_000_000
_DEEPEST = 100


class _Bounded(TreeBuilder):
    """Builds a tree of few enough elements."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > _DEEPEST:
            raise OverflowError(tag)
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(content: bytes, name: str, title: str) -> Element:
    """
    Parse XML.

    Parameters
    ----------
    content
        XML in the encoding that it declares.
    name
        The file's name.
    title
        The format, as it is called.

    Returns
    -------
    root
        The outermost element.

    Raises
    ------
    FileError
        If it is no XML, declares entities, or has too many elements or levels.
    """
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=False)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except OverflowError as fault:
        raise FileError(
            _("{name}: has more than {most} elements or {deepest} levels; keep what matters"),
            name=name,
            most=MOST_ELEMENTS,
            deepest=_DEEPEST,
        ) from fault
    except (ParseError, DefusedXmlException, LookupError, ValueError) as fault:
        raise unreadable(name, title) from fault
    return root


def local(element: Element) -> str:
    """
    Get the name of an element without its namespace, which old and hand-written files vary.

    Parameters
    ----------
    element
        An element.

    Returns
    -------
    tag
        For example `Placemark`.
    """
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *tags: str) -> Iterator[Element]:
    """
    Go through the elements right within another.

    Parameters
    ----------
    element
        The one around them.
    *tags
        Names of those that count, without a namespace.

    Yields
    ------
    child
        In the order of the file.
    """
    return (child for child in element if local(child) in tags)


def text(element: Element, tag: str) -> str:
    """
    Get the text of the first element of a name right within another.

    Parameters
    ----------
    element
        The one around it.
    tag
        Its name, without a namespace.

    Returns
    -------
    text
        Without spaces around it; empty if there is none.
    """
    return next(((child.text or "").strip() for child in children(element, tag)), "")


def number_of(text: str) -> float:
    """
    Read a number as XML writes it.

    Parameters
    ----------
    text
        With a decimal point; spaces around it do not count.

    Returns
    -------
    number
        It may be infinite, or no number.

    Raises
    ------
    ValueError
        If it is written otherwise, with a decimal comma for example.
    """
    if "_" in text:  # Python reads 1_000
        raise ValueError(text)
    return float(text)
