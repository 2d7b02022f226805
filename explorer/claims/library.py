"""Library: documents with claims that ship with the explorer, and those that stand in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from explorer.claims.document import Document
from explorer.errors import ClaimError
from explorer.scenarios.seeds import Seeds, first_fault


def parse(values: dict[str, Any], name: str) -> tuple[Document]:
    """
    Check the values of a claim file.

    Parameters
    ----------
    values
        As TOML has them; `seeds/README.md` describes them.
    name
        What to call the file in an error.

    Returns
    -------
    documents
        The document with its claims, alone.

    Raises
    ------
    ClaimError
        If a value is wrong; the message names the claim.
    """

    def words(steps: Sequence[int | str]) -> list[str]:
        match steps:
            case ("claims", int(number), *rest):
                return [_claim_name(values["claims"][number], number + 1), *map(str, rest)]
        return [str(step) for step in steps]

    try:
        return (Document.model_validate(values),)
    except ValidationError as fault:
        raise ClaimError(f"{name}: {first_fault(fault, words)}") from fault


def _claim_name(claim: object, number: int) -> str:
    name = claim.get("id") if isinstance(claim, dict) else None
    return f"claim {number}" + (f" ({name[:60]})" if isinstance(name, str) else "")


DOCUMENTS: Seeds[Document] = Seeds(Path("claims"), parse, ClaimError, "document")
