"""Pieces to tokens and back, one file per encoding."""
