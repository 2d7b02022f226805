"""A cluster of real processes gives the local engine's results, also when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from dask import config as dask_config
from shapely.geometry import MultiLineString, box

from explorer.errors import ClusterError, SourceError
from explorer.layers.catalog import installed
from explorer.layers.components import Law
from explorer.pipeline import cluster, daily, draws, measuring
from explorer.pipeline.engines import Engine, Local, part_size
from tests.helpers.clusters import Deadly, Running, running, scheduling
from tests.helpers.commands import run

Item = TypeVar("Item")
Result = TypeVar("Result")

DAYS = [date(2025, 12, day) for day in range(6, 11)]
LINE = MultiLineString([[(37.0, 47.9), (37.0, 48.6)]])
OBLASTS = {"UA-14": box(36, 48, 38, 48.5)}


@pytest.fixture
def cluster_of_two(tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with running(folder) as started:
        yield started


@pytest.fixture
def few_days(raw: Path, tmp_path: Path) -> Path:
    """Link the files of a few days into a folder."""
    for source, prefix in (
        ("deepstate", "deepstatemap_data"),
        ("deepstate_contested", "deepstatemap_unknown"),
    ):
        (tmp_path / "raw" / source).mkdir(parents=True)
        for day in DAYS:
            name = f"{prefix}_{day:%Y%m%d}.geojson"
            (tmp_path / "raw" / source / name).symlink_to(raw / source / name)
    return tmp_path / "raw"


def assert_one_died(running: Running) -> None:
    """Check that one worker was killed, and that the other is alive."""
    ended = [worker.poll() for worker in running.workers]
    assert sorted(ended, key=str) == [-signal.SIGKILL, None]


def test_a_history_is_the_same_after_a_worker_died(
    cluster_of_two: Running, few_days: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, marker = installed(), tmp_path / "marker"
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "here"))
    here = daily.from_layers(catalog, few_days, Local())
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "there"))
    with cluster.at(cluster_of_two.address) as dask:
        assert daily.from_layers(catalog, few_days, Deadly(dask, marker)) == here
    # what other machines measured is kept on the one that asked
    assert len(list((tmp_path / "there" / measuring.KIND).iterdir())) == len(DAYS)
    assert_one_died(cluster_of_two)
    # the one that is left does a whole run, by the command
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "command"))
    output = tmp_path / "daily.csv"
    options = ["--engine", "dask", "--scheduler", cluster_of_two.address]
    done = run("history", "--raw", str(few_days), "-o", str(output), *options)
    assert done.returncode == 0, done.stderr
    assert output.read_text(encoding="utf-8") == here


def test_draws_are_the_same_after_a_worker_died(cluster_of_two: Running, tmp_path: Path) -> None:
    front, errors = draws.front(LINE, OBLASTS), [Law(0.3, 2.6, 0.5), Law(0.1, None, 0.0)]
    with cluster.at(cluster_of_two.address) as dask:
        there = draws.sample(front, errors, 36, Deadly(dask, tmp_path / "marker"))
    assert_one_died(cluster_of_two)
    assert there == draws.sample(front, errors, 36, Local())


@dataclass(frozen=True)
class Altering:
    """An engine that finds another file than was there when the run began."""

    engine: Engine
    path: Path

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Alter the file, and compute."""
        self.path.unlink()
        self.path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
        return self.engine.map(function, items)


def test_a_file_that_a_worker_sees_otherwise_is_named(
    cluster_of_two: Running, few_days: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    path = few_days / "deepstate" / "deepstatemap_data_20251208.geojson"
    with (
        cluster.at(cluster_of_two.address) as dask,
        pytest.raises(SourceError, match=rf"{path}: it, or a file beside it, is not as it was"),
    ):
        daily.from_layers(installed(), few_days, Altering(dask, path))


def test_a_worker_of_another_release_is_named(
    cluster_of_two: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {**cluster.versions(), "GEOS": "3.9.0"}
    monkeypatch.setattr(cluster, "versions", lambda: others)
    with (
        cluster.at(cluster_of_two.address) as dask,
        pytest.raises(ClusterError, match=r"worker tcp://127.*GEOS .*install 3\.9\.0"),
    ):
        list(dask.map(str, [1, 2, 3]))


def test_a_scheduler_that_dies_is_told(cluster_of_two: Running) -> None:
    kill = partial(os.kill, cluster_of_two.scheduler.pid)
    with (
        cluster.at(cluster_of_two.address) as dask,
        pytest.raises(ClusterError, match="the scheduler is gone; start it again"),
    ):
        list(dask.map(kill, [signal.SIGKILL]))


def test_a_part_of_which_every_worker_dies_is_told() -> None:
    # one death is enough here; by default, four are
    with (
        dask_config.set({"distributed.scheduler.allowed-failures": 0}),
        cluster.here() as dask,
        pytest.raises(ClusterError, match="several workers died of one part of the run"),
    ):
        list(dask.map(_die, [0]))


def _die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_cluster_on_this_machine_needs_no_address() -> None:
    with cluster.here() as dask:
        assert list(dask.map(str, range(9))) == [str(number) for number in range(9)]
        assert list(dask.map(str, [])) == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8786",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:65536",
        "http://127.0.0.1:8786",
        "inproc://1/2/3",
        "tcp://a b:1",
        "tcp://127.0.0.1:8786\n",
    ],
)
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    options = ["-o", str(tmp_path / "daily.csv"), "--engine", "dask", "--scheduler", address]
    done = run("history", "--raw", str(tmp_path), *options)
    assert done.returncode == 2
    assert "is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT" in done.stderr


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWER_S", 0.2)
    # nobody may listen at port 1 but the system
    with (
        pytest.raises(ClusterError, match=r"tcp://127.0.0.1:1: no scheduler answers within 0.2 s"),
        cluster.at("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_scheduler_without_workers_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_JOIN_S", 0.2)
    with (
        scheduling(tmp_path) as lonely,
        pytest.raises(ClusterError, match=r"has no worker after 0.2 s; start one with"),
        cluster.at(lonely.address),
    ):
        pass


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--engine", "dask"], "say with --output where to"),
        (["--scheduler", "tcp://127.0.0.1:8786", "-o", "daily.csv"], "needs --engine dask"),
    ],
)
def test_an_engine_that_would_not_be_used_is_refused(
    options: list[str], fault: str, tmp_path: Path
) -> None:
    done = run("history", *options, "--raw", ".", folder=tmp_path)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert fault in done.stderr


def test_without_the_extra_one_sentence_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "explorer.pipeline.cluster")
    monkeypatch.delattr("explorer.pipeline.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not installed
    output = str(tmp_path / "daily.csv")
    done = run("history", "-o", output, "--raw", str(tmp_path), "--engine", "dask")
    assert done.returncode == 2
    assert "pip install 'frontline-explorer[dask]'" in done.stderr


def test_commands_load_no_dask() -> None:
    code = (
        "import sys; sys.argv[1:] = ['ledger', 'freeze', '--json']\n"
        "from explorer.cli import main\n"
        "try: main()\n"
        "finally: assert not {'dask', 'distributed'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_run_is_divided_among_the_processors() -> None:
    assert [part_size(items, 2) for items in (0, 1, 8, 9, 769)] == [1, 1, 1, 2, 97]
