"""Published: figures of both kinds, and verifications that draw each recipe once and small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pytest

from explorer.layers.catalog import Catalog
from explorer.publishing import published, verify
from explorer.publishing.folder import Folder
from explorer.publishing.kind import FigureKind, Made
from explorer.publishing.kinds import KINDS
from explorer.publishing.recipe import sha256
from tests.helpers import claim_figures, figures
from tests.helpers.pictures import small_pictures

KindName = Literal["map", "claim"]
NAMES = ("donbas-handover", "plan-28")
_REMADE: dict[tuple[str, Catalog, str], Made] = {}


@lru_cache
def made(kind: KindName) -> Folder:
    """Make a figure of a kind with small pictures."""
    if kind == "map":
        return figures.small(NAMES)
    with small_pictures():
        return claim_figures.make()


@contextmanager
def drawing_once() -> Iterator[None]:
    """Let all verifications share what the same recipe draws: it is the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "KINDS", tuple(replace(kind, remake=_once(kind)) for kind in KINDS))
        yield


def _once(kind: FigureKind[Any]) -> Callable[[Catalog, Any], Made]:
    def remake(catalog: Catalog, recipe: Any) -> Made:
        key = (kind.format, catalog, recipe.model_dump_json())
        if key not in _REMADE:
            _REMADE[key] = kind.remake(catalog, recipe)
        return _REMADE[key]

    return remake


def rehash(folder: Path) -> None:
    """Write the digests of a folder's files, as they are now, into its receipt."""
    path = folder / "receipt.json"
    receipt = json.loads(path.read_text(encoding="utf-8"))
    for name in receipt["files"]:
        file = folder / Path(name).name
        if file.is_file() and not file.is_symlink():
            receipt["files"][name] = sha256(published.read(file))
    dump(receipt, path)


def dump(receipt: dict[str, Any], path: Path) -> None:
    """Write a receipt in the form in which it is published."""
    path.write_text(json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
