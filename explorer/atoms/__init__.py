"""Atoms: all layers overlaid once."""
