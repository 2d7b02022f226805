"""The command `frontline uncertainty`, thin over the package."""

from typing import Annotated

import typer

from explorer.cli.engines import EngineName, SchedulerAddress, started
from explorer.cli.options import AsJson, BaselineDay, opened, print_json
from explorer.errors import ScenarioError
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS


def uncertainty(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO",
            help="A scenario's id (see `frontline scenarios`), or a TOML file.",
        ),
    ] = None,
    *,
    baseline: BaselineDay = None,
    calibration: Annotated[
        bool,
        typer.Option(
            "--calibration",
            help="Instead say how often the intervals hold what a second source, or other "
            "borders, say: the table of docs/method.md.",
        ),
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=2,
            max=100_000,
            help="Instead move the line N times at random and measure what Ukraine holds by "
            "oblast, beside what the closed form says.",
        ),
    ] = None,
    engine: EngineName = "local",
    scheduler: SchedulerAddress = None,
    as_json: AsJson = False,
) -> None:
    """Say where the intervals of SCENARIO's main figures come from, component by component."""
    if draws is None and (engine != "local" or scheduler):
        raise ScenarioError("--engine and --scheduler are for --draws; say how many")
    if calibration:
        _calibration(as_json=as_json)
    elif draws is not None:
        _draws(draws, (engine, scheduler), baseline, as_json=as_json)
    elif name is None:
        raise ScenarioError("name a scenario, or ask for --calibration or --draws")
    else:
        _budgets(name, baseline, as_json=as_json)


def _budgets(name: str, baseline: str | None, *, as_json: bool) -> None:
    from explorer.results import budget, report  # noqa: PLC0415

    catalog = opened("", baseline)
    result = report.compute(catalog, SCENARIOS.find(name), day=baseline)
    budgets = budget.budgets(result)
    if as_json:
        start = result.baseline
        about = {"scenario": result.scenario.id, "baseline": start.name, "source": start.source}
        print_json(about | {"figures": [each.to_dict() for each in budgets]})
        return
    from explorer.cli.tables import layout  # noqa: PLC0415
    from explorer.cli.tables import uncertainty as tables  # noqa: PLC0415

    layout.show(*tables.budgets(catalog, result, budgets))


def _calibration(*, as_json: bool) -> None:
    from explorer.results import calibration  # noqa: PLC0415

    catalog = installed()
    if as_json:
        print_json([row._asdict() for row in calibration.rows(catalog)])
    else:
        typer.echo(calibration.markdown(catalog), nl=False)


def _draws(
    count: int,
    engine: tuple[EngineName, SchedulerAddress],
    baseline: str | None,
    *,
    as_json: bool,
) -> None:
    from explorer.layers import baselines, uncertainty  # noqa: PLC0415
    from explorer.pipeline import draws  # noqa: PLC0415

    catalog = opened("", baseline)
    line = baselines.find(catalog, baseline)
    model = uncertainty.of(catalog, line)
    front = draws.front_of(catalog, line.name)
    with started(*engine) as running:
        sample = draws.sample(front, [each.law for each in model.components], count, running)
    rows = draws.summed_up(catalog, line, model, sample)
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    from explorer.cli.tables import layout  # noqa: PLC0415
    from explorer.cli.tables import uncertainty as tables  # noqa: PLC0415

    layout.show(*tables.draws(rows, line, count))
