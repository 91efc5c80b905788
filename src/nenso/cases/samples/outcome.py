"""What came out of a sample, and how that differs from what it expects."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nenso.cases.engine.names import STATUS_WORDS
from nenso.cases.models import Case, Status
from nenso.cases.samples.ground import SAMPLER
from nenso.language.declarations.samples import Expectation
from nenso.payments.models import Payment
from nenso.payments.models import State as PaymentState
from nenso.results.models import SignedResult
from nenso.results.models import State as ResultState
from nenso.runtime.acting import acting
from nenso.runtime.clock import VIETNAM
from nenso.runtime.problems import Problem

_WORDS = {
    "status": ("trạng thái", "status"),
    "fee": ("số tiền phải nộp", "fee"),
    "due": ("hạn giải quyết", "due"),
    "records": ("bản ghi", "records"),
    "results": ("kết quả", "results"),
    "children": ("hồ sơ thành phần", "children"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that came out otherwise: which (``due``, or the act where it stopped), told in vi and en."""

    what: str
    vi: str
    en: str


@dataclass(frozen=True)
class Outcome:
    """What came out. ``fee``: đồng owed or paid; ``records``: register (full name) to how many were written."""

    status: int
    fee: int
    due: datetime | None
    records: Mapping[str, int]
    results: tuple[str, ...]
    children: Mapping[str, int]


class Stopped(Problem):
    """A sample that did not come to its end: where, and what the engine said."""

    code = "cases.sample_stopped"
    status = 422
    vi = "Dừng ở {where}: {said}"
    en = "It stopped at {where}: {said_en}"


def outcome_of(case: Case) -> Outcome:
    """Return what came of ``case``, as it is now in the database."""
    with acting(SAMPLER):
        found = Case.objects.get(pk=case.pk)
        payments = Payment.objects.filter(case_id=case.pk).exclude(state=PaymentState.CANCELLED)
        issued = SignedResult.objects.filter(case_id=case.pk, state=ResultState.SIGNED).order_by("created_at", "id")
        return Outcome(
            status=found.status,
            fee=sum(payments.values_list("amount", flat=True)),
            due=found.due_at,
            records=_records(found),
            results=tuple(issued.values_list("declared", flat=True)),
            children=_children(found),
        )


def _records(case: Case) -> Counter[str]:
    """Return how many records of each register the case and those that it opened wrote."""
    cases = [case, *Case.objects.filter(parent_id=case.pk)]
    return Counter(str(record["register"]) for one in cases for record in one.created_records)


def _children(case: Case) -> dict[str, int]:
    """Return the status of the latest child of each procedure, by its short name."""
    opened = Case.objects.filter(parent_id=case.pk).order_by("id").values_list("procedure", "status")
    return {procedure.rpartition(".")[2]: status for procedure, status in opened}


def compare(expect: Expectation, outcome: Outcome, formula: str) -> tuple[Difference, ...]:
    """Return how ``outcome`` differs from what is expected; what the sample does not say is not compared."""
    return tuple(_differences(expect, outcome, formula))


def stopped(problem: Problem) -> Difference:
    """Return where and why a sample stopped, with every mistake that the engine named."""
    told = problem.facts.get("problems") or problem.facts.get("issues") or ()
    details = "".join(f"; {one.get('path', '')}: {one.get('vi', one.get('message', ''))}" for one in told)
    details_en = "".join(f"; {one.get('path', '')}: {one.get('en', one.get('message', ''))}" for one in told)
    where = str(problem.facts.get("where", ""))
    return Difference(where or problem.code, f"{problem.text('vi')}{details}", f"{problem.text('en')}{details_en}")


def _differences(expect: Expectation, outcome: Outcome, formula: str) -> Iterator[Difference]:
    if expect.status is not None:
        wanted = expect.status if isinstance(expect.status, int) else _number(str(expect.status))
        yield from _differ("status", STATUS_WORDS.get(wanted, str(expect.status)), STATUS_WORDS[outcome.status])
    if expect.fee is not None:
        yield from _differ("fee", expect.fee, outcome.fee)
    if expect.due is not None:
        due = datetime.fromisoformat(str(expect.due))
        wanted_due = due if due.tzinfo else due.replace(tzinfo=VIETNAM)
        yield from _differ("due", _shown(wanted_due), _shown(outcome.due))
    if "records" in expect.model_fields_set:
        wanted_records = {name if "." in name else f"{formula}.{name}": n for name, n in expect.records.items() if n}
        yield from _differ("records", _listed(wanted_records), _listed(outcome.records))
    if expect.results is not None:
        yield from _differ("results", _listed(Counter(expect.results)), _listed(Counter(outcome.results)))
    for name, status in expect.children.items():
        wanted = status if isinstance(status, int) else _number(str(status))
        found = outcome.children.get(str(name))
        came = "—" if found is None else STATUS_WORDS[found]
        yield from _differ("children", f"{name} {STATUS_WORDS[wanted]}", f"{name} {came}")


def _number(word: str) -> int:
    return next((number for number, known in STATUS_WORDS.items() if known == word), Status.DRAFT)


def _differ(what: str, expected: Any, found: Any) -> Iterator[Difference]:
    if expected != found:
        vi, en = _WORDS[what]
        yield Difference(what, f"{vi}: cần {expected}, được {found}", f"{en}: expected {expected}, got {found}")


def _shown(moment: datetime | None) -> str:
    return "—" if moment is None else moment.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M:%S")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} × {number}" for name, number in sorted(counts.items())) or "—"
