"""One file per command of the command line; the table imports each only when it is asked for."""
