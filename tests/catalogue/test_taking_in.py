"""A publisher takes a table in: read and told row by row, published and offered, going on where it stopped."""

from pathlib import Path

import pytest

from factories.agencies import agency, official
from nenso.agencies.models import Post
from nenso.agencies.posts import dismiss
from nenso.formulas import offers
from nenso.formulas.catalogue.errors import ImportNotThere, ImportNotThereYet, TableMissing
from nenso.formulas.catalogue.taking_in import (
    Upload,
    go_on,
    import_of,
    imports_at,
    is_silent,
    publish_import,
    take_in,
)
from nenso.formulas.errors import MayNotPublish
from nenso.formulas.models import CatalogueImport, Edition
from nenso.formulas.offers import offers_of
from nenso.runtime.acting import Actor, acting
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
TABLES = {
    "procedures": Upload("danh-muc.csv", (HERE / "excerpt.csv").read_bytes()),
    "documents": Upload("thanh-phan.csv", (HERE / "documents.csv").read_bytes()),
    "steps": Upload("quy-trinh.csv", (HERE / "steps.csv").read_bytes()),
}
State = CatalogueImport.State


@pytest.fixture
def publisher(db: None) -> Actor:
    """Who publishes for the whole country."""
    offers.forget()
    return official("publisher", "vn", full_name="Đỗ Thị Vân")


def jobs(limit: int = 100) -> int:
    with acting(EVERYTHING):
        return len(do_waiting_jobs(limit))


def test_a_table_is_read_and_told_row_by_row_and_nothing_is_published(publisher: Actor) -> None:
    taken = take_in(publisher, agency("vn"), TABLES)
    assert jobs() > 1, "a job for each formula"
    read = import_of(publisher, taken.id)
    assert (read.state, read.done) == (State.READ, len(read.formulas))
    report = read.report
    assert report["rows"] == 12
    assert report["imported"] + len(report["refined"]) + len(report["skipped"]) == 12
    assert sum(report["by_level"].values()) == report["imported"]
    assert set(report["formulas"].values()) == {"draft"}
    assert [one["row"] for one in report["procedures"]] == sorted(one["row"] for one in report["procedures"])
    with acting(EVERYTHING):
        assert not Edition.objects.filter(formula__in=read.formulas).exists()
    assert [one.id for one in imports_at(publisher, agency("vn"))] == [taken.id]


def test_drafts_are_published_and_offered_and_twice_is_once(publisher: Actor) -> None:
    taken = take_in(publisher, agency("vn"), TABLES)
    with pytest.raises(ImportNotThereYet):
        publish_import(publisher, taken.id, within=[agency("vn").id])
    jobs()
    for _ in range(2):
        publish_import(publisher, taken.id, within=[agency("vn").id])
        jobs()
    done = import_of(publisher, taken.id)
    assert done.state == State.PUBLISHED
    with acting(EVERYTHING):
        editions = list(Edition.objects.filter(formula__in=done.formulas))
        assert len(editions) == len(done.formulas)
        assert {one.published_by for one in editions} == {publisher.account}
        offers.forget()
        codes = {one["code"] for one in done.report["procedures"] if "commune" in one["offered_by"]}
        local = {one.procedure.code for one in offers_of(agency())}
    assert codes & local
    assert all("@1.0.0" in became for became in done.report["formulas"].values())


def test_what_stops_half_way_goes_on_where_it_was(publisher: Actor) -> None:
    taken = take_in(publisher, agency("vn"), TABLES)
    jobs(1)
    half = import_of(publisher, taken.id)
    assert (half.state, half.done) == (State.READING, 1)
    with acting(EVERYTHING):
        CatalogueImport.objects.filter(pk=taken.id).update(problem={"vi": "Mất điện", "en": "Power lost"})
    assert jobs() == 1, "what stopped does nothing more by itself"
    assert is_silent(import_of(publisher, taken.id))
    go_on(publisher, taken.id)
    go_on(publisher, taken.id)
    jobs()
    assert import_of(publisher, taken.id).state == State.READ


def test_a_file_that_is_no_table_says_so(publisher: Actor) -> None:
    taken = take_in(publisher, agency("vn"), {"procedures": Upload("anh.xlsx", b"\x89PNG\r\n")})
    jobs()
    told = import_of(publisher, taken.id)
    assert (told.state, told.formulas) == (State.READING, [])
    assert told.problem["vi"].startswith("Không đọc được")
    with pytest.raises(TableMissing):
        take_in(publisher, agency("vn"), {"steps": TABLES["steps"]})


def test_only_publishers_take_in_see_and_publish_and_only_as_long_as_they_are(publisher: Actor) -> None:
    for somebody in (official("admin", "vn"), official("publisher", "vn.p19")):
        with pytest.raises(MayNotPublish):
            take_in(somebody, agency("vn"), TABLES)
    taken = take_in(publisher, agency("vn"), TABLES)
    jobs()
    with pytest.raises(ImportNotThere):
        import_of(official("publisher", "vn.p19"), taken.id)
    with pytest.raises(MayNotPublish):
        publish_import(publisher, taken.id, within=[agency("vn.p19").id])
    publish_import(publisher, taken.id, within=[agency("vn").id])
    with acting(EVERYTHING):
        post = Post.objects.get(account_id=publisher.account)
    dismiss(Actor(system="cli"), post.id)
    jobs()
    with acting(EVERYTHING):
        left = CatalogueImport.objects.get(pk=taken.id)
    assert (left.state, left.done) == (State.PUBLISHING, 0)
    assert "publisher" in left.problem["vi"]
