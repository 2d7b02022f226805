"""Library: claim files read from TOML, one by one or a folder at a time."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from explorer.claims.document import Document
from explorer.errors import ClaimError
from explorer.scenarios import seeds


def read(path: Path) -> Document:
    """
    Read a claim file.

    Parameters
    ----------
    path
        A TOML file; `seeds/README.md` describes it.

    Returns
    -------
    document
        The document with its claims.

    Raises
    ------
    ClaimError
        When the file cannot be read or says something wrong; the message names the claim.
    """
    found = seeds.read(path, ClaimError)
    try:
        document = Document.model_validate(found)
    except ValidationError as fault:
        raise ClaimError(f"{path.name}: {_first(fault, found)}") from fault
    if document.id != path.stem:
        raise ClaimError(
            f"{path.name}: its id is {document.id!r}; name the file {document.id}.toml"
        )
    return document


def _first(fault: ValidationError, found: dict[str, Any]) -> str:
    """Say the first thing that is wrong, and in which claim."""
    error = fault.errors(include_url=False)[0]
    words = [str(step) for step in error["loc"]]
    if words[:1] == ["claims"] and len(words) > 1:
        words = [_claim_name(found, int(words[1])), *words[2:]]
    said = error["msg"].removeprefix("Value error, ")
    got = error["input"]
    shown = "" if isinstance(got, dict | list) else f" (found {str(got)[:60]!r})"
    return ": ".join([*words, f"{said[0].lower()}{said[1:]}{shown}"])


def _claim_name(found: dict[str, Any], number: int) -> str:
    name = found["claims"][number]
    name = name.get("id") if isinstance(name, dict) else None
    return f"claim {number + 1}" + (f" ({name[:60]})" if isinstance(name, str) else "")


@lru_cache(maxsize=4)
def documents(folder: Path | None = None) -> dict[str, Document]:
    """
    Read all documents of a folder.

    Parameters
    ----------
    folder
        A folder of TOML files; the installed one when none is given.

    Returns
    -------
    documents
        Documents by id, in the order of their dates.

    Raises
    ------
    ClaimError
        When a file is wrong or the folder holds none.
    """
    folder = folder or seeds.folder() / "claims"
    found = [read(path) for path in sorted(folder.glob("*.toml"))]
    if not found:
        raise ClaimError(f"{folder}: holds no claims; point FRONTLINE_SEEDS at the seeds")
    found.sort(key=lambda document: (document.document.date, document.id))
    return {document.id: document for document in found}


def find(name: str) -> Document:
    """
    Look a document up by its id, or read it from a TOML file.

    Parameters
    ----------
    name
        An id of the library, or a path that ends in `.toml`.

    Returns
    -------
    document
        The document.

    Raises
    ------
    ClaimError
        When there is none.
    """
    if name.endswith(".toml"):
        return read(Path(name))
    try:
        return documents()[name]
    except KeyError as fault:
        known = ", ".join(documents())
        raise ClaimError(f"there is no document {name!r}; name one of {known}") from fault
