import pytest
from django.db import connection

from factories.agencies import official
from nenso.results.issuing import content_of, draft_and_sign, draft_result, sign_result
from nenso.results.key_keeping import key_of
from nenso.results.verifying import verify
from nenso.runtime.acting import Actor
from results.papers import draft

PROCEDURE = Actor(system="procedure:birth")
pytestmark = [pytest.mark.usefixtures("results_open_once", "demo"), pytest.mark.django_db(transaction=True)]


def test_signing_asks_the_database_only_a_few_things(django_assert_max_num_queries: object) -> None:
    wanted = draft()
    result = draft_result(PROCEDURE, wanted)
    registrar = official("registrar")
    key_of(wanted.agency)
    with django_assert_max_num_queries(7, connection=connection):  # type: ignore[operator]
        sign_result(registrar, result, seal=True, field="stamp", final=True)


def test_typeset_and_signed_in_one_act_the_document_is_the_same_and_costs_less(
    django_assert_max_num_queries: object,
) -> None:
    registrar = official("registrar")
    wanted = draft()
    key_of(wanted.agency)
    with django_assert_max_num_queries(6, connection=connection):  # type: ignore[operator]
        result = draft_and_sign(registrar, wanted, seal=True, field="stamp", final=True)
    assert verify(content_of(result)).valid
