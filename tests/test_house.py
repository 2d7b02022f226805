"""The rooms of the package, read from every import that is written, also one within a function."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import grimp
import pytest

import explorer

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(explorer.__file__).parent
# where a module loads another only when a function needs it, and why
LATE = {
    "cli": "a command loads only what it needs, so that `frontline --help` answers at once",
    "app/jobs/process.py": "Windows has neither limits of a process nor forks",
    "geometry/reading/ogr.py": "pyogrio loads GDAL, which few files need",
    "layers/catalog.py": "a ledger reads tables, and loads no geometry",
    "layers/baselines.py": "a ledger reads tables, and loads no geometry",
    "claims/measure.py": "a claim that is only listed measures nothing",
    "atoms/store.py": "atoms that are prebuilt load no overlay",
    "pipeline/steps.py": "each layer loads only what its own step needs",
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("explorer", cache_dir=None)


def _importing(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def test_no_module_imports_itself_on_a_round_trip(graph: grimp.ImportGraph) -> None:
    order = list(TopologicalSorter(_importing(graph)).static_order())
    assert order.index("explorer.errors") < order.index("explorer.app.main")


def test_no_package_imports_itself_on_a_round_trip(graph: grimp.ImportGraph) -> None:
    packages = {module for module in graph.modules if graph.find_children(module)}
    assert {"explorer", "explorer.results", "explorer.cartography.webmap"} <= packages
    for package in packages:
        inside = {
            module: child
            for child in graph.find_children(package)
            for module in {child} | graph.find_descendants(child)
        }
        rooms: dict[str, set[str]] = {child: set() for child in inside.values()}
        for module, imported in _importing(graph).items():
            if module in inside:
                others = {inside[other] for other in imported if other in inside}
                rooms[inside[module]] |= others - {inside[module]}
        TopologicalSorter(rooms).prepare()  # raises CycleError, which names the cycle


def _late(tree: ast.Module) -> Iterator[ast.stmt]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node


def test_a_function_imports_only_where_that_saves_its_callers_time() -> None:
    late = {
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*.py")
        if any(_late(ast.parse(path.read_text("utf-8"))))
    }
    reasons = {
        path: {path.as_posix(), *map(Path.as_posix, path.parents)} & set(LATE) for path in late
    }
    assert all(reasons.values())
    # a reason that no file needs any more is struck out
    assert set.union(*reasons.values()) == set(LATE)


def test_few_modules_belong_to_no_room() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 6
