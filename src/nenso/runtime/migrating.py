"""Bringing the database to the tables of this version, as its owner, once however many start at the same time."""

import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_LOCK = 0x6E656E736F
"""Key of the advisory lock that one migrating process holds (``nenso`` in ASCII)."""

_DEFAULT_PRIVILEGES = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO nenso_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO nenso_app;
"""


def pending() -> list[str]:
    """Return the names of migrations that this version has and the database has not: ``room.0001_name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_when_needed() -> None:
    """Migrate in a process of its own, as ``nenso_owner``, when something is pending; this process stays the app."""
    if pending():
        subprocess.run([sys.executable, "-m", "nenso.cli.main", "migrate", "--quiet"], check=True)


def wait_until_migrated() -> None:
    """Wait until the database has the tables and the reference data of this version, whoever brings them."""
    while pending():
        time.sleep(0.5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_LOCK])
        cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_LOCK])


def migrate(*, verbosity: int = 1) -> None:
    """Run what is pending and load the reference data that ships; call as ``nenso_owner`` (``NENSO_ROLE=owner``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            cursor.execute(_DEFAULT_PRIVILEGES)
            call_command("migrate", interactive=False, verbosity=verbosity)
            for load in reference_loaders():
                load()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def reference_loaders() -> list[Callable[[], object]]:
    """Return every room's ``loading.load_reference``, floors in order: it loads, or brings up to date, what ships."""
    return in_rooms("loading", "load_reference")


def in_rooms(module: str, function: str) -> list[Callable[[], object]]:
    """Return ``function`` of ``module`` of every room that has it, floors in order; runtime knows no room itself."""
    found = []
    for app in apps.get_app_configs():
        if app.name.startswith("nenso.") and find_spec(f"{app.name}.{module}"):
            one = getattr(import_module(f"{app.name}.{module}"), function, None)
            if one is not None:
                found.append(one)
    return found
