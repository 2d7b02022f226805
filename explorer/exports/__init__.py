"""Exports: a scenario's partition and numbers in the formats that other programs read."""
