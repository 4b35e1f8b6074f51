"""What happens by the clock, and whose turn it is to see to it."""
