"""Two records that two agencies keep: one proposes what they are, the other agrees or declines; parted likewise."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from factories.agencies import agency, official
from factories.connections import raw_connection
from factories.people import citizen
from nenso.journal.reading import entries_of
from nenso.notices.reading import own_notices
from nenso.registers.duplicates.agreeing import (
    answer,
    asked_of,
    proposal_of,
    proposals,
    propose,
    standing_proposal,
    withdraw,
)
from nenso.registers.duplicates.errors import (
    PairUnknown,
    ProposalClosed,
    ProposalNeedless,
    ProposalRefused,
    ProposalStands,
    ProposalUnknown,
)
from nenso.registers.duplicates.reviewing import pairs
from nenso.registers.duplicates.seeking import seek
from nenso.registers.duplicates.tables import DuplicatePair
from nenso.registers.errors import MergeRefused, ReasonMissing, RecordUnknown
from nenso.registers.merging import history_of
from nenso.registers.models import Record, RecordMerge, RecordParty
from nenso.runtime.acting import Actor, acting
from support.population import OPERATOR, PERSONS, persons, population_in_force

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_DOOR = "vn.p19.c01942"
AN = {
    "ref": "1",
    "id": "019096000111",
    "full_name": "Nguyễn Văn An",
    "born_on": "1996-03-07",
    "sex": "male",
    "residence.place": "01969",
    "residence.line": "Tổ 3",
    "phone": "0912345678",
}
AN_AGAIN = AN | {"ref": "2", "id": "", "full_name": "Nguyen Van An", "phone": "0912345670"}
OTHERS = [
    AN
    | {"ref": "3", "id": "019196000222", "full_name": "Hoàng Thị Bình", "born_on": "1980-11-20", "phone": "0987654321"},
    AN | {"ref": "4", "id": "019196000333", "full_name": "Lý Văn Chi", "born_on": "1971-05-02", "phone": "0900000001"},
]


@pytest.fixture
def pair(tmp_path: Path) -> DuplicatePair:
    """A man whom two communes wrote down."""
    population_in_force()
    persons(tmp_path, AN, *OTHERS)
    persons(tmp_path, AN_AGAIN, at=NEXT_DOOR)
    seek(PERSONS)
    with acting(OPERATOR):
        return DuplicatePair.objects.get()


@pytest.fixture
def here() -> Actor:
    """The registrar of the commune that keeps one."""
    return official("registrar")


@pytest.fixture
def there() -> Actor:
    """The leader of the commune that keeps the other."""
    return official("leader", at=NEXT_DOOR)


@pytest.fixture
def keys(pair: DuplicatePair) -> tuple[UUID, UUID]:
    """The record here, then the one next door."""
    with acting(OPERATOR):
        found = {one.agency_id: one.id for one in Record.objects.filter(pk__in=[pair.first, pair.second])}
    return found[agency().id], found[agency(NEXT_DOOR).id]


def contents(*keys: UUID) -> dict[str, object]:
    """Return all that two records say and who they are of."""
    with acting(OPERATOR):
        rows = Record.objects.filter(pk__in=keys).order_by("id")
        return {
            "records": [(one.id, one.data, one.key, one.number, one.ended_at, one.merged_into) for one in rows],
            "parties": sorted(RecordParty.objects.filter(record__in=keys).values_list("record", "name", "identifier")),
        }


def test_what_one_agency_proposes_the_other_agrees_to_and_both_are_one(
    here: Actor, there: Actor, keys: tuple[UUID, UUID], pair: DuplicatePair
) -> None:
    mine, theirs = keys
    made = propose(here, PERSONS, "merge", mine, theirs, "Một người, chuyển xã năm 2024", ["phone"])
    assert propose(here, PERSONS, "merge", mine, theirs, "Một người").id == made.id
    assert (asked_of(there, agency(NEXT_DOOR).id), asked_of(there, agency().id)) == ({PERSONS: 1}, {})
    (told,) = own_notices(there).items
    assert (told["kind"], agency().name in told["text"]) == ("merge_proposal.proposed", True)
    assert "Một người" not in told["text"], "everybody at the agency reads its inbox; the reason is for reviewers"
    with acting(OPERATOR):
        assert not RecordMerge.objects.exists(), "nothing is done before the other agrees"
    done = answer(there, PERSONS, made.id, agree=True)
    assert answer(there, PERSONS, made.id, agree=True).answered_at == done.answered_at
    with acting(OPERATOR):
        gone, kept = Record.objects.get(pk=theirs), Record.objects.get(pk=mine)
        assert (gone.merged_into, kept.data["phone"]) == (mine, "0912345670")
        assert DuplicatePair.objects.get().state == "merged"
    for key in keys:
        kinds = [one.kind for one in entries_of(key)]
        assert (
            kinds.index("merge_proposal.proposed") < kinds.index("record.merged") < kinds.index("merge_proposal.agreed")
        )
    assert own_notices(here).items[0]["kind"] == "merge_proposal.agreed"
    with pytest.raises(ProposalClosed):
        answer(there, PERSONS, made.id, agree=False, reason="Nhầm")


def test_parting_is_proposed_and_agreed_likewise_and_nothing_is_lost(
    here: Actor, there: Actor, keys: tuple[UUID, UUID]
) -> None:
    mine, theirs = keys
    before = contents(*keys)
    made = propose(here, PERSONS, "merge", mine, theirs, "Một người", ["phone", "full_name"])
    answer(there, PERSONS, made.id, agree=True)
    assert contents(*keys) != before
    with pytest.raises(MergeRefused):
        propose(there, PERSONS, "merge", theirs, mine, "Gộp lại")
    back = propose(there, PERSONS, "part", mine, theirs, "Là hai anh em")
    assert answer(here, PERSONS, back.id, agree=True).state == "agreed"
    assert contents(*keys) == before
    with acting(OPERATOR):
        assert history_of(theirs)[0].kind == "unmerged"
        assert [one.kind for one in history_of(mine)][:2] == ["unmerged", "merged"]


def test_the_other_declines_with_a_reason_and_it_may_be_proposed_again(
    here: Actor, there: Actor, keys: tuple[UUID, UUID]
) -> None:
    before = contents(*keys)
    made = propose(here, PERSONS, "merge", *keys, "Một người")
    with pytest.raises(ReasonMissing):
        answer(there, PERSONS, made.id, agree=False)
    said = answer(there, PERSONS, made.id, agree=False, reason="Khác quê quán")
    assert (said.state, said.answer) == ("declined", "Khác quê quán")
    assert contents(*keys) == before
    assert [one.proposal.state for one in proposals(here, PERSONS).items] == ["declined"]
    (told, *_) = own_notices(here).items
    assert told["kind"] == "merge_proposal.declined"
    again = propose(here, PERSONS, "merge", *keys, "Đã có giấy xác nhận")
    assert again.id != made.id
    assert withdraw(here, PERSONS, again.id).state == "withdrawn"
    assert standing_proposal(here, *keys) is None


def test_that_two_are_two_is_agreed_and_never_asked_again(
    here: Actor, there: Actor, keys: tuple[UUID, UUID], pair: DuplicatePair
) -> None:
    answer(here, PERSONS, propose(there, PERSONS, "different", *keys, "Hai anh em").id, agree=True)
    seek(PERSONS)
    (found,) = pairs(here, PERSONS, state="different").pairs
    assert (found.pair.id, found.pair.reason) == (pair.id, "Hai anh em")
    for key in keys:
        assert "record.told_apart" in [one.kind for one in entries_of(key)]


def test_nobody_else_proposes_answers_or_sees_it(here: Actor, there: Actor, keys: tuple[UUID, UUID]) -> None:
    clerk, elsewhere = official("clerk"), official("registrar", at="vn.p01.c00025")
    for other in (clerk, elsewhere, citizen("Lê Văn Khác")):
        with pytest.raises((RecordUnknown, ProposalRefused)):
            propose(other, PERSONS, "merge", *keys, "Một người")
    made = propose(here, PERSONS, "merge", *keys, "Một người")
    for other in (here, official("auditor", at=NEXT_DOOR)):
        with pytest.raises(ProposalRefused):
            answer(other, PERSONS, made.id, agree=True)
    with pytest.raises(ProposalRefused):
        withdraw(there, PERSONS, made.id)
    with pytest.raises(ProposalStands):
        propose(there, PERSONS, "different", *keys, "Hai người")
    for other in (clerk, elsewhere):
        assert proposals(other, PERSONS).items == []
        with pytest.raises(ProposalUnknown):
            answer(other, PERSONS, made.id, agree=True)
        with raw_connection(other) as connection:
            assert connection.execute("SELECT count(*) FROM registers_mergeproposal").fetchone() == (0,)
    assert proposal_of(there, PERSONS, made.id).stays is None, "the record of the other agency is not opened by this"


def test_of_two_records_of_one_agency_nobody_has_to_be_asked(here: Actor, pair: DuplicatePair) -> None:
    with acting(OPERATOR):
        one, other = Record.objects.filter(agency=agency()).exclude(pk__in=[pair.first, pair.second])
    with pytest.raises(ProposalNeedless):
        propose(here, PERSONS, "merge", one.id, other.id, "Một người")


def test_what_was_never_a_pair_is_not_told_apart(here: Actor, pair: DuplicatePair, keys: tuple[UUID, UUID]) -> None:
    with acting(OPERATOR):
        DuplicatePair.objects.all().delete()
    with pytest.raises(RecordUnknown):
        propose(here, PERSONS, "different", *keys, "Hai người")
    both = replace(here, scope=("vn",))
    with pytest.raises(PairUnknown):
        propose(both, PERSONS, "different", *keys, "Hai người")
