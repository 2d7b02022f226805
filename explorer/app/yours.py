"""Yours: the reader's own scenario."""

from explorer.scenario import Scenario

ID = "own"


def exists() -> bool:
    """Tell whether there is one."""
    return False


def scenario() -> Scenario:
    """Return it."""
    raise KeyError(ID)


def read(text: str) -> str:
    """Read it from the address; tell what is wrong with it."""
    return text and ""


def packed() -> str:
    """Write it for the address."""
    return ""
