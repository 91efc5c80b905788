"""Forms: a list of fields, or of pages of fields; and the documents that go with them (mẫu đơn, thành phần hồ sơ)."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field as Key
from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from nenso.language.declarations.fields import Field, Rules, with_rules
from nenso.language.declarations.values import Declaration, Expression, Name, Names, Text, Value, refuse


class Page(Declaration):
    """One page of a form; a plain list of fields is one page without a name."""

    name: Name = Key("", alias="page")
    """``snake_case`` name."""
    title: Text | None = None
    """Heading."""
    show_if: Expression | None = None
    """CEL; the fields of a hidden page are empty."""
    valid_if: Rules = ()
    """CEL that must hold when the page is left, or a list of ``{if, message, soft}``."""
    message: Text | None = None
    """What to tell when ``valid_if`` does not hold."""
    soft: bool = False
    """``valid_if`` only warns."""
    fields: tuple[Field, ...] = ()
    """The fields, in order."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``valid_if`` carries the ``message`` and ``soft`` beside it."""
        return with_rules(data)


class Form(Declaration):
    """A form: pages of fields."""

    pages: tuple[Page, ...] = ()

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """A list of fields is one unnamed page."""
        if isinstance(data, dict):
            return data
        if not isinstance(data, list):
            raise refuse(
                "form.expected", "Ở đây cần danh sách trường hoặc trang.", "A list of fields or pages is needed here."
            )
        if any(isinstance(item, dict) and "page" in item and "type" not in item for item in data):
            return {"pages": data}
        return {"pages": [{"fields": data}] if data else []}

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of all pages, in order."""
        return tuple(field for page in self.pages for field in page.fields)

    def walk(self) -> Iterator[Field]:
        """Yield every field, those inside groups and tables too."""
        for field in self.fields:
            yield from field.walk()

    def __bool__(self) -> bool:
        return bool(self.fields)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        pages = handler.resolve_ref_schema(handler(schema))["properties"]["pages"]
        page = handler.resolve_ref_schema(dict(pages["items"]))
        fields = page["properties"]["fields"]
        use = {"type": "object", "required": ["use"], "description": "A group, form or register used here."}
        return {"anyOf": [{"type": "array", "items": {"anyOf": [use, fields["items"], pages["items"]]}}, use]}


class Document(Declaration):
    """A component of the dossier (thành phần hồ sơ)."""

    name: Name
    """``snake_case`` name."""
    code: str | None = None
    """National code of the component, such as ``000.00.00.G15-KQ004389`` or the newer ``G17-KQ005477``."""
    label: Text | None = None
    """What people call it."""
    hint: Text | None = None
    """Help under the label."""
    required: Value = False
    """``true``, or CEL."""
    show_if: Expression | None = None
    """CEL; asked only when it holds."""
    instead: Expression | None = None
    """CEL: when it gives something, the state already holds this and it is not asked."""
    one_of: Name | None = None
    """A word that alternatives share: any one of them will do."""
    kind: Literal["original", "certified", "copy", "seen"] | None = None
    """Original, certified copy, plain copy, or only shown at the counter."""
    accept: Names = ()
    """File name extensions that may be uploaded."""
    max_mb: int | float | None = Key(None, gt=0, le=1024)
    """Largest file, in megabytes."""
    max: int | None = Key(None, ge=1)
    """Most files."""
