"""Floor 3: hears, asks, renders, replies, remembers."""
