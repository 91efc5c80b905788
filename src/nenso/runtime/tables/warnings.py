"""What was done to a table so that it could be read, to be told to whoever sent it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Warned:
    """One thing: a code for programs, sentences for people, the column and row it is about where it is about one."""

    code: str
    vi: str
    en: str
    column: str = ""
    row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        told = {"code": self.code, "vi": self.vi, "en": self.en, "column": self.column or None, "row": self.row}
        return {name: value for name, value in told.items() if value is not None}
