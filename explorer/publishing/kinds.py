"""Kinds: every kind of figure that can be published and verified."""

from typing import Any

from explorer.publishing import claim_figure, map_figure
from explorer.publishing.kind import FigureKind

KINDS: tuple[FigureKind[Any], ...] = (map_figure.KIND, claim_figure.KIND)
