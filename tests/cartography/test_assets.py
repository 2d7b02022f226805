"""A map needs nothing from another host, and text from a file stays text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import folium
import pytest
from folium.elements import JSCSSMixin
from hypothesis import given
from hypothesis import strategies as st

from explorer.cartography.webmap import assets, folium_map, markup
from explorer.cartography.webmap.outside import references
from explorer.errors import OutputError
from tests.helpers.webmaps import rendered, square_map


def test_style_sheet_carries_its_images() -> None:
    sheet = assets.leaflet_css()
    assert sheet.count("url(data:image/png;base64,") == 3
    assert ".png)" not in sheet


def test_script_can_stand_in_a_page() -> None:
    script = assets.leaflet_js()
    assert 'version="1.9' in script
    assert "</script" not in script.lower()
    assert "sourceMappingURL" not in script


def test_published_files_are_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    assets.publish(folder)
    first = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assets.publish(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == first
    assert set(first) == {"leaflet.js", "leaflet.css", "map.js"}
    assert (folder / "leaflet.css").read_text(encoding="utf-8") == assets.leaflet_css()


def test_published_files_are_renewed(tmp_path: Path) -> None:
    (tmp_path / "leaflet.js").write_text("of another version", encoding="utf-8")
    assets.publish(tmp_path)
    assert (tmp_path / "leaflet.js").read_text(encoding="utf-8") == assets.leaflet_js()


def test_publishing_into_a_file_is_one_sentence(tmp_path: Path) -> None:
    taken = tmp_path / "static"
    taken.touch()
    with pytest.raises(OutputError, match=r"static: cannot be made"):
        assets.publish(taken)


def test_map_asks_for_leaflet_and_nothing_else() -> None:
    found = references(rendered(square_map()))
    assert found == ["leaflet.js", "map.js", "leaflet.css"]


def test_inline_leaves_nothing_outside() -> None:
    page = folium_map.inline(rendered(square_map()), title="A <b> & c", lang="uk")
    assert references(page) == []
    assert '<html lang="uk">' in page
    assert "<title>A &lt;b&gt; &amp; c</title>" in page


@pytest.mark.parametrize(
    ("add", "complaint"),
    [
        (lambda drawn: folium.TileLayer("OpenStreetMap").add_to(drawn), "no online basemap"),
        (lambda drawn: drawn.add_child(_linked()), r"still loads https://example\.org/a\.js"),
    ],
)
def test_inline_refuses_what_is_outside(
    add: Callable[[folium.Map], object], complaint: str
) -> None:
    drawn = square_map()
    add(drawn)
    with pytest.raises(OutputError, match=complaint):
        folium_map.inline(rendered(drawn), title="A map")


def test_inline_refuses_a_plain_folium_map() -> None:
    with pytest.raises(OutputError, match="draw it with LeafletMap"):
        folium_map.inline(rendered(folium.Map(tiles=None)), title="A map")


def _linked() -> JSCSSMixin:
    element = JSCSSMixin()  # type: ignore[no-untyped-call]
    element.default_js = [("a", "https://example.org/a.js")]
    return element


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<img src="//example.org/a.png">', ["//example.org/a.png"]),
        ('<link rel="preload" href="a.css">', ["a.css"]),
        ("<style>@import 'a.css'; p { background: url( 'b.png' ) }</style>", ["a.css", "b.png"]),
        ('<p style="background: url(c.png)">', ["c.png"]),
        ('<svg><use href="d.svg#e"/></svg>', ["d.svg#e"]),
        ('<a href="https://example.org">a source</a>', []),
        ('<path fill="url(#hatch)"/><img src="data:image/png;base64,AA">', []),
    ],
)
def test_references(page: str, found: list[str]) -> None:
    assert references(page) == found


@given(st.text())
def test_label_is_the_text_and_nothing_more(text: str) -> None:
    made = markup.label(text)
    assert not set("<>{}`\"'") & set(made)
    # undone in the reverse order of the making
    for entity, sign in (("&#123;", "{"), ("&#125;", "}"), ("&#96;", "`"), ("&lt;", "<")):
        made = made.replace(entity, sign)
    for entity, sign in (("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        made = made.replace(entity, sign)
    assert made == text
