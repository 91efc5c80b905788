"""Opening a sealed case (mở niêm phong) when its moment has come, by whatever comes first: the job, a reader, an act.

The moment is worked out once more before: it follows when it was moved later, and never comes earlier than promised.
All of it is one transaction under the lock of the case, so that twice is as once.
"""

from datetime import datetime
from uuid import UUID

from nenso.cases.acts.telling import notices_to
from nenso.cases.engine import flow
from nenso.cases.engine.loading import load
from nenso.cases.engine.seals import UNSEAL, is_waiting, opener, promised
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder
from nenso.cases.engine.writing import write
from nenso.cases.intake.entering import follow_form, set_going
from nenso.cases.models import Moment, Revision, Seal
from nenso.payments.models import Payment, State
from nenso.runtime import clock
from nenso.runtime.acting import acting

OWNERS = (Holder(party="applicant"), Holder(party="filer"))


def unseal(case_id: UUID) -> bool:
    """Open the case if it waits sealed and its moment has come; return whether it was opened now.

    Raises what the first step raises that cannot be opened; then the case waits on, and who may read it already can.
    """
    with acting(opener(case_id)) as session:
        loaded = load(case_id)
        if not is_waiting(loaded.case) or loaded.ended:
            return False
        seals = list(Seal.objects.filter(case_id=case_id).order_by("at", "id"))
        turn = turn_on(opener(case_id), loaded)
        filed = Revision.objects.filter(case_id=case_id).order_by("-seq")[0]
        turn.case.form, turn.case.documents = filed.form, filed.documents
        until, now = promised(seals), _moment(turn)
        if until is not None and now is not None and now > until:
            until = now
            _seal_longer(turn, now)
            session.send(*write(turn, keep_version=True))
        if until is None or until > clock.now():
            return False
        _open(turn, seals)
        session.send(*write(turn))
    return True


def _moment(turn: Turn) -> datetime | None:
    """Return when the case is to be opened as things stand now; None when that is not known any more."""
    sealed = turn.offered.procedure.sealed
    return turn.reasoning().moment(sealed.until) if sealed is not None else None


def _seal_longer(turn: Turn, until: datetime) -> None:
    """Keep the case sealed until later: what it counts from was moved."""
    case, was = turn.case, turn.case.sealed_until
    turn.add(Seal(case_id=case.id, at=turn.at, until=until))
    turn.set(sealed_until=until)
    Moment.objects.filter(case_id=case.id, kind=UNSEAL, done_at=None).update(at=until)
    said = {"was": clock.written(was) if was else None, "sealed_until": clock.written(until)}
    turn.said.append(("case.sealed_longer", said))
    day = f"{until.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
    words = {
        "vi": f"Hồ sơ {case.code} được niêm phong lâu hơn, đến {day}.",
        "en": f"Case {case.code} stays sealed for longer, until {day}.",
    }
    turn.add(*notices_to(turn, OWNERS, "case.sealed_longer", words, about=f"{case.id}:{until.isoformat()}"))


def _open(turn: Turn, seals: list[Seal]) -> None:
    case = turn.case
    waiting = Moment.objects.filter(case_id=case.id, kind=UNSEAL, done_at=None).order_by("at").first()
    due = Payment.objects.filter(case_id=case.id, state=State.DUE).values_list("amount", flat=True)
    turn.set(form=case.form, documents=case.documents, unsealed_at=turn.at)
    turn.add(Seal(case_id=case.id, at=turn.at, until=turn.at, opened=True))
    turn.said.append(("case.seal_opened", {}))
    follow_form(turn)
    set_going(turn, owed=sum(due), step=str(waiting.what.get("step") or "") if waiting is not None else "")
    Moment.objects.filter(case_id=case.id, kind=UNSEAL, done_at=None).update(done_at=turn.at)
    first = seals[0]
    turn.said[0][1].update({"salt": first.salt, "contested": first.contested, **flow.facts(turn)})
    words = {
        "vi": f"Hồ sơ {case.code} đã mở niêm phong, xử lý được từ bây giờ.",
        "en": f"Case {case.code} is no longer sealed and can be worked on.",
    }
    to = [Holder(agency=case.agency_id), *OWNERS]
    turn.add(*notices_to(turn, to, "case.seal_opened", words, about=f"{case.id}:opened"))
