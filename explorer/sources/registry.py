"""Registry: the sources that are known, by their id."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from explorer.errors import LayerError, SourceError
from explorer.sources import deepstate, isw, ocha, polygons, uacontrolmap
from explorer.sources.control import Control, Source

__all__ = ["SOURCES", "Control", "Source", "source", "told_apart"]

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


def told_apart(identifier: str, occupied: Sequence[str], contested: Sequence[str]) -> Source:
    """
    Look a source up, or make one of files whose polygons are told apart by a property.

    Parameters
    ----------
    identifier
        Id of a source; with `occupied` any name that is not one.
    occupied, contested
        FIELD=VALUE of the occupied polygons, and of the contested ones.

    Returns
    -------
    source
        Its title, licence, credit, accuracy and reader.

    Raises
    ------
    SourceError
        If these are given for a source that tells its classes apart itself, one of them is not
        FIELD=VALUE, or the contested ones are given alone.
    LayerError
        If there is no source of that id.
    """
    is_own = identifier not in SOURCES or identifier == polygons.SOURCE.id
    if is_own and occupied:
        return polygons.chosen(
            identifier,
            [polygons.choice(text) for text in occupied],
            [polygons.choice(text) for text in contested],
        )
    known = source(identifier)
    if occupied:
        raise SourceError(f"--occupied is not for {known.id}, which tells its classes apart itself")
    if contested:
        raise SourceError("--contested needs --occupied beside it; give both as FIELD=VALUE")
    return known
