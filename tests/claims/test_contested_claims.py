"""Contested ground in claims: what Ukraine holds is read with it and without it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from pydantic import ValidationError
from pyproj import Transformer

from explorer.claims import chart, conflicts, desk
from explorer.claims.desk import Finding
from explorer.claims.library import DOCUMENTS
from explorer.claims.measure import Computed
from explorer.geometry import geodesy, split
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.wording import claims as words
from tests.helpers.paths import ROOT
from tests.helpers.stated import DONBAS, EN, SHARE, claim, document


def article() -> dict[str, Finding]:
    document = DOCUMENTS.find("atlantic-council-2025-12")
    return {each.claim.id: each for each in desk.check(installed(), document)}


def donbas_by_day() -> pd.DataFrame:
    """Add Ukrainian-held and contested Donbas up by day, read from the table by pandas."""
    table = pd.read_csv(ROOT / "data" / "geo" / "area_by_oblast_daily.csv", parse_dates=["date"])
    rows = table[table.oblast.isin(DONBAS["oblasts"])]
    columns = ["ukrainian_km2", "contested_km2", "occupied_km2"]
    return rows.groupby("date")[columns].sum(min_count=2)


def test_a_claim_of_held_ground_is_tested_with_and_without_contested_ground() -> None:
    found = article()
    row = donbas_by_day().loc["2025-12-09"]
    rest = row.ukrainian_km2 - row.contested_km2
    whole = row.ukrainian_km2 + row.occupied_km2
    for claimed, oracle in (("area", rest), ("share", 100 * rest / whole)):
        without = found[f"donbas-held-{claimed}"].without_contested
        assert without
        assert isinstance(without.computed, Computed)
        assert without.computed.value == pytest.approx(oracle, rel=1e-4)
        assert without.computed.low < oracle < without.computed.high
    share = found["donbas-held-share"]
    assert share.verdict.contested == "not held"
    assert not share.verdict.contradicted
    assert words.verdict(share, EN).startswith(
        "Consistent if contested ground is not counted as held; inconsistent with its own"
    )
    assert found["donbas-held-area"].verdict.contested is None


@pytest.mark.parametrize(
    ("contested", "since"), [("held", "2025-09-20"), ("not held", "2025-07-30")]
)
def test_each_reading_passed_the_claimed_area_on_a_day_of_its_own(
    contested: str, since: str
) -> None:
    stated = claim(6600, "about", contested=contested)
    (found,) = desk.check(installed(), document(stated))
    days = donbas_by_day()
    left = days.ukrainian_km2 - (days.contested_km2 if contested == "not held" else 0)
    assert left[left >= 6600].index[-1] < pd.Timestamp(since)
    assert left[left < 6600].index[0] == pd.Timestamp(since)
    assert found.verdict.since == date.fromisoformat(since)
    assert found.without_contested is None


def test_there_is_one_reading_where_the_source_names_nothing_contested() -> None:
    stated = document(claim(8000, "about"))
    # its first file of contested ground is of 16 September 2024; two more days lack one
    for day, both in (("2024-09-15", False), ("2024-09-16", True), ("2024-09-17", False)):
        (found,) = desk.check(installed(), stated, date.fromisoformat(day))
        assert bool(found.without_contested) == both
    (found,) = desk.check(installed(), stated, date(2022, 2, 23))
    assert isinstance(found.computed, Computed)
    assert found.without_contested is None


def test_russian_held_ground_has_one_reading() -> None:
    ground = {**DONBAS, "held_by": "russia"}
    stated = claim(47_000, "about", measures={"kind": "area", "select": ground})
    assert stated.readings == (stated,)
    with pytest.raises(ValidationError, match="`contested` says what belongs"):
        claim(47_000, "about", contested="held", measures={"kind": "area", "select": ground})


def test_claims_that_count_contested_ground_differently_do_not_exclude_each_other() -> None:
    area = claim(6_600, "about", id="area", contested="held")
    for contested, clashing in (("held", {"area", "share"}), ("not held", set())):
        share = claim(10, measures=SHARE, id="share", contested=contested)
        assert set(conflicts.between(installed(), [area, share])) == clashing


def test_at_a_baseline_contested_ground_is_cut_off_as_its_polygons_lie() -> None:
    """Ground of a layer is known at the baselines only; shapely measures the polygons' own."""
    catalog, day = installed(), "2025-12-09"
    select = {"held_by": "ukraine", "inside": ["fortress_belt"], "contested": False}
    stated = claim(400, measures={"kind": "area", "select": select})
    (found,) = desk.check(catalog, document(stated))
    belt = next(s for row, s in catalog.features("fortress_belt") if row["role"] == "corridor")
    frame = shapely.coverage_union_all(list(catalog.shapes("oblasts").values()))
    held = split.split(frame, baselines.line(catalog, day)).ukraine.intersection(belt)
    rest = held.difference(baselines.contested(catalog, day))
    equal_area = Transformer.from_crs(4326, 6933, always_xy=True)
    plane = shapely.transform(
        shapely.segmentize(rest, 0.01), lambda xy: np.column_stack(equal_area.transform(*xy.T))
    )
    assert isinstance(found.computed, Computed)
    assert plane.area < geodesy.area_km2(held) * 1e6 - 1e6
    # atoms stand on a grid of about a metre
    assert found.computed.value == pytest.approx(plane.area / 1e6, abs=0.1)


def test_the_chart_pairs_both_readings_by_day() -> None:
    found = article()["donbas-held-area"]
    data = chart.chart_data(installed(), found)
    assert data
    days = donbas_by_day()
    rows = {row[0]: row for row in data.table()}
    assert rows["2024-07-08"][4:] == (None, None, None)
    for day in ("2024-09-16", "2025-12-09", "2026-08-22"):
        rest = days.loc[day].ukrainian_km2 - days.loc[day].contested_km2
        assert rows[day][4] == pytest.approx(rest, abs=0.02)
