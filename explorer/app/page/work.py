"""Work: slow jobs run in a thread, with a progress bar and a button that cancels them.

A job is a generator: it yields its progress, from 0 to 1, and returns its result. It is cancelled
between two steps. Its thread never calls Streamlit; the page polls it.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event, Thread

import streamlit as st

from explorer.app.page import notice
from explorer.errors import ExplorerError, WorkError
from explorer.language import Speech, _

_BROKEN = _("This could not be made; the server's log says why.")
# Jobs at a time, over all sessions: each picture takes a whole processor.
_TURNS = BoundedSemaphore(2)
Job = Generator[float, None, bytes]
_POLL_S = 0.3


@dataclass
class Work:
    """
    A job that was started.

    Attributes
    ----------
    of
        What the job is made from; a change makes the result stale.
    done
        Progress, from 0 to 1.
    result
        Its result, once it is finished.
    fault
        The error that ended it.
    cancelled, ended
        Set when it should stop, and when it has stopped.
    """

    of: object
    done: float = 0.0
    result: bytes | None = None
    fault: ExplorerError | None = None
    cancelled: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def run(self, job: Job) -> None:
        """
        Run a job step by step.

        Parameters
        ----------
        job
            The steps.
        """
        try:
            with _turn(self.cancelled):
                while not self.cancelled.is_set():
                    self.done = next(job)
        except StopIteration as finished:
            self.result = finished.value
        except ExplorerError as fault:
            self.fault = fault
        except Exception:
            self.fault = WorkError(_BROKEN)
            raise  # the server logs the traceback
        finally:
            job.close()
            self.ended.set()


@contextmanager
def _turn(cancelled: Event) -> Iterator[None]:
    """Wait until a job may run, or until this one is cancelled."""
    while not cancelled.is_set():
        if _TURNS.acquire(timeout=_POLL_S):
            try:
                yield
            finally:
                _TURNS.release()
            return
    yield


def offer(key: str, label: str, of: object, job: Callable[[], Job], speech: Speech) -> bytes | None:
    """
    Offer a result that takes a while to make.

    Parameters
    ----------
    key
        Its name on the page.
    label
        Label of the button that starts it.
    of
        What it is made from; a change discards the result.
    job
        Makes the job, which must not call Streamlit.
    speech
        The language.

    Returns
    -------
    result
        `None` until the job is finished.
    """
    name = f"work-{key}"
    work: Work | None = st.session_state.get(name)
    if work and work.of != of:
        work.cancelled.set()
        work = st.session_state[name] = None

    def start() -> None:
        fresh = st.session_state[name] = Work(of)
        Thread(target=fresh.run, args=(job(),), daemon=True, name=name).start()

    if work and not work.ended.is_set():
        _watch(name, label, speech)
        return None
    if work and work.result is not None:
        return work.result
    st.button(label, key=f"{name}-begin", on_click=start)
    if work and work.fault:
        notice.show_error(work.fault, speech)
    return None


@st.fragment(run_every=_POLL_S)
def _watch(name: str, label: str, speech: Speech) -> None:
    """Poll a job's progress, and rerun the page once it has ended."""
    work: Work | None = st.session_state.get(name)
    if work is None or work.ended.is_set():
        st.rerun()
    st.progress(work.done, text=label)

    def cancel() -> None:
        work.cancelled.set()
        st.session_state[name] = None

    if st.button(speech.gettext("Cancel"), key=f"{name}-cancel", on_click=cancel):
        st.rerun()
