"""Probable duplicates of a register: found by a model trained on its own data, explained and decided pair by pair.

What is compared follows from the declaration (``clean: [{linkage: splink, by: …, threshold}]``); see
``docs/decisions/038-probable-duplicates.md``.
"""
