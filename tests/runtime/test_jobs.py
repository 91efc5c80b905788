from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from nenso.runtime import jobs
from nenso.runtime.acting import NOBODY, Actor, acting
from support.jobs import do_waiting_jobs

said: list[str] = []


@pytest.fixture(autouse=True)
def connections_end_with_each_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def say() -> Iterator[Task]:
    def say(actor: Actor, *, word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nenso_system(), current_user")
            said.append(f"{word} by {actor.system}: {cursor.fetchone()}")

    task = jobs.job("tests.say")(say)
    yield task
    jobs.app.tasks.pop("tests.say")
    said.clear()


@pytest.fixture
def fail() -> Iterator[Task]:
    def fail(actor: Actor) -> None:
        raise LookupError

    yield jobs.job("tests.fail", attempts=1)(fail)
    jobs.app.tasks.pop("tests.fail")


@pytest.mark.django_db(transaction=True)
def test_a_job_deferred_in_a_transaction_that_is_rolled_back_never_was(say: Task) -> None:
    def defer_and_fail() -> None:
        with acting(NOBODY):
            jobs.defer(say, word="lost")
            raise LookupError

    with pytest.raises(LookupError):
        defer_and_fail()
    assert ProcrastinateJob.objects.count() == 0
    with acting(NOBODY):
        jobs.defer(say, word="kept")
    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_a_job_as_the_system_and_as_the_application_role(say: Task) -> None:
    with acting(NOBODY):
        jobs.defer_many(say, [{"word": "one"}, {"word": "two"}])
    jobs.run_worker(once=True)
    assert sorted(said) == [f"{w} by job:tests.say: ('job:tests.say', 'nenso_app')" for w in ("one", "two")]
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_was_given_up_stays_visible_and_can_be_tried_again(fail: Task) -> None:
    with acting(NOBODY):
        identifier = jobs.defer(fail)
    jobs.run_worker(once=True)
    assert [job.id for job in jobs.failed()] == [identifier]
    jobs.retry(identifier)
    assert jobs.failed() == []


@pytest.mark.django_db
def test_a_test_can_do_the_jobs_of_its_own_transaction(say: Task) -> None:
    with acting(NOBODY):
        jobs.defer(say, word="here")
    assert do_waiting_jobs() == ["tests.say"]
    assert said == ["here by job:tests.say: ('job:tests.say', 'nenso_app')"]
