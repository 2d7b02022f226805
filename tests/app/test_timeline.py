"""The timeline: what its sentence, tables and charts say follows from the daily table's file."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from explorer.app.views import area_over_time, gains_and_losses
from explorer.cartography.charts import timeline_chart
from explorer.language import Language, speech_in
from explorer.layers import history, second_source
from explorer.layers.catalog import installed
from explorer.layers.moves import Period

_START_S = 120
CATALOG = installed()
CSV = pd.read_csv(CATALOG.folder / "area_by_oblast_daily.csv")
DONBAS = ["UA-14", "UA-09"]
_SCRIPT = """
from explorer.app.page import address
from explorer.app.page.choice import Choice
from explorer.app.views import timeline
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS

timeline.show(Choice(installed(), SCENARIOS.find("freeze"), {line!r}, {language!r}))
address.write()
"""


def _app(language: Language = "en", line: str = "2025-12-09", **parameters: str) -> AppTest:
    script = _SCRIPT.format(language=language, line=line)
    app = AppTest.from_string(script, default_timeout=_START_S)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def _html(app: AppTest) -> str:
    html = "".join(str(each.proto.body) for each in app.main if each.type == "html")
    return re.sub(r"[\u00a0\u202f]", " ", html)


def _donbas(column: str, rule: str = "D") -> dict[str, float]:
    """Sum a column of both oblasts by day, week or month; not-a-number without any figure."""
    return _sums(DONBAS, column, rule)


def _sums(codes: list[str], column: str, rule: str = "D") -> dict[str, float]:
    chosen = CSV[CSV["oblast"].isin(codes)]
    days = pd.PeriodIndex(chosen["date"], freq=rule).astype(str)
    found = chosen.groupby(days)[column].sum(min_count=1)
    return {str(day): float(km2) for day, km2 in found.items()}


def test_a_day_s_sentence_states_the_contested_part() -> None:
    html = _html(_app(area="donbas", day="2025-12-09"))
    held = _donbas("ukrainian_km2")["2025-12-09"]
    contested = _donbas("contested_km2")["2025-12-09"]
    interval = r"\([\d,]+ to [\d,]+\)"
    sentence = (
        rf"held by Ukraine {held:,.0f} km² {interval}, of which {contested:,.0f} km² contested"
    )
    assert re.search(sentence, html)
    # the figures of any day are the country's
    whole = CSV[(CSV["date"] == "2025-12-09") & (CSV["oblast"] == "UA")].iloc[0]
    assert f"<b>{whole['ukrainian_km2']:,.0f} km²</b>" in html
    assert f"of which {whole['contested_km2']:,.0f} km² contested" in html


def test_another_day_and_another_area_have_their_own_figures() -> None:
    app = _app(day="2025-12-09")
    app.selectbox[0].set_value("donbas")
    app.date_input[0].set_value(date(2024, 9, 17)).run()
    assert not app.exception
    assert "donbas" in app.query_params["area"]
    held = _donbas("ukrainian_km2")["2024-09-17"]
    html = _html(app)
    assert f"outline of 17 September 2024: held by Ukraine {held:,.0f} km²" in html
    assert "of which contested: not stated by the source" in html


def test_a_line_before_the_daily_table_is_said_to_be_of_another_day() -> None:
    html = _html(_app(line="2022-02-23"))
    assert "full outline of 8 July 2024" in html
    assert "the line on the map is of another day" in html
    assert "the line on the map is of another day" not in _html(_app())


def test_a_long_time_has_no_monthly_rate() -> None:
    # two and a half years, in which ground was taken and taken back
    html = _html(_app(line="2024-07-08"))
    assert "more than on 23 February 2022, gains and losses in between" in html
    assert "a month" not in html.partition("</div>")[0]
    assert "a month" in _html(_app()).partition("</div>")[0]


@pytest.mark.parametrize(("period", "rule"), [("month", "M"), ("week", "W-SUN")])
def test_the_table_of_gains_and_losses_is_the_file_s(period: Period, rule: str) -> None:
    sums = gains_and_losses.moves_of(CATALOG, "donbas", period)
    rows = gains_and_losses.table(sums, speech_in("en"))
    gained, lost = _donbas("gained_km2", rule), _donbas("lost_km2", rule)
    assert [(row[2], row[3]) for row in reversed(rows)] == [
        (f"{a:,.0f}", f"{b:,.0f}") for a, b in zip(gained.values(), lost.values(), strict=True)
    ]


def test_missing_days_are_said() -> None:
    html = _html(_app(area="donbas"))
    # of the seven days without a snapshot, 26 November 2025 and 31 March 2025
    number = "</td><td class=number>"
    for days, said in (
        ("1 Nov 2025</td><td>30 Nov 2025", "1 of 30 days missing"),
        ("1 Mar 2025</td><td>31 Mar 2025", "1 of 31 days missing"),
    ):
        assert re.search(rf"{days}{number}[\d,]+{number}[\d,]+{number}{said}", html)
    assert "8 of 776 days missing" in html
    assert "бракує 1 з 30 днів" in _html(_app("uk", area="donbas"))


def test_weeks_can_be_chosen_and_stand_in_the_address() -> None:
    app = _app()
    assert "km² in each month" in str(
        gains_and_losses.chart_spec(CATALOG, "UA", "month", "en", "light")
    )
    app.segmented_control[0].set_value("week").run()
    assert not app.exception
    assert "week" in app.query_params["by"]
    assert "5 Aug 2024</td><td>11 Aug 2024" in _html(app)


@pytest.mark.parametrize("code", ["UA", "donbas", "UA-63"])
def test_the_chart_s_band_is_the_file_s_and_interrupted_where_it_says_nothing(code: str) -> None:
    spec = area_over_time.chart_spec(CATALOG, code, "2025-12-09", "en", "light")
    rows = {row["day"]: row for row in spec["datasets"]["days"]}
    known = _sums(DONBAS if code == "donbas" else [code], "contested_km2")
    assert list(rows) == list(known)
    silent = {day for day, km2 in known.items() if np.isnan(km2)}
    assert "2024-09-17" in silent
    for day, row in rows.items():
        if day in silent:
            assert row["contested_from"] is row["contested_to"] is None
        else:
            # both ends are rounded to 0.1 km²
            thickness = row["contested_to"] - row["contested_from"]
            assert thickness == pytest.approx(known[day], abs=0.11)
    assert rows["2024-09-17"]["value"] > 0


def test_the_band_is_told_apart_without_colour() -> None:
    spec = area_over_time.chart_spec(CATALOG, "donbas", "2025-12-09", "en", "dark")
    lines = [each for each in spec["layer"] if each["mark"]["type"] == "line"]
    assert len(lines) == 2
    for line in lines:
        assert line["mark"]["invalid"] == "break-paths-show-domains"
        dashes = line["encoding"]["strokeDash"]["scale"]
        assert dict(zip(dashes["domain"], dashes["range"], strict=True)) == {
            "Held by Russia": [1, 0],
            "Dashed: and contested, counted as held by Ukraine": [5, 3],
        }


def test_the_chart_in_words_names_the_first_and_the_last_contested_figure() -> None:
    course = area_over_time.course_of(CATALOG, "donbas", "en")
    contested = [km2 for km2 in _donbas("contested_km2").values() if not np.isnan(km2)]
    words = re.sub(r"[\u00a0\u202f]", " ", timeline_chart.describe(course, "en"))
    assert f"from {contested[0]:,.0f} km² on 16 September 2024" in words
    assert f"to {contested[-1]:,.0f} km² on 22 August 2026" in words


def test_an_oblast_that_the_line_never_reached_has_nothing_contested() -> None:
    table = history.installed(CATALOG)
    assert table.contested(("UA-46",))[-1] == 0
    assert np.isnan(table.contested(("UA-46",))[0])  # the source did not say yet


@pytest.mark.parametrize("language", ["en", "uk"])
def test_another_source_stands_beside_the_daily_table(language: Language) -> None:
    app = _app(language, area="donbas")
    speech = speech_in(language)
    series = pd.read_csv(CATALOG.folder / "second_source_monthly.csv")
    sums = series[series["oblast"].isin(DONBAS)].groupby("date").sum(numeric_only=True)
    html = "".join(str(each.proto.body) for each in app.expander[-1] if each.type == "html")
    rows = re.findall(r"<tr>(.*?)</tr>", html.replace("\u202f", "\u00a0"), re.DOTALL)
    assert len(rows) == 1 + len(sums)
    for row, (day, km2) in zip(rows[1:], reversed(list(sums.iterrows())), strict=True):
        only, other = km2["only_deepstate_km2"], km2["only_uacontrolmap_km2"]
        cells = [speech.day(str(day)), speech.number(only), speech.number(other)]
        assert all(cell.replace("\u202f", "\u00a0") in row for cell in cells)
        assert ("+" in row) == (other >= only)
    assert any("UAControlMap" in head for head in rows[:1])


def test_an_oblast_that_no_source_divides_has_no_other_source() -> None:
    assert second_source.readings(CATALOG, ("UA-05",)) == ()
    whole = second_source.readings(CATALOG, ("UA",))
    assert [each.day for each in whole] == sorted({each.day for each in whole})
