"""Floor 1: what a piece is, where pieces come from, and how they become numbers."""
