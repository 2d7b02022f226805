"""The Embed tab: what is chosen there is what the folder and the snippet hold."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app.views import embed as tab
from tests.helpers.pictures import small_pictures

_START_S = 180


def _app(language: str = "en") -> AppTest:
    """Show the tab alone, as the explorer does once its controls have been used."""
    script = (
        "from explorer.scenarios.library import SCENARIOS\n"
        "from explorer.app.page import address\n"
        "from explorer.app.views import embed\n"
        "from explorer.app.page.choice import Choice\n"
        "from explorer.layers.catalog import installed\n"
        f"embed.show(Choice(installed(), SCENARIOS.find('plan-28'), '2025-12-09', {language!r}))\n"
        "address.write()\n"
    )
    return AppTest.from_string(script, default_timeout=_START_S)


def _snippet(app: AppTest) -> str:
    return str(app.code[0].value)


def _html(app: AppTest) -> str:
    return "".join(str(each.proto.body) for each in app.main if each.type == "html")


def test_the_tab_opens_on_the_chosen_scenario_beside_a_freeze() -> None:
    app = _app().run()
    assert not app.exception
    assert app.multiselect[0].value == ["plan-28", "freeze"]
    assert "<iframe " in _snippet(app)
    assert any("kB gzipped" in str(each.proto.body) for each in app.main if each.type == "html")


def test_the_address_names_the_figure_s_scenarios() -> None:
    app = _app()
    app.query_params[tab.PARAMETER] = "plan-28,plan-20,nonsense"
    app.run()
    assert app.multiselect[0].value == ["plan-28", "plan-20"]
    assert "figure=“plan-28,plan-20,nonsense”, which is not known" in _html(app)
    app.multiselect[0].set_value(["plan-28"]).run()
    assert app.query_params[tab.PARAMETER] == "plan-28"


def test_a_card_that_is_chosen_comes_first_and_the_others_stay() -> None:
    app = _app()
    app.query_params[tab.PARAMETER] = "freeze,plan-20"
    app.run()
    assert app.multiselect[0].value == ["plan-28", "freeze", "plan-20"]
    # without the first one, the next is what is shown
    app.multiselect[0].set_value(["freeze", "plan-20"]).run()
    assert app.session_state["scenario"] == "freeze"


def test_a_snippet_without_an_address_is_said_to_lack_one() -> None:
    app = _app().run()
    assert "The snippets name the file alone" in _html(app)
    app.text_input[1].set_value("https://example.org/figure/").run()
    assert "The snippets name the file alone" not in _html(app)


def test_choices_change_the_snippet() -> None:
    app = _app().run()
    title, address = app.text_input
    title.set_value('A "map" <script>')
    address.set_value("https://example.org/figure")
    app.run()
    assert 'src="https://example.org/figure/index.html"' in _snippet(app)
    assert 'title="A &#34;map&#34; &lt;script&gt;"' in _snippet(app)
    address.set_value("javascript:alert(1)").run()
    assert "is not an address" in _html(app)
    assert not app.code


def test_nothing_chosen_is_one_sentence() -> None:
    app = _app().run()
    app.multiselect[0].set_value([]).run()
    assert not app.exception
    assert "Choose at least one scenario." in _html(app)


@pytest.mark.parametrize(("language", "words"), [("en", "28-point plan"), ("uk", "План із 28")])
def test_the_archive_is_what_was_chosen(language: str, words: str) -> None:
    ordered = tab.Request(("plan-28",), language, "dark", "country", "2025-12-09", "", "")
    with small_pictures():
        packed = tab.archive(ordered, "figure")
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        told = json.loads(found.read("figure/receipt.json"))["recipe"]
        page = found.read("figure/index.html").decode()
    assert told["ordered"]["theme"] == "dark"
    assert told["ordered"]["extent"] == "country"
    assert f"<title>{words}" in page
