"""Agencies, what they decided, and posts for tests; the tree of Viet Nam itself is in every test database."""

from typing import Any

from factories.people import SYSTEM
from factories.people import account as new_account
from factories.people import person as new_person
from nenso.agencies.codes import give_identifier
from nenso.agencies.founding import found_agency
from nenso.agencies.models import Agency, AgencyIdentifier, AgencyName, AgencySetting, Post
from nenso.agencies.posts import actor_for, appoint
from nenso.agencies.queries import agency_by_path
from nenso.agencies.settings import decide_setting
from nenso.people.models import Account
from nenso.runtime.acting import Actor, acting

PHU_THONG = "vn.p19.c01969"
THAI_NGUYEN = "vn.p19"


def agency(path: str = PHU_THONG) -> Agency:
    """Return the agency at ``path``: the People's Committee of xã Phủ Thông unless told otherwise."""
    return agency_by_path(path)


def department(parent: Agency | None = None, label: str = "vhxh") -> Agency:
    """Return a new department of ``parent``."""
    return found_agency(SYSTEM, parent or agency(), label, "Phòng Văn hóa - Xã hội")


def agency_name(of: Agency, name: str, **dates: Any) -> AgencyName:
    """Return an earlier name of an agency."""
    with acting(SYSTEM):
        return AgencyName.objects.create(agency=of, name=name, **dates)


def agency_identifier(of: Agency, value: str) -> AgencyIdentifier:
    """Return a proven identifier."""
    return give_identifier(SYSTEM, of, value)


def agency_setting(of: Agency, name: str, value: Any) -> AgencySetting:
    """Return what ``of`` decided today."""
    return decide_setting(SYSTEM, of, name, value)


def post(holder: Account, at: Agency, role: str = "officer", **values: Any) -> Post:
    """Return a post that begins today."""
    return appoint(SYSTEM, holder.id, at, role, holder_name=values.pop("holder_name", "Hoàng Văn Tú"), **values)


def official(role: str = "officer", at: str = PHU_THONG, full_name: str = "Hoàng Văn Tú") -> Actor:
    """Return someone in post, signed in."""
    holder = new_account(of=new_person(full_name))
    post(holder, agency(at), role, holder_name=full_name)
    return actor_for(holder)
