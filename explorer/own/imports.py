"""Imports: a day of a source, traced and measured before a reader decides to keep its line."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from explorer.atoms import imported
from explorer.atoms.imported import Package
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.layers.tracing import Traced
from explorer.own.edit import FREEZE
from explorer.quantity import Quantity
from explorer.results import comparison, report
from explorer.results.report import DONBAS, Report
from explorer.scenarios.library import SCENARIOS
from explorer.sources import files, ocha, registry
from explorer.sources.control import Control, Source
from explorer.sources.store import Store

# Those that draw ground; a line alone cannot be imported.
SOURCES: tuple[Source, ...] = tuple(
    each for each in registry.SOURCES.values() if each is not ocha.SOURCE
)


class Day(NamedTuple):
    """
    A day of a source.

    Attributes
    ----------
    source
        Id of the source.
    day
        The day.
    """

    source: str
    day: date

    @property
    def name(self) -> str:
        """What its line is called."""
        return baselines.named(*self)


@dataclass(frozen=True, eq=False)
class Preview:
    """
    A line that was traced and not yet kept, with its figures.

    Attributes
    ----------
    source
        Where it comes from.
    control
        What the source says of the day.
    traced
        The line.
    package
        What is kept of it.
    report
        Figures of a freeze on it.
    before
        The same on the newest earlier line at hand, of its source if there is one; `None` if no
        line is earlier.
    """

    source: Source
    control: Control
    traced: Traced
    package: Package
    report: Report
    before: Report | None

    @property
    def name(self) -> str:
        """What the line is called."""
        return self.report.baseline.name

    @property
    def held(self) -> Quantity:
        """Ground that Russia holds, in km²."""
        return self.report.outcomes.ledger.held_before("russia")

    @property
    def donbas(self) -> Quantity:
        """Ground of Donbas that Ukraine holds, in km²."""
        return self.report.held_donbas

    @property
    def held_change(self) -> Quantity | None:
        """How much more ground Russia holds than on the line before, in km²."""
        if self.before is None:
            return None
        return comparison.growth_before(self.before, self.report, "russia")

    @property
    def donbas_change(self) -> Quantity | None:
        """How much more of Donbas Ukraine holds than on the line before, in km²."""
        if self.before is None:
            return None
        return comparison.growth_before(self.before, self.report, "ukraine", DONBAS)


def preview(catalog: Catalog, source: Source, control: Control, name: str) -> Preview:
    """
    Trace and measure the line of a day, and keep nothing.

    Parameters
    ----------
    catalog
        The layers, with the lines that are at hand.
    source
        Where the day comes from.
    control
        What the source says of it.
    name
        Name of the file that it is from, for messages.

    Returns
    -------
    preview
        The line, its figures, and the step from the newest earlier line.

    Raises
    ------
    SourceError
        If the file says nothing of occupied ground.
    LineError
        If that has no outline inside the frame.
    """
    freeze, origin = SCENARIOS.find(FREEZE), imported.origin_of(source)
    line = baselines.named(source.id, control.day)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        traced = imported.add(catalog, folder, control, name, origin)
        package = imported.packed(folder)
        after = report.compute(Catalog(catalog.folder, folder), freeze, day=line)
    earlier = earlier_line(catalog, source.id, control.day)
    before = report.compute(catalog, freeze, day=earlier) if earlier else None
    return Preview(source, control, traced, package, after, before)


def earlier_line(catalog: Catalog, source: str, day: date) -> str | None:
    """
    Find the newest line before a day.

    Parameters
    ----------
    catalog
        The layers.
    source
        Id of the source whose lines come first: those of two are no series.
    day
        The day.

    Returns
    -------
    name
        Of a line of the source, else of any; `None` if none is earlier.
    """
    for names in (baselines.series(catalog, source).values(), baselines.names(catalog)):
        earlier = [name for name in names if baselines.date_of(name) < day.isoformat()]
        if earlier:
            return earlier[-1]
    return None


def untraced(catalog: Catalog, store: Store) -> Iterator[Day]:
    """
    List the fetched days that have no line of their own yet.

    Parameters
    ----------
    catalog
        The layers, with the lines that are at hand.
    store
        The user's own store.

    Yields
    ------
    day
        By source, the newest first. A line that ships is generalised, so that its day is listed.
    """
    lines = baselines.names(catalog)
    for source in SOURCES:
        days = (Day(source.id, day) for day in reversed(store.days(source.id)))
        yield from (day for day in days if day.name not in lines)


def fetched(store: Store, day: Day) -> Control:
    """
    Read a fetched day.

    Parameters
    ----------
    store
        The user's own store.
    day
        The day.

    Returns
    -------
    control
        What its source says, with the time of retrieval.

    Raises
    ------
    SourceError
        If the day is not at hand, was altered, or is not in a layout of its source.
    """
    kept = store.read(*day)
    source, path = registry.source(day.source), store.path(*day)
    return replace(
        files.parse(source, kept.content, path.name, day.day), retrieved=kept.record.retrieved
    )


def named(name: str) -> Day | None:
    """
    Read the name of a line as a day that can be fetched.

    Parameters
    ----------
    name
        `DATE` or `SOURCE:DATE`.

    Returns
    -------
    day
        The day; `None` if that is no date, or of no source whose maps can be fetched.
    """
    source = baselines.source_of(name)
    if source not in {each.id for each in SOURCES if each.home}:
        return None
    try:
        return Day(source, date.fromisoformat(baselines.date_of(name)))
    except ValueError:
        return None


def add_fetched(catalog: Catalog, folder: Path, store: Store, day: Day) -> Traced:
    """
    Keep the line of a fetched day, at full resolution.

    Parameters
    ----------
    catalog
        The layers.
    folder
        Where imported lines are kept.
    store
        The user's own store.
    day
        The day.

    Returns
    -------
    traced
        The line and what it comes to.

    Raises
    ------
    MissingError
        If the day is not in the store; the message has the command that fetches it.
    SourceError
        If it was altered, or says nothing of occupied ground.
    """
    origin = imported.origin_of(registry.source(day.source))
    return imported.add(catalog, folder, fetched(store, day), store.path(*day).name, origin)
