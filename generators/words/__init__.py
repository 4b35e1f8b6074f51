"""Composing words: how they sound, the shapes they take, and the texts made of them."""
