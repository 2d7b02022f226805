"""Board: the map and the cards on the page, with their scripts."""
