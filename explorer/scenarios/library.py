"""Library: the scenarios that ship with the explorer, and those that stand in a file."""

from pathlib import Path

from explorer.errors import ScenarioError
from explorer.scenarios.model import Scenario, parse
from explorer.scenarios.seeds import Seeds

SCENARIOS: Seeds[Scenario] = Seeds(Path("scenarios"), parse, ScenarioError, "scenario")
