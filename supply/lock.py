"""Locks: every package that is installed, with its version and the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from supply import FOLDER, SupplyError

# which lock is made from which list of what we choose
SOURCES = {
    "runtime.txt": ("requirements.txt",),
    "dev.txt": ("requirements.txt", "requirements-dask.txt", "requirements-dev.txt"),
    "build.txt": ("requirements-build.txt",),
}
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# "# via NAME", or "# via" and below it "#   NAME"
_NEEDED_BY = re.compile(r"\s+#\s+(?:via )?([a-z0-9][a-z0-9-]*)$")


@dataclass(frozen=True)
class Pin:
    """
    One version of one package.

    Attributes
    ----------
    name
        Name of the package in its canonical form.
    version
        The version.
    hashes
        SHA-256 of each file that the index has of this version, in hexadecimal digits.
    needed_by
        Names of the packages in the lock that require it.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]

    @property
    def key(self) -> str:
        """The package and its version as a requirement."""
        return f"{self.name}=={self.version}"


def read(path: Path) -> tuple[Pin, ...]:
    """
    Read a lock.

    Parameters
    ----------
    path
        File that `uv pip compile --generate-hashes` wrote.

    Returns
    -------
    pins
        Each version of each package; some have more than one, for different versions of Python.

    Raises
    ------
    SupplyError
        If a line is no requirement of one exact version.
    """
    return tuple(
        Pin(*_exact(block[0], path), tuple(_HASH.findall("\n".join(block))), _needed_by(block))
        for block in _blocks(path.read_text("utf-8").splitlines())
    )


def chosen(path: Path) -> tuple[str, ...]:
    """
    Read a list of what we choose.

    Parameters
    ----------
    path
        File of requirements; the files that it names with `-r` are not read.

    Returns
    -------
    keys
        Each package as `NAME==VERSION`.

    Raises
    ------
    SupplyError
        If a line is no requirement of one exact version.
    """
    return tuple(
        "==".join(_exact(line, path))
        for line in path.read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    )


def every() -> tuple[Pin, ...]:
    """
    Read all locks together.

    Returns
    -------
    pins
        Each version of each package once, by name.
    """
    pins = {pin.key: pin for name in SOURCES for pin in read(FOLDER / name)}
    return tuple(pins[key] for key in sorted(pins))


def disagreements(lock: Path, *sources: Path) -> list[str]:
    """
    Compare a lock with the lists it is made from.

    Parameters
    ----------
    lock
        The lock.
    *sources
        Lists of requirements.

    Returns
    -------
    faults
        A sentence for each requirement that the lock lacks or has in another version, and for
        each package without a hash.
    """
    pins = read(lock)
    locked = {pin.key for pin in pins}
    wanted = {key: source.name for source in sources for key in chosen(source)}
    missing = [
        f"{source} asks for {key}, which {lock.name} has not: run `make lock`."
        for key, source in wanted.items()
        if key not in locked
    ]
    bare = [
        f"{lock.name} has no hash of {pin.key}: run `make lock`." for pin in pins if not pin.hashes
    ]
    return missing + bare


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield each requirement with the lines that continue it."""
    starts = [at for at, line in enumerate(lines) if line and line[0].isalnum()]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start:end]


def _exact(line: str, path: Path) -> tuple[str, str]:
    try:
        requirement = Requirement(line.removesuffix("\\"))
        (specifier,) = requirement.specifier
    except (InvalidRequirement, ValueError) as fault:
        message = f"{path.name}: {line!r} is not one exact version; write it as NAME==VERSION."
        raise SupplyError(message) from fault
    if specifier.operator != "==":
        raise SupplyError(f"{path.name}: {line!r} is a range; write it as NAME==VERSION.")
    return canonicalize_name(requirement.name), specifier.version


def _needed_by(block: list[str]) -> tuple[str, ...]:
    found = [_NEEDED_BY.match(line) for line in block]
    return tuple(match[1] for match in found if match and match[1] != "via")
