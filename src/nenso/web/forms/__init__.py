"""Declared forms as pages ask them: each field drawn by its type, its answers read back from what a browser sends."""
