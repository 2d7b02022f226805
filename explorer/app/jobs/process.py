"""Process: a function computed in a process of its own, which is ended at its limits.

Where the system can fork, processes come from one that has loaded the layers already, so that they
start in some hundredths of a second and share its memory. Elsewhere each loads what it needs.
"""

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from explorer.errors import ExplorerError, LimitError, WorkError
from explorer.language import _

Result = TypeVar("Result")

_SLOW = _("This takes more than {cpu} s of a processor; take some of it back.")
_LATE = _("The server is too busy to compute this now; try again in a minute.")
_LARGE = _("This takes more than {memory} MB of memory; take some of it back.")
_BROKEN = _("This could not be computed; undo the last change, or draw it differently.")
# What GEOS says where it gets none.
_NO_MEMORY = "bad_alloc"
_PREPARED = "explorer.app.jobs.prepared"


class Limits(NamedTuple):
    """
    What a process may use before it is ended.

    Attributes
    ----------
    cpu_s
        Processor time in whole seconds; not bounded on Windows.
    memory_mb
        Memory in MB, beside what it has when it starts; not bounded on Windows and macOS.
    wall_s
        Time in seconds.
    nice
        How far it stands back behind other processes, 0 to 19; not on Windows.
    """

    cpu_s: int = 4
    memory_mb: int = 500
    wall_s: float = 30.0
    nice: int = 0


class Process(Generic[Result]):
    """
    A function that is being computed in a process of its own.

    Parameters
    ----------
    function
        Any function at the top of a module.
    *args
        Its arguments, which can be pickled, as its result and its errors can.
    limits
        What it may use.
    """

    def __init__(
        self, function: Callable[..., Result], *args: object, limits: Limits | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._until = time.monotonic() + self._limits.wall_s
        self._answer, answer = _context().Pipe(duplex=False)
        self._process = _context().Process(
            target=_run, args=(answer, self._limits, function, args), daemon=True
        )
        self._process.start()
        answer.close()

    def wait(self, seconds: float) -> bool:
        """
        Wait until the process has answered or ended.

        Parameters
        ----------
        seconds
            The longest time to wait.

        Returns
        -------
        done
            Whether `result` returns at once.
        """
        left = self._until - time.monotonic()
        return bool(wait([self._answer], timeout=max(0.0, min(seconds, left)))) or left <= seconds

    def result(self) -> Result:
        """
        Wait for the result.

        Returns
        -------
        result
            What the function returned.

        Raises
        ------
        ExplorerError
            What the function raised.
        WorkError
            If the process reached a limit, or broke down.
        """
        try:
            if not self._answer.poll(max(0.0, self._until - time.monotonic())):
                raise WorkError(_LATE)
            outcome = self._answer.recv()
        except (EOFError, OSError) as fault:
            self._process.join()
            raise self._ended() from fault
        finally:
            self.end()
        if isinstance(outcome, ExplorerError):
            raise outcome
        (result,) = outcome
        return result  # type: ignore[no-any-return]  # what `_run` has sent

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._answer.close()

    def _ended(self) -> WorkError:
        """Say why there is no answer."""
        if self._process.exitcode == -getattr(signal, "SIGXCPU", 0):
            return LimitError(_SLOW, cpu=self._limits.cpu_s)
        return WorkError(_BROKEN)


def warm() -> None:
    """Let the process that others come from load the layers, aside, before the first is needed."""
    if isinstance(context := _context(), ForkServerContext):
        context.set_forkserver_preload([_PREPARED])
        from multiprocessing import forkserver  # noqa: PLC0415  (Windows cannot load it)

        forkserver.ensure_running()


@lru_cache(maxsize=1)
def _context() -> ForkServerContext | SpawnContext:
    # a plain fork would copy the locks that the server's threads hold at that moment
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")


def _run(
    answer: Connection, limits: Limits, function: Callable[..., Any], args: tuple[Any, ...]
) -> None:
    """Compute in the process, and send the result in a tuple, or the error."""
    _limit(limits)
    try:
        outcome: object = (function(*args),)
    except ExplorerError as fault:
        outcome = fault
    except MemoryError:
        outcome = LimitError(_LARGE, memory=limits.memory_mb)
    except Exception as fault:  # noqa: BLE001  (the page says so, and the server's log why)
        traceback.print_exc()
        is_memory = _NO_MEMORY in str(fault)
        outcome = LimitError(_LARGE, memory=limits.memory_mb) if is_memory else WorkError(_BROKEN)
    answer.send(outcome)


def _limit(limits: Limits) -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows lacks it; there only the time is bounded
        return
    os.nice(limits.nice)
    used = time.process_time()
    cpu_s = int(used) + limits.cpu_s
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    with suppress(OSError):  # only Linux says how much memory there is, and bounds it
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + limits.memory_mb * 10**6
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
