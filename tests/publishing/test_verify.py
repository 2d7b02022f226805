"""What was published can be recomputed: nothing that was changed by hand passes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from explorer.cli.figures import verify as command
from explorer.errors import OutputError
from explorer.layers.catalog import Catalog, installed
from explorer.publishing import embed, receipt, verify
from explorer.scenarios import seeds as seedfile
from tests.helpers.figures import folder

NAMES = ("donbas-handover", "plan-28")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out"
    embed.write(folder(NAMES), path)
    return path


def _where(found: list[verify.Difference]) -> set[str]:
    return {difference.where for difference in found}


def _edit(path: Path, pattern: str, replacement: str) -> None:
    text = path.read_bytes().decode()
    changed, times = re.subn(pattern, replacement, text, count=1)
    assert times == 1, f"{pattern} is not in {path.name}"
    path.write_bytes(changed.encode())


def test_what_was_written_is_confirmed(out: Path) -> None:
    assert verify.verify(installed(), out) == []
    assert verify.verify(installed(), out / "receipt.json") == []


@pytest.mark.parametrize("name", ["index.html", "index.uk.html", "figure.svg"])
def test_one_file_alone_is_confirmed(out: Path, tmp_path: Path, name: str) -> None:
    alone = tmp_path / f"renamed{Path(name).suffix}"
    shutil.copy(out / name, alone)
    assert verify.verify(installed(), alone) == []
    _edit(alone, "91\u00a0", "92\u00a0")
    assert _where(verify.verify(installed(), alone)) == {alone.name}


@pytest.mark.parametrize(
    ("name", "pattern", "replacement"),
    [
        ("index.html", "<strong>6,183", "<strong>5,183"),
        ("index.html", "5,986 to 6,381", "5,986 to 6,882"),
        ("index.html", "11\\.7\u00a0% of Donbas", "17.7\u00a0% of Donbas"),
        ("index.html", 'aria-label="Map of Ukraine[^"]*6,092', 'aria-label="Map of Ukraine 6,093'),
        ("index.html", "of 9\u00a0December 2025", "of 9\u00a0December 2026"),
        ("index.html", '(<rect class="m-russia" x=")\\d+', "\\g<1>9"),
        ("index.html", '(class="f f0" d="M-?)\\d', "\\g<1>77"),
        ("index.html", r"--mark-russia:#b8500f", "--mark-russia:#1f5fa8"),
        ("index.uk.html", "<strong>6\u202f183", "<strong>7\u202f183"),
        ("figure.svg", "cede 6,183", "cede 16,183"),
        ("data.csv", "6182\\.\\d\\d", "6999.99"),
        ("data.geojson", '"area_km2":(\\d)', '"area_km2":9\\1'),
        ("embed.html", "6,183", "6,184"),
        ("oembed.json", '"height": ', '"height": 1'),
    ],
)
def test_a_digit_that_was_edited_is_seen(name: str, pattern: str, replacement: str) -> None:
    text = folder(NAMES).files[name].decode()
    changed, times = re.subn(pattern, replacement, text, count=1)
    assert times == 1, f"{pattern} is not in {name}"
    assert list(verify.compare_texts(name, text, text)) == []
    found = list(verify.compare_texts(name, changed, text))
    assert _where(found) == {name}
    assert found[0].published != found[0].recomputed


def test_every_file_that_was_edited_is_named(out: Path) -> None:
    edited = {"index.html", "index.uk.html", "figure.svg", "data.csv", "data.geojson", "embed.html"}
    for name in edited:
        _edit(out / name, "(?<=[,>. ])6(?=[,.\u202f\\d])", "7")
    assert _where(verify.verify(installed(), out)) == edited


def test_the_place_of_an_edit_is_shown(out: Path) -> None:
    _edit(out / "index.html", "<strong>6,183", "<strong>5,183")
    (found,) = verify.verify(installed(), out)
    assert str(found) == ("index.html: published “5,183 km²”, recomputed “6,183 km²”")


def test_the_receipt_s_numbers_are_recomputed(out: Path) -> None:
    path = out / "receipt.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    keys = ("value", "low", "high", "share_pct", "of_value")
    changed = dict(zip(keys, told["numbers"], strict=False))
    for key, number in changed.items():
        number[key] += 0.5
    path.write_text(json.dumps(told), encoding="utf-8")
    found = verify.verify(installed(), out)
    assert len(found) == len(keys)
    for difference, number in zip(found, changed.values(), strict=True):
        start = f"receipt.json: {number['scenario']}, {number['measure']}"
        assert difference.where.startswith(start)


def test_digits_that_were_edited_everywhere_are_found(out: Path) -> None:
    for path in out.glob("*.*"):
        if path.suffix != ".png":
            text = path.read_bytes().decode().replace("6,183", "7,183").replace("6182.", "7182.")
            path.write_bytes(text.encode())
    told = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    told["files"] = {name: receipt.sha256((out / name).read_bytes()) for name in told["files"]}
    (out / "receipt.json").write_text(json.dumps(told), encoding="utf-8")
    found = _where(verify.verify(installed(), out))
    assert found >= {"index.html", "figure.svg", "data.csv"}
    assert "receipt.json: donbas-handover, ceded, ukraine, russia" in found


def test_a_picture_that_was_retouched_is_named(out: Path) -> None:
    content = bytearray((out / "figure.png").read_bytes())
    content[-20] ^= 1
    (out / "figure.png").write_bytes(content)
    assert _where(verify.verify(installed(), out)) == {"figure.png"}
    (out / "social.png").unlink()
    assert _where(verify.verify(installed(), out)) == {"figure.png", "social.png"}


def test_a_layer_that_changed_is_named(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "geo"
    shutil.copytree(installed().folder, data)
    descriptor = data / "datapackage.json"
    told = json.loads(descriptor.read_text(encoding="utf-8"))
    settlements = next(r for r in told["resources"] if r["name"] == "settlements")
    path = data / settlements["path"]
    text = path.read_text(encoding="utf-8").replace('"Kramatorsk"', '"Kramatorsk (moved)"', 1)
    path.write_text(text, encoding="utf-8")
    settlements["hash"] = f"sha256:{receipt.sha256(text)}"
    descriptor.write_text(json.dumps(told), encoding="utf-8")
    found = _where(verify.verify(Catalog(data), out))
    assert "layer settlements" in found


def test_a_scenario_that_changed_is_named(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(seedfile.folder(), seeds)
    path = seeds / "scenarios" / "donbas-handover.toml"
    text = path.read_text(encoding="utf-8").replace(
        'oblasts = ["UA-14", "UA-09"]', 'oblasts = ["UA-14"]'
    )
    assert text != path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("FRONTLINE_SEEDS", str(seeds))
    found = _where(verify.verify(installed(), out))
    assert "scenario donbas-handover, donbas-handover.toml" in found
    assert "receipt.json: donbas-handover, ceded, ukraine, russia" in found


def test_an_editor_s_own_scenario_travels_with_the_figure(tmp_path: Path) -> None:
    source = (seedfile.folder() / "scenarios" / "korea-4.toml").read_text(encoding="utf-8")
    path = tmp_path / "ours.toml"
    path.write_text(source.replace('id = "korea-4"', 'id = "ours"'), encoding="utf-8")
    wanted, chosen = embed.order([str(path)])
    embed.write(embed.make(installed(), wanted, chosen), tmp_path / "out")
    path.unlink()
    assert verify.verify(installed(), tmp_path / "out") == []
    assert verify.verify(installed(), tmp_path / "out" / "index.html") == []
    _edit(tmp_path / "out" / "receipt.json", "within_km = 2", "within_km = 5")
    assert verify.verify(installed(), tmp_path / "out")


def test_a_figure_of_another_version_is_checked_by_its_bytes(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "__version__", "9.9.9")
    assert verify.verify(installed(), out) == []
    _edit(out / "index.html", "<strong>6,183", "<strong>5,183")
    assert _where(verify.verify(installed(), out)) == {"index.html"}


@pytest.mark.parametrize("make", [lambda p: p.mkdir(), lambda p: p.write_text("<p>6,183 km²</p>")])
def test_what_is_no_figure_is_one_sentence(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "thing.html"
    make(path)
    with pytest.raises(OutputError, match="figure"):
        verify.verify(installed(), path)
    with pytest.raises(OutputError, match="holds no figure"):
        verify.verify(installed(), tmp_path / "missing.html")


def test_the_command_ends_with_its_verdict(out: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    runner = CliRunner()
    good = runner.invoke(app, [str(out)])
    assert (good.exit_code, good.output.strip().endswith("follows from its inputs")) == (0, True)
    _edit(out / "data.csv", "6182", "6192")
    bad = runner.invoke(app, [str(out), "--json"])
    assert bad.exit_code == 1
    assert [row["where"] for row in json.loads(bad.output)] == ["data.csv"]
