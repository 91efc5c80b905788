from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from nenso.results.keys.authority import Directory
from nenso.runtime.bulk import owner_connection
from results.papers import Signers

SEE_ALL = "CREATE POLICY tests_see_all ON results_signedresult USING (true) WITH CHECK (true)"
CASE_KEY = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE conname = 'results_signedresult_case_fk' AND conrelid = 'results_signedresult'::regclass
"""
DROP_CASE_KEY = "ALTER TABLE results_signedresult DROP CONSTRAINT IF EXISTS results_signedresult_case_fk"


@pytest.fixture(scope="session")
def signers(tmp_path_factory: pytest.TempPathFactory) -> Signers:
    """Keys that are made once for a test process."""
    return Signers(Directory(tmp_path_factory.mktemp("keys") / "keys"))


@pytest.fixture
def keys_home(tmp_path: Path) -> Directory:
    """A place for keys that is empty."""
    return Directory(tmp_path / "keys")


@pytest.fixture(scope="module")
def results_open(django_db_setup: None) -> Iterator[None]:
    """Let every actor of a module's tests see results, which stand without a case: whose case it is, ``cases`` says."""
    with owner_connection() as connection:
        tie = connection.execute(CASE_KEY).fetchone()
        connection.execute(DROP_CASE_KEY)
        connection.execute(SEE_ALL)
    yield
    with owner_connection() as connection:
        connection.execute("DROP POLICY tests_see_all ON results_signedresult")
        if tie is not None:
            addition = sql.SQL("ALTER TABLE results_signedresult ADD CONSTRAINT results_signedresult_case_fk ")
            connection.execute(addition + sql.SQL(tie[0]))


@pytest.fixture
def results_open_once(transactional_db: None) -> None:
    """The same for one test that commits, after which its database is renewed."""
    with owner_connection() as connection:
        connection.execute(DROP_CASE_KEY)
        connection.execute(SEE_ALL)
