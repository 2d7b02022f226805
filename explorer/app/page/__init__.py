"""Page: the address, what is chosen, and what every view is built with."""
