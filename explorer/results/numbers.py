"""Numbers: every number of a report with interval, unit, date and denominator, one a row.

Receipts, CSV and XLSX are written from these rows, so that they say the same.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from explorer.language import Speech
from explorer.quantity import Quantity
from explorer.results.report import TRANSFERS, Report

_DECIMALS = 2


class Number(BaseModel):
    """
    A number.

    Attributes
    ----------
    scenario
        Id of the scenario that it belongs to.
    measure
        What it is: a transfer, ground of an oblast, ground under a status, a length, a count; the
        part of ground that neither side controls before has the measure of all of it and
        `, contested`.
    oblast
        ISO 3166-2 code, where it is of one oblast.
    before, after
        Holder before and after, where it is of ground between two.
    status
        Status of the ground, where it is of one.
    value, low, high
        The number and its interval, to two decimals.
    unit
        Its unit.
    share_pct, of, of_value
        Its share in percent, of what, and how much that is in the same unit; where it has one.
    baseline
        Date of the line of contact that it rests on.
    written
        As the figure writes it, with its unit.
    shown_in
        Names of the files of the figure in which it can be read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    measure: str
    oblast: str | None = None
    before: str | None = None
    after: str | None = None
    status: str | None = None
    value: float
    low: float
    high: float
    unit: str
    share_pct: float | None = None
    of: str | None = None
    of_value: float | None = None
    baseline: str
    written: str = ""
    shown_in: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is, in words for an error."""
        parts = (self.scenario, self.measure, self.oblast, self.status, self.before, self.after)
        return ", ".join(part for part in parts if part)


class _Measured(NamedTuple):
    measure: str
    quantity: Quantity
    unit: str = "km²"
    of: str | None = None
    of_value: float | None = None
    oblast: str | None = None
    before: str | None = None
    after: str | None = None
    status: str | None = None


def numbers(report: Report, speech: Speech) -> Iterator[Number]:
    """
    List the numbers of a report.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    speech
        Language in which they are written.

    Yields
    ------
    number
        Transfers, who holds what, the ledger by oblast, statuses, lengths and counts.
    """
    for one in _measured(report):
        quantity, of_value = one.quantity, one.of_value
        yield Number(
            scenario=report.scenario.id,
            baseline=report.baseline.name,
            measure=one.measure,
            oblast=one.oblast,
            before=one.before,
            after=one.after,
            status=one.status,
            value=_rounded(quantity.value),
            low=_rounded(quantity.low),
            high=_rounded(quantity.high),
            unit=one.unit,
            share_pct=_rounded(100 * quantity.value / of_value) if of_value else None,
            of=one.of,
            of_value=_rounded(of_value) if of_value else None,
            written=_written(one, speech),
        )


def _rounded(value: float) -> float:
    return round(value, _DECIMALS)


def _written(one: _Measured, speech: Speech) -> str:
    if one.unit.startswith("km"):
        return speech.written(one.quantity, one.unit).value
    return speech.written(one.quantity, digits=0).value


def _measured(report: Report) -> Iterator[_Measured]:
    ukraine, donbas = ("Ukraine", report.frame_km2), ("Donbas", report.donbas_km2)
    for key, (giver, taker) in TRANSFERS.items():
        transfer = _Measured(
            key.removesuffix("_km2").replace("_", " "),
            report.totals[key],
            "km²",
            *ukraine,
            before=giver,
            after=taker,
        )
        yield from _with_contested(transfer, report.contested_part(key))
    ceded = _Measured("ceded in Donbas", report.ceded_donbas, "km²", *donbas)
    yield from _with_contested(ceded, report.contested.ceded_donbas if report.contested else None)
    for share in report.holders:
        held = _Measured("held", share.area, "km²", *ukraine, after=share.holder)
        yield from _with_contested(held, share.contested)
    wholes: dict[str, float] = {}
    for row in report.rows:
        wholes[row.oblast] = wholes.get(row.oblast, 0.0) + row.area.value
    for row in report.rows:
        ground = _Measured(
            "ground",
            row.area,
            "km²",
            row.unit.name,
            wholes[row.oblast],
            row.oblast,
            row.giver,
            row.taker,
        )
        yield from _with_contested(ground, row.contested)
    for area in report.statuses:
        yield _Measured("status", area.area, "km²", *ukraine, after=area.holder, status=area.status)
    yield _Measured("line where Ukrainian-held ground ends", report.line, "km")
    yield _Measured("settlements ceded", report.settlements, "settlements")
    yield _Measured("residents ceded", report.residents, "people")
    belt = float(report.outcomes.atoms.belt_km.sum())
    yield _Measured("fortress belt ceded", report.belt, "km", "the fortress belt's axis", belt)


def _with_contested(ground: _Measured, part: Quantity | None) -> Iterator[_Measured]:
    """List some ground and, where the line's source says it, how much of it is contested."""
    yield ground
    if part is not None:
        yield ground._replace(measure=f"{ground.measure}, contested", quantity=part)
