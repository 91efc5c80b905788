"""Every table obeys the storage rules (docs/decisions/001-storage-kinds.md)."""

from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from nenso.index.measuring.facts import FACTS
from nenso.runtime.aggregates import CasePart
from support.catalogue import our_models, rows

pytestmark = pytest.mark.django_db

KINDS = {"root", "part", "reference", "directory"}
AGGREGATES = {"root", "part"}
KEY_TYPES = {"UUIDField", "ForeignKey"}

FACT_VIEWS = sorted({*(fact.view for fact in FACTS.values()), "index_touched"})
EVERYTHING = "DELETE INSERT SELECT UPDATE"
RIGHTS = {
    # what Django and its libraries bring
    "auth_group": "SELECT",
    "auth_group_permissions": "SELECT",
    "auth_permission": "SELECT",
    "django_content_type": "SELECT",
    "django_migrations": "SELECT",
    "django_session": "",
    # providers are settings, and what they would let us do later is not kept
    "socialaccount_socialapp": "SELECT",
    "socialaccount_socialtoken": "SELECT",
    # views of what is measured: read by the measuring job, who alone is answered
    **dict.fromkeys(FACT_VIEWS, "SELECT"),
    "index_value": "SELECT",
    # an entry goes with its draft alone, and of it only whether it is sealed is ever changed
    "cases_entry": "DELETE INSERT SELECT",
    # nothing of these is ever changed or removed by the application
    "cases_casecode": "INSERT SELECT",
    "cases_locked": "INSERT SELECT",
    "cases_seal": "INSERT SELECT",
    "exchange_batch": "INSERT SELECT",
    "exchange_message": "INSERT SELECT",
    "formulas_edition": "INSERT SELECT",
    "formulas_transcript": "INSERT SELECT",
    "index_publication": "INSERT SELECT",
    "index_publicationextract": "INSERT SELECT",
    "index_publicationunit": "INSERT SELECT",
    "index_report": "INSERT SELECT",
    "journal_anchor": "INSERT SELECT",
    "journal_entry": "INSERT SELECT",
    "journal_head": "INSERT SELECT",
    # nothing of these is ever removed by the application
    "agencies_agency": "INSERT SELECT UPDATE",
    "agencies_booknumber": "INSERT SELECT UPDATE",
    "agencies_post": "INSERT SELECT UPDATE",
    "payments_banktransfer": "INSERT SELECT UPDATE",
    "people_account": "INSERT SELECT UPDATE",
    "people_apitoken": "INSERT SELECT UPDATE",
    "people_enterprise": "INSERT SELECT UPDATE",
    "people_household": "INSERT SELECT UPDATE",
    "people_person": "INSERT SELECT UPDATE",
    "results_signedresult": "INSERT SELECT UPDATE",
    "results_signingkey": "INSERT SELECT UPDATE",
}
"""What the application may do with a table; one that is not named: everything, row by row under its policies."""

UNGUARDED = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
}
"""The tables of libraries that have no row-level security (docs/decisions/003-tables-of-libraries.md)."""


def storage(model: type[models.Model]) -> str:
    return str(getattr(model, "storage", ""))


def aggregate_key(part: type[models.Model]) -> str:
    """Return the first column of a part's key: the one that names its aggregate."""
    return str(part._meta.pk_fields[0].column)


def test_every_table_says_what_kind_it_is() -> None:
    assert [model.__name__ for model in our_models() if storage(model) not in KINDS] == []


def test_every_part_has_the_key_of_its_aggregate_first_in_its_own() -> None:
    parts = [model for model in our_models() if storage(model) == "part"]
    assert [model.__name__ for model in parts if len(model._meta.pk_fields) < 2] == []
    assert [model.__name__ for model in parts if model._meta.pk_fields[0].get_internal_type() not in KEY_TYPES] == []


def test_every_unique_rule_of_a_part_holds_within_one_aggregate() -> None:
    """Citus can keep a unique rule only when it contains the column that the table is distributed by."""
    wrong = [
        f"{table}: {columns}"
        for model in our_models()
        if storage(model) == "part"
        for table, columns in rows(
            """SELECT i.indrelid::regclass::text, array_agg(a.attname::text) FROM pg_index i
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
               WHERE i.indisunique AND i.indrelid = %s::regclass GROUP BY i.indexrelid, 1""",
            [model._meta.db_table],
        )
        if aggregate_key(model) not in columns
    ]
    assert wrong == []


def test_no_foreign_key_leads_from_one_aggregate_into_another() -> None:
    wrong = []
    for model in our_models():
        for field in model._meta.concrete_fields:
            target: Any = field.related_model
            if target is None or storage(model) not in AGGREGATES or storage(target) not in AGGREGATES:
                continue
            own_root = storage(model) == "part" and field.column == aggregate_key(model)
            if not own_root:
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def test_every_table_of_ours_is_guarded_row_by_row() -> None:
    found = rows(
        """SELECT c.relname, c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
           FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"""
    )
    assert {name for name, guarded in found if not guarded} == UNGUARDED


def test_what_lives_with_a_case_is_written_by_its_room_alone_whoever_sees_it() -> None:
    parts = {model._meta.db_table for model in our_models() if issubclass(model, CasePart)}
    found = rows(
        """SELECT c.relname::text, p.polcmd FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
           WHERE NOT p.polpermissive AND pg_get_expr(p.polwithcheck, p.polrelid) = '(nenso_system() IS NOT NULL)'"""
    )
    assert {(table, kind) for table in {"cases_case", *parts} for kind in ("a", "w")} - set(found) == set()


def test_every_foreign_key_is_indexed() -> None:
    missing = rows(
        """SELECT k.conrelid::regclass::text, k.conname FROM pg_constraint k
           WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
             AND k.conrelid::regclass::text NOT LIKE 'procrastinate%%'
             AND NOT EXISTS (
               SELECT FROM pg_index i WHERE i.indrelid = k.conrelid
               AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)""",
        [],
    )
    assert missing == []


def test_the_application_has_the_rights_that_are_listed_and_no_others() -> None:
    found = dict(
        rows(
            """SELECT c.relname::text, coalesce((
                 SELECT string_agg(g.privilege_type, ' ' ORDER BY g.privilege_type)
                 FROM aclexplode(c.relacl) g WHERE g.grantee = 'nenso_app'::regrole), '')
               FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace"""
        )
    )
    assert {table: rights for table, rights in found.items() if rights != RIGHTS.get(table, EVERYTHING)} == {}
    assert set(RIGHTS) <= set(found)


def test_the_application_owns_nothing_and_is_nobody_special() -> None:
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = 'nenso_app'::regrole") == [(0,)]
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'nenso_app'"
    ) == [(False, False, False, False)]


def test_every_function_that_runs_as_the_owner_has_a_search_path_of_its_own() -> None:
    loose = rows(
        """SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
           AND NOT coalesce(array_to_string(proconfig, ' '), '') LIKE '%%search_path=pg_catalog%%'""",
        [],
    )
    assert loose == []


@pytest.mark.parametrize("language", ["sql", "plpgsql"])
def test_the_application_makes_no_functions_not_even_temporary_ones(language: str) -> None:
    body = "SELECT 1" if language == "sql" else "BEGIN RETURN 1; END"
    with pytest.raises(ProgrammingError, match=f"permission denied for language {language}"):
        rows(f"CREATE FUNCTION pg_temp.one() RETURNS int LANGUAGE {language} AS $$ {body} $$")


def test_the_migrations_say_what_the_models_say() -> None:
    executor = MigrationExecutor(None)
    changes = MigrationAutodetector(executor.loader.project_state(), ProjectState.from_apps(apps)).changes(
        graph=executor.loader.graph
    )
    assert {app for app in changes if apps.get_app_config(app).name.startswith("nenso.")} == set()
    assert executor.loader.detect_conflicts() == {}
