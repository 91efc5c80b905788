"""What is to be seen on the pictures: births at xã Phủ Thông on their way; prints sessions and keys as JSON."""

import json
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import django

django.setup()

from django.test import Client  # noqa: E402 - needs django.setup()

from nenso.agencies.posts import actor_for, appoint  # noqa: E402
from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cases.acts import transferring  # noqa: E402
from nenso.cases.acts.acting import Act, act  # noqa: E402
from nenso.cases.acts.asking import Supply, supply  # noqa: E402
from nenso.cases.intake.drafts import file_for, open_draft  # noqa: E402
from nenso.cases.intake.filing import Filing, file_case  # noqa: E402
from nenso.cases.intake.giving import Given, give_file  # noqa: E402
from nenso.cases.models import Case  # noqa: E402
from nenso.cases.queries.owing import due_at  # noqa: E402
from nenso.cases.queries.viewing import view_case  # noqa: E402
from nenso.cases.samples.trials import ask_for_trial, run_trial  # noqa: E402
from nenso.cli.demo.nation import filling, publishing, registers  # noqa: E402
from nenso.cli.demo.people import DEMO, MOTHER_ID, PHU_THONG, mother, officials, receive_transfers  # noqa: E402
from nenso.exchange.opendata.errors import NothingToOpen  # noqa: E402
from nenso.exchange.opendata.publishing import opened, publish  # noqa: E402
from nenso.formulas.adopting import adopt  # noqa: E402
from nenso.formulas.folders import example_of  # noqa: E402
from nenso.formulas.library import edition_named  # noqa: E402
from nenso.formulas.shipping import publish_shipped  # noqa: E402
from nenso.formulas.writing import begin_from, mark_of, save_file  # noqa: E402
from nenso.payments.transfers import Told  # noqa: E402
from nenso.people.accounts import create_account  # noqa: E402
from nenso.people.models import Account  # noqa: E402
from nenso.results.slips import slip  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.clock import VIETNAM  # noqa: E402
from nenso.runtime.ids import uuid7  # noqa: E402

CHILDREN = (
    "Lý Triệu Bảo An",
    "Hoàng Gia Huy",
    "Nông Minh Khôi",
    "Bàn Thị Mỷ",
    "Lường Quốc Bảo",
    "Đặng Hà My",
    "Ma Thanh Trúc",
    "Vi Đức Anh",
)
BIRTH = example_of("civil_registration", "birth_asked", without=("father", "marriage"))


NATION, SEED = 3_000, 766
"""Stories of the whole country, and what they are drawn by."""
DRAFTED, PROVINCE = "residence", "vn.p19"
"""The formula whose next version is being written, and where."""


def main() -> None:
    """Make the cases and print what the pictures need."""
    for published in publish_shipped(DEMO):
        adopt(DEMO, agency_by_path("vn"), published.edition)
    her, staff = mother(), officials()
    receive_transfers()
    cases = [_filed(her, name) for name in CHILDREN]
    supplied, examined, proposed, decided, asked = cases[:5]
    for case in (supplied, examined, proposed, decided, asked):
        act(staff["clerk"], case.id, Act("accept"), key=uuid7().hex)
    marks = [
        {"document": "birth_certificate", "why": "Chưa có giấy chứng sinh."},
        {"field": "child.hometown", "why": "Ghi theo giấy tờ của cha, mẹ."},
    ]
    for case in (supplied, asked):
        act(staff["officer"], case.id, Act("ask", marks=marks), key=uuid7().hex)
    given = Given(BytesIO(_paper()), "giay-chung-sinh.pdf", "application/pdf")
    give_file(her, str(supplied.id), "birth_certificate", given, key=uuid7().hex)
    supply(her, supplied.id, Supply(form={"child.hometown": "xã Cẩm Giàng, tỉnh Thái Nguyên"}), key=uuid7().hex)
    act(staff["officer"], proposed.id, Act("propose", form={"child_id": "019326000451"}), key=uuid7().hex)
    act(staff["officer"], decided.id, Act("propose", form={"child_id": "019326000469"}), key=uuid7().hex)
    act(staff["leader"], decided.id, Act("sign"), key=uuid7().hex)
    act(staff["registrar"], decided.id, Act("issue"), key=uuid7().hex)
    verify = urlsplit(view_case(her, decided.code)["results"][0]["verify"]).path
    hers = open_draft(her, "1.001193", agency_by_path(PHU_THONG), form=_form("Triệu Bảo Ngọc"))
    scan = Given(BytesIO(_paper()), "giay-chung-sinh.pdf", "application/pdf")
    give_file(her, str(hers.id), "birth_certificate", scan, key=uuid7().hex)
    draft = open_draft(staff["clerk"], "1.001193", agency_by_path(PHU_THONG), channel="counter")
    file_for(staff["clerk"], draft.id, {"identifier": MOTHER_ID}, "")
    codes = {"supplied": supplied, "examined": examined, "decided": decided, "asked": asked}
    keys = {name: case.code for name, case in codes.items()}
    keys |= {"draft": str(draft.id), "hers": str(hers.id), "verify": verify, "filed_by": _key_of(CHILDREN[1])}
    writer = _writer()
    keys |= _written(writer) | {"province": str(agency_by_path(PROVINCE).id)}
    keys |= _to_be_paid(her, staff["cashier"])
    keys |= _nation()
    sessions = {role: _session(actor) for role, actor in ({"mother": her, "writer": writer} | staff).items()}
    print(json.dumps({"keys": keys, "sessions": sessions}))


def _to_be_paid(her: Actor, cashier: Actor) -> dict[str, str]:
    """Return the keys of a case whose copies are to be paid, at an office where a sum came in that fits nothing."""
    form = _form("Triệu Gia Bảo") | {"wants_copies": True, "copies": 2}
    case = file_case(her, Filing("1.001193", form), key=_key_of("copies")).case
    office = agency_by_path(PHU_THONG)
    (due,) = due_at(cashier, office, search=case.code)[0]
    came = datetime(2026, 11, 2, 9, 41, tzinfo=VIETNAM)
    transferring.receive_transfers(
        cashier, office, [Told("FT26306041877", came, 8_000, "NOP LE PHI KHAI SINH", "LY VAN PAO")]
    )
    return {"paying": case.code, "payment": str(due.payment.id), "office": str(office.id)}


def _nation() -> dict[str, str]:
    """Return the keys of scores of communes and provinces that were published of a small nation, made up."""
    filling.fill(NATION, SEED)
    registers.fill(SEED)
    _, communes, _, provinces = publishing.publish(SEED, count=2)
    for one in opened():
        with suppress(NothingToOpen):
            publish(one.name)
    return {"communes": str(communes.id), "provinces": str(provinces.id)}


def _writer() -> Actor:
    """Return who administers and publishes for the province."""
    account = create_account(DEMO, email="van@vidu.vn")
    for role in ("admin", "publisher"):
        appoint(DEMO, account.id, agency_by_path(PROVINCE), role, holder_name="Đỗ Thị Vân")
    return actor_for(account)


def _written(writer: Actor) -> dict[str, str]:
    """Return the key of a manuscript whose samples were run, one with a fee that it does not come to."""
    with acting(DEMO):
        edition = edition_named(DRAFTED)
    made = begin_from(writer, agency_by_path(PROVINCE), edition, key=_key_of("manuscript"))
    path = "samples/temporary_rented.yaml"
    text = made.files[path]
    save_file(writer, made.id, path, text.replace("fee: 7000", "fee: 8000"), seen=mark_of(text))
    ask_for_trial(writer, made.id)
    run_trial(DEMO, made.id, 2)
    return {"manuscript": str(made.id), "process": "procedures/correction.yaml"}


def _form(name: str) -> dict[str, Any]:
    return BIRTH | {"child": BIRTH["child"] | {"full_name": name}}


def _filed(her: Actor, name: str) -> Case:
    return file_case(her, Filing("1.001193", _form(name)), key=_key_of(name)).case


def _key_of(name: str) -> str:
    return uuid5(NAMESPACE_URL, name).hex


def _paper() -> bytes:
    from nenso.results.slips import Office, Receipt

    return slip(1, Receipt(office=Office(superior="Trung tâm Y tế Bạch Thông", name="Khoa Sản")))


def _session(actor: Actor) -> str:
    client = Client()
    with acting(DEMO):
        account = Account.objects.get(id=actor.account)
    with acting(Actor(account=account.id, person=account.person_id, system="accounts.sign_in")):
        client.force_login(account, backend="nenso.people.signing_in.Backend")
    return client.cookies["sessionid"].value


if __name__ == "__main__":
    main()
