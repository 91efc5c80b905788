"""Drafts that nobody touches any more: whose they are is told a week before, then they go with their files."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from nenso.cases.engine.loading import WITHOUT
from nenso.cases.engine.offering import offered_for
from nenso.cases.intake.drafts import drop_draft
from nenso.cases.models import Case, Status
from nenso.notices.models import Notice, Recipient
from nenso.notices.telling import notify
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config

SYSTEM = Actor(system="cases.old_drafts", readers=frozenset())
TOLD_BEFORE = timedelta(days=7)
MOST_AT_ONCE = 500
KIND = "draft.ends"


def remove_old_drafts() -> int:
    """Tell of drafts that will go, remove those of which that was told a week ago; return how many went."""
    now = clock.now()
    ends_after = timedelta(days=config().draft_days)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nenso_quiet_drafts(%s, %s)", [now - ends_after + TOLD_BEFORE, MOST_AT_ONCE])
        quiet = cursor.fetchall()
    return sum(_end(key, _owner(persons, readers), now, ends_after) for key, persons, readers in quiet)


def _owner(persons: list[UUID], readers: list[str]) -> Actor:
    """Return the job as whoever has the draft: what it may see is theirs."""
    person = persons[0] if persons else None
    return Actor(person=person, readers=frozenset(readers), system="cases.old_drafts")


def _end(key: UUID, owner: Actor, now: datetime, ends_after: timedelta) -> bool:
    with acting(owner):
        drafts = Case.objects.select_related("edition", "adaptation").defer(*WITHOUT)
        draft = drafts.filter(pk=key, status=Status.DRAFT).first()
        if draft is None:
            return False
        saved = draft.saved_at or draft.created_at
        told = Notice.objects.filter(case_id=key, kind=KIND, created_at__gt=saved).order_by("created_at").first()
        if told is None:
            _tell(owner, draft, max(saved + ends_after, now + TOLD_BEFORE))
            return False
        if saved + ends_after > now or told.created_at + TOLD_BEFORE > now:
            return False
        drop_draft(owner, key)
        return True


def _tell(owner: Actor, draft: Case, ends: datetime) -> None:
    title = offered_for(draft).procedure.title
    on = f"{ends.astimezone(clock.VIETNAM):%d/%m/%Y}"
    text = {
        "vi": f"Bản nháp “{title.in_language('vi')}” đã lâu không được sửa, sẽ bị xóa cùng giấy tờ kèm theo "
        f"vào ngày {on}. Để giữ lại, hãy mở ra và lưu.",
        "en": f"The draft “{title.in_language('en')}” was not touched for long. It will be removed with its files on "
        f"{on}. To keep it, open and save it.",
    }
    people = [(Recipient.PERSON, person) for person in draft.persons] or [(Recipient.AGENCY, draft.agency_id)]
    subject = {"vi": "Bản nháp sắp bị xóa", "en": "A draft will be removed"}
    notify(owner, people, KIND, subject, text, case_id=draft.id, dedupe_key=f"{KIND}:{draft.id}:{draft.version}")
