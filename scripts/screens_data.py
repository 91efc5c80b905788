"""What is to be seen on the pictures: births at xã Phủ Thông on their way; prints sessions and keys as JSON."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import django

django.setup()

from django.test import Client  # noqa: E402 - needs django.setup()

from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cases.acting import Act, act  # noqa: E402
from nenso.cases.asking import Supply, supply  # noqa: E402
from nenso.cases.drafts import file_for, open_draft  # noqa: E402
from nenso.cases.filing import Filing, file_case  # noqa: E402
from nenso.cases.giving import Given, give_file  # noqa: E402
from nenso.cases.models import Case  # noqa: E402
from nenso.cases.viewing import view_case  # noqa: E402
from nenso.cli.demo.people import DEMO, MOTHER_ID, PHU_THONG, mother, officials  # noqa: E402
from nenso.formulas.adopting import adopt  # noqa: E402
from nenso.formulas.shipping import publish_shipped  # noqa: E402
from nenso.people.models import Account  # noqa: E402
from nenso.results.slips import slip  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
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
BIRTH: dict[str, Any] = {
    "register_at": "01969",
    "requester": {"full_name": "Triệu Thị Mai", "born_on": "1995-03-08", "id": MOTHER_ID},
    "relation": "mother",
    "child": {
        "born_on": "2026-10-20",
        "sex": "female",
        "ethnicity": "dao",
        "nationality": "vn",
        "born_at": "facility",
        "facility": "Trung tâm Y tế Bạch Thông",
        "birth_place": {"place": "01969", "line": "Phố Chính"},
        "hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
        "situation": "ordinary",
    },
    "mother": {
        "id": MOTHER_ID,
        "full_name": "Triệu Thị Mai",
        "born_on": "1995-03-08",
        "ethnicity": "dao",
        "nationality": "vn",
    },
    "proof_later": True,
    "wants_copies": False,
    "undertaking": True,
}


def main() -> None:
    """Make the cases and print what the pictures need."""
    for published in publish_shipped(DEMO):
        adopt(DEMO, agency_by_path("vn"), published.edition)
    her, staff = mother(), officials()
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
    sessions = {role: _session(actor) for role, actor in ({"mother": her} | staff).items()}
    print(json.dumps({"keys": keys, "sessions": sessions}))


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
