"""The static figure: a map of scenarios that needs no script, as a page, an SVG and pictures."""
