"""A year of a nation: officials of every commune, people, and their cases, by seed."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.contrib.auth.hashers import make_password

from nenso.cli.demo.identification import MOTHER, MOTHER_ID
from nenso.cli.demo.nation.copying import TABLES, Lines, Original, heads_of, key_at
from nenso.cli.demo.nation.names import SUBJECTS, name_of
from nenso.cli.demo.nation.stories import STORIES, SUBJECT, told
from nenso.cli.demo.people import DEMO, OFFICIALS, PHU_THONG, mother, officials, password
from nenso.journal.chain import BEGINNING, Content, content_of
from nenso.runtime import clock
from nenso.runtime.bulk import owner_connection
from nenso.runtime.text import fold, sort_key

ROLES = ("clerk", "officer", "leader")
"""Who works at a commune's committee in the stories."""
AT_ONCE = 2_000
WEEKS = 52
_COMMUNES = """
SELECT a.id::text, a.path::text, a.name, p.id::text, p.code, p.full_name, p.path_name
FROM agencies_agency a JOIN territory_place p ON p.id = a.place_id
WHERE a.kind = 'commune' AND a.valid_until IS NULL AND a.path <@ %s::ltree ORDER BY a.path
"""
_ACCOUNT = "id, password, email, phone, language, assurance, is_active, created_at"
_ADDRESS = "user_id, email, verified, primary"
_PERSON = (
    "id, identifier, full_name, folded, sort_key, born_on, sex, ethnicity, nationality, address, phone, email,"
    " created_at, updated_at, place_id"
)
_OTHERS = ("people_person", "people_account", "agencies_post", "journal_entry")
_POST = "id, role, holder_name, title, basis, end_basis, valid_from, granted_at, account_id, agency_id"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune's committee and its place; ``people``: account and name by role; ``habits``: weights of the stories."""

    agency: str
    path: str
    name: str
    place: str
    code: str
    full_name: str
    path_name: str
    people: Mapping[str, tuple[str, str]]
    habits: Sequence[float]

    @property
    def prefix(self) -> str:
        """What codes of its cases begin with."""
        return f"{self.path.split('.')[1][1:]}.{self.code}"


def is_there() -> bool:
    """Return whether the nation was filled before."""
    with owner_connection() as database:
        found = database.execute("SELECT FROM people_account WHERE email = %s", [_address(0)])
        return found.fetchone() is not None


def fill(cases: int, seed: int, *, below: str = "vn", days: int = 5) -> int:
    """Tell ``cases`` stories in the communes ``below``, spread over the year until now; return how many cases they are.

    ``days``: on how many days of the week they begin. Inside no other transaction.
    """
    draw = random.Random(seed)  # noqa: S311 - made up, by seed
    her, them = mother(), officials()
    now = clock.now()
    with owner_connection() as database:
        rows, (here,) = (database.execute(_COMMUNES, [path]).fetchall() for path in (below, PHU_THONG))
    words = _words(here, her, them)
    stories = told(her, {role: them[role] for role in ROLES}, words, days=days)
    secret = make_password(password())
    with owner_connection() as database:
        database.execute("SET LOCAL synchronous_commit = off")
        ways = {province: draw.uniform(0.4, 1.4) for province in sorted({row[1].split(".")[1] for row in rows})}
        communes = [_staffed(row, them, ways, draw) for row in rows]
        _write_officials(database, communes, secret, now)
    codes: Counter[str] = Counter()
    made = 0
    for first in range(0, cases, AT_ONCE):
        with owner_connection() as database:
            database.execute("SET LOCAL synchronous_commit = off")
            lines = Lines()
            for number in range(first, min(first + AT_ONCE, cases)):
                made += _tell(communes[number % len(communes)], number, stories, lines, codes, now, draw)
            lines.flush(database)
    with owner_connection() as database:
        _count(database, codes)
        for table in (*TABLES, *_OTHERS):
            database.execute(f"ANALYZE {table}")
    return made


def _words(here: Sequence[Any], her: Any, them: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of Phủ Thông and its people in the stories, and the name of what a copy says instead."""
    agency, path, name, place, code, full_name, path_name = here
    return {
        agency: "agency",
        path: "path",
        name: "committee",
        place: "place",
        f'"{code}"': "code",
        full_name: "full_name",
        _home(path_name): "home",
        MOTHER: "who",
        fold(MOTHER): "who_folded",
        MOTHER_ID: "number",
        "1995-03-08": "born",
        "Lý Triệu Bảo An": "child",
        fold("Lý Triệu Bảo An"): "child_folded",
        SUBJECT: "subject",
        fold(SUBJECT): "subject_folded",
        str(her.person): "person",
        str(her.account): "account",
        **{str(them[role].account): f"{role}_account" for role in ROLES},
        **{OFFICIALS[role][0]: f"{role}_name" for role in ROLES},
    }


def _staffed(row: Sequence[Any], them: Mapping[str, Any], ways: Mapping[str, float], draw: random.Random) -> Commune:
    """Return a commune with its officials, those that are there or new ones, and what is usual in it."""
    temper = draw.betavariate(2, 5) * ways[row[1].split(".")[1]]
    often = {
        "late": 0.3 + 3 * temper,
        "disliked": 0.3 + 3 * temper,
        "refused": 0.5 + temper,
        "proposed": 0.5 + temper,
    }
    if row[1] == PHU_THONG:
        people = {role: (str(them[role].account), OFFICIALS[role][0]) for role in ROLES}
    else:
        people = {role: (key_at(clock.now(), draw), name_of(draw)) for role in ROLES}
    habits = [story.share * often.get(story.name, 1.0) for story in STORIES]
    return Commune(*(*row, people, habits))


def _write_officials(
    database: psycopg.Connection[Any], communes: Sequence[Commune], secret: str, now: datetime
) -> None:
    lines = Lines()
    since = now - timedelta(weeks=WEEKS)
    heads = heads_of(database, [one.agency for one in communes])
    draw = random.Random(0)  # noqa: S311 - keys only
    for commune in communes:
        if commune.path == PHU_THONG:
            continue
        link = heads.get(commune.agency, BEGINNING)
        for role, (account, name) in commune.people.items():
            email, post = f"{role}.{commune.code}@vidu.vn", key_at(since, draw)
            _add_account(lines, account, secret, email, since)
            lines.add("account_emailaddress", _ADDRESS.replace("primary", '"primary"'), f"{account}\t{email}\tt\tt")
            told_post = (post, role, name, OFFICIALS[role][1], "demo", "", f"{since:%Y-%m-%d}", f"{since}", account)
            lines.add("agencies_post", _POST, "\t".join((*told_post, commune.agency)))
            body = {"post": post, "role": role, "basis": "demo", "account": account}
            link = lines.seal(_said(commune.agency, "post.granted", body, since, agency=commune.path), link)
    lines.flush(database)


def _add_account(lines: Lines, account: str, secret: str, email: str, at: datetime) -> None:
    lines.add("people_account", _ACCOUNT, f"{account}\t{secret}\t{email}\t\tvi\t0\tt\t{at}")
    lines.seal(_said(account, "account.created", {"email": email}, at))


def _said(stream: str, kind: str, body: dict[str, Any], at: datetime, **more: Any) -> Content:
    return content_of(UUID(stream), kind, body, at=at, system=DEMO.system, **more)


def _tell(
    commune: Commune,
    number: int,
    stories: Mapping[str, Sequence[Original]],
    lines: Lines,
    codes: Counter[str],
    now: datetime,
    draw: random.Random,
) -> int:
    """Add one story at a commune, by somebody new; return how many cases it is."""
    story = draw.choices(STORIES, commune.habits)[0]
    original = draw.choice(stories[story.name])
    jitter = timedelta(minutes=5 * draw.randrange(10))
    least = -(-(original.last_at + timedelta(hours=1) - now) // timedelta(weeks=1))
    weeks = least + (int(WEEKS * draw.random() ** 1.2) if story.over else int(draw.random() < 0.25))
    later = -timedelta(weeks=weeks)
    who, subject = name_of(draw), draw.choice(SUBJECTS)
    child = name_of(draw)
    person, account = _somebody(lines, commune, who, number, original.filed_at + later - timedelta(days=1), draw)
    words = {
        "agency": commune.agency,
        "path": commune.path,
        "committee": commune.name,
        "place": commune.place,
        "code": f'"{commune.code}"',
        "full_name": commune.full_name,
        "home": _home(commune.path_name),
        "who": who,
        "who_folded": fold(who),
        "number": _number(number),
        "born": _born(number),
        "child": child,
        "child_folded": fold(child),
        "subject": subject,
        "subject_folded": fold(subject),
        "person": person,
        "account": account,
        **{f"{role}_account": key for role, (key, _) in commune.people.items()},
        **{f"{role}_name": name for role, (_, name) in commune.people.items()},
    }
    for place, code in enumerate(original.codes):
        day = datetime.strptime(code.split("-")[1], "%y%m%d").replace(tzinfo=UTC) + later
        scope = f"{commune.prefix}-{day:%y%m%d}-#"
        codes[scope] += 1
        words[f"code{place}"] = scope.replace("#", f"{codes[scope]:04}")
    original.copy(lines, words, later, jitter, draw)
    return len(original.codes)


def _somebody(
    lines: Lines, commune: Commune, who: str, number: int, at: datetime, draw: random.Random
) -> tuple[str, str]:
    """Add a person with an account; return both keys."""
    person, account = key_at(at, draw), key_at(at, draw)
    told_person = (
        person,
        _number(number),
        who,
        fold(who),
        f"\\\\x{sort_key(who).hex()}",
        _born(number),
        "female",
        "",
        "VN",
    )
    lines.add("people_person", _PERSON, "\t".join((*told_person, "{}", "", "", f"{at}", f"{at}", commune.place)))
    lines.seal(_said(person, "person.created", {"by": "procedure"}, at, persons=[UUID(person)]))
    _add_account(lines, account, "!", _address(number), at)
    return person, account


def _home(path_name: str) -> str:
    return path_name[0].lower() + path_name[1:]


def _address(number: int) -> str:
    return f"nguoi{number}@nhan-dan.vidu.vn"


def _born(number: int) -> str:
    """Return the birthday of a person by number, in the nineteen-seventies to -nineties."""
    return f"{1970 + number % 30}-{1 + number // 30 % 12:02}-{1 + number // 360 % 28:02}"


def _number(number: int) -> str:
    """Return the number of a person: born in province 099, which there is none of, so that nobody real has it."""
    return f"0991{(1970 + number % 30) % 100:02}{number % 1_000_000:06}"


def _count(database: psycopg.Connection[Any], codes: Mapping[str, int]) -> None:
    """Let the counters of codes go on behind those that were given."""
    with database.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE given (scope text, value bigint) ON COMMIT DROP")
        with cursor.copy("COPY given FROM STDIN") as copy:
            copy.write("".join(f"case:{scope}\t{value}\n" for scope, value in codes.items()))
        cursor.execute(
            "INSERT INTO cases_counter SELECT scope, value FROM given ON CONFLICT (scope)"
            " DO UPDATE SET value = greatest(cases_counter.value, excluded.value)"
        )
