"""Charts: the timeline, and a claim beside its course."""
