"""One person's cases and five who are not that person, to try every route and every table with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from factories.agencies import agency
from factories.people import token
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.consulting import Question, consult
from nenso.cases.acts.directing import Directive, direct
from nenso.cases.acts.transferring import receive_transfers
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.giving import Given, give_file
from nenso.cases.models import Case
from nenso.formulas.writing import begin
from nenso.payments.models import BankTransfer, Payment
from nenso.payments.receiving import ReceivingAccount, decide_account
from nenso.payments.transfers import Told
from nenso.registers.duplicates.tables import DuplicatePair, MergeProposal
from nenso.registers.importing.beginning import begin_upload
from nenso.registers.importing.running import run, start
from nenso.registers.importing.tables import Import
from nenso.registers.models import Record
from nenso.results.models import SignedResult, SigningKey
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from support.births import PDF, Someone, birth_form, decided, mother, someone
from support.lookups import keys_of_lending

PHU_THONG = "vn.p19.c01969"
ROLES = ("clerk", "officer", "head", "leader", "registrar", "cashier")
SECRETS = ("Lý Triệu Bảo An", "006195000123", "Triệu Thị Mai", "Phố Chính")
"""What stands in her cases and nowhere else."""

EVERYTHING = Actor(system="tests", scope=("vn",), readers=frozenset())


@dataclass(frozen=True)
class World:
    """Her open case, her decided one, her draft, and the keys of what is in them."""

    owner: Someone
    officer: Someone
    open_case: Case
    done_case: Case
    keys: dict[str, str]
    done: Mapping[str, str]

    def path(self, template: str) -> str:
        """Return an address of the URL map with the keys put in."""
        keys = {**self.keys, **(self.done if "{result}" in template or "{number}" in template else {})}
        return template.format_map(keys)


def world() -> World:
    """Make her cases: one that waits for the officer, one decided and signed, and a draft."""
    owner = mother()
    officer = someone("Nông Thị Hoa", *((role, PHU_THONG) for role in ROLES))
    others = {role: someone(f"Cán bộ {role}", (role, PHU_THONG)) for role in ROLES}
    with_copies = birth_form(wants_copies=True, copies=2)
    waiting = file_case(owner.actor, Filing("1.001193", with_copies), key="dang-cho-01").case
    act(others["clerk"].actor, waiting.id, Act("accept"), key="tiep-nhan-01")
    marks = [{"document": "birth_certificate", "why": "Chưa có giấy chứng sinh."}]
    act(others["officer"].actor, waiting.id, Act("ask", marks=marks), key="bo-sung-01")
    scan = Given(BytesIO(PDF), "chung-sinh.pdf", "application/pdf")
    file = give_file(owner.actor, str(waiting.id), "birth_certificate", scan, key="giay-chung-sinh")
    done = file_case(owner.actor, Filing("1.001193", birth_form()), key="da-xong-001").case
    decided(done.id, others)
    draft = open_draft(owner.actor, "1.001193", waiting.agency, form=birth_form())
    with acting(EVERYTHING):
        payment = Payment.objects.get(case_id=waiting.id)
        result = SignedResult.objects.get(case_id=done.id)
        record = Record.objects.get(source_case=done.id)
        seal = SigningKey.objects.filter(agency=waiting.agency, account=None).latest("created_at")
    task = Directive("Báo cáo lý do chậm.", officer.account.id, clock.now() + timedelta(days=1))
    given = direct(others["leader"].actor, waiting.id, task, key="chi-dao-0001")
    letters = {"formula.yaml": 'formula: letters\nversion: "1.0.0"\n', "procedures/letter.yaml": "procedure: letter\n"}
    manuscript = begin(EVERYTHING, agency(PHU_THONG), letters, key="ban-thao-01")
    question = Question(agency("vn.p19").id, "Đề nghị cho ý kiến.", clock.now() + timedelta(days=1))
    asked = consult(others["officer"].actor, waiting.id, question, key="lay-y-kien-1")
    account = ReceivingAccount("999999", "Ngân hàng thử", "1900561234", "UBND XA PHU THONG")
    decide_account(EVERYTHING, waiting.agency, account)
    keys = {
        **keys_of_lending(owner),
        "manuscript": str(manuscript.id),
        "path": "procedures/letter.yaml",
        "procedure": "civil_registration.birth",
        "paper": "certificate",
        "edition": waiting.edition.name,
        "old": waiting.edition.name,
        "new": waiting.edition.name,
        "table": str(table_of(officer).id),
        "register": "civil_registration.births",
        "row": "2",
        "rule": "filled_mother_id",
        "case": str(waiting.id),
        "file": str(file.id),
        "payment": str(payment.id),
        "draft": str(draft.id),
        "agency": str(waiting.agency_id),
        "token": str(token(owner.account)[0].id),
        "code": "01969",
        "directive": str(given.id),
        "batch": str(waiting.id),
        "consultation": str(asked.id),
        "notice": str(waiting.id),
        "name": "1.001193",
        "queue": "dang-xu-ly",
        "sheet": "1",
        "pk": "1",
        "event": "having_a_child",
        "kind": "commune",
        "post": str(waiting.id),
        "key": str(seal.id),
        "taken": str(waiting.id),
        "setting": "civil_registration.copy_fee",
        "question": "civil_registration.register_birth",
        "provider_id": "vneid",
        "word": "child",
        "upload": str(waiting.id),
        "book": "civil_registration.births",
        "record": str(record.id),
        "publication": str(waiting.id),
        "undertaking": str(waiting.id),
        "scorecard": "letters.close_to_people",
        "ranked": PHU_THONG,
        "node": "answered_share",
        "drawing": "ban-do",
        "indicator": "dti_commune.computers",
        "period": "2026-10",
        "unit": str(waiting.agency_id),
        "pair": str(pair_with(record).id),
        "grant": str(waiting.id),
        "proposal": str(proposal_about(record).id),
        "consent": str(waiting.id),
        "correction": str(waiting.id),
        "transfer": str(transfer_to(officer).id),
        "document": "birth_certificate",
        "filename": "births.csv",
    }
    return World(owner, officer, waiting, done, keys, {"case": done.code, "result": str(result.id), "number": "1"})


def pair_with(record: Record) -> DuplicatePair:
    """Return a pair that her record and one that is gone are, as a search of duplicates keeps it."""
    with acting(EVERYTHING):
        readers = [f"{role}@{record.agency_id}" for role in ("registrar", "head", "leader")]
        kept = {"agency": record.agency, "other_agency": record.agency, "agency_paths": record.agency_paths}
        told = {"register": record.register, "probability": 0.99, "weight": 6.6, "found_at": clock.now()}
        levels = [{"field": "child_name", "kind": "name", "level": "same", "weight": 12.5}]
        return DuplicatePair.objects.create(
            first=record.id, second=uuid7(), readers=readers, levels=levels, **kept, **told
        )


def transfer_to(officer: Someone) -> BankTransfer:
    """Return a sum that came in for the agency and fits nothing."""
    line = Told("FT26331000123", clock.now(), 16_000, f"le phi {SECRETS[0]}", SECRETS[2])
    (kept,) = receive_transfers(officer.actor, agency_by_path(PHU_THONG), [line])
    assert kept.transfer is not None
    return kept.transfer


def proposal_about(record: Record) -> MergeProposal:
    """Return what is proposed of her record and an empty one next door, to the agency that keeps hers."""
    with acting(EVERYTHING):
        there, now = agency("vn.p19.c01942"), clock.now()
        times = {"created_at": now, "updated_at": now, "valid_from": now}
        empty = Record(register=record.register, edition=record.edition, agency=there, data={}, **times)
        empty.agency_paths = [there.path]
        empty.save(force_insert=True)
        readers = [f"{role}@{record.agency_id}" for role in ("registrar", "head", "leader")]
        kept = {"agency": there, "other_agency": record.agency, "agency_paths": record.agency_paths}
        told = {"register": record.register, "kind": "merge", "reason": "Ghi ở hai xã", "proposed_at": now}
        return MergeProposal.objects.create(stays=empty.id, goes=record.id, readers=readers, **kept, **told)


def table_of(officer: Someone) -> Import:
    """Return a table that the officer has sent and let be checked; its only row is wrong."""
    table = f"Họ, chữ đệm, tên;Ngày, tháng, năm sinh;Ghi chú\n{SECRETS[0]};31/02/2026;{SECRETS[3]}\n".encode()
    begun = begin_upload(
        officer.actor, agency_by_path(PHU_THONG), "civil_registration.births", BytesIO(table), "so.csv"
    )
    return run(start(officer.actor, begun.id, dry=True).id)


def five(of: World) -> dict[str, Someone | None]:
    """Return the five callers, by the names that routes use."""
    elsewhere = Agency.objects.filter(kind="commune", path__startswith="vn.p19.c").exclude(path=PHU_THONG).first()
    assert elsewhere is not None
    return {
        "nobody": None,
        "another_citizen": someone("Lê Văn Khác"),
        "officer_elsewhere": someone("Trần Thị Xa", *((role, elsewhere.path) for role in ROLES)),
        "auditor": someone("Phan Văn Tra", ("auditor", "vn.p19")),
        "officer": of.officer,
    }


def contents(of: World) -> dict[str, Any]:
    """Return everything that is written of her cases and draft, looks aside."""
    from django.apps import apps

    cases = [of.open_case.id, of.done_case.id, UUID(of.keys["draft"])]
    found: dict[str, Any] = {}
    with acting(EVERYTHING):
        found["cases"] = list(Case.objects.filter(pk__in=cases).order_by("pk").values())
        for model in apps.get_models():
            if any(field.name == "case_id" for field in model._meta.fields) and getattr(model, "storage", "") == "part":
                found[model._meta.db_table] = list(model.objects.filter(case_id__in=cases).order_by("id").values())
    return found
