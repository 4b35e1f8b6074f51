"""Everything the band ever played, in a database."""
