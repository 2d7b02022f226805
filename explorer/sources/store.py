"""Store: raw days of the front that a reader fetched, kept on this machine.

Each day is a file as its source sent it, `SOURCE/DATE.json`, and beside it a record of where it
comes from, `SOURCE/DATE.record.json`. A source's licence rarely allows passing these files on, so
that they stay among the user's own.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from explorer import files
from explorer.errors import MissingError, OutputError, SourceError

_RECORD = ".record.json"
_NOTES = "notes.json"
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Record(BaseModel):
    """
    Where a raw day comes from.

    Attributes
    ----------
    source
        Id of the source.
    day
        The day that the source gives it.
    address
        Where it was fetched.
    retrieved
        When it was fetched, in UTC.
    etag, modified
        The server's `ETag` and `Last-Modified`; empty if it sent none.
    licence
        The licence that was accepted.
    size
        Bytes.
    sha256
        Digest of the bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    day: date
    address: str
    retrieved: AwareDatetime
    etag: str
    modified: str
    licence: str
    size: int
    sha256: str


class Kept(NamedTuple):
    """
    A raw day with its record.

    Attributes
    ----------
    content
        The bytes, which the record's digest verifies.
    record
        Where they come from.
    """

    content: bytes
    record: Record


class Notes(BaseModel):
    """
    What is remembered of a source.

    Attributes
    ----------
    licence
        The licence that the user accepted; empty before.
    accepted, asked
        When it was accepted, and when the source was last asked, in UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    licence: str = ""
    accepted: AwareDatetime | None = None
    asked: AwareDatetime | None = None


_Model = TypeVar("_Model", Record, Notes)


@dataclass(frozen=True)
class Store:
    """
    Raw days in a folder.

    Attributes
    ----------
    folder
        Holds a folder of each source; it may not exist yet.
    """

    folder: Path

    def days(self, source: str) -> tuple[date, ...]:
        """
        List the days at hand of a source.

        Parameters
        ----------
        source
            Its id.

        Returns
        -------
        days
            Oldest first.
        """
        found = (_dated(path) for path in self._place(source).glob(f"*{_RECORD}"))
        return tuple(sorted(day for day in found if day))

    def record(self, source: str, day: date) -> Record:
        """
        Read where a day comes from.

        Parameters
        ----------
        source
            Id of its source.
        day
            The day.

        Returns
        -------
        record
            Its record; the bytes are not read.

        Raises
        ------
        MissingError
            If the day is not at hand.
        SourceError
            If the record cannot be read.
        """
        path = self._place(source) / f"{day}{_RECORD}"
        if not path.is_file():
            raise MissingError(
                f"{source}: {day} is not at hand; run `frontline fetch {source} --date {day}`"
            )
        return _loaded(path, Record)

    def read(self, source: str, day: date) -> Kept:
        """
        Read a day and verify that it is what was fetched.

        Parameters
        ----------
        source
            Id of its source.
        day
            The day.

        Returns
        -------
        kept
            Bytes and record.

        Raises
        ------
        MissingError
            If the day is not at hand.
        SourceError
            If it was altered or cannot be read.
        """
        record = self.record(source, day)
        path = self.path(source, day)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise SourceError(
                f"{path}: cannot be read ({fault.strerror}); fetch it again"
            ) from fault
        if hashlib.sha256(content).hexdigest() != record.sha256:
            raise SourceError(f"{path}: was altered after it was fetched; fetch it again")
        return Kept(content, record)

    def keep(self, content: bytes, record: Record) -> None:
        """
        Keep a day with its record; a day that is at hand is replaced.

        Parameters
        ----------
        content
            The bytes.
        record
            Where they come from.

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        fresh = {
            self.path(record.source, record.day).name: content,
            f"{record.day}{_RECORD}": _dumped(record),
        }
        with self._changing(record.source) as names:
            files.replace_folder(self._place(record.source), names | fresh)

    def forget(self, source: str, day: date) -> None:
        """
        Delete a day, if it is at hand.

        Parameters
        ----------
        source
            Id of its source.
        day
            The day.

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        if not self._place(source).is_dir():
            return
        gone = {self.path(source, day).name, f"{day}{_RECORD}"}
        with self._changing(source) as names:
            left = {name: path for name, path in names.items() if name not in gone}
            files.replace_folder(self._place(source), left)

    def path(self, source: str, day: date) -> Path:
        """
        Tell where a day's bytes lie.

        Parameters
        ----------
        source
            Id of its source.
        day
            The day.

        Returns
        -------
        path
            A file that may not exist.
        """
        return self._place(source) / f"{day}.json"

    def notes(self, source: str) -> Notes:
        """
        Recall what is remembered of a source.

        Parameters
        ----------
        source
            Its id.

        Returns
        -------
        notes
            Empty ones if nothing is.

        Raises
        ------
        SourceError
            If they cannot be read.
        """
        path = self._place(source) / _NOTES
        return _loaded(path, Notes) if path.is_file() else Notes()

    def note(self, source: str, **changes: str | datetime | None) -> None:
        """
        Remember something of a source.

        Parameters
        ----------
        source
            Its id.
        **changes
            New values of `Notes`.

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        with self._changing(source):
            notes = self.notes(source).model_copy(update=changes)
            files.write(self._place(source) / _NOTES, _dumped(notes))

    def _place(self, source: str) -> Path:
        if not _ID.fullmatch(source):
            raise SourceError(f"{source!r} is no id of a source; use small letters and hyphens")
        return self.folder / source

    @contextmanager
    def _changing(self, source: str) -> Iterator[dict[str, bytes | Path]]:
        """Let nobody else change a source's folder, and list the files that are in it."""
        place = self._place(source)
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise OutputError(
                f"{place}: cannot be made ({fault.strerror}); set FRONTLINE_CONTROL to another"
                " folder"
            ) from fault
        with files.locked(place):
            yield dict(files.listed(place))


def _dumped(model: BaseModel) -> bytes:
    return (model.model_dump_json(indent=2) + "\n").encode()


def _dated(path: Path) -> date | None:
    """Read the day in a record's name; anything else in the folder is left alone."""
    name = path.name.removesuffix(_RECORD)
    return date.fromisoformat(name) if _DAY.fullmatch(name) else None


def _loaded(path: Path, model: type[_Model]) -> _Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        raise SourceError(f"{path}: cannot be read; delete it, and fetch again") from fault


def own() -> Store:
    """
    Open the user's own store.

    Returns
    -------
    store
        In the folder that `FRONTLINE_CONTROL` names, else among the user's files.
    """
    return Store(files.users_folder("FRONTLINE_CONTROL", "control"))
