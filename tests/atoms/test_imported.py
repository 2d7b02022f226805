"""Imported lines of contact: dates like those that ship, held to the daily table and the figure."""

import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString
from typer.testing import CliRunner

from explorer import cli
from explorer.atoms import imported, prebuilt
from explorer.cartography.figure.composition import Order
from explorer.errors import ExplorerError, LayerError, OutputError, SourceError
from explorer.geometry import geodesy, geojson
from explorer.language import speech_in
from explorer.layers import baselines, history, inventory
from explorer.layers.catalog import Catalog, installed
from explorer.publishing import map_figure, map_recipe, verify
from explorer.publishing.write import write
from explorer.results import invariants
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.rules import HOLDERS
from explorer.sources import files, registry
from explorer.sources.store import Store
from explorer.wording import provenance
from tests.helpers.imports import (
    DAY,
    NAME,
    ORIGIN,
    SOURCE,
    add,
    control,
    freeze,
    full_day,
    keep_drawn,
    keep_fetched,
    occupied_km2,
)
from tests.helpers.lines import BASELINE
from tests.helpers.pictures import small_pictures


def test_an_imported_line_is_a_date_like_any_other(both: Catalog) -> None:
    assert set(baselines.names(both)) == {*baselines.names(installed()), NAME}
    assert set(baselines.dates(both)) == {*baselines.dates(installed()), DAY}
    found = baselines.find(both, NAME)
    assert baselines.find(both, DAY) == found  # a date alone is enough for the source that ships
    assert (found.source, found.credit, found.accuracy_km) == (
        "DeepStateMap",
        "after DeepStateMap, generalised",
        0.5,
    )
    assert prebuilt.is_current(both, NAME)
    faults = [finding for finding in invariants.check_all(both) if not finding.holds]
    assert faults == []


def test_its_areas_are_those_of_the_full_outline(both: Catalog) -> None:
    """The daily table measures the outline itself, without a line traced from it."""
    table = history.installed(installed())
    row = table.days.index(date.fromisoformat(DAY))
    ledger = freeze(both, DAY).outcomes.ledger
    for codes in (None, ("UA-09", "UA-14")):
        full = table.occupied(codes)[row, 0]
        traced = sum(ledger.transfer("russia", taker, codes).value for taker in HOLDERS)
        # free in the table, while no line divides them: an islet of 7.5 km² off Kinburn that the
        # outline misses by 30 m, and 5.6 km² of Dzharylhach beyond its coast
        islands = 13.1 if codes is None else 0
        # as for the lines that ship: generalised at 1 km, some km² on a thousand km of line
        assert traced == pytest.approx(full + islands, abs=60)


@pytest.mark.parametrize("day", ["2024-07-08", "2025-12-09", "2026-08-22"])
def test_at_full_resolution_a_ledger_gives_the_daily_tables_numbers(
    raw: Path, tmp_path: Path, day: str
) -> None:
    full = imported.origin_of(SOURCE)
    traced = imported.add(installed(), tmp_path, full_day(raw, day), "a file", full)
    catalog, table = Catalog(installed().folder, tmp_path), history.installed(installed())
    found, row = freeze(catalog, f"deepstate:{day}"), table.days.index(date.fromisoformat(day))
    ledger = found.outcomes.ledger
    for code, areas in table.areas.items():
        codes = None if code == history.COUNTRY else (code,)
        measured = ledger.ground(("russia",), HOLDERS, codes).readings.sum(axis=0)
        assert measured[0] == pytest.approx(areas[row][0], abs=0.1)
        # the table sweeps the line's edges over the ground, the atoms have buffers of the line
        assert measured == pytest.approx(areas[row][:3], abs=1.5)
    grey = table.contested_km2[history.COUNTRY][row]
    if found.contested is None:
        assert np.isnan(grey)
    else:
        assert found.contested.held.value == pytest.approx(grey, abs=0.1)
    assert traced.length_km == pytest.approx(table.line_km[row], abs=1)
    assert found.baseline.accuracy_km == SOURCE.accuracy_km
    # what is made of it has the outline itself, which a generalised line has not
    english = speech_in("en")
    assert SOURCE.licence in provenance.outline_notice(catalog, found.baseline.name, english)
    assert provenance.outline_notice(catalog, BASELINE, english) == ""
    assert [finding for finding in invariants.check_all(catalog) if not finding.holds] == []


def test_lines_of_two_sources_have_one_date(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, name = registry.source("uacontrolmap"), f"uacontrolmap:{BASELINE}"
    path = raw / "uacontrolmap" / "20251209.json"
    add(tmp_path, path, imported.origin_of(source, 1.0), source)
    catalog = Catalog(installed().folder, tmp_path)
    assert {BASELINE, name} <= set(baselines.names(catalog))
    assert baselines.find(catalog, BASELINE).source == "DeepStateMap"
    assert baselines.find(catalog, name).source == "UAControlMap"
    # never one series
    assert baselines.series(catalog) == baselines.series(installed())
    assert baselines.series(catalog, "uacontrolmap") == {BASELINE: name}
    ledger = freeze(catalog, name).outcomes.ledger
    held = sum(ledger.transfer("ukraine", taker, ("UA-14",)).value for taker in HOLDERS)
    control = files.read(source, path)
    full = geodesy.area_km2(installed().shapes("oblasts")["UA-14"].difference(control.occupied))
    # generalised at 1 km, some 40 km² are lost and as many gained
    assert held == pytest.approx(full, abs=20)
    monkeypatch.setattr(inventory, "today", lambda: date(2026, 1, 8))
    (line,) = (each for each in inventory.lines(catalog) if each.name == name)
    assert (line.age_days, line.is_shipped) == (30, False)
    # 1.2816 √(0.27² + 1.28² + 0.029²): what the line is off at a point in 80 % of cases
    assert line.accuracy_km == 1.7
    sizes = (each.stat().st_size for each in tmp_path.iterdir() if each.name != "datapackage.json")
    assert line.size == sum(sizes)


def test_the_dates_that_ship_stay_as_they_were(both: Catalog) -> None:
    for day in baselines.dates(installed()):
        assert prebuilt.is_current(both, day)
    day = BASELINE
    assert occupied_km2(freeze(both, day)) == occupied_km2(freeze(installed(), day))


def test_importing_a_date_again_replaces_it(
    raw: Path, imported_lines: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "lines"
    other = imported.origin_of(SOURCE, 3.0)
    add(folder, control(raw), other)
    coarse = baselines.find(Catalog(installed().folder, folder), DAY)
    assert coarse.accuracy_km == 1.5
    add(folder, control(raw))
    names = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert names == {path.name: path.read_bytes() for path in imported_lines.iterdir()}


def test_contested_ground_of_the_file_is_kept_with_the_line(raw: Path, tmp_path: Path) -> None:
    day, folder = "2026-07-01", tmp_path / "lines"
    name = f"deepstate:{day}"
    path = raw / "deepstate_full" / "deepstatemap_data_20260701_polygons.geojson"
    add(folder, path)
    catalog = Catalog(installed().folder, folder)
    found = freeze(catalog, name).contested
    assert found is not None
    table = history.installed(installed())
    row = table.days.index(date.fromisoformat(day))
    full = sum(float(table.contested_km2[code][row]) for code in ("UA-09", "UA-14"))
    assert found.held_donbas.value == pytest.approx(full, rel=0.1)
    assert [finding for finding in invariants.check_all(catalog) if not finding.holds] == []
    # the outline of the other mirror says nothing of it, and nothing stays behind
    add(folder, control(raw, day))
    assert freeze(Catalog(installed().folder, folder), name).contested is None
    assert not list(folder.glob("contested-*"))


def test_a_figure_of_it_is_recomputed_only_where_the_line_is(both: Catalog, tmp_path: Path) -> None:
    order = Order(scenarios=(SCENARIOS.find("donbas-handover"),), day=DAY)
    with small_pictures():
        made = map_figure.make(both, order, [map_recipe.choose("donbas-handover")])
        write(made, tmp_path / "out")
        assert verify.verify(both, tmp_path / "out").verified
    told = json.loads((tmp_path / "out" / "receipt.json").read_text(encoding="utf-8"))
    name = f"line-deepstate.{DAY}"
    assert told["recipe"]["layers"][name] == both.resource(name).sha256
    assert told["recipe"]["ordered"]["baseline"] == NAME
    with pytest.raises(LayerError, match=f"no line of contact for {NAME}"):
        verify.verify(installed(), tmp_path / "out")


def test_what_cannot_be_imported_is_one_sentence(raw: Path, tmp_path: Path) -> None:
    grey = raw / "deepstate_contested" / "deepstatemap_unknown_20251209.geojson"
    with pytest.raises(SourceError, match="has no occupied ground"):
        add(tmp_path / "lines", grey)
    line = geojson.collection([geojson.feature(LineString([(37, 48), (37.2, 48.3)]), "front")])
    front = tmp_path / "front-20251209.geojson"
    front.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(SourceError, match="has a line and no polygons"):
        add(tmp_path / "lines", front, source=registry.source("ocha"))
    assert not (tmp_path / "lines").exists()
    with pytest.raises(OutputError, match="cannot be made"):
        add(front / "lines", control(raw))
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    with pytest.raises(LayerError, match="mend the descriptor"):
        add(tmp_path, control(raw))
    assert (tmp_path / "datapackage.json").read_text(encoding="utf-8") == "{}"


def test_a_line_that_was_altered_is_refused(imported_lines: Path, tmp_path: Path) -> None:
    shutil.copytree(imported_lines, tmp_path, dirs_exist_ok=True)
    (path,) = tmp_path.glob(f"atoms-deepstate-{DAY}.*.json")
    path.write_text(path.read_text(encoding="utf-8").replace("7", "8", 1), encoding="utf-8")
    with pytest.raises(LayerError, match=rf"atoms-deepstate-{DAY}\.\w+\.json: its bytes differ"):
        freeze(Catalog(installed().folder, tmp_path), DAY)


def test_two_layers_of_one_name_are_refused(tmp_path: Path) -> None:
    entry = installed().resource("oblasts").model_dump(mode="json", by_alias=True)
    package = {"resources": [entry]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(LayerError, match="'oblasts' is in"):
        baselines.dates(Catalog(installed().folder, tmp_path))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep imported lines in a folder of the test's."""
    monkeypatch.setenv("FRONTLINE_LINES", str(tmp_path / "lines"))
    return tmp_path / "lines"


def test_the_command_reads_the_date_off_the_name(raw: Path, elsewhere: Path) -> None:
    run = CliRunner().invoke
    done = run(cli.app, ["import", str(control(raw)), "--source", "deepstate", "--json"])
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.output)
    assert (row["line"], row["date"]) == (NAME, DAY)
    assert elsewhere.is_dir()
    done = run(cli.app, ["ledger", "donbas-handover", "--baseline", DAY])
    assert done.exit_code == 0, done.output
    words = (
        r"Line of contact of 2025-03-01 \(\d+ days old\), after DeepStateMap, at full resolution\."
    )
    assert re.search(words, " ".join(done.output.split()))


def test_a_fetched_day_is_a_baseline_without_an_import(
    raw: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Store(elsewhere / "control")
    monkeypatch.setenv("FRONTLINE_CONTROL", str(own.folder))
    keep_fetched(own, "deepstate", control(raw).read_bytes(), date.fromisoformat(DAY))
    done = CliRunner().invoke(cli.app, ["ledger", "freeze", "--baseline", NAME])
    assert done.exit_code == 0, done.output
    assert f"{NAME}: imported from your store" in done.stderr
    again = CliRunner().invoke(cli.app, ["ledger", "freeze", "--baseline", DAY])
    assert (again.stdout, again.stderr) == (done.stdout, "")
    absent = CliRunner().invoke(cli.app, ["ledger", "freeze", "--baseline", "deepstate:2025-03-02"])
    assert "run `frontline fetch deepstate --date 2025-03-02`" in str(absent.exception)
    unknown = CliRunner().invoke(cli.app, ["ledger", "freeze", "--baseline", "2025-03-02"])
    assert "there is no line of contact for 2025-03-02" in str(unknown.exception)


def test_a_line_that_is_kept_or_forgotten_changes_the_open_catalog(
    imported_lines: Path, elsewhere: Path
) -> None:
    before = installed()
    assert installed() is before
    imported.keep(elsewhere, imported.packed(imported_lines))
    assert sorted(path.name for path in elsewhere.iterdir()) == sorted(
        path.name for path in imported_lines.iterdir()
    )
    assert NAME in baselines.names(installed())
    done = CliRunner().invoke(cli.app, ["forget", DAY, "--json"])
    assert done.exit_code == 0, done.output
    size = sum(
        each.stat().st_size for each in imported_lines.iterdir() if each.stem != "datapackage"
    )
    assert json.loads(done.output) == {"name": NAME, "was": "line", "bytes": size}
    assert [path.name for path in elsewhere.iterdir()] == ["datapackage.json"]
    assert baselines.names(installed()) == baselines.names(before)


def test_a_forgotten_line_leaves_the_others(
    raw: Path, imported_lines: Path, tmp_path: Path
) -> None:
    """The line of a source whose name ends in another one's is not taken for it."""
    imported.keep(tmp_path, imported.packed(imported_lines))
    mine = replace(ORIGIN, identifier="my-deepstate")
    add(tmp_path, control(raw), mine)
    imported.forget(Catalog(installed().folder, tmp_path), tmp_path, NAME)
    left = Catalog(installed().folder, tmp_path)
    assert f"my-deepstate:{DAY}" in baselines.names(left)
    assert NAME not in baselines.names(left)
    assert freeze(left, f"my-deepstate:{DAY}").frame_km2 > 0


def test_a_folder_that_is_read_only_is_refused_before_the_layers_are_overlaid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_LINES", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write wherever it likes
    told = r"datapackage\.json: cannot be written \(Permission denied\); set FRONTLINE_LINES to"
    with pytest.raises(OutputError, match=told):
        imported._make(tmp_path)


def test_a_full_disk_leaves_the_lines_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_drawn(tmp_path, "mine")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    syncs = iter(range(20))

    def fill(_: int) -> None:
        if next(syncs) > 3:  # a file and its folder each time: at the descriptor
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill)
    with pytest.raises(OutputError, match=r"datapackage\.json: cannot be written \(No space left"):
        keep_drawn(tmp_path, "mine", 0.1)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_lines_that_are_kept_at_once_are_all_kept(tmp_path: Path) -> None:
    names = [f"source-{number}" for number in range(8)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: keep_drawn(tmp_path, name), names))
    kept = imported.packed(tmp_path)
    assert sorted({entry["sources"][0]["title"] for entry in kept.entries}) == names
    assert {path.name for path in tmp_path.iterdir()} == {*kept.contents, "datapackage.json"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([BASELINE], "ships with the explorer and stays"),
        ([NAME], "there is no line of contact for"),
        (["../x:2025-01-01"], "there is no line of contact for"),
        (["../x:2025-01-01", "--as", "map"], "is no id of a source"),
        ([NAME, "--as", "map"], "is not at hand"),
        (["x", "--as", "map"], "write it as YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_forgotten_is_one_sentence(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.setenv("FRONTLINE_CONTROL", str(elsewhere / "control"))
    done = CliRunner().invoke(cli.app, ["forget", *arguments])
    assert isinstance(done.exception, ExplorerError)
    assert words in str(done.exception)
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["README.md"], "README.md: cannot be read as GeoJSON"),
        (["a-20250301.geojson"], "cannot be read"),
        (["a.geojson", "--date", "20251341"], "write it as YYYY-MM-DD"),
        (["a.geojson", "--occupied", "a=b"], "--occupied is not for deepstate"),
        (["a.geojson", "--contested", "a=b"], "--contested needs --occupied"),
        (["a.geojson", "b.geojson", "--date", DAY], "--date needs a single file"),
    ],
)
def test_the_command_says_what_is_wrong(elsewhere: Path, arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(cli.app, ["import", *arguments, "--source", "deepstate"])
    assert isinstance(done.exception, SourceError)
    assert words in str(done.exception)
    assert not elsewhere.exists()
