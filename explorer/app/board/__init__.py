"""Board: the map and the cards in the page, with their scripts."""
