"""One file per corpus."""
