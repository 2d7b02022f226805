"""The line on which numbers in tests are pinned: the default is a newer one, and moves on."""

from __future__ import annotations

BASELINE = "2025-12-09"
