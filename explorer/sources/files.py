"""Files: a reader's own file of a source, read into the control of one day."""

from datetime import date
from pathlib import Path

from explorer.errors import SourceError
from explorer.sources.content import MOST_BYTES
from explorer.sources.control import Control, Source


def read(source: Source, path: Path, day: date | None = None) -> Control:
    """
    Read a file into the control of one day.

    Parameters
    ----------
    source
        What it is a file of.
    path
        The file, of at most 50 MB.
    day
        The day that is asked for. It may be left out if the file or its name has a single one.

    Returns
    -------
    control
        What the source says of that day.

    Raises
    ------
    SourceError
        If the file cannot be read, is not in a layout of its source, or has not that day alone.
    LayerError
        If it is no GeoJSON.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SourceError(f"{path}: is larger than {MOST_BYTES // 10**6} MB; simplify it first")
        content = path.read_bytes()
    except OSError as fault:
        raise SourceError(f"{path}: cannot be read; give a file of {source.title}") from fault
    return parse(source, content, path.name, day)


def parse(source: Source, content: bytes, name: str, day: date | None = None) -> Control:
    """
    Read a file's bytes into the control of one day.

    Parameters
    ----------
    source
        What it is a file of.
    content
        The bytes, at most 50 MB.
    name
        The file's name.
    day
        The day that is asked for. It may be left out if the file or its name has a single one.

    Returns
    -------
    control
        What the source says of that day.

    Raises
    ------
    SourceError
        If the file is not in a layout of its source, or has not that day alone.
    LayerError
        If it is no GeoJSON.
    """
    # the last date in a name counts
    controls = source.read(content, f"{name} of {day}" if day else name)
    days = {control.day: control for control in controls}
    if day is None and len(days) == 1:
        return controls[0]
    if day not in days:
        shown = ", ".join(map(str, days))
        raise SourceError(f"{name}: shows {shown}; pass one of its days as --date")
    return days[day]
