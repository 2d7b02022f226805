"""Fetching: days of a source into the user's own store, asked for sparingly."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import httpx

from explorer.errors import LayerError, MissingError, SourceError, UnavailableError
from explorer.sources.addresses import KYIV, Mirror
from explorer.sources.control import Source
from explorer.sources.steps import Place, Snapshot, Steps
from explorer.sources.store import Kept, Record, Store
from explorer.sources.transfer import Answer, Transfer, UnreachableError

State = Literal["new", "changed", "unchanged", "at hand"]

# The pace at which DeepState's map is asked for by others; the other services publish once a day.
_BETWEEN_POLLS = timedelta(hours=1)
_BETWEEN_DAYS_S = 0.5
# Days at hand among which the newest map of a source may be.
_RECENT = 14


class Fetched(NamedTuple):
    """
    A day that is at hand now.

    Attributes
    ----------
    day
        The day.
    state
        `new`, `changed` since it was fetched before, `unchanged`, or `at hand` and not asked for.
    record
        Where it comes from.
    """

    day: date
    state: State
    record: Record


class Failed(NamedTuple):
    """
    A day that was not fetched.

    Attributes
    ----------
    day
        The day.
    fault
        Why.
    """

    day: date
    fault: SourceError


@dataclass(frozen=True)
class Fetcher:
    """
    Fetches days of a source, whose licence the user accepted, into a store.

    Attributes
    ----------
    source
        The source, which checks that what arrives is in its shape.
    places
        Where its days lie, in the order in which a day is looked for.
    store
        Where they are kept.
    transfer
        Sends requests.
    """

    source: Source
    places: tuple[Place, ...]
    store: Store
    transfer: Transfer

    def newest(self) -> Fetched:
        """
        Fetch the newest day, from the source's own service if it has one.

        Returns
        -------
        fetched
            The day. If it is at hand, it is only sent if it has changed.

        Raises
        ------
        SourceError
            If it cannot be fetched, or is not in the source's shape.
        """
        services = [place for place in self.places if not isinstance(place, Mirror)]
        place = services[0] if services else self.places[0]
        recent = self.store.days(self.source.id)[-_RECENT:]
        return self._follow(place, place.newest(self._today()), recent)

    def day(self, day: date) -> Fetched:
        """
        Fetch a day.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        fetched
            The day. If it is at hand, it is only sent if it has changed.

        Raises
        ------
        SourceError
            If it is in the future, cannot be fetched, or is not in the source's shape.
        """
        self._check_past(day)
        return self._look_for(day, self.places)

    def days(self, first: date, last: date) -> list[date]:
        """
        List the days of a range.

        Parameters
        ----------
        first, last
            Both ends, which belong to it.

        Returns
        -------
        days
            Oldest first.

        Raises
        ------
        SourceError
            If the range is empty, begins before the source or ends in the future, or if the source
            is asked once an hour.
        """
        mirrors = self._mirrors()
        if not mirrors:
            raise SourceError(
                f"{self.source.id}: is asked once an hour at most, so no range is fetched; ask for"
                " a single day"
            )
        if last < first:
            raise SourceError(f"{first} is after {last}; give the earlier day first")
        self._check_past(last)
        begin = min(mirror.since for mirror in mirrors)
        if first < begin:
            raise SourceError(f"{self.source.id}: begins on {begin}, after {first}; start later")
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def missing(self, days: list[date]) -> Iterator[Fetched | Failed]:
        """
        Fetch the days that are not at hand, so that a range that was cut short is resumed.

        Parameters
        ----------
        days
            Days of the source.

        Yields
        ------
        outcome
            Each day in turn; a fault of one day does not end the range.

        Raises
        ------
        UnavailableError
            If the source does not answer, or refuses to; days before are kept.
        """
        kept = set(self.store.days(self.source.id))
        asked = False
        for day in days:
            if day in kept:
                yield Fetched(day, "at hand", self.store.record(self.source.id, day))
                continue
            if asked:
                self.transfer.sleep(_BETWEEN_DAYS_S)
            asked = True
            try:
                yield self._look_for(day, self._mirrors())
            except UnavailableError:
                raise
            except SourceError as fault:
                yield Failed(day, fault)

    def _mirrors(self) -> tuple[Mirror, ...]:
        return tuple(place for place in self.places if isinstance(place, Mirror))

    def _look_for(self, day: date, places: Sequence[Place]) -> Fetched:
        """Fetch a day from the first place that has it."""
        for place in places[:-1]:
            try:
                return self._follow(place, place.on(day), [day])
            except MissingError:
                continue
        return self._follow(places[-1], places[-1].on(day), [day])

    def _follow(self, place: Place, steps: Steps, days: Iterable[date]) -> Fetched:
        """Ask the addresses that lead to a map, check it, and keep it."""
        known = {record.address: record for record in self._records(days)}
        first = next(steps)  # a place may tell without being asked that it does not have a day
        with nullcontext() if isinstance(place, Mirror) else self._poll():
            snapshot = self._snapshot(steps, first, known)
        self._check(snapshot)
        return self._keep(snapshot)

    def _check(self, snapshot: Snapshot) -> None:
        """Check that a map is in its source's shape, and of no day to come."""
        name = f"{self.source.id}/{self.store.path(self.source.id, snapshot.day).name}"
        try:
            controls = self.source.read(snapshot.answer.content, name)
        except LayerError as fault:
            raise SourceError(str(fault)) from fault
        newest = max(snapshot.day, *(control.day for control in controls))
        if newest > self._today():
            raise SourceError(
                f"{snapshot.answer.address}: is of {newest}, which is in the future (today is"
                f" {self._today()}); check the clock of this machine"
            )

    def _snapshot(self, steps: Steps, first: httpx.URL, known: Mapping[str, Record]) -> Snapshot:
        url = first
        try:
            while True:
                try:
                    answer = self._answer(url, known.get(str(url)))
                except MissingError as fault:
                    url = steps.throw(fault)
                else:
                    url = steps.send(answer)
        except StopIteration as end:
            snapshot: Snapshot = end.value
            return snapshot

    def _answer(self, url: httpx.URL, record: Record | None) -> Answer:
        """Ask for what has changed since it was fetched, if that is still as it was."""
        kept = self._intact(record) if record else None
        if kept is None:
            return self.transfer.get(url)
        answer = self.transfer.get(url, _conditions(kept.record))
        return answer._replace(content=kept.content) if answer.unchanged else answer

    def _intact(self, record: Record) -> Kept | None:
        try:
            return self.store.read(record.source, record.day)
        except SourceError:
            return None

    @contextmanager
    def _poll(self) -> Iterator[None]:
        """Ask a live service once an hour at most; one that was not reached was not asked."""
        asked, now = self.store.notes(self.source.id).asked, self.transfer.now()
        # a time in the future was noted by a clock that was wrong
        if asked and asked <= now < asked + _BETWEEN_POLLS:
            raise UnavailableError(
                f"{self.source.id}: was asked at {asked:%H:%M} UTC, and is asked once an hour at"
                f" most; try again after {asked + _BETWEEN_POLLS:%H:%M} UTC"
            )
        self.store.note(self.source.id, asked=now)
        try:
            yield
        except UnreachableError:
            self.store.note(self.source.id, asked=asked)
            raise

    def _keep(self, snapshot: Snapshot) -> Fetched:
        """Write a map that is new or changed; what is unchanged is left as it is."""
        day, answer = snapshot
        before = next(iter(self._records([day])), None)
        if before and answer.unchanged:
            return Fetched(day, "unchanged", before)
        record = Record(
            source=self.source.id,
            day=day,
            address=answer.address,
            retrieved=self.transfer.now(),
            etag=answer.etag,
            modified=answer.modified,
            licence=self.source.licence,
            size=len(answer.content),
            sha256=hashlib.sha256(answer.content).hexdigest(),
        )
        self.store.keep(answer.content, record)
        if before is None:
            return Fetched(day, "new", record)
        return Fetched(day, "unchanged" if before.sha256 == record.sha256 else "changed", record)

    def _records(self, days: Iterable[date]) -> list[Record]:
        at_hand = set(self.store.days(self.source.id))
        return [self.store.record(self.source.id, day) for day in days if day in at_hand]

    def _today(self) -> date:
        return self.transfer.now().astimezone(KYIV).date()

    def _check_past(self, day: date) -> None:
        today = self._today()
        if day > today:
            raise SourceError(f"{day} is in the future (today is {today}); ask for an earlier day")


def _conditions(record: Record) -> dict[str, str]:
    """Write the headers with which a server sends a body only if it has changed."""
    headers = {"If-None-Match": record.etag, "If-Modified-Since": record.modified}
    return {name: value for name, value in headers.items() if value}
