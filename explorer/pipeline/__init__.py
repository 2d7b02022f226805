"""Building the layers of data/geo: one module a layer, and `steps` that runs them in order."""
