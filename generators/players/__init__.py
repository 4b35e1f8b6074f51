"""Performing trained generators with onnxruntime and numpy, never torch."""
