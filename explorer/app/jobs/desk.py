"""Desk: jobs of all sessions, computed in processes, so that no one of them keeps others waiting.

A session has one job at a time: a newer one ends the older. Sessions that ask for the same share a
job. Cheap jobs go first, but for those that have waited, and dear ones never take all processors.
"""

import time
from collections.abc import Callable, Hashable
from threading import Condition, Event, Thread
from typing import Generic, TypeVar

from explorer.app.jobs.process import Limits, Process
from explorer.errors import ExplorerError, TranslatableError, WorkError
from explorer.language import _

Result = TypeVar("Result")

SLOTS = 2
# What takes longer than this, in seconds of a processor, is dear.
DEAR_S = 2.0
# A job goes before one that takes a second longer and has waited for up to so many seconds.
_PATIENCE = 5.0
_POLL_S = 0.1
# Dear jobs stand back behind the page and cheap ones.
_NICE = 10
_CANCELLED = _("This was taken back before it was computed.")


class Job(Generic[Result]):
    """
    What sessions ask to be computed.

    Parameters
    ----------
    cost_s
        How long it will take, in seconds of a processor.
    start
        Starts it.

    Attributes
    ----------
    ended
        Set when `result` returns at once.
    cancelled
        Set when nobody waits for it any more.
    is_dear
        Whether it may not take the last processor.
    """

    def __init__(self, cost_s: float, start: Callable[[Limits], Process[Result]]) -> None:
        self.is_dear = cost_s > DEAR_S
        self.ended, self.cancelled = Event(), Event()
        self._start = start
        self._outcome: tuple[Result] | ExplorerError = WorkError(_CANCELLED)
        self._rank = time.monotonic() + _PATIENCE * cost_s

    def __lt__(self, other: "Job[Result]") -> bool:
        return self._rank < other._rank

    def run(self) -> None:
        """Compute it, unless it is cancelled meanwhile."""
        process = self._start(Limits(nice=_NICE if self.is_dear else 0))
        try:
            while not process.wait(_POLL_S):
                if self.cancelled.is_set():
                    return
            self._outcome = (process.result(),)
        except ExplorerError as fault:
            self._outcome = fault
        finally:
            process.end()

    def result(self) -> Result:
        """
        Get the result once the job has ended.

        Returns
        -------
        result
            What was computed; sessions share it.

        Raises
        ------
        ExplorerError
            If it could not be computed, or nobody waited for it.
        """
        if isinstance(self._outcome, TranslatableError):
            # a copy for each session, whose traceback it takes
            raise type(self._outcome)(self._outcome.template, **self._outcome.values)
        if isinstance(self._outcome, ExplorerError):
            raise self._outcome
        return self._outcome[0]


class Desk(Generic[Result]):
    """
    Jobs that wait or run.

    Parameters
    ----------
    slots
        How many run at a time.
    """

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = slots
        self._changed = Condition()
        self._jobs: dict[Hashable, Job[Result]] = {}
        self._asked_by: dict[Hashable, Hashable] = {}
        self._waiting: list[Job[Result]] = []
        self._running: list[Job[Result]] = []

    def ask(
        self,
        who: Hashable,
        key: Hashable,
        cost_s: float,
        function: Callable[..., Result],
        *args: object,
    ) -> Job[Result]:
        """
        Ask for a job, and leave the one that was asked for before, if that is another.

        Parameters
        ----------
        who
            The session.
        key
            What makes two jobs the same.
        cost_s
            How long it will take, in seconds of a processor.
        function
            A function at the top of a module.
        *args
            Its arguments.

        Returns
        -------
        job
            A new one, or the one of that key that waits or runs.
        """
        with self._changed:
            if self._asked_by.get(who) != key:
                self._leave(who)
            self._asked_by[who] = key
            known = self._jobs.get(key)
            if known is not None and not known.cancelled.is_set():
                return known
            job = Job(cost_s, lambda limits: Process(function, *args, limits=limits))
            self._jobs[key] = job
            self._waiting.append(job)
        Thread(target=self._serve, args=(key, job), daemon=True, name="job").start()
        return job

    def leave(self, who: Hashable) -> None:
        """
        Leave the job that a session has asked for; it is ended if no other waits for it.

        Parameters
        ----------
        who
            The session.
        """
        with self._changed:
            self._leave(who)

    def _leave(self, who: Hashable) -> None:
        key = self._asked_by.pop(who, None)
        if key in self._jobs and key not in self._asked_by.values():
            self._jobs[key].cancelled.set()
            self._changed.notify_all()

    def _serve(self, key: Hashable, job: Job[Result]) -> None:
        try:
            if self._takes_turn(job):
                job.run()
        finally:
            with self._changed:
                if self._jobs.get(key) is job:
                    del self._jobs[key]
                if job in self._running:
                    self._running.remove(job)
                self._changed.notify_all()
            job.ended.set()

    def _takes_turn(self, job: Job[Result]) -> bool:
        """Wait for a job's turn; tell whether it came before the job was cancelled."""
        with self._changed:
            self._changed.wait_for(lambda: job.cancelled.is_set() or self._next() is job)
            self._waiting.remove(job)
            if job.cancelled.is_set():
                return False
            self._running.append(job)
            return True

    def _next(self) -> Job[Result] | None:
        """Find the job that may start now."""
        if len(self._running) >= self._slots:
            return None
        dear = sum(job.is_dear for job in self._running)
        full = dear >= max(1, self._slots - 1)
        return min((job for job in self._waiting if not (full and job.is_dear)), default=None)
