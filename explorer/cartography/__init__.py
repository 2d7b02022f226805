"""Maps and figures: the only part of the package that draws."""
