"""A formula before it is published, as people will meet it: its forms worked out, its papers typeset from a sample.

Nothing is looked up: whoever writes a formula must not read with it what registers and people's records hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nenso.agencies.models import Agency
from nenso.cases.acts.issuing import readable
from nenso.cases.engine import names as naming
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.names import names_of
from nenso.cases.engine.offering import Offered
from nenso.cases.errors.samples import PreviewMissing
from nenso.cases.intake.entering import settings_in
from nenso.cases.intake.trying import as_filed_with
from nenso.formulas.offers import Offer, offers_in
from nenso.formulas.publishing import Checked
from nenso.language.bare import plain
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Result
from nenso.language.declarations.samples import Sample
from nenso.language.evaluation import Evaluation, evaluate
from nenso.language.names import FormulaNames
from nenso.results.typesetting import render
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for

NUMBER = "…/…"
CODE = "H00.00.00-000000-0000"


@dataclass(frozen=True)
class Preview:
    """A formula as one agency would offer it."""

    agency: Agency
    formula: Formula
    required: Mapping[str, Formula]

    @classmethod
    def of(cls, agency: Agency, checked: Checked) -> "Preview":
        """Return the preview of what was checked; raise :class:`PreviewMissing` when mistakes stand in the way."""
        if checked.formula is None or checked.refused:
            raise PreviewMissing
        return cls(agency, checked.formula, dict(checked.library))

    @property
    def offers(self) -> dict[str, Offer]:
        """Its procedures by name."""
        return offers_in(self.agency, self.formula)

    def offer(self, name: str) -> Offer:
        """Return one of them; raise :class:`PreviewMissing`."""
        found = self.offers.get(name)
        if found is None:
            raise PreviewMissing
        return found

    def samples_of(self, name: str) -> list[Sample]:
        """Return the samples of a procedure."""
        full = f"{self.formula.name}.{name}"
        return [one for one in self.formula.samples.values() if str(one.procedure) in {name, full}]

    def form(self, actor: Actor, name: str, given: Mapping[str, Any]) -> Evaluation:
        """Return the form of a procedure worked out over answers, as somebody would meet it who is not known."""
        with acting(actor):
            ready, lookup = self._ready(actor, name)
            settings = settings_in((*self.required.values(), self.formula), self.agency)
            names = names_of(as_filed_with(self.offer(name), "online", settings), form=given, parties={})
            return evaluate(ready.form, given, names, lookup, choices=True)

    def _ready(self, actor: Actor, name: str) -> "tuple[Offered, NothingKnown]":
        names = FormulaNames(self.formula, self.required)
        ready = Offered(self.formula, self.required, self.offer(name).procedure, names)
        return ready, NothingKnown(actor, ready, self.agency, calendar_for(self.agency.path))

    def paper(self, actor: Actor, name: str, result: str, sample: str = "") -> bytes:
        """Return a result of a procedure as PDF, filled in from a sample; raises what the template raises."""
        offer = self.offer(name)
        declared = next((one for one in offer.procedure.results if str(one.name) == result and one.template), None)
        if declared is None:
            raise PreviewMissing
        samples = self.samples_of(name)
        filled = next((one for one in samples if str(one.name) == sample), samples[0] if samples else None)
        template = f"{declared.template}.typ"
        templates = {f"{one}.typ": source for one, source in self.formula.templates.items()}
        return render(
            templates.pop(template),
            self._data(actor, name, declared, filled),
            files=templates,
            name=template,
            description="Bản xem thử, không có giá trị pháp lý",
        )

    def _data(self, actor: Actor, name: str, result: Result, sample: Sample | None) -> dict[str, Any]:
        steps = {str(act.step): plain(act.form) for act in sample.acts} if sample is not None else {}
        worked = self.form(actor, name, plain(sample.form)).values if sample is not None else {}
        with acting(actor):
            ready, lookup = self._ready(actor, name)
            form = readable(lookup, ready.form.fields, worked)
        office = naming.agency_record(self.agency) or {}
        parent = self.agency.parent if self.agency.parent_id else None
        case = {"code": CODE, "label": "", "applicant": "", "procedure": f"{self.formula.name}.{name}"}
        return {
            "case": case,
            "form": form,
            "step": steps,
            "record": {},
            "agency": office
            | {
                "parent": {"name": parent.name} if parent is not None and parent.place_id else None,
                "place": self.agency.place.name if self.agency.place is not None else "",
            },
            "place": naming.place_record(self.agency.place),
            "numbers": {},
            "date": clock.today(),
            "signer": {"name": ""},
            "number": NUMBER if result.numbered is not None else "",
            "count": 1,
        }


class NothingKnown(CaseLookup):
    """A lookup that finds places, which are public, and nothing else."""

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return none."""
        del register
        return ()

    def seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return none."""
        del register
        return ()

    def _find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        return self._record(register, str(key[0]))

    def _record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        return super()._record(register, identifier) if register == "places" else None
