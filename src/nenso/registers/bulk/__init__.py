"""Many records at once, in columns: what is certainly right and how it is stored; polars is loaded on first use."""
