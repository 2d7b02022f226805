"""Helpers: what several tests share."""
