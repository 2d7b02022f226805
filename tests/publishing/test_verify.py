"""What was published can be recomputed: nothing that was changed by hand passes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from explorer.cli.figures import verify as command
from explorer.errors import OutputError
from explorer.layers.catalog import Catalog, installed
from explorer.publishing import differences, map_figure, map_recipe, verify
from explorer.publishing.kinds import KINDS
from explorer.publishing.recipe import sha256
from explorer.publishing.verify import Verification
from explorer.publishing.write import write
from explorer.scenarios import seeds as seedfile
from explorer.scenarios.library import SCENARIOS
from tests.helpers.published import NAMES, dump, made, rehash

pytestmark = pytest.mark.usefixtures("drawn_once")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out"
    write(made("map"), path)
    return path


def _where(verification: Verification) -> set[str]:
    return {difference.where for difference in verification.differences}


def _edit(path: Path, pattern: str, replacement: str) -> None:
    text = path.read_bytes().decode()
    changed, times = re.subn(pattern, replacement, text, count=1)
    assert times == 1, f"{pattern} is not in {path.name}"
    path.write_bytes(changed.encode())


def test_what_was_written_is_confirmed(out: Path) -> None:
    assert verify.verify(installed(), out).verified
    assert verify.verify(installed(), out / "receipt.json").verified


@pytest.mark.parametrize("name", ["index.html", "index.uk.html", "figure.svg"])
def test_one_file_alone_is_confirmed(out: Path, tmp_path: Path, name: str) -> None:
    alone = tmp_path / f"renamed{Path(name).suffix}"
    shutil.copy(out / name, alone)
    assert verify.verify(installed(), alone).verified
    _edit(alone, "91\u00a0", "92\u00a0")
    assert _where(verify.verify(installed(), alone)) == {alone.name}


@pytest.mark.parametrize(
    ("name", "pattern", "replacement"),
    [
        ("index.html", "<strong>6,183", "<strong>5,183"),
        ("index.html", "6,007 to 6,227", "6,007 to 6,882"),
        ("index.html", "11\\.6\u00a0% of Donbas", "17.6\u00a0% of Donbas"),
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
    text = made("map").files[name].decode()
    changed, times = re.subn(pattern, replacement, text, count=1)
    assert times == 1, f"{pattern} is not in {name}"
    assert list(differences.compare(name, text.encode(), text.encode())) == []
    seen = list(differences.compare(name, changed.encode(), text.encode()))
    assert {each.where for each in seen} == {name}
    assert seen[0].published != seen[0].recomputed


def test_every_file_that_was_edited_is_named(out: Path) -> None:
    edited = {"index.html", "index.uk.html", "figure.svg", "data.csv", "data.geojson", "embed.html"}
    for name in edited:
        _edit(out / name, "(?<=[,>. ])6(?=[,.\u202f\\d])", "7")
    assert _where(verify.verify(installed(), out)) == edited


def test_the_place_of_an_edit_is_shown(out: Path) -> None:
    _edit(out / "index.html", "<strong>6,183", "<strong>5,183")
    rehash(out)
    (difference,) = verify.verify(installed(), out).differences
    assert str(difference) == (
        "index.html: published “<strong>5,183 km²”, recomputed “<strong>6,183 km²”"
    )


def test_the_receipt_s_numbers_are_recomputed(out: Path) -> None:
    path = out / "receipt.json"
    receipt = json.loads(path.read_text(encoding="utf-8"))
    keys = ("value", "low", "high", "share_pct", "of_value")
    changed = dict(zip(keys, receipt["numbers"], strict=False))
    for key, number in changed.items():
        number[key] += 0.5
    dump(receipt, path)
    found = verify.verify(installed(), out).differences
    assert len(found) == len(keys)
    for difference, number in zip(found, changed.values(), strict=True):
        start = f"receipt.json: {number['scenario']}, {number['measure']}"
        assert difference.where.startswith(start)


def test_digits_that_were_edited_everywhere_are_found(out: Path) -> None:
    for path in out.glob("*.*"):
        if path.suffix != ".png":
            text = path.read_bytes().decode().replace("6,183", "7,183").replace("6182.", "7182.")
            path.write_bytes(text.encode())
    rehash(out)
    found = _where(verify.verify(installed(), out))
    assert found >= {"index.html", "figure.svg", "data.csv"}
    assert "receipt.json: donbas-handover, ceded, ukraine, russia" in found


def test_a_picture_that_was_retouched_is_named(out: Path) -> None:
    content = bytearray((out / "figure.png").read_bytes())
    content[-20] ^= 1
    (out / "figure.png").write_bytes(content)
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
    settlements["hash"] = f"sha256:{sha256(text)}"
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
    monkeypatch.setattr(verify, "KINDS", KINDS)
    found = _where(verify.verify(installed(), out))
    assert "scenario donbas-handover, donbas-handover.toml" in found
    assert "receipt.json: donbas-handover, ceded, ukraine, russia" in found


def test_an_editor_s_own_scenario_travels_with_the_figure(tmp_path: Path) -> None:
    source = (seedfile.folder() / "scenarios" / "korea-4.toml").read_text(encoding="utf-8")
    path = tmp_path / "ours.toml"
    path.write_text(source.replace('id = "korea-4"', 'id = "ours"'), encoding="utf-8")
    wanted, chosen = map_recipe.order([str(path)])
    write(map_figure.make(installed(), wanted, chosen), tmp_path / "out")
    path.unlink()
    assert verify.verify(installed(), tmp_path / "out").verified
    assert verify.verify(installed(), tmp_path / "out" / "index.html").verified
    _edit(tmp_path / "out" / "receipt.json", "within_km = 2", "within_km = 5")
    assert not verify.verify(installed(), tmp_path / "out").verified


def test_a_figure_of_another_version_is_never_verified(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "__version__", "9.9.9")
    (difference,) = verify.verify(installed(), out).differences
    assert difference.where == "version"
    assert "its numbers, recomputed here, are the same" in difference.recomputed
    assert "install version 0.1.0" in difference.recomputed
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    receipt["numbers"][0]["value"] += 1
    dump(receipt, out / "receipt.json")
    found = verify.verify(installed(), out).differences
    assert "its numbers, recomputed here, differ" in found[0].recomputed
    assert found[1].where.startswith("receipt.json: donbas-handover")
    assert _where(verify.verify(installed(), out / "index.html")) == {"version"}


def test_what_the_publisher_wrote_is_listed(tmp_path: Path) -> None:
    ordered, chosen = map_recipe.order(NAMES[:1], title="A <b>title</b>")
    write(map_figure.make(installed(), ordered, chosen), tmp_path / "out")
    verification = verify.verify(installed(), tmp_path / "out")
    assert verification == (
        (),
        ("written by the publisher, not computed: title “A <b>title</b>”",),
    )


def test_a_text_under_a_library_s_id_is_named_first(tmp_path: Path) -> None:
    source = (SCENARIOS.path / "plan-28.toml").read_text(encoding="utf-8")
    path = tmp_path / "plan-28.toml"
    path.write_text(source.replace("28-point", "29-point"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != source
    ordered, chosen = map_recipe.order([str(path)])
    write(map_figure.make(installed(), ordered, chosen), tmp_path / "out")
    first = verify.verify(installed(), tmp_path / "out").differences[0]
    assert first.where == "scenario plan-28, plan-28.toml"
    assert first.published == "a text of the publisher's under the library's id"


def test_line_endings_and_a_byte_order_mark_are_told_apart(out: Path) -> None:
    for name in ("index.html", "data.csv", "data.geojson", "receipt.json"):
        text = (out / name).read_bytes().decode().replace("\r\n", "\n").replace("\n", "\r\n")
        (out / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert verify.verify(installed(), out).verified


def test_a_picture_that_was_packed_anew_is_confirmed(out: Path) -> None:
    with Image.open(out / "figure.png") as picture:
        picture.load()
        picture.save(out / "figure.png", "PNG", compress_level=1)
    assert verify.verify(installed(), out).verified


@pytest.mark.parametrize("make", [lambda p: p.mkdir(), lambda p: p.write_text("<p>6,183 km²</p>")])
def test_what_is_no_figure_is_one_sentence(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "thing.html"
    make(path)
    with pytest.raises(OutputError, match="figure"):
        verify.verify(installed(), path)
    with pytest.raises(OutputError, match="cannot be read as a regular file"):
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
    assert [row["where"] for row in json.loads(bad.output)["differences"]] == ["data.csv"]


_RECIPE = b'<script type="application/json" id="receipt">%b</script>'
_HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00\x01",
    "much metadata": b"<metadata>" * 100_000,
    "many scripts": b'<script type="application/json" id="receipt">' * 20_000,
    "deep JSON": _RECIPE % (b"[" * 100_000),
    "a long number": _RECIPE
    % (b'{"format": "frontline-figure/1", "version": ' + b"9" * 9999 + b"}"),
    "a list": _RECIPE % b"[1]",
    "a format that is none": _RECIPE % b'{"format": {"a": 1}}',
    "half a recipe": _RECIPE % b'{"format": "frontline-claim/2"}',
    "a surrogate": _RECIPE % b'{"format": "frontline-figure/1", "version": "\\ud800"}',
    "a large file": b" " * (7 * 1024 * 1024),
}


@pytest.mark.parametrize("what", _HOSTILE)
@pytest.mark.parametrize("name", ["page.html", "figure.svg", "receipt.json", "notes"])
def test_a_hostile_file_is_one_sentence(tmp_path: Path, what: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(_HOSTILE[what])
    with pytest.raises(OutputError, match=r"pass its folder|pass the figure|than a figure"):
        verify.verify(installed(), path)


def test_a_folder_of_many_files_is_one_sentence(out: Path) -> None:
    for number in range(200):
        (out / f"{number}.txt").touch()
    with pytest.raises(OutputError, match="holds more than 100 files"):
        verify.verify(installed(), out)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("recipe", "ordered", "extent"), "UA-14," * 500),
        (("recipe", "ordered", "title"), "a" * 5000),
        (("recipe", "ordered", "address"), "javascript:alert(1)//"),
        (("recipe", "version"), "1; rm -rf /"),
        (("recipe", "scenarios"), []),
        (("recipe", "layers"), {f"layer-{n}": "0" * 64 for n in range(700)}),
        (("libraries",), {"numpy": "60,000 km²"}),
        (("files",), {f"{n}.html": "0" * 64 for n in range(500)}),
        (("more",), "60,000 km²"),
    ],
)
def test_a_receipt_out_of_bounds_is_one_sentence(
    out: Path, path: tuple[str, ...], value: object
) -> None:
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    *outer, last = path
    part = receipt
    for key in outer:
        part = part[key]
    part[last] = value
    dump(receipt, out / "receipt.json")
    with pytest.raises(OutputError, match="is not a figure receipt"):
        verify.verify(installed(), out)


def test_a_page_is_never_taken_apart_that_has_other_tags(out: Path) -> None:
    """Tags that nest without end cost a parser minutes; they are counted first."""
    page = (out / "index.html").read_text(encoding="utf-8")
    tags = "".join(f"<b id={n}>" for n in range(4_000)) + "<p>" * 4_000
    (out / "index.html").write_text(page.replace("<main>", f"{tags}<main>"), encoding="utf-8")
    (difference, *_) = verify.verify(installed(), out).differences
    assert difference.where == "index.html"
    assert "times <b>" in difference.published
