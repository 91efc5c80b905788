"""Tables that people send: CSV, XLSX, Parquet and JSON Lines, read row by row whatever state they are in.

Pure: no database, nothing of what the columns mean. :func:`nenso.runtime.tables.opening.open_table` is the door.
"""
