"""Frontline Explorer answers: if the line is drawn here, who ends up with what."""

__version__ = "0.1.0"
