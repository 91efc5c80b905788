"""Pages: what an agency tells (trang): Markdown with front matter."""

from typing import Annotated, Any, Literal

from pydantic import Field as Key
from pydantic import PlainValidator, WithJsonSchema

from nenso.language.declarations.people import Who
from nenso.language.declarations.values import Declaration, Expression, Name, Names, Text, refuse


def _date(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise refuse("date.expected", "Ở đây cần một ngày.", "A day is needed here.", expected='"2026-08-31"')


IsoDate = Annotated[str, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""``2026-01-01``, quoted; checked by ``check``."""


ENGLISH = "\n<!-- en -->\n"
"""The line after which a page's text is English."""


class Valid(Declaration):
    """From when until when a page is shown."""

    start: IsoDate | None = Key(None, alias="from")
    """First day."""
    until: IsoDate | None = None
    """Last day."""


class Answer(Declaration):
    """Where a question leads."""

    procedure: Name
    """The procedure that answers it."""


class Shown(Declaration):
    """Something live on a page: records, an indicator, or a procedure."""

    of: Name | None = Key(None, alias="register")
    """The register whose records are shown."""
    view: Name | None = None
    """Which of its views: ``table cards map board``."""
    where: Expression | None = None
    """CEL over ``record``."""
    indicator: Name | None = None
    """The indicator shown."""
    chart: Name | None = None
    """How."""
    procedure: Name | None = None
    """The procedure that can be started."""


class PageText(Declaration):
    """A page of text."""

    name: Name = ""
    """Its path under ``pages/`` without ``.md``."""
    kind: Literal["home", "question", "news", "lesson"]
    """What kind of page it is."""
    title: Text
    """Heading."""
    audience: Who | None = None
    """For whom."""
    place: Names = ()
    """Codes of the places it is for."""
    valid: Valid | None = None
    """From when until when."""
    order: int | float | None = None
    """Its place among its like."""
    asked_as: Names = ()
    """Words people search with."""
    answers: tuple[Answer, ...] = ()
    """Procedures it leads to."""
    printed: bool = Key(default=True, alias="print")
    """Goes into the printed handbook."""
    shows: tuple[Shown, ...] = ()
    """Live things below the text."""
    course: Name | None = None
    """The procedure of the course a lesson belongs to."""
    body: str = ""
    """Markdown; what follows the front matter, and after a line ``<!-- en -->`` the same in English."""

    def body_in(self, language: str) -> str:
        """Return the Markdown in ``language``; in Vietnamese when it is not there in another."""
        vietnamese, _, english = self.body.partition(ENGLISH)
        return (english if language == "en" and english.strip() else vietnamese).strip()

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which the body is there."""
        return frozenset({"vi", "en"} if self.body.partition(ENGLISH)[2].strip() else {"vi"})

    @classmethod
    def written_keys(cls) -> tuple[str, ...]:
        """Name and body are not written in the front matter."""
        return tuple(key for key in super().written_keys() if key not in {"name", "body"})
