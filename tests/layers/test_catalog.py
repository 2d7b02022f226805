"""The catalog: a valid data package, whose layers are read only when their digests agree."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from explorer.atoms import gathering, outlines, store
from explorer.errors import LayerError
from explorer.layers import baselines, uncertainty
from explorer.layers.catalog import DESCRIPTOR, Catalog, installed
from explorer.pipeline import steps


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the installed layers to a folder that a test may spoil."""
    return Path(shutil.copytree(installed().folder, tmp_path / "geo"))


def change(folder: Path, name: str, **changes: Any) -> None:
    """Change a resource's entry in a descriptor."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] == name:
            resource.update(changes)
    path.write_text(json.dumps(package), encoding="utf-8")


def test_the_descriptor_is_a_valid_data_package() -> None:
    descriptor = json.loads((installed().folder / "datapackage.json").read_text(encoding="utf-8"))
    package = Package.from_descriptor(descriptor, basepath=str(installed().folder))
    assert Package.metadata_validate(package.to_descriptor()) is not None
    assert not list(Package.metadata_validate(package.to_descriptor()))


def test_every_layer_says_what_it_must() -> None:
    catalog = installed()
    listed = {resource.path for resource in catalog.resources.values()}
    for name, resource in catalog.resources.items():
        assert resource.title, name
        assert resource.sources, name
        assert resource.licenses, name
        is_of_figures = resource.path.endswith((".csv", "uncertainty.json"))
        assert resource.accuracy_km is not None or is_of_figures, name
        assert len(catalog.read(name).encode("utf-8")) == resource.size
    files = {
        path.relative_to(catalog.folder).as_posix()
        for path in catalog.folder.rglob("*")
        if path.is_file() and path.name not in {"README.md", "datapackage.json"}
    }
    assert files == listed


def test_an_altered_layer_is_refused(copy: Path) -> None:
    path = copy / "lines/2025-12-09.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("37.", "38.", 1), encoding="utf-8")
    with pytest.raises(LayerError, match=r"2025-12-09\.geojson: its bytes differ"):
        Catalog(copy).features("line-2025-12-09")


def test_a_missing_layer_and_an_unknown_name_are_refused(copy: Path) -> None:
    (copy / "oblasts.geojson").unlink()
    with pytest.raises(
        LayerError, match=r"oblasts\.geojson: cannot be read \(.+\); restore the file, or run"
    ):
        Catalog(copy).read("oblasts")
    with pytest.raises(LayerError, match="has no layer 'lakes'; name one of oblasts"):
        Catalog(copy).read("lakes")


def test_a_path_may_not_leave_the_folder(copy: Path) -> None:
    outside = copy.parent / "secret.json"
    outside.write_text("{}", encoding="utf-8")
    (copy / "link.json").symlink_to(outside)
    change(copy, "oblasts", path="link.json")
    with pytest.raises(LayerError, match="its path leaves"):
        Catalog(copy).read("oblasts")
    change(copy, "oblasts", path="../secret.json")
    with pytest.raises(LayerError, match="path"):
        Catalog(copy).read("oblasts")


@pytest.mark.parametrize("text", ["", "{}", '{"resources": [{"name": "x"}]}'])
def test_a_broken_descriptor_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(LayerError, match=r"datapackage\.json: .*mend the descriptor") as caught:
        Catalog(tmp_path).read("oblasts")
    assert "\n" not in str(caught.value)


def test_atoms_of_changed_layers_are_not_used(copy: Path) -> None:
    """Settlements that are left out make the prebuilt atoms stale: they are overlaid anew."""
    path = copy / "settlements.geojson"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["features"] = package["features"][:100]
    path.write_text(json.dumps(package), encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    change(copy, "settlements", hash=f"sha256:{digest}", bytes=path.stat().st_size)
    fresh, stale = installed(), Catalog(copy)
    found = baselines.find(stale, "2022-02-23")
    counts = [sum(map(len, store.atoms(catalog, found).settlements)) for catalog in (fresh, stale)]
    assert counts == [len(fresh.properties("settlements")), 100]
    table = store.atoms(stale, found)
    assert len(outlines.shapes(stale, table)) == len(table)


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("settlements", "[]", Catalog.properties),
        ("settlements", '{"features": [{"geometry": {"type": "Point"}}]}', Catalog.properties),
        ("oblasts", '{"type": "Point", "coordinates": [1, 2]}', Catalog.shapes),
        (
            "fortress_belt",
            '{"type": "FeatureCollection", "features": []}',
            lambda layers, _: gathering.ground(layers, "2022-02-23"),
        ),
        (
            "inner_borders",
            "a,b\n1,2\n",
            lambda layers, _: uncertainty.borders(layers, "2025-12-09"),
        ),
    ],
)
def test_a_layer_that_its_descriptor_vouches_for_may_still_lack_what_it_must_have(
    copy: Path, name: str, text: str, read: Callable[[Catalog, str], object]
) -> None:
    path = Catalog(copy).path(name)
    path.write_text(text, encoding="utf-8")
    steps.describe(copy / DESCRIPTOR, name, text.encode())
    with pytest.raises(LayerError, match=f"{path.name}: lacks what this layer must have; restore"):
        read(Catalog(copy), name)
