"""Paging: all features of a layer that an ArcGIS service sends in pages."""

import json
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx

from explorer.errors import MissingError, SourceError, UnavailableError
from explorer.sources.content import MOST_BYTES, check_page, document, moment
from explorer.sources.steps import CHANGED, Snapshot, Steps
from explorer.sources.transfer import Answer

_MOST_PAGES = 50

_Found = dict[str, Any]


@dataclass(frozen=True)
class FeatureService:
    """
    The only layer of an ArcGIS service, which shows nothing but its newest state.

    Services are renamed now and then, so it is found by way of its item, whose id stays.

    Attributes
    ----------
    base
        Address of the item.
    domain
        Domain in which the item's service must lie.
    kind
        What the layer shows, under which its pages are kept.
    """

    base: str
    domain: str
    kind: str

    def newest(self, today: date) -> Steps:  # noqa: ARG002  (the features tell their day)
        """
        Ask for the item, its service, the number of features, and every page of them.

        Parameters
        ----------
        today
            Today in Kyiv.

        Returns
        -------
        steps
            At least four addresses; the snapshot joins the pages.

        Raises
        ------
        UnavailableError
            If the item leads out of the domain.
        SourceError
            If an answer is not in the shape that is expected, or a page is missing.
        """
        layer = yield from self._layer()
        counted = yield _url(f"{layer}/query", where="1=1", returnCountOnly="true", f="json")
        number = _object(counted).get("count")
        pages = yield from _pages(layer)
        features = [feature for page in pages for feature in page["features"]]
        if number != len(features):
            raise SourceError(
                f"{layer}: sent {len(features)} features of {number}, so a page is missing; try"
                " again later"
            )
        joined = json.dumps({self.kind: pages})
        return Snapshot(_edited(features, layer), Answer(layer, joined.encode()))

    def on(self, day: date) -> Steps:
        """
        Refuse any day, since only the newest is shown.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        steps
            None.

        Raises
        ------
        MissingError
            Always.
        """
        raise MissingError(f"{self.base}: shows its newest map only, not {day}; use --latest")
        yield  # which makes it a generator, as the others are

    def _layer(self) -> Generator[httpx.URL, Answer, str]:
        """Find the address of the layer."""
        item = yield _url(self.base, f="json")
        service = self._checked(_object(item).get("url"))
        listing = yield _url(service, f="json")
        match _object(listing).get("layers"):
            case [{"id": int(number)}]:
                return f"{service}/{number}"
        raise SourceError(f"{service}: does not have exactly one layer; {CHANGED}")

    def _checked(self, value: object) -> str:
        """Check that a service's address lies in the domain."""
        try:
            service = httpx.URL(value if isinstance(value, str) else "")
        except (httpx.InvalidURL, UnicodeError) as fault:
            raise SourceError(f"{self.base}: names no service; {CHANGED}") from fault
        in_domain = f".{service.host}".endswith(f".{self.domain}")
        if not in_domain or service.scheme != httpx.URL(self.base).scheme:
            raise UnavailableError(
                f"{self.base}: leads to another server, {service.host or 'without a name'}, which"
                " is not asked; check whether the source has moved"
            )
        return str(service).rstrip("/")


def _pages(layer: str) -> Generator[httpx.URL, Answer, list[_Found]]:
    """Ask for pages until one says that it is the last."""
    pages: list[_Found] = []
    size = 0
    for _page in range(_MOST_PAGES):
        answer = yield _url(
            f"{layer}/query",
            where="1=1",
            outFields="*",
            outSR="4326",
            orderByFields="OBJECTID",
            resultOffset=str(sum(len(page["features"]) for page in pages)),
            f="geojson",
        )
        size += len(answer.content)
        page = _object(answer)
        check_page(page, answer.address)
        pages.append(page)
        if not (page["features"] and _goes_on(page)):
            return pages
        if size > MOST_BYTES:
            break
    raise SourceError(
        f"{layer}: has more than {_MOST_PAGES} pages, or {MOST_BYTES / 1e6:.0f} MB; {CHANGED}"
    )


def _goes_on(page: _Found) -> bool:
    """Tell whether more pages follow; services say so in either of two places."""
    places = (page, _properties(page))
    return any(place.get("exceededTransferLimit") is True for place in places)


def _edited(features: list[_Found], layer: str) -> date:
    """Read the day of the last edit, in UTC; a service writes it in milliseconds or as text."""
    edits = [_properties(feature).get("EditDate") for feature in features]
    try:
        moments = [_moment(edit) for edit in edits if edit is not None]
        return max(moments).date()
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise SourceError(f"{layer}: does not tell when it was edited; {CHANGED}") from fault


def _moment(edit: object) -> datetime:
    if isinstance(edit, int):
        return moment(edit)
    written = datetime.fromisoformat(str(edit))
    return written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)


def _properties(element: _Found) -> _Found:
    properties = element.get("properties")
    return properties if isinstance(properties, dict) else {}


def _url(address: str, **parameters: str) -> httpx.URL:
    return httpx.URL(address, params=parameters)


def _object(answer: Answer) -> _Found:
    """Parse a JSON object; in one, the service also reports a fault, with status 200."""
    value = document(answer.content, answer.address)
    if not isinstance(value, dict):
        raise SourceError(f"{answer.address}: is not a JSON object; {CHANGED}")
    if isinstance(fault := value.get("error"), dict):
        reason = str(fault.get("message"))[:100]
        raise UnavailableError(f"{answer.address}: is refused ({reason!r}); try again later")
    return value
