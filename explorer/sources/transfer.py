"""Transfer: one request over HTTP, bounded in size and time, tried again where that helps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import NamedTuple

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)
from tenacity.nap import sleep

from explorer import __version__
from explorer.errors import MissingError, SourceError, UnavailableError
from explorer.sources.content import MOST_BYTES

_LONGEST_ANSWER = timedelta(minutes=5)
_LONGEST_PAUSE_S = 120.0
_PACKING = "gzip"
_DAY_S = 86_400.0
_MOST_TRIES = 4
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_TIMEOUT = httpx.Timeout(30, connect=10)
_BACKOFF = wait_exponential_jitter(initial=1, max=30)
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_PASSING = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


class Answer(NamedTuple):
    """
    What a server answered.

    Attributes
    ----------
    address
        Address that was asked.
    content
        The body, unpacked; empty if it is unchanged.
    etag, modified
        Its `ETag` and `Last-Modified`, with which it can be asked for again; empty if it has none.
    unchanged
        Whether the server says that what was fetched before is still current (304).
    """

    address: str
    content: bytes
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


class _PassingError(UnavailableError):
    """A fault that may be gone at the next try, after the pause that the server asks for."""

    def __init__(self, message: str, pause_s: float | None = None) -> None:
        super().__init__(message)
        self.pause_s = pause_s


class UnreachableError(_PassingError):
    """No connection to a server could be opened."""


def _now() -> datetime:
    return datetime.now(UTC)


def client() -> httpx.Client:
    """
    Open an HTTP client.

    Returns
    -------
    client
        It says who asks, gives up on a silent server, and follows no redirect.
    """
    agent = f"frontline-explorer/{__version__}"
    return httpx.Client(
        headers={"User-Agent": agent, "Accept-Encoding": _PACKING}, timeout=_TIMEOUT
    )


@dataclass(frozen=True)
class Transfer:
    """
    Requests over HTTP, one after the other.

    Attributes
    ----------
    client
        Sends them; see `client`.
    sleep
        Waits for a number of seconds before the next try.
    now
        Tells the time, in UTC.
    """

    client: httpx.Client
    sleep: Callable[[float], None] = sleep
    now: Callable[[], datetime] = _now

    def get(self, url: httpx.URL, headers: Mapping[str, str] = _NO_HEADERS) -> Answer:
        """
        Send a GET request, again after a fault that may pass, and receive the answer.

        Parameters
        ----------
        url
            Address to ask.
        headers
            Headers to send besides the client's own.

        Returns
        -------
        answer
            The body, or that it is unchanged.

        Raises
        ------
        MissingError
            If the server has no such file.
        UnavailableError
            If it cannot be reached, refuses, leads elsewhere or shows a page for people.
        SourceError
            If the answer is too large or takes too long.
        """
        retrying = Retrying(
            sleep=self.sleep,
            stop=stop_after_attempt(_MOST_TRIES),
            wait=_pause_s,
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        return retrying(self._once, self.client.build_request("GET", url, headers=headers))

    def _once(self, request: httpx.Request) -> Answer:
        try:
            response = self.client.send(request, stream=True)
            try:
                return self._received(request, response)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
            raise UnreachableError(
                f"{request.url}: cannot be reached ({fault}); check the connection"
            ) from fault
        except (httpx.RequestError, httpx.InvalidURL) as fault:
            raise _PassingError(
                f"{request.url}: did not answer in full ({fault}); try again later"
            ) from fault

    def _received(self, request: httpx.Request, response: httpx.Response) -> Answer:
        address, headers = str(request.url), response.headers
        unchanged = response.status_code == HTTPStatus.NOT_MODIFIED and _is_conditional(request)
        if not unchanged:
            self._check_status(address, response)
        content = b"" if unchanged else self._body(address, response)
        return Answer(
            address=address,
            content=content,
            etag=headers.get("etag", ""),
            modified=headers.get("last-modified", ""),
            unchanged=unchanged,
        )

    def _check_status(self, address: str, response: httpx.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        if response.has_redirect_location:
            raise UnavailableError(
                f"{address}: leads to {response.headers['location'][:200]!r}, which is not asked;"
                " check whether the source has moved"
            )
        if status in _GONE:
            raise MissingError(
                f"{address}: does not exist ({status}), so it was never published or has moved; try"
                " another day"
            )
        if status in _REFUSED:
            raise UnavailableError(
                f"{address}: refuses access ({status}); ask the source for permission"
            )
        if status in _PASSING:
            pause_s = self._asked_pause_s(response.headers.get("retry-after", ""))
            when = f"in {pause_s:,.0f} s" if pause_s else "later"
            raise _PassingError(
                f"{address}: is busy or broken ({status}); try again {when}", pause_s
            )
        raise UnavailableError(f"{address}: answers with status {status}; try again later")

    def _asked_pause_s(self, text: str) -> float | None:
        """Read the pause of a `Retry-After` header, which is in seconds or ends at a time."""
        if text.isascii() and text.isdecimal():
            return min(float(text), _DAY_S)
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        if until.tzinfo is None:
            return None
        return max(0.0, (until - self.now()).total_seconds())

    def _body(self, address: str, response: httpx.Response) -> bytes:
        """Receive a body up to a size and within a time, whatever its headers announce."""
        headers, deadline = response.headers, self.now() + _LONGEST_ANSWER
        if int(headers.get("content-length", 0)) > MOST_BYTES:
            raise _too_large(address)
        # packed twice, a few kB would unpack to more than memory holds before they are counted
        if headers.get("content-encoding", _PACKING) not in {_PACKING, "identity"}:
            raise SourceError(f"{address}: is not packed as {_PACKING}, as asked; try again later")
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > MOST_BYTES:
                raise _too_large(address)
            if self.now() > deadline:
                raise SourceError(f"{address}: takes too long to arrive; try again later")
        if headers.get("content-type", "").startswith("text/html") or _is_page(content):
            raise UnavailableError(
                f"{address}: answers with a web page instead of data; open it in a browser to see"
                " what it says"
            )
        return bytes(content)


def _is_conditional(request: httpx.Request) -> bool:
    return "if-none-match" in request.headers or "if-modified-since" in request.headers


def _too_large(address: str) -> SourceError:
    return SourceError(
        f"{address}: is larger than {MOST_BYTES / 1e6:.0f} MB, so it is no map of a day; check"
        " whether the source has changed"
    )


def _is_page(content: bytearray) -> bool:
    return content[:100].lstrip().startswith(b"<")


def _may_pass(fault: BaseException) -> bool:
    """Tell whether another try may help, and the server lets it follow soon."""
    return isinstance(fault, _PassingError) and (fault.pause_s or 0) <= _LONGEST_PAUSE_S


def _pause_s(state: RetryCallState) -> float:
    """Wait as long as the server asks for, else longer before every try."""
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.pause_s if isinstance(fault, _PassingError) else None
    return _BACKOFF(state) if asked is None else asked
