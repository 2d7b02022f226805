"""Outlines of atoms: shipped for few lines, overlaid on first use for all others, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import cutting, outlines, overlay, prebuilt
from explorer.atoms.overlay import Ground
from explorer.atoms.table import Atoms
from explorer.errors import LayerError
from explorer.geometry import topojson
from explorer.layers import baselines
from explorer.layers.catalog import Catalog, installed
from tests.helpers.lines import BASELINE


def fresh() -> Catalog:
    """Open the layers as another process does, with nothing read yet."""
    return Catalog(installed().folder)


def _file(shapes: Sequence[BaseGeometry], table: Atoms) -> str:
    return topojson.dumps(topojson.cut(shapes), table.ids, "atoms")


def never(_: Ground) -> None:
    pytest.fail("overlaid once more")


def test_the_newest_line_needs_no_overlay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlay, "outlines", never)
    catalog = fresh()
    table = prebuilt.table(catalog, baselines.newest(catalog))
    assert table is not None
    assert len(outlines.shapes(catalog, table)) == len(table)


def test_outlines_that_do_not_ship_are_overlaid_once_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert f"outlines-{BASELINE}" not in installed().resources
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    catalog = fresh()
    table = prebuilt.table(catalog, BASELINE)
    assert table is not None
    shapes = outlines.shapes(catalog, table)
    # the oracle is what would ship: the overlay of all layers with its measures
    whole = cutting.overlay(catalog, baselines.find(catalog, BASELINE))
    assert whole.atoms.ids == table.ids
    assert _file(shapes, table) == _file(whole.shapes, table)
    monkeypatch.setattr(overlay, "outlines", never)
    again = fresh()
    read = prebuilt.table(again, BASELINE)
    assert read is not None
    assert all(shapely.equals_exact(outlines.shapes(again, read), shapes))


def test_a_table_that_is_not_of_its_layers_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    catalog = fresh()
    table = prebuilt.table(catalog, BASELINE)
    assert table is not None
    whole = overlay.outlines
    # as if the layers were cut by another rule: without most of the depths
    monkeypatch.setattr(overlay, "outlines", lambda ground: whole(replace(ground, depths_km=(5,))))
    with pytest.raises(LayerError, match="has other atoms than its layers; run `frontline build`"):
        outlines.shapes(catalog, table)
