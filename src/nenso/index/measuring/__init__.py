"""Measuring: from declared indicators to numbers of agencies and places, each with the way back to its rows."""
