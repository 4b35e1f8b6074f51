"""The model ideas, one file per idea; no family imports another."""
