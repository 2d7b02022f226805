"""Pipeline: builds the layers of data/geo, one module each; `steps` runs them in order."""
