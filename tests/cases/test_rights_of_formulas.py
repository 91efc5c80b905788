"""What a formula may do with the registers of another: only what the read rules of the register open to it by name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.cases.acts.acting import Act, act
from nenso.cases.engine.lookup import CaseLookup, as_procedure
from nenso.cases.engine.offering import offered
from nenso.cases.errors.ending import ForeignRegister
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.offers import offer_of
from nenso.formulas.publishing import publish
from nenso.registers import recording
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for
from support.stories import EVERYTHING, local, new_key

pytestmark = pytest.mark.django_db

HEAD = "formula: {name}\nversion: '1.0.0'\ntitle: {name}\noffered_by: [commune]\n"
SECRETS = """
register: secrets
title: Sổ mật
label: "{number}"
key: [number]
fields:
  - {name: number, type: text, label: Số, required: true}
  - {name: secret, type: text, label: Điều mật, required: true}
read:
  - {who: officer, what: all}
  - {who: procedure.open, what: all}
"""
NOTES = """
register: notes
title: Sổ ghi
label: "{number}"
key: [number]
fields: [{name: number, type: text, label: Số, required: true}]
read: [{who: signed_in, what: all}]
"""
OPEN = """
procedure: open
title: Mở sổ
channels: [online, counter]
deadline: {within: 3 working days}
form:
%s
steps:
  read: {by: clerk, actions: {end: %s}}
"""
FOUND = """  - {name: number, type: text, label: Số}
  - {name: told, type: text, label: Điều mật, prefill: "find('%s', form.number).secret"}"""
ROWS = """  - name: all
    type: table
    label: Tất cả
    rows: {of: %s}
    fields: [{name: note, type: text, label: Ghi chú}]"""


def _published(name: str, files: Mapping[str, str], more: str = "") -> None:
    offers.forget()
    written = {"formula.yaml": HEAD.format(name=name) + more, **files}
    edition = publish(SYSTEM, {path: text.encode() for path, text in written.items()}).edition
    adopt(SYSTEM, agency("vn"), edition)
    offers.forget()


@pytest.fixture
def secret(demo: None) -> str:
    """The key of a secret that only officers and the procedure ``vault.open`` may read."""
    opened = OPEN % (FOUND % "secrets", "done")
    _published("vault", {"registers/secrets.yaml": SECRETS, "procedures/open.yaml": opened})
    offer = offer_of(agency(), "vault.open")
    ready = offered(offer)
    found = ready.register("secrets")
    assert found is not None
    lookup = CaseLookup(SYSTEM, ready, agency(), calendar_for(agency().path))
    source = recording.Source(edition=offer.edition, why="tests", at=local("2026-10-01T08:00"))
    with acting(as_procedure(SYSTEM, offer.name)):
        values = {"number": "M-1", "secret": "chôn dưới gốc đa"}
        return str(recording.create(ready.declared(*found), values, agency(), source, lookup).id)


def _thief(form: str, ending: str = "done", **more: str) -> None:
    files = {f"registers/{name}.yaml": text for name, text in more.items()}
    files["procedures/open.yaml"] = OPEN % (form, ending)
    _published("thief", files, 'requires: {vault: "^1"}\n')


def _filed(actor: Actor, procedure: str, form: Mapping[str, Any]) -> Case:
    return file_case(actor, Filing(procedure=procedure, form=form, agency=agency().id), key=new_key()).case


def _at_counter(procedure: str, form: Mapping[str, Any]) -> Case:
    who = {"full_name": "Triệu Thị Mai", "identifier": "006195000123", "born_on": "1995-03-08"}
    wanted = Filing(procedure=procedure, form=form, agency=agency().id, channel="counter", applicant=who)
    return file_case(official("clerk"), wanted, key=new_key()).case


def test_a_procedure_that_the_register_names_looks_it_up_for_officers(secret: str) -> None:
    assert _at_counter("vault.open", {"number": "M-1"}).form["told"] == "chôn dưới gốc đa"


def test_who_files_reads_nothing_of_others_by_typing_their_number(mother: Actor, secret: str) -> None:
    assert "told" not in _filed(mother, "vault.open", {"number": "M-1"}).form


def test_another_formula_s_procedure_of_the_same_name_looks_nothing_up(secret: str) -> None:
    _thief(FOUND % "vault.secrets")
    assert "told" not in _at_counter("thief.open", {"number": "M-1"}).form


def test_a_table_has_no_rows_of_a_register_that_is_not_opened_to_the_procedure(secret: str) -> None:
    _thief(ROWS % "vault.secrets")
    assert "chôn dưới gốc đa" not in str(_at_counter("thief.open", {}).form)


@pytest.mark.parametrize(
    "effect",
    [
        "{end: form.which}",
        "{update: form.which, set: {secret: case.code}}",
        "{create: vault.secrets, set: {number: case.code, secret: case.code}}",
    ],
)
def test_a_formula_changes_nothing_in_a_register_of_another_that_is_not_opened_to_it(secret: str, effect: str) -> None:
    clerk, officer = official("clerk"), official("officer")
    _thief("  - {name: which, type: record, of: vault.secrets, label: Bản ghi}", f"{{to: done, does: [{effect}]}}")
    case = _filed(officer, "thief.open", {"which": secret})
    with pytest.raises(ForeignRegister):
        act(clerk, case.id, Act("end"), key=new_key())
    with acting(EVERYTHING):
        (kept,) = Record.objects.filter(register="vault.secrets")
        assert (kept.data["secret"], kept.ended_at) == ("chôn dưới gốc đa", None)


def test_a_record_of_another_register_is_none_of_those_to_choose_from(secret: str) -> None:
    officer = official("officer")
    _thief("  - {name: which, type: record, of: notes, label: Bản ghi}", notes=NOTES)
    with pytest.raises(FormInvalid) as refused:
        _filed(officer, "thief.open", {"which": str(UUID(secret))})
    assert [one["code"] for one in refused.value.facts["problems"]] == ["record.unknown"]
