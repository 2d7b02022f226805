"""The documentation is true: its commands run, its examples hold, its reference is current."""

import doctest
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.layers.catalog import installed
from explorer.layers.components import components
from tests.helpers.commands import run
from tests.helpers.pictures import small_pictures

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md"))
    if path.name != "cli.md"
)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str, list[str]]]:
    """List each command of a console block, with the lines that it should print."""
    found = []
    for path in DOCUMENTS:
        for block in CONSOLE.findall(path.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *printed = part.splitlines()
                found.append((path.name, command, [line for line in printed if line != "…"]))
    return found


@pytest.mark.parametrize(("document", "command", "printed"), sessions())
def test_commands_run_and_print_what_is_shown(
    document: str, command: str, printed: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # the commands of one document follow one another in one folder, as a reader types them
    folder = tmp_path_factory.getbasetemp() / f"reader-of-{document}"
    folder.mkdir(exist_ok=True)
    name, *arguments = shlex.split(command)
    assert name == "frontline", f"{document} runs something else"
    with small_pictures():
        done = run(*arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for line in printed:
        assert " ".join(line.split()) in lines


def test_the_readme_shows_commands_and_examples() -> None:
    assert len([row for row in sessions() if row[0] == "README.md"]) >= 4
    tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried.attempted >= 5
    assert tried.failed == 0


def test_links_lead_somewhere() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in DOCUMENTS:
        named = set(re.findall(r"(?:^    |`)make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, path.name


def test_the_command_reference_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "typer", "explorer.cli", "utils", "docs", "--name", "frontline"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    current = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert current == done.stdout, "run `make docs`"


def test_every_key_of_the_ledgers_json_is_documented() -> None:
    done = run("ledger", "plan-28", "--json")
    text = (ROOT / "docs" / "ledger-json.md").read_text(encoding="utf-8")
    found = json.loads(done.stdout)
    nested = {key for part in ("scenario", "baseline") for key in found[part]}
    for key in {*found, *nested, *found["rows"][0], *found["holders"][0], *found["statuses"][0]}:
        assert f"`{key}`" in text, key


def test_every_key_of_a_budgets_json_is_documented() -> None:
    found = json.loads(run("uncertainty", "plan-28", "--json").stdout)
    text = (ROOT / "docs" / "ledger-json.md").read_text(encoding="utf-8")
    figure = found["figures"][0]
    for key in {*found, *figure, *figure["contested"], *figure["components"][0]}:
        assert f"`{key}`" in text, key


def test_the_method_has_each_component_as_it_was_measured() -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    for each in components(installed()):
        reach = "all of it" if each.reach_km is None else f"{each.reach_km:g} km"
        bias = f"{each.bias_km:+g} km".replace("-", "−")
        days = each.date.replace("/", " to ")
        row = (
            f"| `{each.name}` | {each.sd_km:g} km | {reach} | {each.exponent:g} | {bias} | {days} |"
        )
        assert f"{row} {each.days} |" in text, f"docs/method.md lacks: {row} {each.days} |"


def test_every_layer_is_on_the_data_card() -> None:
    card = (installed().folder / "README.md").read_text(encoding="utf-8")
    for name, resource in installed().resources.items():
        path = re.sub(r"\d{4}-\d\d-\d\d", "DATE", resource.path)
        assert f"`{path}`" in card, name
