"""The published table of 502 procedures: every one becomes a draft that is published, offered, filed and finished.

The tables are facts beside the repository, not part of it; without them these tests do not run and say so.
"""

from collections import Counter
from pathlib import Path

import pytest

from catalogue.whole_way import Office, offering
from factories.people import SYSTEM
from nenso.cases.models import Status
from nenso.formulas.catalogue.declaring import Draft
from nenso.formulas.catalogue.drafts import Drafted, DraftFormula, drafted
from nenso.formulas.catalogue.publishing import offer_draft, publish_draft
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.catalogue.rows import Tables
from nenso.formulas.catalogue.steps import mismatches

TABLES = Path(__file__).parents[3] / "shared" / "facts" / "tables"
SHARES = 4
"""Tests that share the procedures between them, so that several processes do them at once."""

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason=f"the published tables are not in {TABLES}")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(
        TABLES / "procedures_catalogue_502.csv",
        documents=TABLES / "procedures_selected_documents.csv",
        channels=TABLES / "procedures_selected_channels.csv",
        steps=TABLES / "internal_steps.csv",
    )


@pytest.fixture(scope="module")
def all_drafts(tables: Tables) -> Drafted:
    """Every row as a draft, also those that a formula which ships declares already."""
    return drafted(tables)


def test_all_502_become_drafts_with_names_of_their_own(tables: Tables, all_drafts: Drafted) -> None:
    drafts = [draft for _, draft in all_drafts.drafts]
    assert len(drafts) == 502
    assert not all_drafts.skipped
    assert len({(formula.name, draft.name) for formula, draft in all_drafts.drafts}) == 502
    assert {draft.row.code for draft in drafts} == {row.code for row in tables.rows}


def test_the_twelve_processes_that_do_not_add_up_are_warned_of_and_none_is_refused(tables: Tables) -> None:
    assert len(tables.processes) == 106
    assert sum(len(process.steps) for process in tables.processes) == 812
    assert [process.key for process in tables.processes if mismatches(process)] == [
        *("P024", "P034", "P035", "P053", "P055", "P065", "P066", "P068", "P079", "P087", "P096", "P097")
    ]


def shape(draft: Draft) -> tuple[object, ...]:
    """Return what makes a draft go another way than others: its steps, who files, who decides."""
    declared = draft.declared
    return (tuple(declared["steps"]), "citizen" in declared["audience"], draft.executing.kinds)


def share(all_drafts: Drafted, number: int) -> list[DraftFormula]:
    """Return one share of the formulas, the largest ones apart from one another."""
    ordered = sorted(all_drafts.formulas.values(), key=lambda one: (-len(one.drafts), one.name))
    return ordered[number::SHARES]


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(SHARES))
def test_every_one_is_published_offered_filed_and_finished(
    all_drafts: Drafted, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, ended, seen = Office(), Counter[int](), set()
    formulas = share(all_drafts, number)
    for formula in formulas:
        edition = publish_draft(SYSTEM, formula).edition
        own = offer_draft(SYSTEM, formula, edition, "vn").agency
        assert own is not None, formula.name
        for draft in formula.drafts:
            new = shape(draft) not in seen
            seen.add(shape(draft))
            case = office.finish(formula, draft, offering(formula, draft, own), paper=new)
            ended[case.status] += 1
    assert ended == {Status.DONE: sum(len(formula.drafts) for formula in formulas)}
