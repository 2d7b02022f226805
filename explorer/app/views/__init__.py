"""Views: what the page shows, one module each."""
