"""Who is answered, how often, and what it may cost."""
