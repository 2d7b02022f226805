"""Options by which a command computes on one machine or on many."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from explorer.errors import ClusterError

if TYPE_CHECKING:  # other commands start without processes or Dask
    from explorer.pipeline.engines import Engine

EngineId = Literal["local", "dask"]
EngineName = Annotated[
    EngineId,
    typer.Option(help="Compute on this machine's processors, or on a Dask cluster."),
]
SchedulerAddress = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Of --engine dask: its scheduler, tcp://HOST:PORT or tls://HOST:PORT; by default a "
        "cluster on this machine.",
    ),
]


@contextmanager
def started(name: EngineId, scheduler: str | None) -> "Iterator[Engine]":
    """
    Start an engine, and end it afterwards.

    Parameters
    ----------
    name
        Which one.
    scheduler
        Address of a Dask scheduler; `None` for a cluster on this machine.

    Yields
    ------
    engine
        The engine.

    Raises
    ------
    ClusterError
        If Dask is not installed, or the scheduler cannot be used.
    """
    if name == "local":
        from explorer.pipeline.engines import Local  # noqa: PLC0415

        if scheduler:
            raise ClusterError("--scheduler needs --engine dask; add it")
        yield Local()
        return
    try:
        from explorer.pipeline import cluster  # noqa: PLC0415
    except ModuleNotFoundError as fault:
        raise ClusterError(
            f"--engine dask needs {fault.name}, which is not installed; run `pip install "
            "'frontline-explorer[dask]'`"
        ) from fault
    with cluster.at(scheduler) if scheduler else cluster.here() as dask:
        yield dask
