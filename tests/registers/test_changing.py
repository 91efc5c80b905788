"""Records change as their register allows: edited with a reason, corrected for who they are about, merged, parted."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from factories.agencies import agency, official
from factories.people import citizen
from nenso.journal.reading import entries_of
from nenso.language.lookups import Lookup
from nenso.registers.correcting import ask, contest, decide, waiting_at
from nenso.registers.declared import Declared
from nenso.registers.editing import declared_for, edit, editable
from nenso.registers.errors import (
    ChangedMeanwhile,
    CorrectionClosed,
    CorrectionRefused,
    EditRefused,
    KeyTaken,
    MergeRefused,
    ReasonMissing,
    RecordInvalid,
    RecordUnknown,
)
from nenso.registers.finding import as_of, current
from nenso.registers.merging import history_of, merge, unmerge
from nenso.registers.models import Record, RecordParty
from nenso.registers.recording import create
from nenso.registers.sight import look, sight_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db
MAI = "006195000123"


@pytest.fixture
def mai() -> Actor:
    """Who sells."""
    return citizen("Triệu Thị Mai", identifier=MAI, born_on=date(1995, 3, 8))


@pytest.fixture
def clerks() -> dict[str, Actor]:
    """Who works at xã Phủ Thông."""
    with clock.at(at("2026-10-01T09:00")):
        return {role: official(role) for role in ("officer", "registrar", "leader", "clerk")}


@pytest.fixture
def write(products: Declared, lookup: Callable[[], Lookup], mai: Actor) -> Callable[..., Record]:
    """Give a function that creates a record of Mai's."""

    def make(**values: Any) -> Record:
        with clock.at(at("2026-11-02T09:00")), acting(WRITER):
            return create(products, {"owner_id": MAI, **values}, agency(), source("2026-11-02T09:00"), lookup())

    return make


def test_an_officer_edits_what_the_register_allows_with_a_reason(write: Any, clerks: dict[str, Actor]) -> None:
    made = write(name="Chè", price=90_000, stock=5)
    with pytest.raises(EditRefused):
        edit(clerks["officer"], made.register, made.id, {"owner_id": ""}, "Nhầm")
    with pytest.raises(RecordUnknown):
        edit(clerks["clerk"], made.register, made.id, {"stock": 4}, "Nhầm")
    with pytest.raises(ReasonMissing):
        edit(clerks["officer"], made.register, made.id, {"stock": 4}, "  ")
    with pytest.raises(RecordInvalid):
        edit(clerks["officer"], made.register, made.id, {"stock": -4}, "Kiểm kê")
    edited = edit(clerks["officer"], made.register, made.id, {"stock": 4}, "Kiểm kê", revision=1)
    again = edit(clerks["officer"], made.register, made.id, {"stock": 4}, "Kiểm kê", revision=1)
    assert edited.data["stock"] == again.data["stock"] == 4
    with pytest.raises(ChangedMeanwhile):
        edit(clerks["officer"], made.register, made.id, {"stock": 3}, "Kiểm kê", revision=1)
    with acting(WRITER):
        latest, first = history_of(made.id)
    assert (latest.seq, latest.kind, latest.reason, latest.account) == (
        2,
        "edited",
        "Kiểm kê",
        clerks["officer"].account,
    )
    assert (first.data["stock"], latest.data["stock"]) == (5, 4)


def test_nobody_edits_what_they_cannot_read(write: Any) -> None:
    record, auditor = write(name="Chè Shan", secret="Sao tay"), official("auditor", at="vn.p01.c00025")
    with acting(auditor):
        assert editable(auditor, declared_for(record), record) == {"name"}
    with pytest.raises(EditRefused):
        edit(auditor, "market.products", record.id, {"secret": "Sao máy"}, "Thử")


def test_a_person_of_the_record_edits_what_is_theirs(write: Any, mai: Actor) -> None:
    made = write(name="Chè", price=90_000)
    assert edit(mai, made.register, made.id, {"price": 95_000}, "Giá mới").data["price"] == 95_000
    with pytest.raises(EditRefused):
        edit(mai, made.register, made.id, {"stock": 3}, "Kiểm kê")


def test_a_correction_is_asked_for_refused_contested_and_granted(
    write: Any, mai: Actor, clerks: dict[str, Actor]
) -> None:
    made = write(name="Chè", price=90_000)
    with pytest.raises(RecordUnknown):
        ask(citizen("Hoàng Văn Bính"), made.id, {"price": 1}, "Sai")
    with pytest.raises(RecordInvalid):
        ask(mai, made.id, {"price": -5}, "Sai giá")
    with clock.at(at("2026-11-02T10:00")):
        asked = ask(mai, made.id, {"price": 85_000}, "Giá ghi sai")
        assert ask(mai, made.id, {"price": 85_000}, "Giá ghi sai", key=asked.id).id == asked.id
        assert asked.due_at == at("2026-11-09T10:00")
    assert [one.id for one in waiting_at(clerks["registrar"], agency().id)] == [asked.id]
    with pytest.raises(RecordUnknown):
        decide(clerks["clerk"], made.id, asked.id, accept=True, decision="Đúng")
    refused = decide(clerks["registrar"], made.id, asked.id, accept=False, decision="Theo hóa đơn là 90.000")
    assert refused.state == "refused"
    with pytest.raises(CorrectionClosed):
        decide(clerks["registrar"], made.id, asked.id, accept=True, decision="Thôi được")
    assert contest(mai, made.id, asked.id, "Hóa đơn đã thay").state == "appealed"
    with pytest.raises(CorrectionRefused):
        decide(clerks["registrar"], made.id, asked.id, accept=True, decision="Được")
    granted = decide(clerks["leader"], made.id, asked.id, accept=True, decision="Hóa đơn mới đúng")
    with acting(WRITER):
        record = Record.objects.get(pk=made.id)
        latest = history_of(made.id)[0]
    assert (granted.state, record.data["price"]) == ("granted", 85_000)
    assert (latest.kind, latest.reason) == ("corrected", "Giá ghi sai")
    assert [entry.kind for entry in entries_of(made.id)][1:] == [
        "correction.asked",
        "correction.refused",
        "correction.appealed",
        "record.revised",
        "correction.granted",
    ]


def test_merging_loses_nothing_and_undoing_it_gives_back(write: Any, clerks: dict[str, Actor]) -> None:
    kept, gone = write(name="Chè Shan", price=90_000, stock=3), write(name="Che Shan", price=85_000, stock=7)
    with pytest.raises(MergeRefused):
        merge(clerks["officer"], kept.id, gone.id, [], "Trùng")
    merged = merge(clerks["registrar"], kept.id, gone.id, ["stock", "name"], "Cùng một mặt hàng")
    assert (merged.data["name"], merged.data["stock"], merged.data["price"]) == ("Che Shan", 7, 90_000)
    assert merge(clerks["registrar"], kept.id, gone.id, ["stock"], "Cùng một mặt hàng").revision == merged.revision
    with acting(WRITER):
        ended = Record.objects.get(pk=gone.id)
        assert ended.ended_at is not None
        assert ended.data == gone.data
        assert ended.merged_into == kept.id
        assert RecordParty.objects.filter(record=gone.id).count() == 1
    edit(clerks["officer"], kept.register, kept.id, {"stock": 9}, "Kiểm kê")
    back = unmerge(clerks["registrar"], kept.id, gone.id, "Là hai loại khác nhau")
    assert unmerge(clerks["registrar"], kept.id, gone.id, "Là hai loại khác nhau").revision == back.revision
    with acting(WRITER):
        record = Record.objects.get(pk=kept.id)
        assert (record.data["name"], record.data["stock"]) == ("Chè Shan", 9)
        assert current(gone.register, ["Che Shan"]) == back
        assert [one.kind for one in history_of(gone.id)] == ["unmerged", "written"]


def test_what_was_merged_cannot_come_back_onto_a_key_that_is_taken(write: Any, clerks: dict[str, Actor]) -> None:
    kept, gone = write(name="A"), write(name="B")
    merge(clerks["registrar"], kept.id, gone.id, [], "Trùng")
    write(name="B")
    with pytest.raises(KeyTaken):
        unmerge(clerks["registrar"], kept.id, gone.id, "Nhầm")


def test_a_record_is_read_as_it_stood_on_a_day(write: Any, clerks: dict[str, Actor]) -> None:
    made = write(name="Chè", stock=5)
    with clock.at(at("2026-11-10T09:00")):
        edit(clerks["officer"], made.register, made.id, {"stock": 4}, "Kiểm kê")
    with acting(WRITER):
        then = as_of(made.id, at("2026-11-05T00:00"))
        now = as_of(made.id, at("2026-11-11T00:00"))
        assert as_of(made.id, at("2026-11-01T00:00")) is None
    assert then is not None
    assert now is not None
    assert (then.data["stock"], now.data["stock"]) == (5, 4)


def test_sensitive_fields_stay_masked_until_looked_at_and_the_look_is_told(
    write: Any, products: Declared, mai: Actor, clerks: dict[str, Actor]
) -> None:
    made = write(name="Chè", secret="Công thức")
    with acting(clerks["officer"]):
        record = Record.objects.select_related("agency").get(pk=made.id)
        shown = sight_of(clerks["officer"], products, record).of(record.data)
    assert shown["secret"] == "•••"
    with pytest.raises(ReasonMissing):
        look(clerks["officer"], products, record, " ")
    assert look(clerks["officer"], products, record, "Thanh tra")["secret"] == "Công thức"
    entry = entries_of(made.id)[-1]
    assert (entry.kind, entry.body["fields"], entry.body["purpose"]) == ("record.looked_at", ["secret"], "Thanh tra")
    assert entry.persons == [mai.person]
    with acting(mai):
        own = Record.objects.select_related("agency").get(pk=made.id)
        assert sight_of(mai, products, own).of(own.data)["secret"] == "Công thức"
