"""Results: who ends up with what."""
