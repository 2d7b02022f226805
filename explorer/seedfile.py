"""Seed files: hand-written TOML with one proposal or one document each, bounded in size."""

import os
import tomllib
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError

LARGEST_BYTES = 256 * 1024


def folder() -> Path:
    """
    Find the seeds that ship with the explorer, or the folder that FRONTLINE_SEEDS names.

    Returns
    -------
    folder
        The folder with `scenarios/` and `claims/`.
    """
    here = Path(__file__).resolve().parent.parent / "seeds"
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
        Of the given type, when it is too large or not TOML.
    """
    if len(content) > LARGEST_BYTES:
        raise error(f"{name}: is larger than 256 KiB; keep to one proposal or document")
    try:
        return tomllib.loads(content.decode())
    except RecursionError as fault:
        raise error(f"{name}: is nested too deeply; write it as seeds/README.md has it") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise error(f"{name}: is not TOML: {fault}; mend that line") from fault
