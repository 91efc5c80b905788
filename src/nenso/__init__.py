"""Nenso (*nền số*): one shared platform on which an agency declares what it does."""

__version__ = "0.1.0"
