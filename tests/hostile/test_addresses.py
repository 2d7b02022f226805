"""What strangers may write into an address is refused at once, or cut within a process's limits."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from explorer.app.jobs import cuts
from explorer.app.jobs.process import Limits, Process
from explorer.app.page import aside
from explorer.atoms import cost, cutting
from explorer.atoms.table import DEPTHS_KM
from explorer.errors import ExplorerError, LimitError, TranslatableError
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.own import edit as editing
from explorer.own import packing
from explorer.results import report
from explorer.scenarios.model import Scenario
from tests.helpers import serving, visitors
from tests.hostile.addresses import Address, addresses, cpu_s

_LONGEST_S = 120


def _depths(scenario: Scenario) -> tuple[float, ...]:
    return tuple(sorted({*scenario.depths_km} - {*DEPTHS_KM}))


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.kind)
def test_an_address_is_refused_in_a_sentence_or_costs_little(address: Address) -> None:
    try:
        edit = packing.unpacked(address.edit)
        scenario = editing.applied(edit)
        editing.check(edit, installed())
        cost.check(_depths(scenario), scenario.sketches, aside.MOST_S)
    except ExplorerError as fault:
        assert isinstance(fault, TranslatableError)  # noqa: PT017  (both ends are right)
        assert speech_in("uk").fault(fault) != str(fault)  # noqa: PT017
    else:
        assert cost.seconds(_depths(scenario), scenario.sketches) <= aside.MOST_S


@pytest.mark.parametrize(
    "kind",
    [
        "20 surroundings of one place, 10 m apart",
        "3 depths metres apart",
        "a scrawl of 4000 points, 0.001 wide",
    ],
)
def test_what_costs_more_than_was_estimated_is_ended(kind: str) -> None:
    catalog, limits = installed(), Limits(cpu_s=1, wall_s=_LONGEST_S)
    address = next(each for each in addresses() if each.kind == kind)
    scenario = editing.applied(packing.unpacked(address.edit))
    baseline = baselines.find(catalog)
    shift = report.spread_of(catalog, baseline).shift_km
    asked = cutting.Cut(catalog, baseline.name, _depths(scenario), shift, scenario.sketches)
    with pytest.raises(LimitError, match="more than 1 s"):
        Process(
            cuts.compute, (catalog.folder, *catalog.beside), asked[1:], None, limits=limits
        ).result()


def test_work_ends_when_the_stranger_leaves(tmp_path: Path) -> None:
    kind = "20 surroundings of one place, 10 m apart"
    address = next(each for each in addresses() if each.kind == kind)
    with serving.running(tmp_path / "log") as url:
        (server,) = [
            each
            for each in psutil.Process().children(recursive=True)
            if f"--server.port={url.rpartition(':')[2]}" in each.cmdline()
        ]
        port = int(url.rpartition(":")[2])
        with visitors.visiting(port) as socket:
            visitors.ask(socket, "")
            visitors.seen(socket)
        before = {*server.children(recursive=True)}
        with visitors.visiting(port) as socket:
            visitors.ask(socket, address.query)
            while not (working := {*server.children(recursive=True)} - before):
                with pytest.raises(TimeoutError):
                    visitors.seen(socket, timeout=0.05)
            busy = cpu_s(server)
        _, alive = psutil.wait_procs(working, timeout=_LONGEST_S)
        assert not alive
        # it would have taken 4 s
        assert cpu_s(server) - busy < 3
