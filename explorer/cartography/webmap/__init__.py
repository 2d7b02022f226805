"""Web map: the interactive map, on a page of its own or in the explorer."""
