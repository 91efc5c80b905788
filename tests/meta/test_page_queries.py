"""Every page of the desk asks the database as often for fifty cases as for five."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nenso.cases.acts.batches import begin_batch
from support.addresses import addresses
from support.births import in_force
from support.callers import World, world
from support.many_cases import copies_of
from support.visits import signed_in

ABOUT_MANY = (
    *(f"can-bo/viec/{slug}" for slug in ("cho-tiep-nhan", "dang-xu-ly", "sap-den-han", "qua-han", "cho-bo-sung")),
    *(f"can-bo/viec/{slug}" for slug in ("cho-ky", "cho-tra-ket-qua")),
    *(f"can-bo/dieu-hanh/thong-ke?theo={by}" for by in ("officer", "unit", "agency")),
    "can-bo/dieu-hanh/theo-doi?vi-sao=applicant",
    "can-bo/viec/cho-tiep-nhan?loc=bao+an&cua-toi=1",
)

TIMES = 3
"""What the process keeps is read anew now and then: the least of so many openings is what a page asks."""


def desk_pages(of: World) -> list[str]:
    """Return the address of every page of the desk that is opened, its parts filled in."""
    found = [
        of.path(address) for address, view in addresses() if address.startswith("can-bo") and hasattr(view, "callers")
    ]
    return sorted({*found, *ABOUT_MANY})


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_every_page_of_the_desk_asks_the_same_for_fifty_cases_as_for_five() -> None:
    in_force()
    of = world()
    of.keys["batch"] = str(begin_batch(of.officer.actor, "accept", [of.open_case.code], key="cung-luc-01"))
    client, asked = signed_in(of.officer), []
    for more in (5, 45):
        for case in (of.open_case, of.done_case):
            copies_of(case, more)
        counted: dict[str, int] = {}
        for path in desk_pages(of):
            for _ in range(TIMES):
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(f"/{path}")
                    b"".join(answer)
                if answer.status_code == 200:
                    counted[path] = min(len(queries), counted.get(path, len(queries)))
        asked.append(counted)
    assert set(ABOUT_MANY) <= set(asked[0])
    assert asked[0] == asked[1]
