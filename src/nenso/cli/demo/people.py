"""The people of the demonstration: a mother of xã Phủ Thông, those who work there, and who sets things up above."""

import secrets
from datetime import date

from allauth.account.models import EmailAddress

from nenso.agencies.models import Agency, Post
from nenso.agencies.posts import actor_for, appoint
from nenso.agencies.queries import agency_by_path
from nenso.cli.demo.identification import MOTHER, MOTHER_ID
from nenso.payments import receiving
from nenso.payments.receiving import ReceivingAccount
from nenso.people.accounts import change_password, create_account, link_person
from nenso.people.errors import PersonUnknown
from nenso.people.lookups import find_person
from nenso.people.models import Account, Person
from nenso.people.persons import create_person
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config

DEMO = Actor(system="command:demo", scope=("vn",))
PHU_THONG = "vn.p19.c01969"
DOMAIN = "vidu.vn"
"""Of the addresses of everybody who is made up."""
MOTHER_EMAIL = f"mai@{DOMAIN}"
OFFICIALS = {
    "clerk": ("Nông Thị Hoa", "Công chức tiếp nhận"),
    "officer": ("Hoàng Văn Tú", "Công chức tư pháp - hộ tịch"),
    "head": ("Triệu Văn Kiên", "Trưởng phòng Kinh tế"),
    "leader": ("Ma Văn Dũng", "Chủ tịch"),
    "registrar": ("Lường Thị Yến", "Văn thư"),
    "cashier": ("Bế Thị Lan", "Kế toán"),
}
THAI_NGUYEN = "vn.p19"
KEEPERS = {
    "leader": ("Nông Đức Thắng", "Chủ tịch tỉnh"),
    "publisher": ("Ma Văn Bình", "Biên tập bộ mẫu"),
    "admin": ("Dương Thị Hạnh", "Quản trị"),
}
"""Who leads, writes formulas and administers, at the province: nobody of them has a part in the main job."""


NO_REAL_ACCOUNT = ReceivingAccount("999999", "Ngân hàng minh họa", "1900561234", "UBND XA PHU THONG")
"""Where nobody's money goes: the number of the bank is none's."""


def mother() -> Actor:
    """Return the mother, signed in; made on the first run."""
    try:
        person = find_person(DEMO, MOTHER_ID, purpose="trình diễn")
    except PersonUnknown:
        person = create_person(
            DEMO,
            full_name=MOTHER,
            identifier=MOTHER_ID,
            born_on=date(1995, 3, 8),
            sex="female",
            phone="0912345678",
            address={"place": "01969", "line": "Thôn Nà Ít"},
        )
    return actor_for(account_of(MOTHER_EMAIL, person))


def officials() -> dict[str, Actor]:
    """Return who works at the People's Committee, by role; made on the first run."""
    agency = agency_by_path(PHU_THONG)
    return {role: _official(agency, role, email_of(role), *who) for role, who in OFFICIALS.items()}


def keepers() -> dict[str, Actor]:
    """Return who leads, publishes and administers at the province, by role; made on the first run."""
    agency = agency_by_path(THAI_NGUYEN)
    return {role: _official(agency, role, email_above(role), *who) for role, who in KEEPERS.items()}


def _official(agency: Agency, role: str, email: str, name: str, title: str) -> Actor:
    account = account_of(email)
    hold(account, agency, role, name, title)
    return actor_for(account)


def receive_transfers() -> None:
    """Let the People's Committee be paid by bank transfer, on an account that no bank has; unless it is."""
    agency = agency_by_path(PHU_THONG)
    if receiving.account_of(agency) is None:
        receiving.decide_account(DEMO, agency, NO_REAL_ACCOUNT, basis="demo")


def hold(account: Account, agency: Agency, role: str, name: str, title: str) -> None:
    """Let an account hold a post, unless it does."""
    with acting(DEMO):
        held = Post.objects.filter(account=account, agency=agency, role=role, ended_at=None).exists()
    if not held:
        appoint(DEMO, account.id, agency, role, holder_name=name, title=title, basis="Bản trình diễn")


def account_of(email: str, person: Person | None = None) -> Account:
    """Return an account that can sign in at once; made on the first run."""
    with acting(DEMO):
        found = Account.objects.filter(email=email).first()
    account = found or create_account(DEMO, email=email, password=password())
    if not account.has_usable_password() or found is None:
        _let_sign_in(account)
    if person is not None and account.person_id is None:
        account = link_person(DEMO, account.id, person.id, assurance=2)
    return account


def _let_sign_in(account: Account) -> None:
    """Let the account sign in by password at once: nobody reads the mail of these addresses."""
    change_password(DEMO, account.id, password())
    with acting(DEMO.by_way_of("accounts.create")):
        EmailAddress.objects.filter(user_id=account.id).update(verified=True)


def email_of(role: str) -> str:
    """Return the address of who holds ``role`` at the People's Committee."""
    return f"{role}.phuthong@{DOMAIN}"


def email_above(role: str) -> str:
    """Return the address of who holds ``role`` at the province."""
    return f"{role}.thainguyen@{DOMAIN}"


def everybody() -> list[tuple[str, str, str]]:
    """Return (name, title, address) of everybody who can sign in to the demonstration."""
    return [
        (MOTHER, "Người dân", MOTHER_EMAIL),
        *((*who, email_of(role)) for role, who in OFFICIALS.items()),
        *((*who, email_above(role)) for role, who in KEEPERS.items()),
    ]


def password() -> str:
    """Return the password of everybody in this install's demonstration, made on the first run and kept beside it."""
    path = config().home_path / "demo_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text()


def new_identifier(born_on: date) -> str:
    """Return a number for a girl born on ``born_on`` in Thái Nguyên, in the layout of Circular 59/2021/TT-BCA."""
    mark = (born_on.year // 100 - 19) * 2 + 1
    return f"019{mark}{born_on.year % 100:02}{secrets.randbelow(1_000_000):06}"
