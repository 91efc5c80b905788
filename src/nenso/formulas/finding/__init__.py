"""Finding the right procedure among hundreds, as people ask for it."""
