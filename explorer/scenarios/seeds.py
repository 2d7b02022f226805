"""Seed files: hand-written TOML with one proposal or one document each, bounded in size."""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from explorer.errors import ExplorerError

Day = date  # a seed has a property of that name
LARGEST_BYTES = 256 * 1024
_DEEPEST = 32
_SHIPPED = Path(__file__).resolve().parents[2] / "seeds"
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
    return Path(os.environ.get("FRONTLINE_SEEDS", _SHIPPED))


class Seed(Protocol):
    """What a seed file describes: a scenario, or a document with its claims."""

    @property
    def id(self) -> str:
        """Its name in addresses and commands."""

    @property
    def date(self) -> Day:
        """When it was published."""


T = TypeVar("T", bound=Seed)


@dataclass(frozen=True)
class Seeds(Generic[T]):
    """
    A folder of seed files of one kind.

    Attributes
    ----------
    folder
        Its name beside the others, such as `scenarios`, or an absolute path.
    parse
        Checks the values of a file with the given name; returns what the file describes, the
        default first where it has variants.
    error
        What to raise when a file is wrong.
    noun
        What a file describes, in an error.
    """

    folder: Path
    parse: Callable[[dict[str, Any], str], Sequence[T]]
    error: type[ExplorerError]
    noun: str

    @property
    def path(self) -> Path:
        """Where its files stand: with the explorer, or in the folder that FRONTLINE_SEEDS names."""
        return folder() / self.folder

    def all(self) -> dict[str, T]:
        """
        Read all files of the folder.

        Returns
        -------
        members
            By id, in the order of their dates; variants follow their default.

        Raises
        ------
        ExplorerError
            Of this folder's type, if a file is wrong or there is none.
        """
        return _all(self, self.path)

    def find(self, name: str) -> T:
        """
        Look a member up by its id, or read it from a file.

        Parameters
        ----------
        name
            An id, or a path that ends in `.toml`.

        Returns
        -------
        member
            The member; of a file with variants, the default.

        Raises
        ------
        ExplorerError
            Of this folder's type, if there is none or its file is wrong.
        """
        if name.endswith(".toml"):
            return self.read(Path(name))[0]
        try:
            return self.all()[name]
        except KeyError as fault:
            known = ", ".join(self.all())
            raise self.error(f"there is no {self.noun} {name!r}; name one of {known}") from fault

    def read(self, path: Path) -> Sequence[T]:
        """
        Read a file that is named after what it describes.

        Parameters
        ----------
        path
            A TOML file; `seeds/README.md` describes it.

        Returns
        -------
        members
            What it describes, the default first where it has variants.

        Raises
        ------
        ExplorerError
            Of this folder's type, if the file cannot be read or is wrong.
        """
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_BYTES + 1)
        except OSError as fault:
            raise self.error(f"{path}: cannot be read; name an existing file") from fault
        members = self.loads(content, path.name)
        if members[0].id != path.stem:
            raise self.error(
                f"{path.name}: its id is {members[0].id!r}; name the file {members[0].id}.toml"
            )
        return members

    def loads(self, content: bytes, name: str) -> Sequence[T]:
        """
        Read the contents of a file that may have any name.

        Parameters
        ----------
        content
            TOML in UTF-8, with a byte order mark or without.
        name
            What to call the file in an error.

        Returns
        -------
        members
            As `read` returns them.

        Raises
        ------
        ExplorerError
            Of this folder's type, if the contents cannot be read or are wrong.
        """
        return self.parse(loads(content, name, self.error), name)


@lru_cache(maxsize=8)
def _all(seeds: Seeds[T], path: Path) -> dict[str, T]:
    families = [seeds.read(file) for file in sorted(path.glob("*.toml"))]
    if not families:
        raise seeds.error(
            f"{path}: holds no {seeds.folder.name}; point FRONTLINE_SEEDS at the seeds"
        )
    families.sort(key=lambda family: (family[0].date, family[0].id))
    return {member.id: member for family in families for member in family}


def first_fault(
    error: ValidationError, words: Callable[[Sequence[int | str]], Sequence[str]]
) -> str:
    """
    Describe the first fault of a file's values.

    Parameters
    ----------
    error
        What pydantic found.
    words
        Names the steps that lead to a value, such as `("rules", 0, "holder")`.

    Returns
    -------
    text
        Where the fault is, what is wrong, and the value that is there.
    """
    first = error.errors(include_url=False)[0]
    message, value = first["msg"].removeprefix("Value error, "), first["input"]
    shown = "" if isinstance(value, dict | list) else f" (found {str(value)[:60]!r})"
    return ": ".join([*words(first["loc"]), f"{message[0].lower()}{message[1:]}{shown}"])


def loads(content: bytes, name: str, error: type[ExplorerError]) -> dict[str, Any]:
    """
    Read the contents of a seed file.

    Parameters
    ----------
    content
        TOML in UTF-8, with a byte order mark or without.
    name
        What to call the file in an error.
    error
        What to raise when it cannot be read.

    Returns
    -------
    values
        Its values, not yet checked.

    Raises
    ------
    ExplorerError
        Of the given type, if it is too large, nests too deeply, has an integer of more than 64
        bits, or is not TOML.
    """
    if len(content) > LARGEST_BYTES:
        raise error(f"{name}: is larger than 256 KiB; keep to one proposal or document")
    deep = error(f"{name}: is nested too deeply; write it as seeds/README.md has it")
    large = error(f"{name}: has an integer of more than 64 bits; shorten it")
    if _LONG_KEY.search(content):
        raise deep
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except RecursionError as fault:
        raise deep from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise error(f"{name}: is not TOML: {fault}; fix that line") from fault
    except ValueError as fault:  # Python reads no integer of more than 4,300 digits
        raise large from fault
    level: list[Any] = [values]
    for _ in range(_DEEPEST):
        if not all(_LEAST <= value <= _MOST for value in level if isinstance(value, int)):
            raise large
        level = [member for value in level for member in _members(value)]
    if level:
        raise deep
    return values


def _members(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
