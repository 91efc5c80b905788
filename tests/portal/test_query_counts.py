"""Every page of the portal asks the database as often for a person with many cases as for one with few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.filing import Filing, file_case
from support.births import birth_form, decided, in_force, someone
from support.callers import PHU_THONG, ROLES, World, world
from support.portal_pages import portal_addresses
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
MORE = 4
WRITES = ("/tep/", "/ket-qua/", "/phieu/")
"""Handing a paper out is journalled: the first look is another than the next."""


OPENINGS = 3
"""What the process keeps is read anew now and then: the least of so many openings is what a page asks."""


def counted(client: Client, path: str) -> int:
    client.get(path)
    numbers = []
    for _ in range(OPENINGS):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        numbers.append(len(asked))
    return min(numbers)


def more_of_everything(of: World) -> None:
    """Give her more cases that wait and that are decided, and more drafts."""
    others = {role: someone(f"Người thứ hai {role}", (role, PHU_THONG)) for role in ROLES}
    for number in range(MORE):
        waiting = file_case(of.owner.actor, Filing("1.001193", birth_form()), key=f"them-dang-cho-{number}").case
        act(others["clerk"].actor, waiting.id, Act("accept"), key=f"them-tiep-nhan-{number}")
        done = file_case(of.owner.actor, Filing("1.001193", birth_form()), key=f"them-da-xong-{number}").case
        decided(done.id, others, f"01932600046{number}")
        open_draft(of.owner.actor, "1.001193", of.open_case.agency, form=birth_form(), key=f"them-ban-nhap-{number}")


def test_no_page_asks_more_often_when_there_is_more() -> None:
    in_force()
    of = world()
    client = signed_in(of.owner)
    paths = ["/" + of.path(address) for address in portal_addresses()]
    paths = [path for path in paths if not any(word in path for word in WRITES) and client.get(path).status_code == 200]
    assert len(paths) > 30
    few = {path: counted(client, path) for path in paths}
    more_of_everything(of)
    many = {path: counted(client, path) for path in paths}
    grown = {path: (few[path], many[path]) for path in paths if many[path] > few[path]}
    assert not grown, grown
