"""Geometry: measuring, splitting and storing shapes; it knows no country."""
