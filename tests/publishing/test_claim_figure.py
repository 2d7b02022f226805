"""A claim's figure: the same bytes, nothing foreign, every text escaped, every digit recomputed."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from explorer.cartography.webmap.outside import references
from explorer.claims import chart
from explorer.claims.library import DOCUMENTS
from explorer.cli.figures import verify as command
from explorer.errors import ClaimError, OutputError
from explorer.language import speech_in
from explorer.layers.catalog import installed
from explorer.publishing import claim_figure, claim_page, claim_words, map_figure, verify
from explorer.publishing import folder as folders
from explorer.publishing.recipe import sha256
from explorer.publishing.write import write
from tests.helpers.claim_figures import HELD, findings, folder, hostile
from tests.helpers.pictures import small_pictures
from tests.helpers.published import drawing_once, made


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "out"
    write(made("claim"), path)
    with small_pictures(), drawing_once():
        yield path


def test_the_same_order_gives_the_same_bytes() -> None:
    again = claim_figure.make(installed(), findings()[HELD])
    assert again.files == folder().files
    packed = folders.archive(again, "claim")
    assert packed == folders.archive(folder(), "claim")
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert {Path(name).name for name in found.namelist()} == set(folder().files)


def test_the_page_says_what_was_claimed_and_computed() -> None:
    page = folder().files["index.html"].decode()
    for number in folder().receipt.numbers:
        value, _, interval = number.written.rstrip(")").partition(" (")
        assert value in page
        assert interval in page
    assert "Stale since 20\u00a0September 2025" in page
    assert '<html lang="en">' in page
    described = re.search(r'role="img" aria-label="([^"]+)"', page)
    assert described
    assert "6,192\u00a0km²" in described[1]
    assert "Depiction is not endorsement." in page
    assert folders.weight(page.encode()) <= map_figure.BUDGET_BYTES


def test_nothing_foreign_is_loaded() -> None:
    # the other language and the description are only named, in files beside the page
    for name, named in (("index.html", ["index.uk.html", "oembed.json"]), ("figure.svg", [])):
        text = folder().files[name].decode()
        assert references(text) == named
        assert "@import" not in text
    assert references(folder().files["embed.html"].decode()) == ["index.html"]


def test_the_receipt_gives_unit_interval_and_day() -> None:
    told = json.loads(folder().files["receipt.json"])
    computed = next(n for n in told["numbers"] if n["measure"] == "computed")
    assert (computed["unit"], computed["day"]) == ("km2", "2025-12-09")
    assert computed["low"] < computed["value"] < computed["high"]
    text = (DOCUMENTS.path / told["recipe"]["document"]["file"]).read_text(encoding="utf-8")
    assert told["recipe"]["document"]["sha256"] == sha256(text)
    for name, digest in told["recipe"]["layers"].items():
        assert installed().resource(name).sha256 == digest
    for name, digest in told["files"].items():
        assert sha256(folder().files[name]) == digest


def test_the_receipt_states_the_reading_without_contested_ground() -> None:
    receipt = folder().receipt
    (without,) = (n for n in receipt.numbers if n.measure == "computed" and n.contested)
    # 6,098.15 + 93.88 km² of the daily table less 524.97 + 21.15 contested
    assert without.value == pytest.approx(5645.91, abs=0.02)
    assert f"2025-12-09,{without.value + 546.12:.2f}," in folder().files["data.csv"].decode()


def test_the_table_holds_every_day_of_the_chart() -> None:
    rows = folder().files["data.csv"].decode().split("\r\n")
    data = claim_figure.charted(installed(), findings()[HELD])
    assert len(rows) == len(data.points) + 2
    assert f"2025-12-09,{data.computed.value:.2f}," in "\n".join(rows) if data.computed else False


@pytest.mark.usefixtures("drawn_once")
def test_a_hostile_paraphrase_is_text(tmp_path: Path) -> None:
    forged = hostile(tmp_path)
    for name in ("index.html", "embed.html", "figure.svg"):
        text = forged.files[name].decode()
        assert "<script>document" not in text
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text
    ET.fromstring(forged.files["figure.svg"])  # noqa: S314
    row = forged.files["data.csv"].decode().split("\r\n")[1]
    assert "\"'=<script>" in row, "a spreadsheet would run it"
    assert forged.receipt.recipe.document.text
    write(forged, tmp_path / "out")
    (tmp_path / "hostile.toml").unlink()
    assert verify.verify(installed(), tmp_path / "out").verified


def test_what_was_published_follows_from_its_inputs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(folder(), out)
    with drawing_once():
        for path in (out, out / "receipt.json"):
            assert verify.verify(installed(), path).verified


def test_the_command_names_an_edited_digit(out: Path) -> None:
    page = out / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<strong>6,192", b"<strong>9,192", 1))
    app = typer.Typer()
    app.command()(command)
    found = CliRunner().invoke(app, [str(out), "--json"])
    assert found.exit_code == 1
    assert [row["where"] for row in json.loads(found.output)["differences"]] == ["index.html"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("index.html", "<strong>6,192", "<strong>6,292"),
        ("index.html", "6,012", "6,112"),
        ("figure.svg", "Computed: 6,192", "Computed: 7,192"),
        ("data.csv", "6192.0", "6193.0"),
        ("embed.html", "6,600", "6,700"),
        ("receipt.json", '"value": 6192.03', '"value": 6192.13'),
        ("receipt.json", '"day": "2025-12-09"', '"day": "2025-12-08"'),
    ],
)
def test_a_digit_that_was_edited_is_named(out: Path, name: str, old: str, new: str) -> None:
    path = out / name
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    found = {each.where.partition(":")[0] for each in verify.verify(installed(), out).differences}
    assert found == {name}


def test_retouched_and_missing_files_are_named(out: Path) -> None:
    content = bytearray((out / "figure.png").read_bytes())
    content[-20] ^= 1
    (out / "figure.png").write_bytes(content)
    (out / "data.csv").unlink()
    found = [each.where for each in verify.verify(installed(), out).differences]
    assert found == ["data.csv", "figure.png"]


def test_what_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    untestable = next(f for f in findings().values() if f.verdict.kind == "not_testable")
    with pytest.raises(OutputError, match="no course over time"):
        claim_figure.make(installed(), untestable)
    other = DOCUMENTS.path / "rima-2025-12-29.toml"
    with pytest.raises(ClaimError, match="does not hold the claim"):
        claim_figure.make(installed(), findings()[HELD], file=other)
    (tmp_path / "receipt.json").write_text('{"recipe": {"format": "frontline-claim/2"}}')
    with pytest.raises(OutputError, match="is not a figure receipt"):
        verify.verify(installed(), tmp_path)


def test_every_claim_with_a_chart_is_drawn_in_both_languages() -> None:
    drawn = 0
    for finding in findings().values():
        data = chart.chart_data(installed(), finding)
        if data is None:
            continue
        for language in ("en", "uk"):
            told = claim_words.words(data, speech_in(language))
            assert all(row.label and row.value for row in (*told.rows, *told.tiles))
            drawn += 1
        assert 300 < claim_page.reserved(data) < 1600
    assert drawn > 20
