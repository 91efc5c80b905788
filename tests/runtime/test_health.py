from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from nenso.runtime.config import config


@pytest.fixture
def no_space(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NENSO_FREE_SPACE_FLOOR", str(10**18))
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


def test_the_process_says_that_it_lives_without_asking_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_an_install_with_its_tables_and_space_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "reasons": []})


@pytest.mark.django_db
def test_a_full_disk_makes_it_unready_and_says_so(client: Client, no_space: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [reason.split(":")[0] for reason in answer.json()["reasons"]] == ["space"]


def test_on_a_full_disk_nothing_new_is_accepted_and_reading_goes_on(client: Client, no_space: None) -> None:
    refused = client.post("/anything", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (507, "runtime.space_runs_out")
    assert refused.json()["title"].startswith("The disk is nearly full")
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "nowhere")
    answer = client.get("/readyz")
    connection.close()
    assert answer.status_code == 503
    assert answer.json()["reasons"][0].startswith("database:")


def test_a_request_keeps_its_id_and_gets_one_when_it_brings_none(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "abc-12345"})["X-Request-Id"] == "abc-12345"
    assert len(client.get("/healthz")["X-Request-Id"]) == 32
    assert client.get("/healthz", headers={"X-Request-Id": "<script>alert(1)"})["X-Request-Id"] != "<script>alert(1)"
