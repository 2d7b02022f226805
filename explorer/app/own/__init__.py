"""Own: the reader's own scenario on the page."""
