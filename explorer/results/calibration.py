"""Calibration: how often the intervals hold what another source, or other borders, say.

The difference between two sources of one front tells how far off each of them is: as much as they
differ, divided by √2. How the error of a front shrinks with its length is fitted on one half of
the days that both show and tested on the other half, and the reverse.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import hypot, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from explorer.layers import history, second_source
from explorer.layers.catalog import Catalog
from explorer.layers.components import Law, components
from explorer.layers.spread import DEVIATIONS_80, DEVIATIONS_95
from explorer.results.report import DONBAS

Floats = npt.NDArray[np.float64]

SPANS = {80: DEVIATIONS_80, 95: DEVIATIONS_95}
# How fast the mean error of a front shrinks with its length: at 0.5 errors far apart have nothing
# to do with each other, above it they cancel in part.
EXPONENTS = (0.5, 0.625, 0.75)
# Oblasts with a short front, with one that hardly moves, and with a long one; and sums of oblasts.
_DONBAS = "Donbas"
GROUPS = {
    "Sumy and Dnipropetrovsk": ("UA-59", "UA-12"),
    "Luhansk": ("UA-09",),
    "Donetsk, Zaporizhzhia, Kharkiv, Kherson": ("UA-14", "UA-23", "UA-63", "UA-65"),
    "Donbas together": (_DONBAS,),
    "Ukraine together": (history.COUNTRY,),
}
_HEADER = (
    "| areas | cases | in 80 % span of a reading | in 95 % span of a reading "
    "| in 80 % span of the ground | in 95 % span of the ground |\n|---|---|---|---|---|---|\n"
)


class Case(NamedTuple):
    """
    What two sources leave Ukraine of a place on one day.

    Attributes
    ----------
    day
        The day.
    place
        ISO 3166-2 code of an oblast; `Donbas` or `UA` where oblasts are summed.
    difference_km2
        How much more UAControlMap leaves Ukraine than DeepStateMap, in km².
    front_km
        Length of the front there in km: what the area changes by when the line moves by 1 km.
    """

    day: date
    place: str
    difference_km2: float
    front_km: float


class Row(NamedTuple):
    """
    How often spans hold some areas.

    Attributes
    ----------
    areas
        Which areas.
    cases
        How many.
    reading
        Shares in the 80 % and the 95 % span of another source's reading, which errs too; none
        where what is compared is no such reading.
    ground
        Shares in the 80 % and the 95 % span of the ground itself, which is narrower by √2.
    """

    areas: str
    cases: int
    reading: tuple[float, float] | None
    ground: tuple[float, float]


def cases(catalog: Catalog) -> tuple[Case, ...]:
    """
    List what two sources leave Ukraine of each oblast that has a front.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    cases
        By oblast, then by day.

    Raises
    ------
    LayerError
        If a table is missing or altered.
    """
    daily = history.installed(catalog)
    return tuple(
        Case(each.day, code, each.net_km2, front_km)
        for code in daily.areas
        if code != history.COUNTRY
        for each in second_source.readings(catalog, (code,))
        if (front_km := _front_km(daily, code, each.day)) > 0
    )


def _front_km(daily: history.History, code: str, day: date) -> float:
    _, low, high = daily.occupied((code,))[daily.row(day)]
    return float(high - low) / (2 * history.SHIFT_KM)


def fit(some: Sequence[Case], sd_km: float) -> Law:
    """
    Fit how the error of one source shrinks with the length of a front, and choose the exponent.

    Parameters
    ----------
    some
        Differences between two sources.
    sd_km
        Standard deviation of one source's error at a point of the line, in km.

    Returns
    -------
    law
        For each of `EXPONENTS` the reach is fitted at which the variances of the differences add up
        to their squares. Of these the one is taken whose spans hold most nearly 80 % and 95 % of
        the cases in each of `GROUPS`: fronts of all lengths count, from a part of one oblast's to
        the whole country's.
    """
    laws = [fit_reach(some, sd_km, exponent) for exponent in EXPONENTS]
    return min(laws, key=lambda law: _miss(some, law))


def fit_reach(some: Sequence[Case], sd_km: float, exponent: float) -> Law:
    """
    Fit over which length of front the error of one source is as large as at a point.

    Parameters
    ----------
    some
        Differences between two sources.
    sd_km
        Standard deviation of one source's error at a point of the line, in km.
    exponent
        How fast the mean error of a longer front shrinks.

    Returns
    -------
    law
        That at which the variances of the differences add up to their squares.
    """
    return Law(sd_km, _reach_km(some, sd_km, exponent), exponent)


def _reach_km(some: Sequence[Case], sd_km: float, exponent: float) -> float:
    squares = sum(case.difference_km2**2 for case in some)
    fronts = np.array([case.front_km for case in some])
    # variances are in proportion to the reach to the power of twice the exponent
    of_one_km = 2 * (Law(sd_km, 1.0, exponent).area_sd_km2(fronts) ** 2).sum()
    return float((squares / of_one_km) ** (1 / (2 * exponent)))


def _miss(some: Sequence[Case], law: Law) -> float:
    """Sum over groups and spans how far the share of cases in a span is from what it should be."""
    deviations = _deviations([*some, *_summed(some)], law)
    return sum(
        abs(share - percent / 100)
        for codes in GROUPS.values()
        if (chosen := _of(deviations, codes)).size
        for share, percent in zip(_shares(chosen), SPANS, strict=True)
    )


def _summed(some: Sequence[Case]) -> Iterator[Case]:
    """Sum what is left of Donbas, and of Ukraine, on each day."""
    for place, codes in ((_DONBAS, DONBAS), (history.COUNTRY, {case.place for case in some})):
        for day in sorted({case.day for case in some}):
            parts = [case for case in some if case.day == day and case.place in codes]
            difference_km2 = sum(case.difference_km2 for case in parts)
            yield Case(day, place, difference_km2, sum(case.front_km for case in parts))


def _deviations(some: Iterable[Case], law: Law) -> dict[Case, float]:
    """Divide each difference by its standard deviation: that of one source's area times √2."""
    return {
        case: abs(case.difference_km2) / (sqrt(2) * float(law.area_sd_km2(case.front_km)))
        for case in some
    }


def _of(deviations: Mapping[Case, float], codes: Iterable[str]) -> Floats:
    wanted = set(codes)
    return np.array([each for case, each in deviations.items() if case.place in wanted])


def _shares(deviations: Floats) -> tuple[float, float]:
    within_80, within_95 = (float(np.mean(deviations < span)) for span in SPANS.values())
    return within_80, within_95


def rows(catalog: Catalog) -> tuple[Row, ...]:
    """
    Compute how often the spans hold what another source, or other borders, say.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    rows
        Of groups of oblasts, of sums, and of each oblast, fitted on every second day and tested on
        the days between; of all oblasts also fitted on the earlier half of the days and tested on
        the later, and the reverse; and of two other sets of borders between oblasts.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    every = cases(catalog)
    source = next(each.law for each in components(catalog) if each.name == "source")
    days = sorted({case.day for case in every})
    middle = len(days) // 2
    between = _tested(every, source, days[::2]) | _tested(every, source, days[1::2])
    names = {row["id"]: row["name"] for row in catalog.properties("oblasts")}
    oblasts = sorted({case.place for case in every}, key=names.__getitem__)
    return (
        *(_row(title, between, codes) for title, codes in GROUPS.items()),
        _row("All oblasts", between, oblasts),
        *(_row(f"– {names[code]}", between, [code]) for code in oblasts),
        _row("– later days, by earlier ones", _tested(every, source, days[middle:]), oblasts),
        _row("– earlier days, by later ones", _tested(every, source, days[:middle]), oblasts),
        *_border_rows(catalog),
    )


def _tested(every: Sequence[Case], source: Law, days: Iterable[date]) -> dict[Case, float]:
    """Give the deviations on some days, by the reach that is fitted on all others."""
    on = set(days)
    others = [case for case in every if case.day not in on]
    law = fit_reach(others, source.sd_km, source.exponent)
    tested = [case for case in every if case.day in on]
    return _deviations([*tested, *_summed(tested)], law)


def _row(areas: str, deviations: Mapping[Case, float], codes: Iterable[str]) -> Row:
    chosen = _of(deviations, codes)
    return Row(areas, len(chosen), _shares(chosen), _shares(chosen * sqrt(2)))


def _border_rows(catalog: Catalog) -> Iterator[Row]:
    """Test areas beside a front against two other sets of borders between oblasts."""
    frame, osm, cod_ab, sd_km2 = np.array([*_beside_fronts(catalog)]).T
    other, as_drawn = osm - cod_ab, np.stack([frame - osm, frame - cod_ab])
    for areas, differences in (
        ("Borders of OpenStreetMap or COD-AB, bias by the other", np.stack([other, other])),
        ("Borders of OpenStreetMap or COD-AB, bias not taken off", as_drawn),
    ):
        yield Row(areas, differences.size, None, _shares(abs(differences) / sd_km2))


def _beside_fronts(catalog: Catalog) -> Iterator[tuple[float, float, float, float]]:
    """Yield areas in three sets of borders, and the standard deviation of the figure, in km²."""
    daily = history.installed(catalog)
    laws = [component.law for component in components(catalog)]
    for row in csv.DictReader(catalog.read("inner_borders").splitlines()):
        day, code = date.fromisoformat(row["date"]), row["oblast"]
        if not (daily.covers(day) and code in daily.areas):
            continue
        if front_km := _front_km(daily, code, day):
            frame, osm, cod_ab = (float(row[f"{name}_km2"]) for name in ("frame", "osm", "cod_ab"))
            line = [float(law.area_sd_km2(front_km)) for law in laws]
            yield frame, osm, cod_ab, hypot(*line, (osm - cod_ab) / sqrt(2))


def markdown(catalog: Catalog) -> str:
    """
    Write the rows as a table in Markdown.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    table
        A line for each row, with shares in percent; each line ends in a line feed.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    return _HEADER + "".join(
        f"| {row.areas} | {row.cases} | {_cells(row.reading)} | {_cells(row.ground)} |\n"
        for row in rows(catalog)
    )


def _cells(shares: tuple[float, float] | None) -> str:
    return " | ".join(f"{100 * share:.0f} %" for share in shares) if shares else "– | –"
