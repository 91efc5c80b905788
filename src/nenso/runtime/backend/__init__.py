"""Django's database backend for this project."""
