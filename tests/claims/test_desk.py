"""Claims: files are read strictly, documents that ship are judged, shown and printed."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from math import inf
from pathlib import Path

import pytest
from typer.testing import CliRunner

from explorer import cli
from explorer.cartography.charts import claim_chart
from explorer.claims import chart, desk, elsewhere, series
from explorer.claims.desk import Finding
from explorer.claims.library import DOCUMENTS
from explorer.claims.measure import Computed, Untestable
from explorer.errors import ClaimError, ExplorerError, SourceError
from explorer.language import speech_in
from explorer.layers import history
from explorer.layers.catalog import installed
from explorer.wording import claims as words
from tests.helpers import claim_figures
from tests.helpers.paths import ROOT
from tests.helpers.stated import DAY, EN, HELD, claim, document

# --- the files


def test_every_seed_is_read() -> None:
    found = DOCUMENTS.all()
    assert "atlantic-council-2025-12" in found
    assert sum(len(each.claims) for each in found.values()) >= 48 + 23
    dates = [each.document.date for each in found.values()]
    assert dates == sorted(dates)


GOOD = """id = "example"
[document]
outlet = "Example Review"
date = 2025-12-09
[[claims]]
id = "stated"
value = 6600
unit = "km2"
wording = "about"
as_of = 2025-12-09
paraphrase.en = "A figure."
paraphrase.uk = "Цифра."
measures.kind = "area"
measures.select = { oblasts = ["UA-14"], held_by = "ukraine" }
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("value = 6600", "", r"claim 1 \(stated\): give either `value`, or `low` and `high`"),
        ("value = 6600", "low = 2\nhigh = 1", "`low` must be less than `high`"),
        ("value = 6600", "value = 6600\nhigh = 7000", "give either `value`"),
        ("value = 6600", "value = nan", "finite number"),
        ('"km2"', '"km"', "has the unit 'km2'"),
        ('"about"', '"perhaps"', r"claim 1 \(stated\): wording"),
        ("as_of = 2025-12-09", "as_of = 2025-13-09", "is not TOML"),
        ("paraphrase.uk", "paraphrase.ru", "paraphrase"),
        ('"area"', '"volume"', r"claim 1 \(stated\): measures"),
        ('held_by = "ukraine"', 'held_by = "nobody"', "held_by"),
        ('"example"', '"other"', "name the file other.toml"),
        ('outlet = "Example Review"', "", "outlet"),
        ('outlet = "Example Review"', 'outlet = "A"\nurl = "javascript:1"', "url"),
        ("[[claims]]", "[claims]", "claims"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "example.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ClaimError, match=fault) as raised:
        DOCUMENTS.read(path)
    assert str(raised.value).startswith("example.toml: ")
    assert "\n" not in str(raised.value).partition("is not TOML")[0]


@pytest.mark.parametrize(
    ("measures", "fault"),
    [
        ({"kind": "length"}, "either `along` or `across`"),
        ({"kind": "length", "across": "long_side"}, "give `select` with `across`"),
        ({"kind": "length", "along": "line", "select": {}}, "give `select` with `across`"),
        (
            {"kind": "area_change", "select": {}, "since": DAY, "until": DAY},
            "must come after `since`",
        ),
        (
            {
                "kind": "area_change",
                "select": {},
                "since": DAY,
                "until": DAY + timedelta(days=1),
            },
            "`as_of` must be the same day",
        ),
        ({"kind": "rate", "select": {}, "windows_days": []}, "windows_days"),
    ],
)
def test_a_measure_must_make_sense(measures: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        claim(1, measures=measures)


def test_ids_are_given_once_and_files_exist(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(GOOD + GOOD[GOOD.index("[[claims]]") :], encoding="utf-8")
    with pytest.raises(ClaimError, match="2 claims have the id 'stated'"):
        DOCUMENTS.read(path)
    for name in ("nowhere.toml", "nowhere"):
        with pytest.raises(ClaimError, match="nowhere"):
            DOCUMENTS.find(name)
    with pytest.raises(ClaimError, match="holds no claims"):
        replace(DOCUMENTS, folder=tmp_path / "claims").all()


@pytest.mark.parametrize(
    ("measures", "fault"),
    [
        ({"kind": "area", "select": {"oblasts": ["UA-99"]}}, "oblast 'UA-99'"),
        ({"kind": "area", "select": {"inside": ["moon"]}}, "layer 'moon'"),
        ({"kind": "distance", "from": "Atlantis", "to": "line"}, "town 'Atlantis'"),
        (
            {"kind": "share", "select": HELD, "of": {"oblasts": ["UA-46"], "held_by": "russia"}},
            "share of nothing",
        ),
    ],
)
def test_unknown_names_are_told_with_file_and_claim(measures: dict[str, str], fault: str) -> None:
    with pytest.raises(ClaimError, match=rf"example\.toml: claim stated: .*{fault}"):
        desk.check(installed(), document(claim(1, measures=measures)))


# --- the documents that ship


def findings(name: str) -> dict[str, Finding]:
    return {each.claim.id: each for each in desk.check(installed(), DOCUMENTS.find(name))}


def test_the_founding_article() -> None:
    found = findings("atlantic-council-2025-12")
    kinds = {name: each.verdict.kind for name, each in found.items()}
    assert kinds == {
        "donbas-held-area": "stale",
        "donbas-held-share": "consistent",  # without contested ground
        "ukraine-free-share": "rounded",
        "years-to-take": "consistent",
        "casualties": "not_testable",
        "years-since-2014": "not_testable",
        "army-size": "not_testable",
    }
    area, share = found["donbas-held-area"], found["donbas-held-share"]
    # the table's own rows: 6,600.66 km² on 19 September, 6,590.62 on the 20th
    assert area.verdict.since == date(2025, 9, 20)
    assert area.verdict.conflicts == ("donbas-held-share",)
    assert share.verdict.conflicts == ("donbas-held-area",)
    assert isinstance(area.computed, Computed)
    assert area.computed.value == pytest.approx(6_192, abs=1)
    assert area.difference == pytest.approx(408, abs=1)
    free = found["ukraine-free-share"].computed
    assert isinstance(free, Computed)
    # the table's own row: 484,014.78 km² of a frame of 596,439.12
    assert free.value == pytest.approx(81.15, abs=0.05)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("reuters-2025-08-17/donbas-held-area", "rounded"),
        ("reuters-2025-08-21/donbas-held-share", "consistent"),
        ("russia-matters-2026-02/donbas-held-share", "consistent"),
        ("russia-matters-2026-02/donetsk-held-share", "consistent"),
        ("russia-matters-2026-02/donetsk-held-area", "stale"),
        ("ap-2025-11-21/donbas-held-share", "stale"),
        ("telegraph-2025-11-20/donbas-held-share", "stale"),
        ("new-york-post-2025-12-24/donbas-held-share", "high"),
        ("fox-news-2025-12-02/donetsk-held-share", "rounded"),
        ("bbc-2025-12-24/donetsk-held-share", "stale"),
        ("bbc-2025-12-24/sloviansk-distance", "high"),
        ("bbc-2025-12-24/kramatorsk-distance", "high"),
        ("isw-2025-08-08/fortress-belt-length", "high"),
        ("deepstate-2026-01-01/occupied-area", "consistent"),
        # 18.90 % of our frame, which leaves the Syvash and the Dnipro-Buh estuary out; 19.36 % with
        # each oblast's official area (116,165 of 603,628 km² are 19.24 %)
        ("deepstate-2026-01-01/occupied-share", "consistent"),
        ("deepstate-2026-01-01/donetsk-occupied-share", "consistent"),
        ("deepstate-2026-01-01/luhansk-occupied-share", "consistent"),
        ("deepstate-2026-01-01/gain-2025", "consistent"),
        ("deepstate-2026-06-01/gain-may-2026", "consistent"),
        ("deepstate-2026-08/gain-july-2026", "consistent"),
        ("tass-2025-08-30/luhansk-free-area", "low"),
        ("moscow-times-2025-07-01/luhansk-occupied-share", "high"),
        ("afp-2026-01-02/gain-2025", "high"),
        ("rima-2025-12-29/gain-2025", "high"),
        ("isw-2026-05-02/change-april-2026", "low"),
        ("deepstate-2026-02-01/gain-january-2026", "consistent"),
        ("deepstate-2026-03-02/gain-february-2026", "consistent"),
        ("deepstate-2026-07-01/gross-gain-june-2026", "not_testable"),
        ("deepstate-2026-07-01/net-gain-june-2026", "low"),
        ("afp-2026-02-02/gain-january-2026", "high"),
        ("afp-2026-02-02/donetsk-occupied-share", "high"),
        ("afp-2026-02-02/months-to-take", "low"),
        ("afp-2026-02-24/gain-fourth-year", "high"),
        ("afp-2026-03-02/gain-february-2026", "consistent"),
        ("isw-2025-11-26/donetsk-by-august-2027", "consistent"),
        ("reuters-2025-12-04/donetsk-held-area", "rounded"),
        ("parapolitika-2025-08/donetsk-held-share", "consistent"),
        ("parapolitika-2025-08/donetsk-held-area", "rounded"),
        ("lenta-2026-03-10/donetsk-held-share", "low"),
        ("sky-news-arabia-2026-03/donetsk-occupied-share", "high"),
        ("rbc-ukraine-2026-03-10/regained-area", "not_testable"),
        ("liga-2025-12-09/front-length", "consistent"),
        ("new-york-times-2026-02-18/residents", "not_testable"),
    ],
)
def test_quoted_figures(name: str, kind: str) -> None:
    """The figures that outlets quoted; `docs/claims.md` says how each kind follows."""
    document, _, identifier = name.partition("/")
    assert findings(document)[identifier].verdict.kind == kind


@pytest.mark.parametrize(
    ("deepstate", "isw", "km2"),
    [
        # what DeepState published of its own outline, to the square kilometre
        ("deepstate-2026-02-01/gain-january-2026", "afp-2026-02-02/gain-january-2026", 245),
        ("deepstate-2026-03-02/gain-february-2026", "afp-2026-03-02/gain-february-2026", 126),
    ],
)
def test_two_sources_of_one_month_stand_side_by_side(deepstate: str, isw: str, km2: int) -> None:
    ours, theirs = (claim_figures.findings()[name] for name in (deepstate, isw))
    assert [f"{document.id}/{each.id}" for document, each in ours.elsewhere] == [isw]
    assert [f"{document.id}/{each.id}" for document, each in theirs.elsewhere] == [deepstate]
    assert isinstance(ours.computed, Computed)
    assert ours.computed.value == pytest.approx(km2, abs=1)
    assert not ours.verdict.other_source
    assert theirs.verdict.other_source
    assert theirs.remarks[0].text_in(EN).startswith("The document's own data are not at hand")
    beside = words.elsewhere(theirs, EN).replace("\N{NO-BREAK SPACE}", " ")
    assert beside.startswith(f"{km2} km² (DeepState; ")


def test_figures_of_other_days_or_ground_are_not_set_beside() -> None:
    month = DOCUMENTS.find("deepstate-2026-02-01")
    (stated,) = month.claims

    def beside(**changes: object) -> list[str]:
        measures = stated.measures.model_dump() | changes
        other = document(claim(481, measures=measures, as_of=stated.as_of))
        return [each.id for _, each in elsewhere.find(stated, month, [month, other])]

    assert beside() == beside(since=date(2025, 12, 31)) == ["stated"]
    assert not beside(since=date(2025, 12, 30))
    assert not beside(select={"oblasts": ["UA-14"], "held_by": "russia"})
    counted = DOCUMENTS.find("rbc-ukraine-2026-01-22")
    again = counted.model_copy(update={"id": "again"})
    assert not list(elsewhere.find(counted.claims[0], counted, [again]))


def test_seeds_hold_their_own_words_in_both_languages() -> None:
    for each in DOCUMENTS.all().values():
        for stated in each.claims:
            assert re.search("[а-яіїєґ]", stated.paraphrase.uk)
            assert not re.search("[а-яіїєґ]", stated.paraphrase.en)


# --- what is shown


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_claim_can_be_said_and_drawn(language: str) -> None:
    said = speech_in("uk" if language == "uk" else "en")
    for found in claim_figures.findings().values():
        assert words.claimed(found.claim, said)
        assert words.verdict(found, said)
        data = chart.chart_data(installed(), found)
        if data is None:
            assert isinstance(found.computed, Untestable) or found.computed.day is None
            continue
        drawn = claim_chart.draw(data, language=said.language)
        assert drawn["description"].count(said.day(data.points[0].day)) >= 1
        text = json.dumps(drawn, ensure_ascii=False)
        assert not re.search(r"https?://(?!vega\.github\.io/schema/)", text)
        if data.claimed is not None:
            assert words.claimed(found.claim, said) in text
            low, high = data.claimed
            assert -inf < low <= high < inf


def test_a_change_begins_at_nothing_and_ends_at_the_computed_figure() -> None:
    found = findings("deepstate-2026-01-01")["gain-2025"]
    data = chart.chart_data(installed(), found)
    assert data is not None
    values = {point.day: point.value for point in data.points}
    assert values[date(2025, 1, 1)] == 0
    assert isinstance(found.computed, Computed)
    assert values[date(2026, 1, 1)] == pytest.approx(found.computed.value)


def test_words_for_figures() -> None:
    found = findings("atlantic-council-2025-12")
    text = str(words.computed(found["donbas-held-area"], EN)).replace("\N{NO-BREAK SPACE}", " ")
    assert re.fullmatch(r"6,192 km² \(6,0\d{2} to 6,2\d{2}\)", text)
    assert words.difference(found["donbas-held-area"], EN) == "+408"
    assert words.difference(found["casualties"], EN) == "–"
    assert words.claimed(found["years-to-take"].claim, EN) == "more than 1 year"
    ukrainian = words.claimed(found["years-since-2014"].claim, speech_in("uk"))
    assert ukrainian == "11 років"
    cited = words.cited(found["casualties"].document, EN)
    assert cited.startswith("Peter Dickinson, Atlantic Council")
    assert cited.endswith("December 2025")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, ["claims", *arguments])
    if isinstance(done.exception, ExplorerError):
        raise done.exception
    return done.exit_code, done.output


def test_the_command_exits_with_1_when_a_claim_is_contradicted(tmp_path: Path) -> None:
    code, text = run("atlantic-council-2025-12")
    assert code == 1
    assert "Stale since 20 September 2025" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert run("deepstate-2026-06-01")[0] == 0
    path = tmp_path / "example.toml"
    path.write_text(GOOD.replace("6600", "6098"), encoding="utf-8")
    assert run(str(path))[0] == 0
    assert run(str(path), "--baseline", "2024-07-08")[0] == 1
    assert run()[0] == 1
    with pytest.raises(SourceError, match="is not a date"):
        run("--baseline", "yesterday")


def test_json_is_valid_and_documented() -> None:
    code, text = run("--json")
    assert code == 1
    rows = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert len(rows) == len(claim_figures.findings().values())
    page = (ROOT / "docs" / "claims.md").read_text("utf-8")
    tested = next(row for row in rows if row["computed"] and row["computed"]["windows"])
    parts = (tested, *(tested[key] for key in ("document", "claimed", "computed", "verdict")))
    for key in {key for part in parts for key in part} | set(tested["computed"]["windows"][0]):
        assert f"`{key}`" in page, key


def test_thresholds_are_documented() -> None:
    page = (ROOT / "docs" / "claims.md").read_text("utf-8")
    assert f"at most {series.MOST_DAYS_OFF} days off" in page
    for column in history.COLUMNS:
        assert f"`{column}`" in page


def test_seed_files_match_their_schema_keys() -> None:
    for path in (ROOT / "seeds" / "claims").glob("*.toml"):
        assert tomllib.loads(path.read_text("utf-8"))["id"] == path.stem
