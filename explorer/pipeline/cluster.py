"""Cluster: an engine of Dask workers, on this machine or on many.

The only module that imports Dask, which the extra `dask` installs. What a worker was computing when
it died is computed by another. Workers need this package and the libraries that it measures with,
each in the version that is here: others may round another way, and are refused.
"""

import logging
import platform
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

import numpy as np
import pyproj
import shapely
from distributed import Client, Future, LocalCluster, get_worker
from distributed.comm.core import CommClosedError
from distributed.protocol import pickle
from distributed.scheduler import KilledWorker
from distributed.utils import silence_logging_cmgr

import explorer
from explorer.errors import ClusterError
from explorer.pipeline.engines import part_size

Item = TypeVar("Item")
Result = TypeVar("Result")
Versions = dict[str, str]

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})")
_LAST_PORT = 65535
# How long a scheduler may take to answer, and the first worker to join it.
_ANSWER_S, _JOIN_S = 30, 60
# Shapes that a module keeps are shared by the threads of a worker, and GEOS prepares them in place.
_ONE_AT_A_TIME = Lock()


class Cluster:
    """
    Computes on the workers of a scheduler.

    Parameters
    ----------
    client
        Connected to the scheduler, which has workers.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """
        Compute a function for each item.

        Parameters
        ----------
        function
            What is computed; it can be pickled, and the scheduler can import its module.
        items
            Its arguments, which can be pickled.

        Yields
        ------
        result
            What it returns, in the order of the items.

        Raises
        ------
        ClusterError
            If a worker has other versions than this process, if several workers died of one part
            of the run, or if the scheduler is gone.
        """
        size = part_size(len(items), sum(self._client.nthreads().values()) or 1)
        parts = [items[start : start + size] for start in range(0, len(items), size)]
        # sent once, and kept by the scheduler: a part that is computed again needs it again
        pickled = self._client.submit(bytes, pickle.dumps(function))
        futures: list[Future[Sequence[Result]]] = self._client.map(
            _results, parts, function=pickled, versions=versions()
        )
        try:
            for future in futures:
                yield from future.result()
        except KilledWorker as fault:
            raise ClusterError(
                "several workers died of one part of the run; give each more memory"
            ) from fault
        except (CancelledError, CommClosedError) as fault:
            raise ClusterError("the scheduler is gone; start it again, and the run") from fault
        finally:
            self._client.cancel(futures)


def _results(items: Sequence[Item], *, function: bytes, versions: Versions) -> Sequence[Result]:
    """Compute one part of a run on a worker, with a copy of the function that is its own."""
    _check(versions)
    compute: Callable[[Item], Result] = pickle.loads(function)
    with _ONE_AT_A_TIME:
        return [compute(item) for item in items]


def versions() -> Versions:
    """
    List what decides the last digit of a figure.

    Returns
    -------
    versions
        Of this package, Python, NumPy, GEOS and PROJ, by name.
    """
    return {
        "frontline-explorer": explorer.__version__,
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "GEOS": shapely.geos_version_string,
        "PROJ": pyproj.proj_version_str,
    }


def _check(wanted: Versions) -> None:
    for name, here in versions().items():
        if here != wanted[name]:
            raise ClusterError(
                f"worker {get_worker().address}: has {name} {here}; install {wanted[name]}, as the "
                "machine has that asks"
            )


@contextmanager
def here() -> Iterator[Cluster]:
    """
    Start a cluster on this machine, one process for each processor, and end it afterwards.

    Yields
    ------
    cluster
        The engine.
    """
    with (
        LocalCluster(
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,  # what the user can mend is told by an error
        ) as local,
        Client(local, set_as_default=False) as client,
    ):
        yield Cluster(client)


@contextmanager
def at(address: str) -> Iterator[Cluster]:
    """
    Connect to a scheduler.

    Parameters
    ----------
    address
        `tcp://HOST:PORT`, or `tls://HOST:PORT` with the certificates of Dask's configuration.

    Yields
    ------
    cluster
        The engine; the scheduler and its workers run on afterwards.

    Raises
    ------
    ClusterError
        If the address is none, no scheduler answers there, or it has no workers.
    """
    _check_address(address)
    with silence_logging_cmgr(logging.CRITICAL), _client(address) as client:
        try:
            client.wait_for_workers(1, timeout=_JOIN_S)
        except TimeoutError as fault:
            raise ClusterError(
                f"{address}: has no worker after {_JOIN_S} s; start one with `dask worker {address}"
                " --nthreads 1`"
            ) from fault
        yield Cluster(client)


def _client(address: str) -> Client:
    try:
        return Client(address, set_as_default=False, timeout=_ANSWER_S)
    except (OSError, ValueError, RuntimeError, TypeError) as fault:
        raise ClusterError(
            f"{address}: no scheduler answers within {_ANSWER_S} s; start one with `dask scheduler`"
        ) from fault


def _check_address(address: str) -> None:
    matched = _ADDRESS.fullmatch(address)
    if not matched or not 0 < int(matched["port"]) <= _LAST_PORT:
        raise ClusterError(
            f"{address!r} is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT"
        )
