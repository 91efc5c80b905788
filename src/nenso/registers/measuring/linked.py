"""Probable duplicates, as the search for them keeps its pairs: a record of a pair that is not decided is not clean."""

from nenso.runtime.bulk import Connection

PAIRS, SEARCHES = "registers_duplicatepair", "registers_duplicatesearch"
"""Tables of the search: pairs have ``register first second state``; there may be none of them yet."""
WAITING = ["open", "later"]
"""States of a pair that still may be one; one that is merged has ended, one that is two things says nothing."""


def records_of(connection: Connection, register: str) -> list[str] | None:
    """Return the records that are probably duplicates, or None where nobody has searched for any."""
    there = connection.execute("SELECT to_regclass(%s), to_regclass(%s)", [PAIRS, SEARCHES]).fetchone()
    if there is None or None in there:
        return None
    searched = f"SELECT EXISTS (SELECT FROM {SEARCHES} WHERE register = %s)"  # noqa: S608 - constants
    if connection.execute(searched, [register]).fetchone() != (True,):
        return None
    rows = connection.execute(
        f"SELECT DISTINCT unnest(ARRAY[first, second])::text FROM {PAIRS}"  # noqa: S608 - constants
        " WHERE register = %s AND state = ANY(%s)",
        [register, WAITING],
    ).fetchall()
    return [str(row[0]) for row in rows]
