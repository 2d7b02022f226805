"""Tables: results as a terminal shows them."""
