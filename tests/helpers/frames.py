"""Boundaries that are brought beside the explorer's own."""

from __future__ import annotations

from explorer.pipeline.frames import About

NAME = "osm"
RAIONS = "osm2026_adm2_250m.geojson"
ABOUT = About("OpenStreetMap", "© OpenStreetMap contributors, ODbL", "ODbL 1.0")
