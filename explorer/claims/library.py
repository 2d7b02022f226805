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
        If the file cannot be read or is not valid; the message names the claim.
    """
    content = seeds.read(path, ClaimError)
    try:
        document = Document.model_validate(content)
    except ValidationError as fault:
        raise ClaimError(f"{path.name}: {_first_error(fault, content)}") from fault
    if document.id != path.stem:
        raise ClaimError(
            f"{path.name}: its id is {document.id!r}; name the file {document.id}.toml"
        )
    return document


def _first_error(fault: ValidationError, content: dict[str, Any]) -> str:
    """Describe the first error, with the claim it is in."""
    error = fault.errors(include_url=False)[0]
    words = [str(step) for step in error["loc"]]
    if words[:1] == ["claims"] and len(words) > 1:
        words = [_claim_name(content, int(words[1])), *words[2:]]
    message = error["msg"].removeprefix("Value error, ")
    value = error["input"]
    shown = "" if isinstance(value, dict | list) else f" (found {str(value)[:60]!r})"
    return ": ".join([*words, f"{message[0].lower()}{message[1:]}{shown}"])


def _claim_name(content: dict[str, Any], number: int) -> str:
    claim = content["claims"][number]
    name = claim.get("id") if isinstance(claim, dict) else None
    return f"claim {number + 1}" + (f" ({name[:60]})" if isinstance(name, str) else "")


@lru_cache(maxsize=4)
def documents(folder: Path | None = None) -> dict[str, Document]:
    """
    Read all documents of a folder.

    Parameters
    ----------
    folder
        A folder of TOML files; by default the installed one.

    Returns
    -------
    documents
        Documents by id, in the order of their dates.

    Raises
    ------
    ClaimError
        If a file is wrong or the folder holds none.
    """
    folder = folder or seeds.folder() / "claims"
    documents = [read(path) for path in sorted(folder.glob("*.toml"))]
    if not documents:
        raise ClaimError(f"{folder}: holds no claims; point FRONTLINE_SEEDS at the seeds")
    documents.sort(key=lambda document: (document.document.date, document.id))
    return {document.id: document for document in documents}


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
        If there is no such document.
    """
    if name.endswith(".toml"):
        return read(Path(name))
    try:
        return documents()[name]
    except KeyError as fault:
        known = ", ".join(documents())
        raise ClaimError(f"there is no document {name!r}; name one of {known}") from fault
