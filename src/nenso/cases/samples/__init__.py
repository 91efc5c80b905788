"""Samples of a formula, played through the engine itself before it is published."""
