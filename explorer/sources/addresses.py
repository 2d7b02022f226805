"""Addresses: where the raw days of each source lie.

The services are those that public code asked in August 2026; DeepState's is not documented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from explorer.errors import MissingError, SourceError
from explorer.sources import deepstate, isw, uacontrolmap
from explorer.sources.content import document
from explorer.sources.control import Source
from explorer.sources.paging import FeatureService
from explorer.sources.steps import CHANGED, Place, Snapshot, Steps

# DeepState dates its maps by Kyiv's clock.
KYIV = ZoneInfo("Europe/Kyiv")
_DAYS_BACK = 14


@dataclass(frozen=True)
class Mirror:
    """
    A public folder of files, one a day.

    Attributes
    ----------
    address
        Where a day lies, a template for `str.format(day=date)`.
    since
        Its first day.
    """

    address: str
    since: date

    def newest(self, today: date) -> Steps:
        """
        Look for the newest file, day by day back from today.

        Parameters
        ----------
        today
            Today in Kyiv.

        Returns
        -------
        steps
            Addresses to ask; after a missing file follows that of the day before.

        Raises
        ------
        MissingError
            If there is none for two weeks.
        """
        for age in range(_DAYS_BACK):
            try:
                return (yield from self.on(today - timedelta(days=age)))
            except MissingError:
                continue
        raise MissingError(
            f"{self.address}: has nothing of the {_DAYS_BACK} days up to {today}; ask for an"
            " earlier one with --date"
        )

    def on(self, day: date) -> Steps:
        """
        Ask for a day's file.

        Parameters
        ----------
        day
            The day in its name.

        Returns
        -------
        steps
            One address.

        Raises
        ------
        MissingError
            If the mirror begins later.
        """
        if day < self.since:
            raise MissingError(
                f"{self.address}: begins on {self.since}, after {day}; ask for a later day"
            )
        answer = yield httpx.URL(self.address.format(day=day))
        return Snapshot(day, answer)


@dataclass(frozen=True)
class DeepState:
    """
    DeepState's own API, in which a version's id is its time in seconds since 1970.

    Attributes
    ----------
    base
        Address of its history.
    """

    base: str

    def newest(self, today: date) -> Steps:  # noqa: ARG002  (the answer tells its day)
        """
        Ask for the newest version.

        Parameters
        ----------
        today
            Today in Kyiv.

        Returns
        -------
        steps
            One address.

        Raises
        ------
        SourceError
            If the answer has no id.
        """
        answer = yield httpx.URL(f"{self.base}/last")
        return Snapshot(_day(_id(document(answer.content, answer.address), answer.address)), answer)

    def on(self, day: date) -> Steps:
        """
        Ask for the list of versions, and the last one of a day.

        Parameters
        ----------
        day
            The day in Kyiv.

        Returns
        -------
        steps
            Two addresses.

        Raises
        ------
        MissingError
            If there is no version of the day.
        SourceError
            If the list is not in the shape that is expected.
        """
        listing = yield httpx.URL(f"{self.base}/public")
        versions = document(listing.content, listing.address)
        if not isinstance(versions, list):
            raise SourceError(f"{listing.address}: is not a list of versions; {CHANGED}")
        ids = [_id(version, listing.address) for version in versions]
        newest = max((each for each in ids if _day(each) == day), default=None)
        if newest is None:
            raise MissingError(f"{listing.address}: lists no map of {day}; ask for another day")
        answer = yield httpx.URL(f"{self.base}/{newest}/geojson")
        return Snapshot(day, answer)


def _id(version: object, address: str) -> int:
    """Read the id of a version, a time before the year 10000."""
    value = version.get("id") if isinstance(version, dict) else None
    if not (isinstance(value, int) and 0 < value < datetime.max.replace(tzinfo=UTC).timestamp()):
        raise SourceError(f"{address}: has a version whose id is not a time; {CHANGED}")
    return value


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, KYIV).date()


# A source's own service, which shows its newest map.
_SERVICES: Mapping[str, Place] = {
    deepstate.SOURCE.id: DeepState("https://deepstatemap.live/api/history"),
    isw.SOURCE.id: FeatureService(
        "https://www.arcgis.com/sharing/rest/content/items/cd40e3953c4c47ddb17053459a411e2b",
        domain="arcgis.com",
        kind=isw.ASSESSED,
    ),
}
# The first day of any mirror of a source.
_SINCE: Mapping[str, date] = {
    deepstate.SOURCE.id: date(2024, 7, 8),
    uacontrolmap.SOURCE.id: date(2022, 12, 7),
}


def places(source: Source) -> tuple[Place, ...]:
    """
    Tell where the days of a source lie.

    Parameters
    ----------
    source
        The source.

    Returns
    -------
    places
        Its mirrors, and then its own service, at least one in all.

    Raises
    ------
    SourceError
        If it cannot be fetched.
    """
    mirrors = [Mirror(address, _SINCE[source.id]) for address in source.addresses]
    services = [_SERVICES[source.id]] if source.id in _SERVICES else []
    if not (mirrors or services):
        raise SourceError(
            f"{source.id}: has no address that is known; import a file with `frontline import`"
        )
    return (*mirrors, *services)
