"""What a browser sends of a page of a form, read into answers; what it does not send stays as it was.

A browser says nothing of an unticked box: ``asks`` names the fields that were drawn. Nothing is judged here: a wrong
answer is kept as it was written, and told by the working out (:mod:`nenso.language.evaluation`).
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from nenso.language.declarations.fields import Field
from nenso.language.evaluation import CONTESTED
from nenso.language.paths import parted
from nenso.runtime.text import whole
from nenso.web.forms.places import PlaceNote, read_place, written_place
from nenso.web.forms.values import read_day, read_moment, read_number, read_period

Change = Callable[[dict[str, Any], str], None]
"""Changes a form in place, at a path."""

ASKS = "asks"
MOST_ROWS = 1_000
_PARTS = ("day", "month", "year", "time", "part", "latitude", "longitude")


@dataclass
class Answers:
    """``form``: every answer, of other pages too. ``emptied``: paths left empty on purpose. ``notes``: on places."""

    form: dict[str, Any]
    emptied: set[str] = field(default_factory=set)
    notes: dict[str, PlaceNote] = field(default_factory=dict)


def read_answers(fields: Iterable[Field], sent: QueryDict, before: Mapping[str, Any]) -> Answers:
    """Return the answers ``before`` with those of ``fields`` as they were ``sent``."""
    answers = Answers(deepcopy(dict(before)))
    reader = _Reader(sent, answers)
    reader.group(fields, "", answers.form)
    _contest(sent, answers)
    return answers


def read_field(one: Field, path: str, sent: QueryDict, form: Mapping[str, Any]) -> Any:
    """Return the answer to one field alone, as it was ``sent``; where it was not drawn, as it stands in ``form``."""
    way, _, last = path.rpartition(".")
    holder: Any = deepcopy(dict(form))
    for part in parted(way):
        if isinstance(part, int):
            holder = holder[part] if isinstance(holder, list) and part < len(holder) else {}
        else:
            holder = holder.get(part) if isinstance(holder, dict) else {}
    holder = holder if isinstance(holder, dict) else {}
    _Reader(sent, Answers({})).group([one], f"{way}." if way else "", holder)
    return holder.get(last)


def _contest(sent: QueryDict, answers: Answers) -> None:
    """Note why what the state holds is thought wrong: ``why:<path>``."""
    contested = dict(answers.form.get(CONTESTED) or {})
    contested |= {name[4:]: str(sent[name]).strip() for name in sent if name.startswith("why:")}
    if contested:
        answers.form[CONTESTED] = contested


class _Reader:
    def __init__(self, sent: QueryDict, answers: Answers) -> None:
        self.sent = sent
        self.answers = answers
        self.asks = set(sent.getlist(ASKS))

    def group(self, fields: Iterable[Field], prefix: str, holder: dict[str, Any]) -> None:
        for one in fields:
            path, name = f"{prefix}{one.name}", str(one.name)
            if one.type == "group":
                inner = holder.get(name)
                inner = inner if isinstance(inner, dict) else {}
                self.group(one.fields, f"{path}.", inner)
                self._put(holder, name, inner)
            elif one.type == "table":
                self.table(one, path, holder)
            elif path in self.asks:
                value = _READS.get(one.type, _text)(self, one, path)
                self._put(holder, name, value)
                if value in ("", None, [], {}):
                    self.answers.emptied.add(path)

    def table(self, one: Field, path: str, holder: dict[str, Any]) -> None:
        """Read the rows that were drawn; rows in which nothing stands are left out, where rows may be added."""
        if path not in self.asks:
            return
        count = min(whole(self.sent.get(f"{path}.rows")) or 0, MOST_ROWS)
        before = holder.get(str(one.name)) or []
        rows = []
        for index in range(count):
            row = dict(before[index]) if index < len(before) and isinstance(before[index], dict) else {}
            self.group(one.fields, f"{path}[{index}].", row)
            if row or one.rows is not None:
                rows.append(row)
        self._put(holder, str(one.name), rows)

    def parts(self, path: str) -> dict[str, str]:
        return {part: self.sent.get(f"{path}.{part}", "") for part in _PARTS}

    def place(self, path: str, level: str | None) -> str:
        """Return a code, or what was written where it is not clear which place is meant."""
        written = written_place(self.sent, path)
        if not written:
            return ""
        code, note = read_place(written, level)
        if note is not None:
            self.answers.notes[path] = note
        return code

    @staticmethod
    def _put(holder: dict[str, Any], name: str, value: Any) -> None:
        if value in ("", None, [], {}):
            holder.pop(name, None)
        else:
            holder[name] = value


def _text(reader: _Reader, _: Field, path: str) -> Any:
    return reader.sent.get(path, "").replace("\r\n", "\n")


def _number(reader: _Reader, _: Field, path: str) -> Any:
    written = reader.sent.get(path, "").strip()
    return read_number(written) if written else ""


def _yes_no(reader: _Reader, _: Field, path: str) -> Any:
    return {"true": True, "false": False}.get(reader.sent.get(path, ""), "")


def _consent(reader: _Reader, _: Field, path: str) -> Any:
    return reader.sent.get(path) == "true"


def _many(reader: _Reader, _: Field, path: str) -> Any:
    return [one for one in dict.fromkeys(reader.sent.getlist(path)) if one]


def _place(reader: _Reader, one: Field, path: str) -> Any:
    return reader.place(path, one.level)


def _address(reader: _Reader, _: Field, path: str) -> Any:
    parts = {name: reader.sent.get(f"{path}.{name}", "").strip() for name in ("line", "hamlet")}
    parts["place"] = reader.place(f"{path}.place", "commune")
    return {name: part for name, part in parts.items() if part}


def _location(reader: _Reader, _: Field, path: str) -> Any:
    parts = reader.parts(path)
    sides = {name: parts[name].strip().replace(",", ".") for name in ("latitude", "longitude")}
    return {name: _decimal(side) for name, side in sides.items() if side}


def _decimal(written: str) -> Any:
    try:
        return float(written)
    except ValueError:
        return written


_READS: Mapping[str, Callable[[_Reader, Field, str], Any]] = {
    "integer": _number,
    "money": _number,
    "number": _number,
    "yes_no": _yes_no,
    "consent": _consent,
    "choices": _many,
    "records": _many,
    "files": _many,
    "date": lambda reader, _, path: read_day(reader.parts(path)),
    "datetime": lambda reader, _, path: read_moment(reader.parts(path)),
    "period": lambda reader, _, path: read_period(reader.parts(path)),
    "place": _place,
    "address": _address,
    "location": _location,
}


def add_row(form: dict[str, Any], path: str) -> None:
    """Put an empty row at the end of the table at ``path``."""
    rows = _holder(form, path).setdefault(parted(path)[-1], [])
    rows.append({})


def remove_row(form: dict[str, Any], path: str) -> None:
    """Take the row ``items[1]`` out of its table; one that is not there is gone already."""
    *way, index = parted(path)
    rows = _holder(form, path.rpartition("[")[0]).get(way[-1]) or []
    if isinstance(index, int) and index < len(rows):
        del rows[index]


def remove_file(form: dict[str, Any], named: str) -> None:
    """Take the file ``photos:<key>`` out of the answer that names it; one that is not there is gone already."""
    path, _, key = named.rpartition(":")
    kept = [one for one in _holder(form, path).pop(parted(path)[-1], None) or [] if one != key]
    if kept:
        _holder(form, path)[parted(path)[-1]] = kept


def leave(form: dict[str, Any], path: str) -> None:
    """Change nothing: what was sent with the page is saved."""


def _holder(form: dict[str, Any], path: str) -> Any:
    """Return what holds the last name of ``path``; groups on the way are made."""
    holder: Any = form
    for part in parted(path)[:-1]:
        holder = holder[part] if isinstance(part, int) else holder.setdefault(part, {})
    return holder


def contest(form: dict[str, Any], path: str) -> None:
    """Open what the state holds at ``path`` to be answered otherwise."""
    form[CONTESTED] = {path: "", **(form.get(CONTESTED) or {})}


def accept(form: dict[str, Any], path: str) -> None:
    """Let what the state holds at ``path`` stand after all."""
    contested = {other: why for other, why in (form.get(CONTESTED) or {}).items() if other != path}
    form.pop(CONTESTED, None)
    if contested:
        form[CONTESTED] = contested
    _holder(form, path).pop(parted(path)[-1], None)


ROW_CHANGES: Final[Mapping[str, Change]] = {"add": add_row, "remove": remove_row}
"""What a button of a table does to the form, by its word before the colon (``add:items``)."""

CHANGES: Final[Mapping[str, Change]] = {
    **ROW_CHANGES,
    "contest": contest,
    "accept": accept,
    "upload": leave,
    "unfile": remove_file,
}
"""What any button inside a form does to it."""
