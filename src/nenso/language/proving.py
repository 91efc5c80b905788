"""Proving quickly that answers are right as they stand: for loads of many thousand records, nearly all of them right.

What is not proved is not wrong: it is worked out in full (:func:`nenso.language.evaluation.evaluate`), which also says
what is wrong. Both give the same values for what is proved; a property test holds them to that.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from nenso.language.answers import FIRST_YEAR, FORMS, LAST_YEAR, WHEN
from nenso.language.checking_answers import check_answer
from nenso.language.compiled import CompiledForm, Node
from nenso.language.expressions import ExpressionFailed, Program, Stopped
from nenso.language.lookups import Lookup

_UNCLEAN = ('" ', ' "', "  ", "\\", '""', "•••")
"""In the JSON of a record: a space at an end of a text or two together, a line break, a quotation mark, no text,
a mask."""
_ODD_SPACES = re.compile("[\x85\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]")
_EXACT = 2**53
_NESTED = frozenset({"group", "table", "files", "consent"})
_LOOKED_UP = frozenset({"record", "records", "place", "address", "location"})


class Prover:
    """Proves records of one form right. ``names``: the roots of its expressions beside ``this``."""

    def __init__(self, form: CompiledForm, names: Mapping[str, Any], lookup: Lookup) -> None:
        self.form = form
        self.lookup = lookup
        self.names = {**names, "lookup": lookup}
        self.plain = _is_plain(form)
        self.needed = tuple(name for name, node in form.fields.items() if node.always)
        self.dated = tuple(name for name, node in form.fields.items() if node.field.type in WHEN)
        self.formed: tuple[tuple[str, Callable[[str], str]], ...] = tuple(
            (name, FORMS[node.field.type])
            for name, node in form.fields.items()
            if node.field.type in FORMS and node.field.type != "person_name"
        )
        self.nested = tuple(name for name, node in form.fields.items() if node.field.type in _NESTED)
        self.whole = tuple(name for name, node in form.fields.items() if node.field.type in {"integer", "money"})
        self.numbers = tuple(name for name, node in form.fields.items() if node.field.type == "number")
        self.checked: tuple[Node, ...] = tuple(form.checked)
        self.compared: tuple[Node, ...] = tuple(node for node in form.checked if _compares(node))

    def proved(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], str] | None:
        """Return what a record holds and the same as JSON, or None when it has to be worked out in full."""
        if not self.plain or not values.keys() <= self.form.fields.keys():
            return None
        kept = {name: value for name, value in values.items() if value is not None and value != ""}
        text = _clean(kept)
        if text is None or any(name not in kept for name in self.needed):
            return None
        if not self._has_form(kept) or not self.holds(kept, self.checked):
            return None
        return kept, text

    def proves_alone(self, name: str, value: Any) -> bool:
        """Return whether an answer is right as it stands, whatever others are, but for what :attr:`compared` says."""
        kept = {name: value}
        alone = [node for node in self.checked if node.name == name and node not in self.compared]
        return _clean(kept) is not None and self._has_form(kept) and self.holds(kept, alone)

    def _has_form(self, kept: Mapping[str, Any]) -> bool:
        if any(name in kept for name in self.nested):
            return False
        if {} in kept.values() or not self.form.validator.fits(kept):
            return False
        for name in self.dated:
            found = kept.get(name)
            if found is not None and not FIRST_YEAR <= found[:4] <= LAST_YEAR:
                return False
        if any(type(kept[name]) is float for name in self.whole if name in kept):
            return False
        if any(name in kept and abs(kept[name]) >= _EXACT for name in self.numbers):
            return False
        return all(form(kept[name]) == kept[name] for name, form in self.formed if name in kept)

    def holds(self, kept: Mapping[str, Any], nodes: Iterable[Node]) -> bool:
        """Return whether what is asked of ``nodes`` beyond their types holds for a record; inside ``acting()``."""
        names = {**self.names, "this": kept}
        for node in nodes:
            answer = kept.get(node.name)
            if answer is None:
                continue
            try:
                for _ in check_answer(node, answer, names, node.name, self.lookup, _value):
                    return False
            except ExpressionFailed:
                return False
        return True


def _clean(kept: Mapping[str, Any]) -> str | None:
    """Return a record as JSON, or None where one of its texts is not as it would be stored."""
    try:
        text = orjson.dumps(kept).decode()
    except (TypeError, ValueError):
        return None
    if any(mark in text for mark in _UNCLEAN):
        return None
    if not text.isascii() and (_ODD_SPACES.search(text) or not unicodedata.is_normalized("NFC", text)):
        return None
    return text


def _compares(node: Node) -> bool:
    """Return whether an answer is held to more than itself: to others, to today, to what is looked up."""
    bounds = node.least is not None or node.most is not None or node.options is not None
    return bounds or bool(node.rules) or bool(node.agrees) or node.field.type in _LOOKED_UP


def _value(program: Program, names: Mapping[str, Any], path: str, otherwise: Any = None) -> Any:
    del path
    try:
        return program.value(names)
    except Stopped:
        return otherwise


def _is_plain(form: CompiledForm) -> bool:
    """Return whether values stay as they are given: nothing hidden, filled in, worked out, scored, ruled as a whole."""
    if any(page.show is not None or page.rules for page in form.pages) or form.rules or form.scored:
        return False
    return all(
        node.show is None
        and node.prefill is None
        and node.compute is None
        and node.default is None
        and node.constant is None
        and node.required is None
        and node.field.rows is None
        for node in form.fields.values()
    )
