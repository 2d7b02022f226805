"""The command line, as a reader runs it: exit codes, one-line errors, stable JSON, light start."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from explorer.cli import app
from explorer.layers.catalog import installed
from tests.helpers.commands import run
from tests.helpers.lines import BASELINE
from tests.helpers.paths import ROOT

HEAVY = {"folium", "streamlit", "geopandas", "pandas", "shapely", "pyproj", "httpx"}


def run_apart(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `frontline` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "explorer", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def loaded(*arguments: str) -> Any:
    """Run `frontline … --json` and parse what it prints."""
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ledger_json_has_the_documented_shape() -> None:
    found = loaded("ledger", "donbas-handover")
    assert {"id", "title", "date"} <= set(found["scenario"])
    assert {"date", "source", "accuracy_km"} <= set(found["baseline"])
    assert set(found["totals"]) == {
        "ceded_km2", "returned_km2", "vacated_by_ukraine_km2", "vacated_by_russia_km2",
    }  # fmt: skip
    for total in found["totals"].values():
        assert set(total) == {"value", "low", "high", "low95", "high95"}
    for row in found["rows"]:
        assert {"oblast", "name", "from", "to", "area_km2", "share_of_oblast_pct"} <= set(row)
    for share in found["holders"]:
        assert {"holder", "area_km2", "share_pct"} <= set(share)
    assert found["frame_km2"] == pytest.approx(596_439, abs=5)
    assert sum(row["area_km2"] for row in found["rows"]) == pytest.approx(
        found["frame_km2"], abs=0.5
    )
    for key in ("line_km", "settlements_ceded", "residents_ceded", "fortress_belt_ceded_km"):
        bounds = found["intervals"][key]
        assert bounds["low"] <= found[key] <= bounds["high"]


def test_ledger_table_gives_interval_unit_source_and_date() -> None:
    done = run_apart("ledger", "donbas-handover", "--baseline", BASELINE)
    assert done.returncode == 0, done.stderr
    for words in ("6,183\xa0km² (6,007 to 6,227)", "of Donbas", BASELINE, "after DeepStateMap"):
        assert words in done.stdout
    assert "80 % intervals" in done.stdout


def test_ledger_with_the_whole_line_moved() -> None:
    moved = loaded("ledger", "donbas-handover", "--baseline", BASELINE, "--line-shift", "0.5")
    assert moved["baseline"]["line_shift_km"] == 0.5
    ceded = moved["totals"]["ceded_km2"]
    # what every ledger gave before there was a model: the line traced from the snapshot
    assert ceded == pytest.approx({"value": 6182.6, "low": 5984.0, "high": 6380.9}, abs=1.0)


def test_uncertainty_says_where_an_interval_comes_from() -> None:
    ledger = loaded("ledger", "donbas-handover", "--baseline", BASELINE)
    (figure,) = loaded("uncertainty", "donbas-handover", "--baseline", BASELINE)["figures"]
    ceded = ledger["totals"]["ceded_km2"]
    assert {key: figure[key] for key in ceded} == ceded
    assert figure["contested"] == ledger["contested"]["totals"]["ceded_km2"]
    shares = {each["name"]: each["share_of_variance_pct"] for each in figure["components"]}
    assert list(shares) == ["line", "source", "date", "borders"]
    assert sum(shares.values()) == pytest.approx(100, abs=0.05)
    assert shares["source"] > 90
    said = run("uncertainty", "donbas-handover", "--baseline", BASELINE).stdout
    assert "in 80 % of cases 6,007 to 6,227" in " ".join(said.split())


def test_uncertainty_of_no_scenario_is_refused() -> None:
    done = run("uncertainty")
    assert done.returncode == 2
    assert "name a scenario, or ask for --calibration or --draws" in done.stderr


def test_an_engine_without_draws_is_refused() -> None:
    done = run("uncertainty", "freeze", "--engine", "dask")
    assert done.returncode == 2
    assert "--engine and --scheduler are for --draws" in done.stderr


def test_calibration_is_the_table_of_the_documentation() -> None:
    table = run("uncertainty", "--calibration").stdout
    assert table in (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    assert loaded("uncertainty", "--calibration")[0]["areas"] == "Sumy and Dnipropetrovsk"


def test_ledger_takes_baseline_and_shift() -> None:
    early = loaded("ledger", "donbas-handover", "--baseline", "2025-08-15")
    late = loaded("ledger", "donbas-handover", "--baseline", "2026-08-22")
    values = [found["totals"]["ceded_km2"]["value"] for found in (early, late)]
    # 6,802 and 5,436 km2: the snapshots at full resolution on the same frame, main part
    assert values == [pytest.approx(6802, rel=0.01), pytest.approx(5436, rel=0.01)]
    fixed = loaded("ledger", "donbas-handover", "--line-shift", "0")["totals"]["ceded_km2"]
    assert fixed["low"] == fixed["value"] == fixed["high"]


def test_scenarios_and_compare_print_tables_and_json() -> None:
    assert "kellogg-30" in run("scenarios").stdout
    assert {"freeze", "plan-28"} <= {row["id"] for row in loaded("scenarios")}
    assert "under plan-28" in run("compare", "alaska-2025", "plan-28").stdout
    rows = loaded("compare", "alaska-2025", "plan-28")["rows"]
    assert {(row["oblast"], row["from"], row["to"]) for row in rows} >= {
        ("UA-14", "russia", "neutral")
    }


def test_check_holds_on_what_is_installed() -> None:
    done = run("check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(finding["holds"] for finding in loaded("check"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ledger", "nope"), "there is no scenario 'nope'; name one of"),
        (("ledger", "freeze", "--baseline", "2020-01-01"), "there is no line of contact for"),
        (("ledger", "freeze", "--line-shift", "99"), "a line shift of 99 km is out of bounds"),
        (("ledger", "none.toml"), "none.toml: cannot be read"),
        (("trace", "none.geojson", "-o", "x.geojson"), "none.geojson: cannot be read"),
        (("map", "freeze", "-o", "/none/at/all.html"), "/none/at/all.html: cannot be written"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("frontline: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_full_disk_behind_the_output_is_one_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "explorer", "scenarios", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "frontline: output: no space left on device; choose another place\n"


def test_a_terminal_of_few_letters_gets_the_others_escaped() -> None:
    done = run_apart("ledger", "freeze", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "km\\xb2" in done.stdout


def test_a_spoilt_folder_of_layers_fails_the_check_and_the_ledger(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(installed().folder, tmp_path / "geo"))
    (folder / "oblasts.geojson").write_text("{}", encoding="utf-8")
    done = run_apart("ledger", "freeze", FRONTLINE_DATA=str(folder))
    assert done.returncode == 2
    assert "oblasts.geojson: its bytes differ" in done.stderr


def test_trace_writes_a_line_that_splits_the_frame(tmp_path: Path) -> None:
    control = tmp_path / "control.geojson"
    control.write_text(
        json.dumps(
            {
                "type": "Polygon",
                "coordinates": [[[35.2, 44], [41, 44], [41, 51], [35.2, 51], [35.2, 44]]],
            }
        ),
        encoding="utf-8",
    )
    out = tmp_path / "line.geojson"
    done = run("trace", str(control), "-o", str(out))
    assert done.returncode == 0, done.stderr
    (feature,) = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert feature["properties"]["traced_from"] == "control.geojson"


@pytest.mark.parametrize(
    "text", ["", "[1, 2", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Polygon"}']
)
def test_tracing_nonsense_is_refused(tmp_path: Path, text: str) -> None:
    control = tmp_path / "control.geojson"
    control.write_text(text, encoding="utf-8")
    done = run("trace", str(control), "-o", str(tmp_path / "line.geojson"))
    assert done.returncode == 2
    assert "control.geojson" in done.stderr
    assert not (tmp_path / "line.geojson").exists()


def test_a_ledger_loads_nothing_heavy() -> None:
    code = (
        "import sys; from explorer.cli import main\n"
        "sys.argv[1:] = ['ledger', 'plan-28']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('LOADED', *(m for m in sys.modules if '.' not in m))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stdout.rsplit("LOADED", 1)[1].split())
    assert "numpy" in modules
    assert not modules & HEAVY


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, explorer; print(*(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & (HEAVY | {"numpy"})


def test_every_command_has_help_and_completion_is_offered() -> None:
    runner = CliRunner()
    listing = runner.invoke(app, ["--help"])
    assert "--install-completion" in listing.output
    for command in app.registered_commands:
        name = command.name or command.callback.__name__  # type: ignore[union-attr]
        shown = runner.invoke(app, [name, "--help"])
        assert shown.exit_code == 0
        assert len(shown.output.splitlines()) > 3
