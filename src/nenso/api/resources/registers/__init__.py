"""Registers: found, read as of any day, looked at for a purpose, edited, corrected, contested, merged and parted."""

from nenso.api.resources.registers import correcting, duplicates, editing, granted, merging, own, reading

__all__ = ["correcting", "duplicates", "editing", "granted", "merging", "own", "reading"]
