"""Registers on the desk: which there are, and their records as a table, cards, dots on a map, or a board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nenso.desk.dots import COLOURS, OTHERS, Colouring, dots_of
from nenso.desk.exporting import DAY, FIELD, PURPOSE, day_in
from nenso.desk.frame import desk_page
from nenso.desk.standing import Standing, standing_of
from nenso.language.declarations.fields import Field
from nenso.language.declarations.registers import Register, View
from nenso.language.durations import end_of_day
from nenso.registers.correcting import waiting_at
from nenso.registers.declared import Declared
from nenso.registers.duplicates.agreeing import asked_of
from nenso.registers.duplicates.compared import searched_for_duplicates
from nenso.registers.duplicates.reviewing import waiting_for
from nenso.registers.errors import MaskedNotWhole, MaskedPurposeMissing, MaskedTooOften, MaskedWords, WordsOfThen
from nenso.registers.exporting.writing import MEDIA_TYPES
from nenso.registers.importing.beginning import MAY
from nenso.registers.known import Known, register_named, registers_in_force
from nenso.registers.measuring.rules import said
from nenso.registers.models import Record
from nenso.registers.narrowing import NOT_RECORDED
from nenso.registers.past import Then
from nenso.registers.past import page_of as past_page_of
from nenso.registers.searching import Wanted, by_place, search
from nenso.registers.searching import page as page_of
from nenso.registers.sight import fields_for, sight_of
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from nenso.runtime.ids import key_in
from nenso.runtime.text import normalise, whole
from nenso.web.callers import SIGNED_IN
from nenso.web.forms.values import label_of, shown_value
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

Stood = tuple[Record, Record]
"""A record as it stands, which says who may read it, and as it is shown: now, or as it stood."""
A_PAGE = 50
ON_BOARD = 20
LONGEST = 200
COLUMNS = 6
KINDS = ("table", "cards", "map", "board")


@require_safe
@page(may=SIGNED_IN)
def registers(request: PageRequest) -> HttpResponse:
    """List the registers in use here, and the corrections that wait for a decision."""
    standing = standing_of(request)
    waiting = waiting_for(request.actor, standing.agency.id)
    asked = asked_of(request.actor, standing.agency.id)
    told = {
        "registers": [
            {
                "name": one.name,
                "title": one.declared.declaration.title,
                "summary": one.declared.declaration.summary,
                "pairs": waiting.get(one.name, 0),
                "asked": asked.get(one.name, 0),
            }
            for one in registers_in_force()
            if fields_for(request.actor, one.declared)
        ],
        "corrections": waiting_at(request.actor, standing.agency.id),
    }
    return desk_page(request, standing, "desk/registers.html", told)


@require_safe
@page(may=SIGNED_IN)
def register(request: PageRequest, register: str) -> HttpResponse:
    """Show the records of a register as one of its views, narrowed by words and filters."""
    standing = standing_of(request)
    known = register_named(register)
    told = _Shown(request, standing, known).told()
    return desk_page(request, standing, "desk/register.html", told, status=422 if "refused" in told else 200)


@dataclass
class _Shown:
    """One register as it is asked for by an address."""

    request: PageRequest
    standing: Standing
    known: Known

    @property
    def declared(self) -> Declared:
        """The register."""
        return self.known.declared

    @property
    def day(self) -> date | None:
        """The day at whose end the register is shown; None: as it is now."""
        return day_in(self.request.GET)

    def told(self) -> dict[str, Any]:
        """Return what the page tells."""
        declaration = self.declared.declaration
        views = [one for one in declaration.views if not self._tells_masked(one)] or [
            View(table=tuple(str(one.name) for one in declaration.fields[:COLUMNS]))
        ]
        number = self._number(len(views))
        view, wanted = views[number], self._wanted()
        kind = next(one for one in KINDS if getattr(view, one) is not None)
        return {
            "register": self.declared.name,
            "title": declaration.title,
            "summary": declaration.summary,
            "measured": declaration.quality is not None,
            "words": wanted.words,
            "past": wanted.past,
            "day": self.day,
            "now": self._address(**{DAY: None}),
            "filters": list(self._filters(wanted)),
            "duplicates": searched_for_duplicates(self.declared),
            "views": [
                {"title": _title(one), "address": self._address(xem=n), "here": n == number}
                for n, one in enumerate(views)
            ],
            "number": number,
            "kind": kind,
            "exports": [(one, self._export(wanted, one)) for one in MEDIA_TYPES],
            "narrowed": self._narrowed(wanted),
            "formats": list(MEDIA_TYPES),
            "most": config().unmasked_rows,
            "purpose": wanted.purpose,
            "masks": any(one.sensitive for one in declaration.fields),
            "may_import": bool(MAY & self.standing.roles),
            "keep": declaration.keep,
            "lasting": said(declaration.keep.duration, spoken()) if declaration.keep else "",
            **self._found(kind, view, wanted),
        }

    def _found(self, kind: str, view: View, wanted: Wanted) -> dict[str, Any]:
        """Return what a view shows, or what has to be mended where it narrows by what is masked."""
        try:
            return dict(getattr(self, f"_{kind}")(view, wanted))
        except (MaskedPurposeMissing, MaskedNotWhole, MaskedTooOften, MaskedWords, WordsOfThen) as problem:
            at = "tim" if isinstance(problem, MaskedWords | WordsOfThen) else PURPOSE
            return {"refused": {"path": at, "text": problem.text(spoken())}}

    def _tells_masked(self, view: View) -> bool:
        """Return whether a view divides records by what is masked: a board of it would tell it of each."""
        found = self.declared.declaration.field(str(view.board)) if view.board is not None else None
        return found is not None and bool(found.sensitive)

    def _number(self, count: int) -> int:
        given = whole(self.request.GET.get("xem")) or 0
        return given if given < count else 0

    def _wanted(self) -> Wanted:
        given = self.request.GET
        allowed = fields_for(self.request.actor, self.declared)
        where = {
            name: normalise(given.get(f"loc-{name}", ""))[:LONGEST].strip()
            for name in self.declared.declaration.filtered
            if name in allowed
        }
        for name in where:
            begins, ends = given.get(f"tu-{name}", "").strip(), given.get(f"den-{name}", "").strip()
            if begins or ends:
                where[name] = f"{begins}..{ends}"
        agency, wide = self.standing.agency, len(str(self.standing.agency.path).split(".")) < 3
        return Wanted(
            words=normalise(given.get("tim", ""))[:LONGEST].strip(),
            where={name: value for name, value in where.items() if value},
            agency=None if wide else agency.id,
            below=str(agency.path) if wide else "",
            past=given.get("het") == "1",
            purpose=normalise(given.get(PURPOSE, ""))[:LONGEST].strip(),
        )

    def _address(self, **changes: Any) -> str:
        asked = {name: value for name, value in self.request.GET.items() if value and name not in {"sau", *changes}}
        asked |= {name: str(value) for name, value in changes.items() if value not in (None, "")}
        return f"{reverse('desk-register', kwargs={'register': self.declared.name})}?{urlencode(asked)}"

    def _export(self, wanted: Wanted, kind: str) -> str:
        """Return the address of the list, narrowed as it is here, as a table to be saved."""
        way = reverse("desk-export", kwargs={"register": self.declared.name})
        return f"{way}?{urlencode({'dang': kind, **self._narrowed(wanted)})}"

    def _narrowed(self, wanted: Wanted) -> dict[str, str]:
        """Return the parameters that narrow an export as the list is narrowed here."""
        asked = {"loc": wanted.words, "het": "1" if wanted.past else "", PURPOSE: wanted.purpose}
        asked |= {DAY: self.day.isoformat() if self.day else ""}
        asked |= {f"{FIELD}{name}": value for name, value in wanted.where.items()}
        return {name: value for name, value in asked.items() if value}

    def _filters(self, wanted: Wanted) -> Iterable[dict[str, Any]]:
        allowed = fields_for(self.request.actor, self.declared)
        for name in self.declared.declaration.filtered:
            field = self.declared.declaration.field(name)
            if field is None or name not in allowed:
                continue
            begins, _, ends = wanted.where.get(name, "").partition("..")
            yield {
                "name": name,
                "label": label_of(field),
                "dated": field.type in {"date", "datetime"},
                "value": wanted.where.get(name, ""),
                "begins": begins,
                "ends": ends,
                "options": _options(field),
                "masked": bool(field.sensitive),
            }

    def _records(
        self, wanted: Wanted, *, after: UUID | None = None, limit: int = A_PAGE
    ) -> tuple[list[Stood], UUID | None]:
        """Return records, each with how it stands or stood, and the key to go on after."""
        actor, declared = self.request.actor, self.declared
        if self.day is not None:
            held = past_page_of(actor, declared, Then(end_of_day(self.day), wanted), after=after, limit=limit)
            return held.records, held.after
        if wanted.words:
            return [(one, one) for one in search(actor, declared, wanted, limit=limit)], None
        found = page_of(actor, declared, wanted, after=after, limit=limit)
        return [(one, one) for one in found.records], found.after

    def _rows(self, names: Iterable[str], records: Iterable[Stood]) -> dict[str, Any]:
        columns = [one for name in names if (one := self.declared.declaration.field(name)) is not None]
        rows = []
        with acting(self.request.actor):
            for record, stood in records:
                sight = sight_of(self.request.actor, self.declared, record)
                stood.label = sight.called(self.declared, stood)
                rows.append({"record": stood, "cells": _cells(columns, sight.of(stood.data))})
        return {"columns": [label_of(one) for one in columns], "rows": rows}

    def _table(self, view: View, wanted: Wanted) -> dict[str, Any]:
        records, after = self._records(wanted, after=key_in(self.request.GET.get("sau", "")))
        names = [str(name) for name in view.table or view.cards or ()]
        return {**self._rows(names, records), "next": self._address(sau=after) if after else ""}

    _cards = _table

    def _board(self, view: View, wanted: Wanted) -> dict[str, Any]:
        field = self.declared.declaration.field(str(view.board))
        columns = []
        options = _options(field) if field is not None else []
        for option in options:
            narrowed = Wanted(**{**vars(wanted), "where": {**wanted.where, str(view.board): option["code"]}})
            found, after = self._records(narrowed, limit=ON_BOARD)
            rows = self._rows((), found)["rows"]
            more = self._address(xem=0, **{f"loc-{view.board}": option["code"]}) if after else ""
            if rows or option["code"] != NOT_RECORDED:
                columns.append({"label": option["label"], "records": [one["record"] for one in rows], "more": more})
        return {"board": columns}

    def _map(self, view: View, wanted: Wanted) -> dict[str, Any]:
        if self.day is not None:
            return {"only_now": True}
        by = self._coloured_by(view)
        counts: dict[UUID, dict[str, int]] = {}
        for place, code, count in by_place(self.request.actor, self.declared, wanted, str(by.name) if by else ""):
            counts.setdefault(place, {})[code] = count
        colouring = Colouring.of(counts) if by is not None else None
        told: dict[str, Any] = {"dots": dots_of(counts, self.standing.agency.place, colouring), "view": view}
        if by is not None and colouring is not None:
            told |= {
                "coloured_by": label_of(by),
                "values": [(code, said_code(by, code)) for code in colouring.values],
                "legend": list(_legend(by, colouring)),
            }
        return told

    def _coloured_by(self, view: View) -> Field | None:
        """Return the field that colours a map, where whoever asks sees it and it is no secret."""
        name = str(view.colour) if view.colour is not None else ""
        found = self.declared.declaration.field(name) if name in fields_for(self.request.actor, self.declared) else None
        return None if found is None or found.sensitive else found


def _cells(columns: Iterable[Field], values: Mapping[str, Any]) -> list[str]:
    return [shown_value(one, values.get(str(one.name))) for one in columns]


def said_code(field: Field, code: str) -> str:
    """Return what a value is called as the database writes it; empty: it is not recorded."""
    value: Any = {"true": True, "false": False}.get(code, code) if field.type == "yes_no" else code
    return shown_value(field, value) or t("Chưa ghi", "Not recorded")


def _legend(field: Field, colouring: Colouring) -> Iterable[tuple[str, str]]:
    """Yield each colour of a map with what it stands for: one value alone by its name, not as *others*."""
    yield from ((colour, said_code(field, code)) for colour, code in zip(COLOURS, colouring.own, strict=False))
    if colouring.rest:
        yield OTHERS, said_code(field, colouring.rest[0]) if len(colouring.rest) == 1 else t("Khác", "Others")


def _options(field: Field) -> list[dict[str, str]]:
    """Return what a list of records is narrowed to by a field; last, where it may be empty, that it is."""
    nothing = {"code": NOT_RECORDED, "label": t("Chưa ghi", "Not recorded")}
    if field.type == "yes_no":
        found = [{"code": "yes", "label": t("Có", "Yes")}, {"code": "no", "label": t("Không", "No")}]
    else:
        codes = field.options.codes if field.options is not None else None
        found = [{"code": str(code), "label": text.in_language(spoken())} for code, text in (codes or {}).items()]
    return [*found, nothing] if found and field.required is not True else found


def _title(view: View) -> str:
    if view.title is not None:
        return view.title.in_language(spoken())
    names = {"table": ("Bảng", "Table"), "cards": ("Thẻ", "Cards"), "map": ("Bản đồ", "Map"), "board": ("Cột", "Board")}
    return t(*names[next(one for one in KINDS if getattr(view, one) is not None)])


def labels_of(declaration: Register) -> dict[str, str]:
    """Return what the fields of a register are called."""
    return {str(one.name): label_of(one) for one in declaration.fields}
