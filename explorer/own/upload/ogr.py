"""OGR: reads a stranger's file with GDAL, in a process of its own.

The process has a single driver, so that a file cannot make GDAL open another format or an address;
bounded memory and time, so that a file cannot exhaust the machine; and a bounded answer. A crash in
GDAL ends only that process. This file is also the process's script, so it imports nothing of the
explorer.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, cast

import numpy as np
import shapely

MOST_FEATURES = 5_000
MOST_POINTS = 200_000
_MEMORY_BYTES = 2 * 1024**3
_ANSWER_BYTES = 64 * 1024**2
_CPU_S = 20
_WALL_S = 60
_WGS84 = "EPSG:4326"
# A GPX file's layers that repeat the points of its routes and tracks.
_REPEATED = {"route_points", "track_points"}
_DATA_FRAMES = ("geopandas", "pandas", "pyarrow")

System = Literal["stated", "missing", "unusable"]


class Content(NamedTuple):
    """
    The features of a file.

    Attributes
    ----------
    system
        Whether it states a coordinate system; `unusable` if it cannot be converted to degrees.
    points
        Number of points of its features.
    geometries
        Each feature's geometry in longitude and latitude, or `None`, shape (n,). If the system
        is missing, coordinates are as in the file. At most 5,001 features, and none if they have
        more than 200,000 points.
    """

    system: System
    points: int
    geometries: np.ndarray


def read(files: Mapping[str, bytes], main: str, driver: str) -> Content:
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

    Returns
    -------
    content
        Geometries of its features, in their order.

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
        _run(Path(folder) / main, answer, driver)
        content = json.loads(answer.read_bytes())
    with np.errstate(invalid="ignore"):  # coordinates may be NaN
        geometries = shapely.from_wkb(np.array(content["geometries"], dtype=object))
    return Content(content["system"], content["points"], geometries)


def _run(path: Path, answer: Path, driver: str) -> None:
    # -P: keep this file's folder off the import path, since a module there could shadow Python's
    command = [sys.executable, "-P", "-W", "ignore", str(Path(__file__).resolve()), str(path)]
    try:
        with answer.open("wb") as output:
            subprocess.run(  # noqa: S603  (our own file, run by our own interpreter)
                command,
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
    """Let GDAL skip all drivers but one."""
    import pyogrio  # noqa: PLC0415  (most sessions upload nothing)

    others = sorted(set(pyogrio.list_drivers()) - {driver})
    limits = {"GDAL_SKIP": ",".join(others), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return os.environ | limits


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


def _content(path: str) -> Content:
    """Read a file in this process."""
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    nothing = np.array([], dtype=object)
    try:
        layers = [*_layers(path)]
    except ProjError:
        return Content("unusable", 0, nothing)
    system: System = "stated" if all(is_stated for is_stated, _ in layers) else "missing"
    geometries = np.concatenate([nothing, *(shapes for _, shapes in layers)])[: MOST_FEATURES + 1]
    points = int(shapely.get_num_coordinates(geometries).sum())
    return Content(system, points, nothing if points > MOST_POINTS else geometries)


def _layers(path: str) -> Iterator[tuple[bool, np.ndarray]]:
    """Read each layer: whether it states its coordinate system, and its geometries."""
    # without these pyogrio starts in a third of the time; they only make data frames
    cast("dict[str, object]", sys.modules).update(dict.fromkeys(_DATA_FRAMES))
    import pyogrio.raw  # noqa: PLC0415

    for name, kind in pyogrio.list_layers(path):
        if name in _REPEATED or kind is None:
            continue
        about, _, binary, _ = pyogrio.raw.read(
            path, layer=name, columns=[], force_2d=True, max_features=MOST_FEATURES + 1
        )
        shapes = shapely.from_wkb(binary)
        yield about["crs"] is not None, _in_degrees(shapes, about["crs"])


def _in_degrees(shapes: np.ndarray, system: str | None) -> np.ndarray:
    if system is None:
        return shapes
    from pyproj import CRS, Transformer  # noqa: PLC0415

    stated = CRS(system)
    if stated.is_exact_same(_WGS84):
        return shapes
    degrees = Transformer.from_crs(stated, _WGS84, always_xy=True)
    return np.asarray(shapely.transform(shapes, degrees.transform, interleaved=False))


if __name__ == "__main__":
    _limit()
    content = _content(sys.argv[1])
    binary = shapely.to_wkb(content.geometries, hex=True).tolist()
    json.dump(content._asdict() | {"geometries": binary}, sys.stdout)
