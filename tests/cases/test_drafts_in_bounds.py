"""Drafts are many but not endless: a quota, found by an index, and those that nobody touches go after a notice."""

from collections.abc import Iterator

import pytest

from factories.agencies import agency
from factories.people import citizen
from nenso.cases.errors.drafts import DraftsFull
from nenso.cases.intake.drafts import drafts_of, drop_draft, open_draft, save_draft
from nenso.cases.models import Case
from nenso.cases.tasks import remove_old_drafts
from nenso.files.attaching import attach
from nenso.files.models import CaseFile
from nenso.files.storing import store
from nenso.notices.models import Channel, Notice
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from support.births import PDF
from support.catalogue import rows
from support.stories import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]

SURVEY = "trials.survey"


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An install where a person may have three drafts."""
    monkeypatch.setenv("NENSO_DRAFTS_PER_PERSON", "3")
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


@pytest.mark.usefixtures("three")
def test_a_person_has_no_more_drafts_than_allowed_until_one_goes(mother: Actor, officials: dict[str, Actor]) -> None:
    drafts = [open_draft(mother, SURVEY, agency()) for _ in range(3)]
    with pytest.raises(DraftsFull) as refused:
        open_draft(mother, SURVEY, agency())
    assert "3 bản nháp" in refused.value.text("vi")
    assert {draft.id for draft in drafts_of(mother)} == {draft.id for draft in drafts}
    open_draft(citizen("Lý Văn Páo"), SURVEY, agency())
    for _ in range(4):
        open_draft(officials["clerk"], SURVEY, agency(), channel="counter")
    drop_draft(mother, drafts[0].id)
    open_draft(mother, SURVEY, agency())


@pytest.mark.parametrize(
    ("index", "definition"),
    [
        ("draft_of_persons", "USING gin (persons) WHERE (status = 0)"),
        ("draft_by_saving", "USING btree (COALESCE(saved_at, created_at)) WHERE (status = 0)"),
    ],
)
def test_drafts_are_found_by_indexes_that_have_nothing_but_drafts(index: str, definition: str) -> None:
    assert definition in rows("SELECT pg_get_indexdef(%s::regclass)", [index])[0][0]


def test_a_draft_that_nobody_touches_goes_a_week_after_its_owner_was_told(mother: Actor) -> None:
    with at("2026-10-05T09:00"):
        draft = open_draft(mother, SURVEY, agency())
        kept = open_draft(mother, SURVEY, agency())
        attach(mother, draft.id, "paper", store([PDF], filename="giay.pdf"), "giay.pdf")
    with at("2026-12-25T09:00"):
        remove_old_drafts.func()
        assert told(mother) == []
    with at("2026-12-28T09:00"):
        remove_old_drafts.func()
        remove_old_drafts.func()
        assert sorted(told(mother)) == sorted([draft.id, kept.id])
    with at("2026-12-30T09:00"):
        save_draft(mother, kept.id, {"about": "Đường"}, version=kept.version)
    with at("2027-01-04T08:59"):
        remove_old_drafts.func()
        assert {one.id for one in drafts_of(mother)} == {draft.id, kept.id}
    with at("2027-01-04T09:00"):
        remove_old_drafts.func()
        assert {one.id for one in drafts_of(mother)} == {kept.id}
    with acting(mother):
        assert not CaseFile.objects.filter(case_id=draft.id).exists()
        assert "04/01/2027" in Notice.objects.filter(case_id=draft.id).first().text["vi"]


def test_a_draft_never_goes_untold_even_when_the_job_did_not_run_for_months(
    mother: Actor, officials: dict[str, Actor]
) -> None:
    with at("2026-10-05T09:00"):
        open_draft(mother, SURVEY, agency())
        open_draft(officials["clerk"], SURVEY, agency(), channel="counter")
    with at("2027-06-01T09:00"):
        remove_old_drafts.func()
        assert len(drafts_of(mother)) == 1
    with at("2027-06-08T09:01"):
        remove_old_drafts.func()
        assert drafts_of(mother) == []
    with acting(officials["clerk"]):
        assert not Case.objects.filter(status=0).exists()


def told(who: Actor) -> list[object]:
    """Return of which drafts ``who`` was told in the inbox."""
    with acting(who):
        found = Notice.objects.filter(kind="draft.ends", channel=Channel.INBOX)
        return list(found.values_list("case_id", flat=True))
