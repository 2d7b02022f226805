"""Own: a reader's own scenario in the page."""
