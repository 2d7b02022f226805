"""Work: what takes long runs beside the page, shows how far it is, and can be cancelled.

A job is a generator: it yields how far it is, from 0 to 1, and returns its result. It is cancelled
between two steps. It runs in a thread that never speaks to the page; the page looks after it.
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
# Jobs at a time, of all sessions: pictures take a processor each.
_PLACES = BoundedSemaphore(2)
Job = Generator[float, None, bytes]
_LOOK_S = 0.3


@dataclass
class Work:
    """
    A job that was begun.

    Attributes
    ----------
    of
        What the job is of; another makes the result stale.
    done
        How far it is, from 0 to 1.
    result
        Once it is finished.
    fault
        What went wrong.
    cancelled, ended
        Whether it was told to stop, and whether it has stopped.
    """

    of: object
    done: float = 0.0
    result: bytes | None = None
    fault: ExplorerError | None = None
    cancelled: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def run(self, job: Job) -> None:
        """
        Carry a job out, step by step.

        Parameters
        ----------
        job
            The steps.
        """
        try:
            with _places(self.cancelled):
                while not self.cancelled.is_set():
                    self.done = next(job)
        except StopIteration as finished:
            self.result = finished.value
        except ExplorerError as fault:
            self.fault = fault
        except Exception:
            self.fault = WorkError(_BROKEN)
            raise  # the server's log says where
        finally:
            job.close()
            self.ended.set()


@contextmanager
def _places(cancelled: Event) -> Iterator[None]:
    """Wait for a place among the jobs, or until this one is cancelled."""
    while not cancelled.is_set():
        if _PLACES.acquire(timeout=_LOOK_S):
            try:
                yield
            finally:
                _PLACES.release()
            return
    yield


def offer(key: str, label: str, of: object, job: Callable[[], Job], speech: Speech) -> bytes | None:
    """
    Offer a result that takes a while.

    Parameters
    ----------
    key
        Its name on the page.
    label
        What the button says that begins it.
    of
        What it is made of; when that changes, the result is thrown away.
    job
        Begins the job; it may not speak to the page.
    speech
        The language.

    Returns
    -------
    result
        Once there is one.
    """
    name = f"work-{key}"
    begun: Work | None = st.session_state.get(name)
    if begun and begun.of != of:
        begun.cancelled.set()
        begun = st.session_state[name] = None

    def begin() -> None:
        fresh = st.session_state[name] = Work(of)
        Thread(target=fresh.run, args=(job(),), daemon=True, name=name).start()

    if begun and not begun.ended.is_set():
        _watch(name, label, speech)
        return None
    if begun and begun.result is not None:
        return begun.result
    st.button(label, key=f"{name}-begin", on_click=begin)
    if begun and begun.fault:
        notice.fault(begun.fault, speech)
    return None


@st.fragment(run_every=_LOOK_S)
def _watch(name: str, label: str, speech: Speech) -> None:
    """Look again and again how far a job is; the page is drawn anew once it has ended."""
    begun: Work | None = st.session_state.get(name)
    if begun is None or begun.ended.is_set():
        st.rerun()
    st.progress(begun.done, text=label)

    def cancel() -> None:
        begun.cancelled.set()
        st.session_state[name] = None

    if st.button(speech.gettext("Cancel"), key=f"{name}-cancel", on_click=cancel):
        st.rerun()
