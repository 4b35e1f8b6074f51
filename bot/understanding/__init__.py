"""Understanding what people ask for on a network."""
