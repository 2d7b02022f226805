"""Licences of the locked packages, as each states its own, and whether they fit ours."""

from __future__ import annotations

import json
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

from license_expression import get_spdx_licensing
from packaging.utils import canonicalize_name
from uv import find_uv_bin

from explorer import files
from supply import FOLDER, SupplyError
from supply.lock import Pin, every

STORED: Final = FOLDER / "licences.json"
_POLICY: Final = FOLDER / "policy.toml"
_SPDX: Final = get_spdx_licensing()
# by what a licence is known, what says most first: longer licences repeat what shorter ones say
_SENTENCES: Final = (
    ("endorse or promote", "BSD-3-Clause"),
    ("Redistribution and use in source and binary forms", "BSD-2-Clause"),
    ("Permission is hereby granted, free of charge", "MIT"),
    ("BSD License", "LicenseRef-BSD"),
)
_CLASSIFIER: Final = "License :: OSI Approved :: "
# has a wheel of everything that is locked, and so runs the packages of other platforms through uv
_NEWEST: Final = "3.14"


def policy() -> dict[str, Any]:
    """
    Read which licences fit ours, and what packages do not say of themselves.

    Returns
    -------
    policy
        `compatible`, `names` and `read`, as the file explains them.
    """
    return tomllib.loads(_POLICY.read_text("utf-8"))


def stored() -> dict[str, str]:
    """
    Read the list of licences.

    Returns
    -------
    licences
        SPDX expression of each package's licence, by `NAME==VERSION`.
    """
    listed: dict[str, str] = json.loads(STORED.read_text("utf-8"))
    return listed


def store() -> int:
    """
    Read the licence of every locked package from its metadata and write the list anew.

    Returns
    -------
    count
        How many packages are in the list.

    Raises
    ------
    SupplyError
        If a package states no licence that is understood; nothing is written then.
    """
    pins, rules = every(), policy()
    licences = {pin.key: of(found, rules) for pin, found in _with_metadata(pins)}
    files.write(STORED, json.dumps(licences, indent=1, sort_keys=True) + "\n")
    return len(licences)


def faults(pins: Iterable[Pin], licences: Mapping[str, str]) -> list[str]:
    """
    Check that each package may be used beside code under our licence.

    Parameters
    ----------
    pins
        Locked packages.
    licences
        SPDX expression of each, by `NAME==VERSION`.

    Returns
    -------
    faults
        A sentence for each package that has no licence in the list, or one that does not fit.
    """
    allowed = set(policy()["compatible"])
    sentences = []
    for pin in pins:
        expression = licences.get(pin.key)
        if expression is None:
            sentences.append(f"{pin.key} is not in {STORED.name}: run `make lock`.")
        elif not fits(expression, allowed):
            sentences.append(
                f"{pin.key} is under {expression}, which {_POLICY.name} does not allow: "
                "use another package, or say there why it fits."
            )
    return sentences


def fits(expression: str, allowed: set[str]) -> bool:
    """
    Tell whether a licence allows what the allowed ones do.

    Parameters
    ----------
    expression
        SPDX expression: of `A OR B` one has to be allowed, of `A AND B` both.
    allowed
        SPDX identifiers.

    Returns
    -------
    fits
        Whether it does.
    """
    parsed = _SPDX.parse(expression)
    verdicts = {
        symbol: _SPDX.TRUE if str(symbol) in allowed else _SPDX.FALSE for symbol in parsed.symbols
    }
    return bool(parsed.subs(verdicts).simplify() == _SPDX.TRUE)


def of(package: Distribution, rules: Mapping[str, Any]) -> str:
    """
    Read a package's licence from what it says of itself.

    Parameters
    ----------
    package
        Metadata and files of an installed package.
    rules
        `names`, SPDX identifiers of what packages write, and `read`, by package, what was read
        where its metadata say nothing.

    Returns
    -------
    expression
        SPDX expression.

    Raises
    ------
    SupplyError
        If it says nothing that is understood.
    """
    name, metadata = canonicalize_name(package.name), package.metadata.json
    if name in rules["read"]:
        return str(rules["read"][name]["licence"])
    if expression := metadata.get("license_expression"):
        return str(expression)
    field = str(metadata.get("license", ""))
    classifiers = [
        line.removeprefix(_CLASSIFIER)
        for line in metadata.get("classifier", ())
        if line.startswith(_CLASSIFIER)
    ]
    stated = [field, *(classifiers if len(classifiers) == 1 else ())]
    for licence in stated:
        if licence in rules["compatible"]:
            return str(licence)
        if licence in rules["names"]:
            return str(rules["names"][licence])
    text = " ".join(" ".join([*stated, *_texts(package)]).split())
    for sentence, identifier in _SENTENCES:
        if sentence in text:
            return identifier
    raise SupplyError(
        f"{name} {package.version} states no licence that is known: "
        f"read it and write it into {_POLICY.name} under [read]."
    )


def _texts(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        if "licen" in file.name.lower() and ".dist-info" in file.parts[0]:
            yield file.read_text("utf-8-sig")


def _with_metadata(pins: Iterable[Pin]) -> Iterator[tuple[Pin, Distribution]]:
    """Yield each package's metadata: those that are not for this platform are fetched."""
    installed = {f"{canonicalize_name(d.name)}=={d.version}": d for d in distributions()}
    for pin in pins:
        if pin.key in installed:
            yield pin, installed[pin.key]
            continue
        with tempfile.TemporaryDirectory() as folder:
            _fetch(pin, Path(folder))
            for found in distributions(path=[folder]):
                yield pin, found


def _fetch(pin: Pin, folder: Path) -> None:
    hashes = " ".join(f"--hash=sha256:{digest}" for digest in pin.hashes)
    command = [find_uv_bin(), "pip", "install", "--quiet", "--no-config", "--no-deps"]
    options = ["--only-binary=:all:", f"--python-version={_NEWEST}", f"--target={folder}"]
    subprocess.run(  # noqa: S603 - uv, and names of our own locks
        [*command, *options, "--require-hashes", "--requirement", "-"],
        input=f"{pin.key} {hashes}\n",
        text=True,
        check=True,
    )
