"""Reading: features of a stranger's file of lines or areas, with all that was left out of them."""
