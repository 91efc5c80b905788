"""The demonstration makes nothing up where somebody real works."""

import pytest

from factories.agencies import agency, post
from factories.people import account
from nenso.cli.demo.errors import NotADemonstration
from nenso.cli.demo.guarding import must_be_demonstration
from nenso.cli.demo.people import officials

pytestmark = pytest.mark.django_db


def test_where_nobody_works_yet_or_only_its_own_people_a_demonstration_goes_on() -> None:
    must_be_demonstration(nation=True)
    officials()
    must_be_demonstration(nation=True)


def test_into_an_install_with_real_officials_nothing_is_made_up() -> None:
    post(account(email="ubnd@phuthong.thainguyen.gov.vn"), agency(), "admin")
    for nation in (False, True):
        with pytest.raises(NotADemonstration, match="ubnd@phuthong"):
            must_be_demonstration(nation=nation)


def test_who_was_appointed_to_try_something_does_not_end_a_demonstration_but_gets_no_nation() -> None:
    officials()
    post(account(email="toi@congty.vn"), agency(), "officer")
    must_be_demonstration(nation=False)
    with pytest.raises(NotADemonstration):
        must_be_demonstration(nation=True)
