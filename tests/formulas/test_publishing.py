"""An edition is what was published, for ever: known by its content, numbered as its differences ask."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from factories.agencies import agency, official
from factories.connections import raw_connection, seen
from factories.people import SYSTEM, citizen
from nenso.formulas.adopting import adopt
from nenso.formulas.errors import FormulaOfAnother, FormulaRefused, MayNotPublish, RequirementMissing, VersionTaken
from nenso.formulas.folders import formula_folders, name_of
from nenso.formulas.library import edition_named, formula_of, required_by
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.publishing import Published, publish
from nenso.formulas.shipping import adopt_shipped, publish_shipped
from nenso.formulas.starting import start
from nenso.journal.reading import entries_of
from nenso.language.editions import digest
from nenso.language.reading import files_of
from nenso.runtime.acting import NOBODY, acting
from nenso.runtime.config import config

pytestmark = pytest.mark.django_db

Letters = Callable[..., dict[str, bytes]]
SKETCHES = Path(__file__).parents[2] / "../shared/design/sketches"
MORE = "  - {name: phone, type: phone, label: Điện thoại}"


def test_the_same_content_published_twice_is_one_edition_and_one_entry_of_the_journal(letters: Letters) -> None:
    first = publish(SYSTEM, letters())
    windows = {path: content.replace(b"\n", b"\r\n") for path, content in letters().items()}
    again = publish(SYSTEM, windows)
    assert first.new
    assert not again.new
    assert again.edition.id == first.edition.id
    assert first.edition.digest == digest(letters())
    assert [entry.kind for entry in entries_of(first.edition.id)] == ["formula.published"]


def test_a_version_that_is_published_cannot_hold_other_content(letters: Letters) -> None:
    publish(SYSTEM, letters())
    with pytest.raises(VersionTaken):
        publish(SYSTEM, letters(title="Gửi thư cho xã"))


@pytest.mark.parametrize(
    ("change", "refused", "enough"),
    [
        ({"title": "Gửi thư cho xã"}, "1.0.0", "1.0.1"),
        ({"fields": MORE}, "1.0.1", "1.1.0"),
        ({"fields": MORE.replace("}", ", required: true}")}, "1.1.0", "2.0.0"),
    ],
    ids=["words are a patch", "a new question is minor", "a new question that must be answered is major"],
)
def test_a_version_smaller_than_its_differences_ask_for_is_refused(
    letters: Letters, change: dict[str, str], refused: str, enough: str
) -> None:
    publish(SYSTEM, letters())
    with pytest.raises((FormulaRefused, VersionTaken)) as told:
        publish(SYSTEM, letters(refused, **change))
    if isinstance(told.value, FormulaRefused):
        assert [(one["code"], one["nearest"]) for one in told.value.facts["issues"]] == [("version.too_small", enough)]
    assert publish(SYSTEM, letters(enough, **change)).new


def test_a_formula_with_errors_is_refused_whole_and_each_is_told_with_its_place(letters: Letters) -> None:
    files = letters()
    files["procedures/letter.yaml"] = files["procedures/letter.yaml"].replace(b"form.subject", b"form.subjekt")
    with pytest.raises(FormulaRefused) as told:
        publish(SYSTEM, files)
    (issue,) = told.value.facts["issues"]
    assert (issue["file"], issue["nearest"]) == ("procedures/letter.yaml", "subject")
    assert issue["line"] == 1 + next(
        number for number, line in enumerate(files["procedures/letter.yaml"].splitlines()) if b"subjekt" in line
    )
    with acting(NOBODY):
        assert not Edition.objects.filter(formula="letters").exists()


def test_what_a_formula_requires_must_be_published_in_a_version_of_the_range(letters: Letters) -> None:
    publish(SYSTEM, letters())
    needs = {
        "formula.yaml": b'formula: replies\nversion: "1.0.0"\ntitle: Tr\xe1\xba\xa3 l\xe1\xbb\x9di\n'
        b'offered_by: [commune]\nrequires: {letters: "^2"}\n'
    }
    with pytest.raises((FormulaRefused, RequirementMissing)):
        publish(SYSTEM, needs)
    needs["formula.yaml"] = needs["formula.yaml"].replace(b"^2", b"^1")
    edition = publish(SYSTEM, needs).edition
    with acting(NOBODY):
        assert list(required_by(edition)) == ["letters"]


def test_an_edition_keeps_the_editions_that_it_was_published_with(letters: Letters) -> None:
    publish(SYSTEM, letters())
    needs = {
        "formula.yaml": b'formula: replies\nversion: "1.0.0"\ntitle: T\noffered_by: [commune]\n'
        b'requires: {letters: "^1"}\n'
    }
    edition = publish(SYSTEM, needs).edition
    publish(SYSTEM, letters("1.1.0", fields=MORE))
    with acting(NOBODY):
        assert required_by(edition)["letters"].version == "1.0.0"
        assert edition_named("letters").version == "1.1.0"
        assert formula_of(edition_named("letters@1.0.0")).version == "1.0.0"


def test_only_publishers_publish(letters: Letters) -> None:
    for actor in (NOBODY, citizen(), official("officer")):
        with pytest.raises(MayNotPublish):
            publish(actor, letters())
    assert publish(official("publisher"), letters()).new


def test_the_next_version_of_a_formula_is_for_those_who_published_it_and_those_above(letters: Letters) -> None:
    """Its registers are one in the install and opened to its procedures by name: whoever took it over, had them."""
    publish(official("publisher", "vn.p19.c01969"), letters())
    for elsewhere in ("vn.p19.c01840", "vn.p01.c00004"):
        with pytest.raises(FormulaOfAnother):
            publish(official("publisher", elsewhere), letters("1.0.1", title="Thư"))
    assert publish(official("publisher", "vn.p19.c01969"), letters("1.0.1", title="Thư gửi xã")).new
    assert publish(official("publisher", "vn.p19"), letters("1.0.2", title="Thư gửi tỉnh")).new


def test_what_the_install_published_itself_is_no_agency_s_below_the_government(letters: Letters) -> None:
    publish(SYSTEM, letters())
    with pytest.raises(FormulaOfAnother):
        publish(official("publisher", "vn.p19"), letters("1.0.1", title="Thư"))
    assert publish(official("publisher", "vn"), letters("1.0.1", title="Thư")).new


@pytest.mark.django_db(transaction=True)
def test_nobody_publishes_in_the_name_of_another_agency_behind_the_back_of_the_application() -> None:
    publisher = official("publisher")
    for owner in ("NULL", f"'{agency('vn.p19').id}'"):
        with raw_connection(publisher) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO formulas_edition (id, formula, version, digest, title, files, requires, requires_digests,"
                f" published_at, agency_id) VALUES (gen_random_uuid(), 'x', '1.0.0', 'x', '{{}}', '{{}}', '{{}}',"
                f" '[]', now(), {owner})"
            )


@pytest.mark.django_db(transaction=True)
def test_an_edition_cannot_be_changed_or_taken_away_behind_the_back_of_the_application(letters: Letters) -> None:
    edition = publish(SYSTEM, letters()).edition
    for statement in (
        "UPDATE formulas_edition SET files = '{}' WHERE id = %s",
        "DELETE FROM formulas_edition WHERE id = %s",
    ):
        with raw_connection(SYSTEM) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement, [edition.id])
    assert seen(None, "SELECT digest FROM formulas_edition WHERE id = %s", edition.id) == [(edition.digest,)]
    with raw_connection(citizen()) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(
            "INSERT INTO formulas_edition (id, formula, version, digest, title, files, requires, requires_digests,"
            " published_at) VALUES (gen_random_uuid(), 'x', '1.0.0', 'x', '{}', '{}', '{}', '[]', now())"
        )


def test_what_ships_is_published_and_offered_once(letters: Letters) -> None:
    first, again = publish_shipped(SYSTEM), publish_shipped(SYSTEM)
    assert {one.edition.formula for one in first} >= {"civil_registration"}
    assert all(one.new for one in first)
    assert not any(one.new for one in again)
    assert [one.edition.id for one in again] == [one.edition.id for one in first]
    assert [one.adoption.agency.path for one in adopt_shipped(SYSTEM)] == ["vn"] * len(first)
    assert adopt_shipped(SYSTEM) == []


def test_a_start_publishes_and_offers_what_ships_and_the_next_one_changes_nothing(letters: Letters) -> None:
    start()
    with acting(SYSTEM):
        published, offered = set(Edition.objects.values_list("id", flat=True)), list(Adoption.objects.values())
    assert {one["agency_id"] for one in offered} == {agency("vn").id}
    start()
    with acting(SYSTEM):
        assert set(Edition.objects.values_list("id", flat=True)) == published
        assert list(Adoption.objects.values()) == offered


def test_what_an_agency_decided_about_a_formula_stays_when_the_server_starts(letters: Letters) -> None:
    (mine,) = [one.edition for one in publish_shipped(SYSTEM) if one.edition.formula == "civil_registration"]
    adopt(SYSTEM, agency(), mine)
    start()
    with acting(SYSTEM):
        decided = Adoption.objects.filter(formula="civil_registration").values_list("agency_id", flat=True)
        assert list(decided) == [agency().id]


def test_a_start_offers_nothing_where_that_is_left_to_the_administrators(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NENSO_ADOPT_SHIPPED", "false")
    config.cache_clear()
    start()
    monkeypatch.undo()
    config.cache_clear()
    with acting(SYSTEM):
        assert Edition.objects.filter(formula="civil_registration").exists()
        assert not Adoption.objects.exists()


def test_every_sketch_of_the_language_publishes_after_what_it_needs() -> None:
    folders = formula_folders(SKETCHES)
    if not folders:
        pytest.skip("the sketches of the language are not beside this repository")
    waiting = {name_of(folder): files_of(folder) for folder in folders}
    while waiting:
        published, told = [], {}
        for name, files in waiting.items():
            try:
                publish(SYSTEM, files)
                published.append(name)
            except FormulaRefused as refused:
                told[name] = [one for one in refused.facts["issues"] if one["level"] == "error"]
        assert published, told
        for name in published:
            del waiting[name]


@pytest.mark.django_db(transaction=True)
def test_the_same_content_published_at_once_by_two_is_one_edition(letters: Letters) -> None:
    def publishing() -> Published:
        try:
            return publish(SYSTEM, letters())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = (future.result() for future in [pool.submit(publishing), pool.submit(publishing)])
    assert one.edition.id == other.edition.id
    assert {one.new, other.new} == {True, False}
