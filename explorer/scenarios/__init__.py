"""Scenarios: what documents say, as rules over layers."""
