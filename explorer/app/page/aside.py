"""Aside: what a session asks to be cut is computed in a process, while its run waits."""

from collections.abc import Hashable
from functools import lru_cache
from threading import get_ident

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from explorer.app.jobs import cuts, process
from explorer.app.jobs.desk import Desk
from explorer.atoms import cost, cutting, prebuilt
from explorer.atoms.cutting import Cut
from explorer.atoms.overlay import Overlay
from explorer.layers.baselines import newest

# What a reader may ask of the server, in seconds of a processor.
MOST_S = 3.0
_POLL_S = 0.1
_DESK: Desk[Overlay] = Desk()


@lru_cache(maxsize=1)
def start() -> None:
    """Let what sessions ask for be cut in processes, and prepare the first of them."""
    cutting.use(_cut)
    process.warm()


def leave() -> None:
    """End what this session has asked for in an earlier run, and does not ask for any more."""
    _DESK.leave(_session())


def _cut(asked: Cut, start: Overlay | None) -> Overlay:
    """Cut atoms in a process, which is ended if the reader leaves or asks for something else."""
    cost.check(asked.depths_km, asked.sketches, MOST_S)
    catalog, estimate = asked.catalog, cost.seconds(asked.depths_km, asked.sketches)
    folders = (catalog.folder, *catalog.beside)
    if start is not None and prebuilt.is_prebuilt(start.atoms) and asked.name == newest(catalog):
        start = None  # every process has these
    job = _DESK.ask(_session(), asked, estimate, cuts.compute, folders, asked[1:], start)
    try:
        while not job.ended.wait(_POLL_S):
            # Streamlit ends a run here if its session has ended, or begins it anew
            st.session_state.get("is there a newer run?")
    except RerunException:
        raise  # the next run waits for the same, or asks for something else
    except BaseException:
        leave()
        raise
    return job.result()


def _session() -> Hashable:
    """Name the session; a thread without one is one of its own."""
    context = get_script_run_ctx(suppress_warning=True)
    return get_ident() if context is None else context.session_id
