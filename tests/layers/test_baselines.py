"""Lines of contact by name: the newest of one source is the default."""

from __future__ import annotations

import json
from pathlib import Path

from explorer.layers import baselines
from explorer.layers.catalog import DESCRIPTOR, Catalog, installed


def beside(folder: Path, *names: str) -> Catalog:
    """Describe lines as if they had been imported."""
    entries = [
        {
            "name": baselines.resource_name(baselines.LINE_PREFIX, name),
            "title": name,
            "path": f"line-{baselines.date_of(name)}.geojson",
            "hash": f"sha256:{'0' * 64}",
            "bytes": 0,
            "accuracyKm": 0.5,
            "licenses": [{"name": "other", "title": "none"}],
            "sources": [{"title": baselines.source_of(name)}],
        }
        for name in names
    ]
    (folder / DESCRIPTOR).write_text(json.dumps({"resources": entries}), encoding="utf-8")
    return Catalog(installed().folder, folder)


def test_the_newest_line_that_ships_is_the_default() -> None:
    newest = max(baselines.names(installed()))
    assert baselines.newest(installed()) == newest
    assert baselines.find(installed()).name == newest


def test_a_newer_line_of_the_same_source_is_the_default(tmp_path: Path) -> None:
    catalog = beside(tmp_path, "deepstate:2026-09-01", "deepstate:2025-03-01")
    assert baselines.newest(catalog) == "deepstate:2026-09-01"
    assert baselines.find(catalog).date == "2026-09-01"
    assert baselines.find(catalog, "2026-08-22").name == "2026-08-22"


def test_a_newer_line_of_another_source_is_not(tmp_path: Path) -> None:
    catalog = beside(tmp_path, "uacontrolmap:2026-10-01")
    assert "uacontrolmap:2026-10-01" in baselines.names(catalog)
    assert baselines.find(catalog).name == baselines.newest(installed())


def test_a_further_line_leaves_the_layers_of_others_alone(tmp_path: Path) -> None:
    catalog = beside(tmp_path, "deepstate:2026-09-01")
    for name in baselines.names(installed()):
        layers = baselines.input_hashes(installed(), name)
        assert baselines.input_hashes(catalog, name) == layers
        lines = {layer for layer in layers if layer.startswith(("line-", "contested-"))}
        own = {*baselines.line_layers(installed(), name)}
        assert lines == {*own, f"line-{baselines.START_OF_INVASION}"}


def test_contested_ground_is_missing_where_the_source_does_not_say() -> None:
    lacking = [
        name
        for name in baselines.names(installed())
        if baselines.contested(installed(), name) is None
    ]
    # DeepStateMap's files of it begin on 16 September 2024; nobody recorded any for 2022
    assert lacking == ["2022-02-23", "2024-07-08"]
