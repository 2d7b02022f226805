"""Claims: what documents say of territory, lines and rates, held against what the layers give."""
