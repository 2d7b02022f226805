"""Frames: all layers made anew in boundaries that a user brings, in a data package beside ours.

The lines of contact are the shipped ones, led on where the user's frame reaches farther: ground
that ours does not have (a strip along the border, or water) goes to the side that is nearer. A
line that follows its source there is traced from the source's polygons, by `frontline import`.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from explorer import files
from explorer.geometry import geodesy, geojson, split
from explorer.layers import baselines
from explorer.layers.catalog import DESCRIPTOR, RAIONS, Catalog
from explorer.pipeline import boundaries, oblasts, steps
from explorer.pipeline.boundaries import Boundaries
from explorer.pipeline.line_of_contact import CRIMEA, DATES, KHERSON, SEVASTOPOL

# A shipped line is generalised already; this keeps the vertices that it has.
_TOLERANCE_KM = 0.05
# Which side of an edge is looked up this far beside it, about 1 m.
_BESIDE_DEGREES = 1e-5
# What the explorer's own borders make of the areas.
_OF_OUR_FRAME = ("inner_borders", "second_source_monthly")


@dataclass(frozen=True)
class About:
    """
    Where boundaries come from.

    Attributes
    ----------
    source, credit, licence
        Who drew them, the words to credit them with, and their licence.
    """

    source: str
    credit: str
    licence: str


def add(shipped: Catalog, folder: Path, file: Path, about: About) -> Boundaries:
    """
    Make all layers anew in the boundaries of a file, and keep them.

    Parameters
    ----------
    shipped
        The explorer's own layers.
    folder
        The frame's folder; one of that name is replaced.
    file
        Polygons of oblasts or raions; see `boundaries.read`.
    about
        Where they come from.

    Returns
    -------
    boundaries
        The units that were read.

    Raises
    ------
    SourceError
        If the file cannot be read, or its units are not those of Ukraine.
    LineError
        If a line of contact does not split the frame.
    OutputError
        If the folder cannot be written to.
    """
    brought = boundaries.read(file, shipped.shapes("oblasts"))
    with tempfile.TemporaryDirectory(prefix="frontline-") as scratch:
        package = steps.copied(shipped.folder, Path(scratch) / "geo")
        _write(package, _layers(shipped, brought), about)
        made = [step.name for step in steps.STEPS if _is_made(step.name)]
        for _ in steps.run(package, steps.Inputs(), replace=True, only=made):
            pass
        # the lines in the frame that it replaces were made for that one, and go with it
        files.replace_folder(folder, steps.contents(package))
    return brought


def _is_made(name: str) -> bool:
    return name.startswith(("atoms-", "outlines-", "occupied_", "unoccupied_"))


def _layers(shipped: Catalog, brought: Boundaries) -> dict[str, str]:
    """Write the layers that follow from the boundaries alone."""
    frame = shapely.coverage_union_all([*brought.oblasts.values()])
    lines = _lines(shipped, brought.oblasts, frame)
    layers = {
        "oblasts": _redrawn(shipped, "oblasts", brought.oblasts),
        "settlements": _settlements(shipped, brought.oblasts),
    }
    for name, line in lines.items():
        layer = baselines.resource_name(baselines.LINE_PREFIX, name)
        layers[layer] = _redrawn(shipped, layer, {name: line})
        if contested := baselines.contested_layer(shipped, name):
            layers[contested] = _contested(shipped, contested, split.split(frame, line).ukraine)
    return layers | ({RAIONS: _raions(brought)} if brought.raions else {})


def _raions(brought: Boundaries) -> str:
    return _text(
        geojson.feature(shape, f"{oblast}-{number:03}", oblast=oblast, name=name)
        for number, ((oblast, name), shape) in enumerate(sorted(brought.raions.items()), 1)
    )


def _settlements(shipped: Catalog, units: Mapping[str, BaseGeometry]) -> str:
    """Give each settlement the oblast that it lies in; off the coast it keeps the one it has."""
    features = shipped.features("settlements")
    points = [shape for _, shape in features]
    codes, tree = [*units], shapely.STRtree([*units.values()])
    inside = dict(zip(*tree.query(points, predicate="within").tolist(), strict=True))
    texts = []
    for position, (row, point) in enumerate(features):
        oblast = codes[inside[position]] if position in inside else row["oblast"]
        texts.append(geojson.feature(point, row.pop("id"), **row | {"oblast": oblast}))
    return _text(texts)


def _lines(
    shipped: Catalog, units: Mapping[str, BaseGeometry], frame: BaseGeometry
) -> dict[str, BaseGeometry]:
    own = baselines.frame(shipped)
    lines: dict[str, BaseGeometry] = {}
    for day in map(str, DATES):
        sides = split.split(own, baselines.line(shipped, day))
        _, russian = oblasts.lead_out([sides.ukraine, sides.russia], frame)
        if day == baselines.START_OF_INVASION:
            lines[day] = _line_2022(russian, units, frame)
        else:
            lines[day] = split.trace(russian, frame, tolerance_km=_TOLERANCE_KM)
    return lines


def _redrawn(shipped: Catalog, layer: str, shapes: Mapping[str, BaseGeometry]) -> str:
    """Write a layer with other shapes, and with all that it says of them."""
    rows = shipped.properties(layer)
    return _text(geojson.feature(shapes[row["id"]], row.pop("id"), **row) for row in rows)


def _contested(shipped: Catalog, layer: str, ukraine: BaseGeometry) -> str:
    """Cut contested ground along the ground that the line leaves Ukraine."""
    features = []
    for row, shape in shipped.features(layer):
        ground = geodesy.polygons(geodesy.to_grid(geodesy.polygons(shape.intersection(ukraine))))
        area_km2 = round(geodesy.area_km2(ground), 2)
        features.append(geojson.feature(ground, row.pop("id"), **row | {"area_km2": area_km2}))
    return _text(features)


def _line_2022(
    russian: BaseGeometry, units: Mapping[str, BaseGeometry], frame: BaseGeometry
) -> MultiLineString:
    """Draw the line in Donbas, and along Crimea's border wherever the boundaries have it."""
    crimea = shapely.union_all([units[CRIMEA], units[SEVASTOPOL]])
    north = units[KHERSON]
    donbas = split.trace(
        russian.difference(shapely.union(crimea, north)), frame, tolerance_km=_TOLERANCE_KM
    )
    edges = shapely.line_merge(geodesy.polygons(north).boundary.intersection(crimea.boundary))
    border = [_led_past(edge) for edge in geodesy.lines(edges)]
    return MultiLineString([*donbas.geoms, *(_crimea_on_right(edge, crimea) for edge in border)])


def _led_past(edge: LineString) -> LineString:
    """Lead both ends of a shared edge straight on, past the coast that they end at."""
    start, end = (
        geodesy.point_along(LineString(last), split.OVERSHOOT_KM)
        for last in (edge.coords[1::-1], edge.coords[-2:])
    )
    return LineString([start, *edge.coords, end])


def _crimea_on_right(edge: LineString, crimea: BaseGeometry) -> LineString:
    beside = edge.parallel_offset(_BESIDE_DEGREES, "right")
    return edge if beside.intersection(crimea).length > beside.length / 2 else edge.reverse()


def _text(features: Iterable[dict[str, Any]]) -> str:
    return geojson.dumps(geojson.collection(features))


def _write(package: Path, layers: Mapping[str, str], about: About) -> None:
    """Write layers into a copy of our package, and say in its descriptor where they come from."""
    descriptor = package / DESCRIPTOR
    content: dict[str, Any] = json.loads(descriptor.read_text(encoding="utf-8"))
    resources = {each["name"]: each for each in content["resources"]}
    for name in _OF_OUR_FRAME:
        (package / resources.pop(name)["path"]).unlink()
    if RAIONS in layers:
        about_raions = {"name": RAIONS, "title": "Raions", "path": f"{RAIONS}.geojson"}
        resources[RAIONS] = resources["oblasts"] | about_raions
    for name, resource in resources.items():
        if name in layers or _is_made(name):
            resource["licenses"] = [{"name": "other", "title": about.licence}]
            resource["sources"] = [*resource["sources"], {"title": about.source}]
    for name in {"oblasts", RAIONS} & {*resources}:
        resources[name] |= {"sources": [{"title": about.source}], "credit": about.credit}
        resources[name].pop("accuracyKm", None)
    content["resources"] = [*resources.values()]
    descriptor.write_text(json.dumps(content), encoding="utf-8")
    for name, text in layers.items():
        data = text.encode("utf-8")
        (package / resources[name]["path"]).write_bytes(data)
        steps.describe(descriptor, name, data)
