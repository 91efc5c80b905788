"""Text that a form shows between its questions: Markdown, in which nothing can be run and no picture is fetched."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from nenso.language.declarations.fields import Field

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def as_markup(field: Field, pages: Mapping[str, str]) -> Markup:
    """Return the text of a content field, or of the page that it names."""
    return markdown(str(field.text or "") or pages.get(field.page or "", ""))


def markdown(text: str) -> Markup:
    """Return Markdown as HTML."""
    return Markup(_reader().render(text))  # noqa: S704 - Markdown without HTML


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("js-default", {"html": False, "linkify": False}).disable("image")
