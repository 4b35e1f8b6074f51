"""One file per command of the command line; ``bot.cli`` imports each only when it is asked for."""
