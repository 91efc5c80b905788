"""Registers into tables: what whoever asks may see, masked where it is, page by page, in constant memory."""
