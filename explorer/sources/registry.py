"""Registry: the sources that are known, by their id."""

from collections.abc import Mapping
from types import MappingProxyType

from explorer.errors import LayerError
from explorer.sources import deepstate, isw, ocha, polygons, uacontrolmap
from explorer.sources.control import Control, Source

__all__ = ["SOURCES", "Control", "Source", "source"]

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        each.id: each
        for each in (
            deepstate.SOURCE,
            uacontrolmap.SOURCE,
            isw.SOURCE,
            ocha.SOURCE,
            polygons.SOURCE,
        )
    }
)


def source(identifier: str) -> Source:
    """
    Look a source up.

    Parameters
    ----------
    identifier
        Its id, as `deepstate`.

    Returns
    -------
    source
        Its title, licence, credit, accuracy and reader.

    Raises
    ------
    LayerError
        If there is none of that id; the message lists those that are known.
    """
    try:
        return SOURCES[identifier]
    except KeyError as fault:
        known = ", ".join(SOURCES)
        raise LayerError(f"there is no source {identifier!r}; use one of {known}") from fault
