"""Floor 2: what learns and what composes."""
