"""One file per file format; each reads and, where the format allows, writes."""
