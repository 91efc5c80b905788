"""Errors that tell a person, in their language, what happened and what they can do (RFC 9457)."""

from typing import Any, ClassVar


class Problem(Exception):
    """What went wrong, as a typed value: a ``code`` for programs, sentences for people, facts for both.

    A subclass gives ``code`` (``room.what_happened``), the HTTP ``status`` and one sentence in Vietnamese and in
    English; ``{names}`` in them are filled from the keyword arguments, which are kept as ``facts``.
    """

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    vi: ClassVar[str] = "Có lỗi xảy ra."
    en: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``language`` (``vi`` unless it is ``en``)."""
        return (self.en if language == "en" else self.vi).format_map(_Gaps(self.facts))

    def body(self, language: str = "vi") -> dict[str, Any]:
        """Return the ``application/problem+json`` members."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.text(language),
            "status": self.status,
            "code": self.code,
            **{name: value for name, value in self.facts.items() if name not in {"type", "title", "status", "code"}},
        }


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
