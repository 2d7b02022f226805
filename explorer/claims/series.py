"""Series: areas and shares over time, day by day where the daily table has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf
from typing import Literal

import numpy as np

from explorer.atoms import store
from explorer.atoms.table import Atoms, Floats
from explorer.claims.document import Area, Share
from explorer.errors import ClaimError
from explorer.layers import baselines, history, holding, uncertainty
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.layers.history import History
from explorer.layers.spread import EXACT, Border, total
from explorer.results import assignment, binding, ledger
from explorer.results.borders import share_out
from explorer.scenarios.rules import Selection

# The nearest baseline stands in for a day that is at most this far off: half a quarter, since
# lines ship for each quarter.
MOST_DAYS_OFF = 46
# Positions of the line: as drawn, moved towards Russia, moved towards Ukraine.
_SIDES = (0, -1, 1)


@dataclass(frozen=True, eq=False)
class Series:
    """
    A figure over time, with its readings.

    Attributes
    ----------
    scope
        Whether there is a figure for every day, for the baselines only, or one for all times.
    days
        Ascending dates.
    readings
        Shape (days, k): the first column is the figure itself, the others are the ends of its 80 %
        interval, computed in other borders, or drawn more coarsely; NaN on days without a
        snapshot, and where contested ground matters and the source does not say what is contested.
    """

    scope: Literal["daily", "baselines", "constant"]
    days: tuple[date, ...]
    readings: Floats

    @property
    def value(self) -> Floats:
        """The figure itself, shape (days,)."""
        return self.readings[:, 0]

    @property
    def low(self) -> Floats:
        """Its least reading, shape (days,)."""
        return np.asarray(self.readings.min(axis=1))

    @property
    def high(self) -> Floats:
        """Its greatest reading, shape (days,)."""
        return np.asarray(self.readings.max(axis=1))

    def index(self, day: date) -> int | None:
        """
        Find the row that stands for a day.

        Parameters
        ----------
        day
            Any date.

        Returns
        -------
        row
            The last day up to it with a figure, or the nearest baseline; `None` outside the daily
            table, before its first figure, or if no baseline is within 46 days.
        """
        if self.scope == "constant":
            return 0
        if self.scope == "baselines":
            known = ~np.isnan(self.value)
            off = [
                abs((day - each).days) if known[row] else inf for row, each in enumerate(self.days)
            ]
            return off.index(min(off)) if min(off, default=inf) <= MOST_DAYS_OFF else None
        if not self.days[0] <= day <= self.days[-1]:
            return None
        row = (day - self.days[0]).days
        known = np.flatnonzero(~np.isnan(self.value[: row + 1]))
        return int(known[-1]) if known.size else None


def ground(
    catalog: Catalog, select: Selection, *, daily: bool = True, of: Selection | None = None
) -> Series:
    """
    Compute the area of a selection over time.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground.
    daily
        Whether to read the daily table where it has the ground; else the baselines.
    of
        Oblasts of which its share is wanted: what the borders make of them is taken off in
        proportion, since a share loses nothing where both lose alike.

    Returns
    -------
    series
        Area in km²; columns: the figure, and the ends of its 80 % interval.

    Raises
    ------
    ClaimError
        If it names an oblast or a layer that the layers do not have.
    """
    unknown = binding.unknown(select, _any_atoms(catalog))
    if unknown:
        raise ClaimError(f"unknown {unknown}")
    if not daily or select.inside or select.outside or select.depths_km:
        return _at_baselines(catalog, select)
    whole = region_km2(catalog, select)
    table = history.installed(catalog)
    if select.held_by is None and select.contested is None:
        return Series("constant", table.days[:1], np.full((1, 3), whole))
    # of the whole country the table has rows of its own
    codes = (None,) if select.oblasts is None else _oblasts(catalog, select)
    return _bounded_daily(catalog, select, [(code, 1.0) for code in codes], of)


def _any_atoms(catalog: Catalog) -> Atoms:
    """Get atoms where any baseline's will do: those of one that always ships."""
    return store.atoms(catalog, baselines.find(catalog, baselines.START_OF_INVASION))


def _bounded_daily(
    catalog: Catalog,
    select: Selection,
    scales: Sequence[tuple[str | None, float]],
    of: Selection | None,
) -> Series:
    """Read and bound a selection's area of each day, oblast by oblast, each scaled by itself."""
    table, readings = history.installed(catalog), []
    for code, scale in scales:
        one = select.model_copy(update={"oblasts": code and (code,)})
        readings.append(scale * _daily(table, one, region_km2(catalog, one)))
    borders = [
        total(_border(known, select, code, scale) for code, scale in scales)
        for known in (uncertainty.borders(catalog, day) for day in table.days)
    ]
    stacked = np.stack(readings, axis=1)
    if of is not None:
        borders = [*map(_less, borders, _proportion(catalog, stacked, of))]
    model = uncertainty.of_daily(catalog, history.SHIFT_KM)
    return Series("daily", table.days, model.areas(stacked, borders))


def _less(border: Border, other: Border) -> Border:
    return Border(border.bias_km2 - other.bias_km2, border.sd_km2 - other.sd_km2)


def _proportion(catalog: Catalog, readings: Floats, of: Selection) -> Iterator[Border]:
    """Yield a share's part of what the borders make of the whole, day by day."""
    shares = readings[:, :, 0].sum(axis=1) / region_km2(catalog, of)
    for share, day in zip(shares.tolist(), history.installed(catalog).days, strict=True):
        known = uncertainty.borders(catalog, day).items()
        whole = [border for (code, _), border in known if code in (of.oblasts or ())]
        bias, sd = total([EXACT, *whole])
        yield Border(share * bias, share * sd)


def _border(
    known: Mapping[tuple[str, str], Border], select: Selection, code: str | None, scale: float
) -> Border:
    """Look up what the borders between oblasts make of all that a holder has of one of them."""
    if code is None or select.held_by is None or select.contested:
        return EXACT
    border = known.get((code, select.held_by), EXACT)
    return Border(border.bias_km2 * scale, border.sd_km2 * scale)


def _daily(table: History, select: Selection, whole_km2: float) -> Floats:
    """
    Read a selection's area of each day from the daily table, with the line moved to each side.

    The table has no bounds of contested ground. Ground beside it is given without the whole of it
    wherever the line is, which can only make the interval too wide; contested ground itself loses
    at most what Ukraine loses when the line moves towards it, and gains nothing.
    """
    occupied = table.occupied(select.oblasts)
    held = {"russia": occupied, "ukraine": whole_km2 - occupied, None: whole_km2 + 0 * occupied}
    chosen = held[select.held_by]
    if select.contested is None:
        return chosen
    contested = table.contested(select.oblasts)[:, None]
    if select.held_by == "russia":
        contested = 0 * contested
    if not select.contested:
        return chosen - contested
    lost = np.maximum(occupied - occupied[:, :1], 0)
    return np.asarray(np.maximum(contested - lost, 0))


def region_km2(catalog: Catalog, select: Selection) -> float:
    """
    Compute the area of a selection's oblasts, whoever holds them.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground; its holder, layers and distances do not matter.

    Returns
    -------
    area
        Area in km² on the frame.
    """
    table = history.installed(catalog)
    if select.oblasts is None:
        return table.area_km2(history.COUNTRY) or 0.0
    atoms = _any_atoms(catalog)
    areas = {code: table.area_km2(code) for code in dict.fromkeys(select.oblasts)}
    return sum(
        float(atoms.area_km2[atoms.oblast == code].sum()) if area is None else area
        for code, area in areas.items()
    )


def in_official_areas(
    catalog: Catalog, select: Selection, *, daily: bool = True, of: Selection | None = None
) -> Series:
    """
    Compute the area of a selection over time, scaled to the oblasts' official areas.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground.
    daily
        Whether to read the daily table where it has the ground; else the baselines.
    of
        Oblasts of which its share is wanted, as in `ground`.

    Returns
    -------
    series
        Area in km², the same part of each oblast's official area as of its area in our frame;
        columns as in `ground`.

    Raises
    ------
    ClaimError
        If it names an oblast or a layer that the layers do not have.
    """
    series = ground(catalog, select, daily=daily)
    scales = {code: _official_scale(catalog, select, code) for code in _oblasts(catalog, select)}
    if series.scope == "daily":
        return _bounded_daily(catalog, select, [*scales.items()], of)
    if series.scope == "baselines":
        return _at_baselines(catalog, select, scales)
    return Series("constant", series.days, np.full((1, 3), official_km2(catalog, select)))


def _official_scale(catalog: Catalog, select: Selection, code: str) -> float:
    one = select.model_copy(update={"oblasts": (code,)})
    return official_km2(catalog, one) / region_km2(catalog, one)


def _oblasts(catalog: Catalog, select: Selection) -> tuple[str, ...]:
    if select.oblasts is not None:
        return tuple(dict.fromkeys(select.oblasts))
    return tuple(row["id"] for row in catalog.properties("oblasts"))


@lru_cache(maxsize=64)
def official_km2(catalog: Catalog, select: Selection) -> float:
    """
    Add up the official areas of a selection's oblasts.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground; its holder, layers and distances do not matter.

    Returns
    -------
    area
        Area in km², inland water included.
    """
    rows = catalog.properties("oblasts")
    wanted = None if select.oblasts is None else set(select.oblasts)
    return float(sum(row["official_km2"] for row in rows if wanted is None or row["id"] in wanted))


def area(catalog: Catalog, measure: Area, *, daily: bool = True) -> Series:
    """
    Compute the area that a claim states, over time.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.
    daily
        Whether to read the daily table where it has the ground; else the baselines.

    Returns
    -------
    series
        Area in km²; further readings scale it to the oblasts' official areas, since documents
        measure in borders of their own.

    Raises
    ------
    ClaimError
        If it names an oblast or a layer that the layers do not have.
    """
    select = measure.select
    series = ground(catalog, select, daily=daily)
    readings = [series.readings, in_official_areas(catalog, select, daily=daily).readings]
    if daily and is_whole_outline(select):
        readings.insert(0, outline(catalog).readings)
    return Series(series.scope, series.days, np.hstack(readings))


def is_whole_outline(select: Selection) -> bool:
    """
    Tell whether a selection is all of the Russian-held ground.

    Parameters
    ----------
    select
        The ground.

    Returns
    -------
    whole
        True if the outline as its source draws it covers just that ground.
    """
    return select == Selection(held_by="russia")


def outline(catalog: Catalog) -> Series:
    """
    Compute the area of the outline as its source draws it, over time.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    series
        Area in km², the parts outside our coarser frame included; columns as in `ground`.
    """
    table = history.installed(catalog)
    occupied = holding.intervals(catalog, None, "russia")
    moved = occupied - occupied[:, :1]
    return Series("daily", table.days, table.outline_km2[:, None] + moved)


def share(catalog: Catalog, measure: Share, *, daily: bool = True) -> Series:
    """
    Compute the share that a claim states, over time.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.
    daily
        Whether to read the daily table where it has both grounds; else the baselines.

    Returns
    -------
    series
        Percent, both areas taken with the line in the same place; further readings scale both to
        the oblasts' official areas, since documents measure in borders of their own.

    Raises
    ------
    ClaimError
        If it names an oblast or a layer that the layers do not have.
    """
    whole = ground(catalog, measure.of, daily=daily)
    of = measure.of if whole.scope == "constant" else None
    part = ground(catalog, measure.select, daily=daily, of=of)
    if whole.scope not in {part.scope, "constant"}:
        # one of the two is known at the baselines only
        return share(catalog, measure, daily=False)
    if not np.nanmax(whole.readings) > 0:
        raise ClaimError("a share of nothing: `of` selects no ground; widen it")
    official = (
        in_official_areas(catalog, measure.select, daily=daily, of=of),
        in_official_areas(catalog, measure.of, daily=daily),
    )
    return Series(part.scope, part.days, np.hstack([_percent(part, whole), _percent(*official)]))


def _percent(part: Series, whole: Series) -> Floats:
    # no figure at a baseline where the whole is empty
    return 100 * part.readings / np.where(whole.readings > 0, whole.readings, np.nan)


def each_baseline(catalog: Catalog, select: Selection) -> dict[date, Atoms]:
    """
    Get the atoms of all baselines.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground at whose distances from the line they are cut.

    Returns
    -------
    tables
        Atoms by date.
    """
    return {
        date.fromisoformat(day): store.atoms(
            catalog, baselines.find(catalog, name), depths_km=select.depths_km
        )
        for day, name in baselines.series(catalog).items()
    }


def _at_baselines(
    catalog: Catalog, select: Selection, scales: Mapping[str, float] | None = None
) -> Series:
    tables = each_baseline(catalog, select)
    lines = baselines.series(catalog).values()
    areas = np.array(
        [
            _bounded(catalog, select, baselines.find(catalog, name), atoms, scales or {})
            for name, atoms in zip(lines, tables.values(), strict=True)
        ]
    )
    if select.contested is not None:
        areas[[atoms.contested is None for atoms in tables.values()]] = np.nan
    return Series("baselines", tuple(tables), areas)


def _bounded(
    catalog: Catalog,
    select: Selection,
    baseline: Baseline,
    atoms: Atoms,
    scales: Mapping[str, float],
) -> tuple[float, float, float]:
    masks = [binding.select(select, atoms, km) for km in shifts(atoms)]
    scale = np.array([scales.get(code, 1.0) for code in atoms.oblast_codes[0]])
    known = uncertainty.borders(catalog, baseline.date)
    borders = share_out(known, atoms, assignment.baseline(atoms))
    area = uncertainty.of(catalog, baseline).area(
        scale[:, None] * ledger.by_oblast(atoms, masks), borders.of(masks[0])
    )
    return area.value, area.low, area.high


def shifts(atoms: Atoms) -> tuple[float, ...]:
    """
    List the positions of the line that an interval covers.

    Parameters
    ----------
    atoms
        A baseline's atoms.

    Returns
    -------
    shifts
        In km: zero, towards Russia, towards Ukraine.
    """
    return tuple(side * max(atoms.shifts_km) for side in _SIDES)
