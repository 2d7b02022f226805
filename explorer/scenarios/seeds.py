"""Seed files: hand-written TOML with one proposal or one document each, bounded in size."""

import os
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError

LARGEST_BYTES = 256 * 1024
_DEEPEST = 32
# TOML's own bounds
_LEAST, _MOST = -(2**63), 2**63 - 1
# tomllib takes quadratic time over a key of many parts, minutes over one that fills a file. Of
# parts longer than 100 signs too few fit to matter, and no text has 500 words with a stop each.
_PART = rb"""(?:[\w-]{1,100}|"(?:[^"\\\n]|\\.){0,100}"|'[^'\n]{0,100}')[ \t]*"""
_LONG_KEY = re.compile(rb"(?<![\w.-])(?:%b\.[ \t]*){500}" % _PART)


def folder() -> Path:
    """
    Find the seeds that ship with the explorer, or the folder that FRONTLINE_SEEDS names.

    Returns
    -------
    folder
        The folder with `scenarios/` and `claims/`.
    """
    here = Path(__file__).resolve().parents[2] / "seeds"
    return Path(os.environ.get("FRONTLINE_SEEDS", here))


def read(path: Path, error: type[ExplorerError]) -> dict[str, Any]:
    """
    Read a seed file.

    Parameters
    ----------
    path
        A TOML file.
    error
        What to raise when it cannot be read.

    Returns
    -------
    found
        Its values, not yet checked.

    Raises
    ------
    ExplorerError
        Of the given type, when the file is missing, too large, or not TOML.
    """
    try:
        with path.open("rb") as file:
            return loads(file.read(LARGEST_BYTES + 1), path.name, error)
    except OSError as fault:
        raise error(f"{path}: cannot be read; name an existing file") from fault


def loads(content: bytes, name: str, error: type[ExplorerError]) -> dict[str, Any]:
    """
    Read the contents of a seed file.

    Parameters
    ----------
    content
        TOML in UTF-8.
    name
        What to call the file in an error.
    error
        What to raise when it cannot be read.

    Returns
    -------
    found
        Its values, not yet checked.

    Raises
    ------
    ExplorerError
        Of the given type, when it is too large, nests too deeply, has an integer of more than 64
        bits, or is not TOML.
    """
    if len(content) > LARGEST_BYTES:
        raise error(f"{name}: is larger than 256 KiB; keep to one proposal or document")
    deep = error(f"{name}: is nested too deeply; write it as seeds/README.md has it")
    large = error(f"{name}: has an integer of more than 64 bits; shorten it")
    if _LONG_KEY.search(content):
        raise deep
    try:
        found = tomllib.loads(content.decode())
    except RecursionError as fault:
        raise deep from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise error(f"{name}: is not TOML: {fault}; mend that line") from fault
    except ValueError as fault:  # Python reads no integer of more than 4,300 digits
        raise large from fault
    level: list[Any] = [found]
    for _ in range(_DEEPEST):
        if not all(_LEAST <= value <= _MOST for value in level if isinstance(value, int)):
            raise large
        level = [member for value in level for member in _members(value)]
    if level:
        raise deep
    return found


def _members(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
