"""Notebooks run from end to end, on public functions only, and say what they are stored with."""

import ast
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = ("01_check_6600", "02_scenarios", "03_uncertainty")
SECONDS = 600


def read(path: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def printed(notebook: NotebookNode) -> list[tuple[str, str]]:
    """List what each cell says in words: text that it prints, and tables."""
    return [
        (cell.id, output.get("text") or output.get("data", {}).get("text/plain", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" not in output.get("data", {})
    ]


def pictures(notebook: NotebookNode) -> int:
    return sum(
        "image/png" in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def raw_is_at_hand() -> bool:
    folder = os.environ.get("FRONTLINE_RAW") or ROOT.parent / "shared" / "geodata"
    return (Path(folder) / "deepstate").is_dir() and (Path(folder) / "oblasts").is_dir()


def test_all_three_are_there() -> None:
    assert tuple(path.stem for path in NOTEBOOKS) == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_says_what_is_stored(path: Path) -> None:
    stored = read(path)
    fresh = read(path)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(fresh, timeout=SECONDS, resources=where).execute()
    assert pictures(fresh) == pictures(stored)
    # the cell that compares borders says so when it lacks them, and nothing else depends on them
    without = [] if raw_is_at_hand() else [c.id for c in stored.cells if "LAYERS =" in c.source]
    first, second = ([row for row in printed(n) if row[0] not in without] for n in (fresh, stored))
    assert first == second


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_whole_and_reads_well(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert notebook.cells[0].cell_type == "markdown"
    assert pictures(notebook) >= 1
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    # an object's address would differ at every run, a foreign script would not show offline
    text = path.read_text(encoding="utf-8")
    assert " at 0x" not in text
    assert "<script" not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_calls_public_functions_only(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            names = [node.attr] if isinstance(node, ast.Attribute) else []
            if isinstance(node, ast.ImportFrom):
                names += [alias.name for alias in node.names] + (node.module or "").split(".")
            assert not [name for name in names if name.startswith("_")], cell.id
