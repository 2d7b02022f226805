"""A figure's folder: whole or not at all, the same every time, and at home in an article."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image

from explorer import files
from explorer.errors import OutputError
from explorer.layers.catalog import installed
from explorer.publishing import folder as folders
from explorer.publishing import map_figure, map_recipe, verify
from explorer.publishing.recipe import sha256
from explorer.publishing.write import write
from tests.helpers.figures import SIX, folder, small
from tests.helpers.lines import BASELINE

NAMES = {
    "index.html",
    "index.uk.html",
    "figure.svg",
    "figure.png",
    "figure-2400.png",
    "social.png",
    "data.csv",
    "data.geojson",
    "oembed.json",
    "embed.html",
    "receipt.json",
}
SMALL = ("donbas-handover",)


# --- what is in the folder


def test_the_folder_holds_what_an_article_needs() -> None:
    assert set(folder().files) == NAMES
    assert "index.en.html" in small(SMALL, language="uk").files


def test_pictures_have_the_sizes_that_they_promise() -> None:
    files = folder().files
    sizes = {
        name: Image.open(io.BytesIO(files[name])).size
        for name in ("figure.png", "figure-2400.png", "social.png")
    }
    assert sizes["figure.png"][0] == 1200
    assert sizes["figure-2400.png"] == tuple(2 * side for side in sizes["figure.png"])
    assert sizes["social.png"] == (1200, 630)
    told = f'width="1200" height="{sizes["figure.png"][1]}"'
    assert told in files["embed.html"].decode().replace("&#34;", '"')


def test_a_written_figure_is_verified(tmp_path: Path) -> None:
    write(folder(SMALL), tmp_path / "out")
    assert verify.verify(installed(), tmp_path / "out").verified


def test_pictures_are_not_blank() -> None:
    for name in ("figure.png", "social.png"):
        picture = Image.open(io.BytesIO(folder().files[name])).convert("RGB")
        # more than two colours would make too little: tints, hatching, ink, water, neighbours
        frequent = [n for n, _ in picture.getcolors(1 << 24) or [] if n > 1500]
        assert len(frequent) >= 6, name


def test_oembed_says_what_its_standard_asks_for() -> None:
    made = small(SMALL, address="https://example.org/figures/donbas")
    told = json.loads(made.files["oembed.json"])
    assert (told["type"], told["version"]) == ("rich", "1.0")
    assert 'src="https://example.org/figures/donbas/index.html"' in told["html"]
    assert isinstance(told["width"], int)
    assert isinstance(told["height"], int)
    assert told["thumbnail_url"] == "https://example.org/figures/donbas/social.png"
    head = made.files["index.html"].decode()
    assert (
        '<meta property="og:image" content="https://example.org/figures/donbas/social.png">' in head
    )


def test_the_archive_holds_the_folder() -> None:
    made = folder(SMALL)
    packed = folders.archive(made, "donbas")
    assert packed == folders.archive(made, "donbas")
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert found.testzip() is None
        assert {name: found.read(f"donbas/{name}") for name in made.files} == dict(made.files)


def test_the_same_order_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "from explorer.publishing import map_figure, map_recipe;"
        "from explorer.layers.catalog import installed;"
        "import hashlib, json, sys;"
        f"made = map_figure.make(installed(), *map_recipe.order({SIX}, day={BASELINE!r}));"
        "print(json.dumps({k: hashlib.sha256(v).hexdigest() for k, v in made.files.items()}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7", "LANG": "C", "TZ": "Asia/Tokyo"},
        check=True,
        capture_output=True,
        text=True,
    )
    here = folder().files
    assert json.loads(run.stdout) == {
        name: hashlib.sha256(content).hexdigest() for name, content in here.items()
    }


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"language": "de"}, "there is no language 'de'; use en or uk"),
        ({"theme": "pink"}, "there is no theme 'pink'"),
        ({"address": "javascript:alert(1)"}, "is not an address"),
        ({"address": 'https://x.org/"onload="'}, "is not an address"),
    ],
)
def test_a_wrong_order_is_one_sentence(options: dict[str, str], told: str) -> None:
    with pytest.raises(OutputError, match=told):
        map_recipe.order(["freeze"], **options)


# --- writing it


def _tree(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def test_a_figure_replaces_a_figure_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "new" / "out"
    write(folder(SMALL), target)
    assert _tree(target) == dict(folder(SMALL).files)
    write(folder(), target)
    assert _tree(target) == dict(folder().files)
    assert [p.name for p in target.parent.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write(folder(SMALL), tmp_path)
    assert set(_tree(tmp_path)) == NAMES


def test_what_was_not_written_here_is_not_written_over(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(OutputError, match="holds files that are not a figure of this program"):
        write(folder(SMALL), photos)
    (photos / "receipt.json").write_text('{"recipe": "cake"}', encoding="utf-8")
    with pytest.raises(OutputError, match="holds files that are not a figure of this program"):
        write(folder(SMALL), photos)
    assert (photos / "cat.jpg").read_bytes() == b"cat"
    with pytest.raises(OutputError, match="is not a folder"):
        write(folder(SMALL), photos / "cat.jpg")
    (tmp_path / "link").symlink_to(photos)
    with pytest.raises(OutputError, match="is not a folder"):
        write(folder(SMALL), tmp_path / "link")


def test_a_file_that_was_added_is_not_lost(tmp_path: Path) -> None:
    write(folder(SMALL), tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"holds 'notes\.txt', which would be lost"):
        write(folder(SMALL), tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_fault_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, full = tmp_path / "out", OSError(28, "No space left on device")
    write(folder(SMALL), target)
    monkeypatch.setattr(files, "_swap", Mock(side_effect=full))
    with pytest.raises(OutputError, match=r"No space left on device\); free some space"):
        write(folder(), target)
    assert _tree(target) == dict(folder(SMALL).files)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


# --- the receipt


def test_each_number_has_what_belongs_to_it() -> None:
    told = map_figure.KIND.receipt.model_validate_json(folder().files["receipt.json"])
    assert len(told.numbers) > 200
    for number in told.numbers:
        assert number.unit
        assert number.baseline == "2025-12-09"
        assert number.low <= number.value <= number.high
        assert number.unit != "km²" or number.of_value
        assert number.shown_in
    ceded = next(n for n in told.numbers if n.name.startswith("donbas-handover, ceded, "))
    assert ceded.written == "6,183\u00a0km²"
    assert ceded.shown_in == ("index.html", "figure.svg", "data.csv")
    assert told.recipe.layers.keys() >= {"oblasts", "line-2025-12-09", "atoms-2025-12-09"}
    assert [cooked.id for cooked in told.recipe.scenarios] == list(SIX)
    for name, digest in told.files.items():
        assert sha256(folder().files[name]) == digest
