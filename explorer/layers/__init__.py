"""Layers: what data/geo holds, checked when it is read."""
