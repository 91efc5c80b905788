"""Answers made clean before anything looks at them: one normal form of text, nothing forbidden, no unknown names."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from nenso.language.compiled import Node
from nenso.language.declarations.fields import Field
from nenso.language.field_problems import FieldProblem, field_problem, with_nearest
from nenso.language.issues import nearest
from nenso.language.schema import MOST_ITEMS
from nenso.people.identifiers import national_phone, printed_tax_code

_ONE_LINE = frozenset(
    ("text", "person_name", "person_id", "tax_code", "phone", "email", "url", "place", "period", "date", "time")
)
_OF_ELEMENTS = frozenset(("choices", "files", "records"))
_OF_PARTS = frozenset(("address", "location", "area", "slot", "signature"))
WHEN = frozenset(("date", "datetime"))
_EXPECTED = {
    **dict.fromkeys(("text", "multiline", "person_name"), "field.text"),
    **dict.fromkeys(("integer", "money"), "field.integer"),
    **dict.fromkeys(_OF_ELEMENTS, "field.list"),
    **dict.fromkeys(_OF_PARTS, "field.group"),
    "number": "field.number",
    "yes_no": "field.yes_no",
    "date": "date.invalid",
}
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that only change how others are shown, turn their order round or come along when a text is copied."""
FORMS: Mapping[str, Callable[[str], str]] = {
    "person_name": lambda text: " ".join(_UNSEEN.sub("", text).split()),
    "phone": lambda text: national_phone(text) or text,
    "tax_code": printed_tax_code,
}
"""The normal form of a type of text."""
_MOST_TEXT = 100_000
_MOST_TOLD = 100
"""Problems after which further unknown names are no longer told: looking for the nearest one takes time."""
_MOST_INTEGER, _MOST_FLOAT = 2**63, 2**53
"""Beyond them a number is no longer kept exactly."""
FIRST_YEAR, LAST_YEAR = "1000", "8999"
"""Days nearer to the ends of the calendar leave it as soon as something is counted from them."""
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


ALONG = "$along"
"""Under this key a row of a fixed table holds what came along with it, until it is known which row it is."""


def _is_brought(name: Any, part: Any, node: Node) -> bool:
    return name not in node.children and isinstance(part, str | int | float)


class Cleaner:
    """Makes one set of answers clean; collects the problems."""

    def __init__(self) -> None:
        self.problems: list[FieldProblem] = []

    def group(
        self, given: Mapping[Any, Any], nodes: Mapping[str, Node], prefix: str, *, strict: bool = True
    ) -> dict[str, Any]:
        """Return the answers that belong to ``nodes``, empty ones left out, groups always there.

        Not ``strict``, names that are no fields are left out without a word: what a fixed row brings along comes back.
        """
        values: dict[str, Any] = {}
        for name, answer in given.items():
            node = nodes.get(name)
            if node is None and strict:
                self.unknown(str(name), nodes, prefix)
            elif node is not None and answer is not None:
                found = self.answer(answer, node, f"{prefix}{name}")
                if found is not None:
                    values[name] = found
        for name, node in nodes.items():
            if node.field.type == "group" and name not in values:
                values[name] = self.group({}, node.children, "")
        return values

    def unknown(self, name: str, nodes: Mapping[str, Node], prefix: str) -> None:
        """Note that there is no field of this name."""
        if len(self.problems) >= _MOST_TOLD:
            return
        near = with_nearest(nearest(name, nodes))
        self.problems.append(field_problem(f"{prefix}{name[:80]}", "field.unknown", name=name[:80], **near))

    def answer(self, answer: Any, node: Node, path: str) -> Any:
        """Return an answer in its normal form, or None when it is empty."""
        kind = node.field.type
        if kind == "group":
            return self._whole_group(answer, node, path)
        if kind == "table":
            return self._table(answer, node, path)
        if isinstance(answer, str):
            return self.text(answer, node.field, path)
        if isinstance(answer, list | dict):
            return self._many(answer, node.field, path) or None
        if isinstance(answer, int | float):
            return self._number(answer, kind, path)
        return answer

    def _number(self, answer: float, kind: str, path: str) -> float | None:
        if isinstance(answer, float) and kind in {"integer", "money"} and answer.is_integer():
            answer = int(answer)
        if abs(answer) >= (_MOST_INTEGER if isinstance(answer, int) else _MOST_FLOAT):
            self.problems.append(field_problem(path, "field.too_large"))
            return None
        return answer

    def _whole_group(self, answer: Any, node: Node, path: str) -> Any:
        if not isinstance(answer, Mapping):
            self.problems.append(field_problem(path, "field.group"))
            return None
        return self.group(answer, node.children, f"{path}.")

    def _table(self, answer: Any, node: Node, path: str) -> Any:
        if not isinstance(answer, list) or not all(isinstance(row, Mapping) for row in answer):
            self.problems.append(field_problem(path, "field.list"))
            return None
        most = node.field.max_rows or MOST_ITEMS
        if len(answer) > most:
            self.problems.append(field_problem(path, "table.max_rows", limit=most))
            return None
        strict = node.field.rows is None
        rows = enumerate(answer)
        found = [self.group(row, node.children, f"{path}[{index}].", strict=strict) for index, row in rows]
        if not strict:
            for row, given in zip(found, answer, strict=True):
                along = {str(name): part for name, part in given.items() if _is_brought(name, part, node)}
                row.update({ALONG: along} if along else {})
        return found or None

    def _many(self, answer: Any, field: Field, path: str) -> Any:
        """Return a list or a group of parts, where the type has such; what is nested in it is not followed."""
        fits = _OF_PARTS if isinstance(answer, dict) else _OF_ELEMENTS
        within = answer.values() if isinstance(answer, dict) else answer
        if answer and (field.type not in fits or any(isinstance(part, list | dict) for part in within)):
            self.problems.append(field_problem(path, _EXPECTED.get(field.type, "field.invalid")))
            return None
        return self._parts(answer, path) if isinstance(answer, dict) else self._list(answer, field, path)

    def _list(self, answer: list[Any], field: Field, path: str) -> list[Any]:
        if len(answer) > MOST_ITEMS:
            self.problems.append(field_problem(path, "field.max_items", limit=MOST_ITEMS))
            return []
        return [
            self.text(one, field, f"{path}[{index}]") if isinstance(one, str) else one
            for index, one in enumerate(answer)
        ]

    def _parts(self, answer: dict[Any, Any], path: str) -> dict[str, Any]:
        parts = {}
        for name, part in list(answer.items())[:50]:
            clean = self.plain(part, f"{path}.{name}") if isinstance(part, str) else part
            if clean is not None and clean != "":
                parts[str(name)] = clean
        return parts

    def text(self, text: str, field: Field, path: str) -> str | None:
        """Return a text in NFC and the normal form of its type, None when nothing is left of it."""
        clean, kind = self.plain(text, path), field.type
        if kind in _ONE_LINE:
            clean = clean.strip()
        if kind in WHEN and clean[:4].isdigit() and not FIRST_YEAR <= clean[:4] <= LAST_YEAR:
            self.problems.append(field_problem(path, f"{kind}.invalid"))
            return None
        form = FORMS.get(kind)
        if form is not None:
            clean = form(clean)
        return clean if clean and not clean.isspace() else None

    def plain(self, text: str, path: str) -> str:
        """Return ``text`` in NFC; what PostgreSQL cannot keep is noted and nothing is returned of it."""
        if len(text) > _MOST_TEXT:
            self.problems.append(field_problem(path, "field.too_large"))
            return ""
        wrong = _FORBIDDEN.search(text)
        if wrong is not None:
            self.problems.append(field_problem(path, "field.character", character=f"U+{ord(wrong[0]):04X}"))
            return ""
        return text if text.isascii() else unicodedata.normalize("NFC", text)
