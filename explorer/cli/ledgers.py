"""The commands `frontline scenarios`, `ledger`, `compare` and `map`, thin over the package."""

from pathlib import Path
from typing import Annotated

import typer

from explorer.cli.options import (
    AsJson,
    BaselineDay,
    FrameName,
    LineShift,
    ScenarioName,
    SecondDay,
    echo,
    opened,
    print_json,
)
from explorer.language import Language
from explorer.scenarios.library import SCENARIOS


def scenarios(*, as_json: AsJson = False) -> None:
    """List the scenarios, with date and source."""
    from explorer.cli.tables import layout, ledgers  # noqa: PLC0415

    proposals = SCENARIOS.all()
    if as_json:
        print_json([proposal.model_dump(mode="json") for proposal in proposals.values()])
    else:
        layout.show(ledgers.scenarios(proposals.values()))


def ledger(
    name: ScenarioName,
    *,
    baseline: BaselineDay = None,
    line_shift: LineShift = None,
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Show who ends up with what under SCENARIO, oblast by oblast, in km²."""
    from explorer.results import report  # noqa: PLC0415

    catalog, proposal = opened(frame, baseline), SCENARIOS.find(name)
    result = report.compute(catalog, proposal, day=baseline, shift_km=line_shift)
    if as_json:
        print_json(result.to_dict())
        return
    from explorer.cli.tables import ageing, layout, ledgers  # noqa: PLC0415

    layout.show(*ledgers.report(result), *ageing.advice(catalog, result.baseline.name))


def compare(
    first: ScenarioName,
    second: ScenarioName,
    *,
    baseline: BaselineDay = None,
    second_baseline: SecondDay = None,
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Compare two scenarios, or two days: what changes from FIRST's holders to SECOND's."""
    from explorer.cli.tables import comparisons, layout  # noqa: PLC0415
    from explorer.layers import baselines  # noqa: PLC0415
    from explorer.results import comparison  # noqa: PLC0415

    catalog = opened(frame, baseline, second_baseline)
    day = baselines.find(catalog, baseline).name
    result = comparison.compare(
        catalog,
        comparison.Side(SCENARIOS.find(first), day),
        comparison.Side(SCENARIOS.find(second), second_baseline or day),
    )
    if as_json:
        print_json(result.to_dict())
    else:
        layout.show(*comparisons.comparison(result))


def map_(
    name: ScenarioName,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="HTML file to write.")],
    baseline: BaselineDay = None,
    language: Annotated[
        Language, typer.Option("--lang", help="Language of the map's words.")
    ] = "en",
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Write SCENARIO's interactive map as one HTML file that works offline."""
    from explorer import files  # noqa: PLC0415
    from explorer.cartography.webmap import interactive  # noqa: PLC0415
    from explorer.results import report  # noqa: PLC0415

    files.check_place(output)
    catalog = opened(frame, baseline)
    result = report.compute(catalog, SCENARIOS.find(name), day=baseline)
    size = files.write(output, interactive.page(catalog, result, language=language))
    if as_json:
        print_json({"path": str(output), "bytes": size})
    else:
        echo(f"{output}: {size / 1e6:.1f} MB, works offline")
