"""Page: the address, the reader's choices, and the parts that all views share."""
