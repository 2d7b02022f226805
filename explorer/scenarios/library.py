"""Library: the proposals that ship with the explorer, and those that stand in a file."""

from functools import lru_cache
from pathlib import Path

from explorer.errors import ScenarioError
from explorer.scenarios import seeds
from explorer.scenarios.model import Scenario, read


@lru_cache(maxsize=4)
def library(folder: Path | None = None) -> dict[str, Scenario]:
    """
    Read all scenarios of a folder.

    Parameters
    ----------
    folder
        A folder of TOML files; the installed one when none is given.

    Returns
    -------
    scenarios
        Scenarios by id, in the order of their dates; variants follow their default.

    Raises
    ------
    ScenarioError
        When a file is wrong or the folder holds none.
    """
    folder = folder or seeds.folder() / "scenarios"
    families = [read(path) for path in sorted(folder.glob("*.toml"))]
    if not families:
        raise ScenarioError(f"{folder}: holds no scenario; point FRONTLINE_SEEDS at the seeds")
    families.sort(key=lambda family: (family[0].date, family[0].id))
    return {scenario.id: scenario for family in families for scenario in family}


def find(name: str) -> Scenario:
    """
    Look a scenario up by its id, or read it from a TOML file.

    Parameters
    ----------
    name
        An id of the library, or a path that ends in `.toml`.

    Returns
    -------
    scenario
        The scenario.

    Raises
    ------
    ScenarioError
        When there is none.
    """
    if name.endswith(".toml"):
        return read(Path(name))[0]
    try:
        return library()[name]
    except KeyError as fault:
        known = ", ".join(library())
        raise ScenarioError(f"there is no scenario {name!r}; name one of {known}") from fault
