"""OGR: reads a stranger's GeoPackage or Shapefile with GDAL, in a process of its own.

The process has a single driver, so that a file cannot make GDAL open another format or an address;
bounded memory and time, so that a file cannot exhaust the machine; and a bounded answer. A crash in
GDAL ends only that process. This file is also the process's script.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import numpy as np
import shapely

MOST_LAYERS = 100
_MEMORY_BYTES = 2 * 1024**3
_ANSWER_BYTES = 128 * 1024**2
_CPU_S = 20
_WALL_S = 60
_DATA_FRAMES = ("geopandas", "pandas", "pyarrow")

System = Literal["stated", "missing", "unusable"]


class Layer(NamedTuple):
    """
    Features of a layer.

    Attributes
    ----------
    state
        Whether it states a coordinate system; `unusable` if it cannot be converted to degrees.
    system, accuracy_m
        The coordinate system, and how far off the conversion may be; see `degrees.Converted`.
    geometries
        Each feature's geometry in longitude and latitude, or `None`, shape (n,). If the system
        is missing, coordinates are as in the file.
    properties
        Values of each feature by name.
    """

    state: System
    system: str
    accuracy_m: float
    geometries: np.ndarray
    properties: list[dict[str, Any]]


class Answer(NamedTuple):
    """
    Layers of a file.

    Attributes
    ----------
    layer_count
        How many layers it has.
    features, points
        How many features and points were read; of too many the counts are given alone.
    layers
        Those with geometries, in their order.
    """

    layer_count: int
    features: int
    points: int
    layers: list[Layer]


def read(
    files: Mapping[str, bytes], main: str, driver: str, most_features: int, most_points: int
) -> Answer:
    """
    Read the features of all layers of a file.

    Parameters
    ----------
    files
        Contents by plain file name, of the file and of those that belong to it.
    main
        Name of the one to open.
    driver
        GDAL's short name of the format, as in `pyogrio.list_drivers`.
    most_features, most_points
        Of how many features and points geometries are given at most.

    Returns
    -------
    answer
        Its layers; none if there are more than 100, or too many features or points.

    Raises
    ------
    TimeoutError
        If it takes longer than a minute.
    OSError
        If GDAL cannot read it as that format within 20 s of processor time and 2 GB of memory.
    """
    with tempfile.TemporaryDirectory(prefix="frontline-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        answer = Path(folder) / "answer.json"
        _run(Path(folder) / main, answer, driver, (most_features, most_points))
        count, features, points, layers = json.loads(answer.read_bytes())
    return Answer(count, features, points, [_layer(*each) for each in layers])


def _layer(
    state: System,
    system: str,
    accuracy_m: float,
    binary: list[str | None],
    properties: Any,  # noqa: ANN401
) -> Layer:
    with np.errstate(invalid="ignore"):  # coordinates may be NaN
        geometries = shapely.from_wkb(np.array(binary, dtype=object))
    return Layer(state, system, accuracy_m, geometries, properties)


def _run(path: Path, answer: Path, driver: str, most: tuple[int, int]) -> None:
    # -P: keep this file's folder off the import path, since a module there could shadow Python's
    command = [sys.executable, "-P", "-W", "ignore", str(Path(__file__).resolve()), str(path)]
    try:
        with answer.open("wb") as output:
            subprocess.run(  # noqa: S603  (our own file, run by our own interpreter)
                [*command, *map(str, most)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env=_environment(driver),
                timeout=_WALL_S,
                check=True,
            )
    except subprocess.TimeoutExpired as fault:
        raise TimeoutError(f"{path.name}: takes longer than {_WALL_S} s") from fault
    except subprocess.CalledProcessError as fault:
        raise OSError(f"{path.name}: cannot be read as {driver}") from fault


def _environment(driver: str) -> dict[str, str]:
    """Let GDAL skip all drivers but one, and read withdrawn codes as what they were."""
    import pyogrio  # noqa: PLC0415  (most sessions upload nothing)

    others = sorted(set(pyogrio.list_drivers()) - {driver})
    return os.environ | {
        "GDAL_SKIP": ",".join(others),
        "OSR_USE_NON_DEPRECATED": "NO",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    }


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows lacks it; there only the timeout applies
        return
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_S),
        (resource.RLIMIT_FSIZE, _ANSWER_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _answer(path: str, most_features: int, most_points: int) -> Answer:
    """Read a file in this process."""
    # without these pyogrio starts in a third of the time; they only make data frames
    cast("dict[str, object]", sys.modules).update(dict.fromkeys(_DATA_FRAMES))
    import pyogrio.raw  # noqa: PLC0415

    names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    if len(names) > MOST_LAYERS:
        return Answer(len(names), 0, 0, [])
    layers, features, points = [], 0, 0
    for name in names:
        about, _, binary, columns = pyogrio.raw.read(
            path,
            layer=name,
            force_2d=True,
            max_features=most_features + 1,
            datetime_as_string=True,
        )
        shapes = shapely.from_wkb(binary)
        features += len(shapes)
        points += int(shapely.get_num_coordinates(shapes).sum())
        if features > most_features or points > most_points:
            return Answer(len(names), features, points, [])
        layers.append(_converted(shapes, about["crs"], [*_rows(about["fields"], columns)]))
    return Answer(len(names), features, points, layers)


def _rows(fields: Any, columns: list[np.ndarray]) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    for values in zip(*(column.tolist() for column in columns), strict=True):
        yield {
            str(field): value
            for field, value in zip(fields, values, strict=True)
            if not isinstance(value, bytes)
        }


def _converted(shapes: np.ndarray, system: str | None, rows: list[dict[str, Any]]) -> Layer:
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    from explorer.geometry.reading import degrees  # noqa: PLC0415

    properties = rows or [{} for _ in shapes]
    if system is None:
        return Layer("missing", "", 0.0, shapes, properties)
    try:
        converted, name, accuracy_m = degrees.convert(shapes, system)
    except ProjError:
        return Layer("unusable", system, 0.0, np.array([], dtype=object), [])
    return Layer("stated", name, accuracy_m, converted, properties)


if __name__ == "__main__":
    _limit()
    count, features, points, layers = _answer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    written = [
        each._replace(geometries=shapely.to_wkb(each.geometries, hex=True).tolist())
        for each in layers
    ]
    json.dump((count, features, points, written), sys.stdout, default=str)
