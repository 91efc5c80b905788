"""A year of a nation: officials of every commune, people, and their cases, by seed."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.contrib.auth.hashers import make_password

from nenso.agencies.posts import actor_for
from nenso.agencies.queries import agency_by_path
from nenso.cli.demo.nation.copying import RECORDS, TABLES, Lines, Original, Specimen, heads_of, key_at
from nenso.cli.demo.nation.finding import found_by
from nenso.cli.demo.nation.names import name_of
from nenso.cli.demo.nation.stories import POLICE, STORIES, told
from nenso.cli.demo.nation.wording import ROLES, Commune, Counted, Office, born_of, number_of, said_of, said_there
from nenso.cli.demo.people import (
    DEMO,
    DOMAIN,
    OFFICIALS,
    PHU_THONG,
    account_of,
    hold,
    mother,
    officials,
    password,
)
from nenso.journal.chain import BEGINNING, Content, content_of
from nenso.journal.made_up import say_made_up
from nenso.results.contents import keep_pdf
from nenso.results.typesetting import render
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.text import fold, sort_key

POLICE_PEOPLE = {
    "police": (("Hà Văn Quân", "Cán bộ Công an xã"), ("clerk", "officer", "registrar")),
    "chief": (("Lò Văn Thắng", "Trưởng Công an xã"), ("leader",)),
}
"""Who works at the police of a commune: name and title of those of the stories, and the roles that each has."""
SPECIMEN = """#set page(paper: "a5", margin: 2cm)
#align(center)[= BẢN MẪU]
#v(1em)
Thay cho giấy tờ trong một năm hồ sơ dựng lên. Không phải giấy tờ của ai, không có chữ ký, không có giá trị pháp lý."""
AT_ONCE = 2_000
OFTEN = 50
"""One story of so many happens where those work whom the demonstration names."""
WEEKS = 60
"""How far back cases begin: the quarter a year before the last one that is over has some, too."""
_COMMUNES = """
SELECT a.id::text, a.path::text, a.name, b.id::text, b.path::text, b.name, p.id::text, p.code, p.full_name, p.path_name
FROM agencies_agency a JOIN territory_place p ON p.id = a.place_id
JOIN agencies_agency b ON b.place_id = a.place_id AND b.kind = 'commune_police' AND b.valid_until IS NULL
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
    say_made_up(DEMO, seed)
    her, them, police = mother(), officials(), _police()
    now = clock.now()
    with owner_connection() as database:
        rows, (here,) = (database.execute(_COMMUNES, [path]).fetchall() for path in (below, PHU_THONG))
    cast = {role: them[role] for role in ROLES} | police
    words = said_there(_commune(here, {role: (str(one.account), one.name) for role, one in cast.items()}, ()), her)
    stories = told(her, them, _by_role(police), words, _specimen(), days=days)
    secret = make_password(password())
    with owner_connection() as database:
        database.execute("SET LOCAL synchronous_commit = off")
        ways = {province: draw.uniform(0.4, 1.4) for province in sorted({row[1].split(".")[1] for row in rows})}
        communes = [_staffed(row, cast, ways, draw) for row in rows]
        _write_officials(database, communes, secret, now)
    counted = Counted()
    made = 0
    for first in range(0, cases, AT_ONCE):
        with owner_connection() as database:
            database.execute("SET LOCAL synchronous_commit = off")
            lines = Lines()
            for number in range(first, min(first + AT_ONCE, cases)):
                made += _tell(_place_of(number, communes), number, stories, lines, counted, now, draw)
            lines.flush(database)
    with owner_connection() as database:
        _count(database, counted)
        for table in (*TABLES, *RECORDS, *_OTHERS):
            database.execute(f"ANALYZE {table}")
    return made


def _police() -> dict[str, Actor]:
    """Return who works at the police of the commune of the stories; made on the first run."""
    found = {}
    for name, (who, roles) in POLICE_PEOPLE.items():
        account = account_of(f"{name}.phuthong@{DOMAIN}")
        for role in roles:
            hold(account, agency_by_path(POLICE), role, *who)
        found[name] = actor_for(account)
    return found


def _by_role(police: Mapping[str, Actor]) -> dict[str, Actor]:
    return {role: police[name] for name, (_, roles) in POLICE_PEOPLE.items() for role in roles}


def _specimen() -> Specimen:
    """Keep the paper that stands for every signed result, and return it."""
    paper = render(SPECIMEN, {}, files={})
    with acting(DEMO):
        return Specimen(keep_pdf(paper), len(paper))


def _commune(row: Sequence[Any], people: Mapping[str, tuple[str, str]], habits: Sequence[float]) -> Commune:
    place, code, full_name, path_name = row[6:]
    return Commune(Office(*row[:3]), Office(*row[3:6]), place, code, full_name, path_name, people, habits)


def _staffed(row: Sequence[Any], cast: Mapping[str, Actor], ways: Mapping[str, float], draw: random.Random) -> Commune:
    """Return a commune with its officials, those that are there or new ones, and what is usual in it."""
    temper = draw.betavariate(2, 5) * ways[row[1].split(".")[1]]
    slow, unkind = 0.3 + 3 * temper, 0.5 + temper
    often = {"late": slow, "birth_late": slow, "marital_late": slow, "disliked": slow}
    often |= {"refused": unkind, "proposed": unkind}
    if row[1] == PHU_THONG:
        people = {role: (str(one.account), one.name) for role, one in cast.items()}
    else:
        people = {role: (key_at(clock.now(), draw), name_of(draw)) for role in cast}
    return _commune(row, people, [story.share * often.get(story.name, 1.0) for story in STORIES])


def _write_officials(
    database: psycopg.Connection[Any], communes: Sequence[Commune], secret: str, now: datetime
) -> None:
    lines = Lines()
    since = now - timedelta(weeks=WEEKS)
    links = heads_of(database, [office.agency for one in communes for office in (one.committee, one.police)])
    draw = random.Random(0)  # noqa: S311 - keys only
    for commune in communes:
        if commune.committee.path == PHU_THONG:
            continue
        for role, (account, name) in commune.people.items():
            email = f"{role}.{commune.code}@{DOMAIN}"
            _add_account(lines, account, secret, email, since)
            lines.add("account_emailaddress", _ADDRESS.replace("primary", '"primary"'), f"{account}\t{email}\tt\tt")
            if role in POLICE_PEOPLE:
                (_, title), roles = POLICE_PEOPLE[role]
                office = commune.police
            else:
                title, roles, office = OFFICIALS[role][1], (role,), commune.committee
            for held in roles:
                post = key_at(since, draw)
                told_post = (post, held, name, title, "demo", "", f"{since:%Y-%m-%d}", f"{since}", account)
                lines.add("agencies_post", _POST, "\t".join((*told_post, office.agency)))
                body = {"post": post, "role": held, "basis": "demo", "account": account}
                entry = _said(office.agency, "post.granted", body, since, agency=office.path)
                links[office.agency] = lines.seal(entry, links.get(office.agency, BEGINNING))
    lines.flush(database)


def _add_account(lines: Lines, account: str, secret: str, email: str, at: datetime) -> None:
    lines.add("people_account", _ACCOUNT, f"{account}\t{secret}\t{email}\t\tvi\t0\tt\t{at}")
    lines.seal(_said(account, "account.created", {"email": email}, at))


def _said(stream: str, kind: str, body: dict[str, Any], at: datetime, **more: Any) -> Content:
    return content_of(UUID(stream), kind, body, at=at, system=DEMO.system, **more)


def _place_of(number: int, communes: Sequence[Commune]) -> Commune:
    """Return where a story happens: communes in turn, now and then where those work whom the demonstration names."""
    known = [one for one in communes if one.committee.path == PHU_THONG] if number % OFTEN == 0 else []
    return known[0] if known else communes[number % len(communes)]


def _tell(
    commune: Commune,
    number: int,
    stories: Mapping[str, Sequence[Original]],
    lines: Lines,
    counted: Counted,
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
    filed = original.filed_at + later
    words = said_of(commune, number, filed, draw)
    words |= counted.take(commune, story, original, later, draw)
    person, account = _somebody(lines, commune, words["who"], number, filed - timedelta(days=1), draw)
    words |= {"person": person, "account": account}
    original.copy(lines, words, later, jitter, draw, found_by(commune.code, commune.province))
    return len(original.codes)


def _somebody(
    lines: Lines, commune: Commune, who: str, number: int, at: datetime, draw: random.Random
) -> tuple[str, str]:
    """Add a person with an account; return both keys."""
    person, account = key_at(at, draw), key_at(at, draw)
    told_person = (
        person,
        number_of(number),
        who,
        fold(who),
        f"\\\\x{sort_key(who).hex()}",
        born_of(number),
        "female",
        "",
        "VN",
    )
    lines.add("people_person", _PERSON, "\t".join((*told_person, "{}", "", "", f"{at}", f"{at}", commune.place)))
    lines.seal(_said(person, "person.created", {"by": "procedure"}, at, persons=[UUID(person)]))
    _add_account(lines, account, "!", _address(number), at)
    return person, account


def _address(number: int) -> str:
    return f"nguoi{number}@nhan-dan.vidu.vn"


def _count(database: psycopg.Connection[Any], counted: Counted) -> None:
    """Let the counters of codes and the books go on behind what was given."""
    with database.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE given (scope text, value bigint) ON COMMIT DROP;"
            "CREATE TEMPORARY TABLE taken (agency uuid, book text, period text, last bigint) ON COMMIT DROP"
        )
        with cursor.copy("COPY given FROM STDIN") as copy:
            copy.write("".join(f"case:{scope}-#\t{value}\n" for scope, value in counted.codes.items()))
        with cursor.copy("COPY taken FROM STDIN") as copy:
            copy.write("".join("\t".join((*book, f"{last}\n")) for book, last in counted.books.items()))
        cursor.execute(
            "INSERT INTO cases_counter SELECT scope, value FROM given ON CONFLICT (scope)"
            " DO UPDATE SET value = greatest(cases_counter.value, excluded.value)"
        )
        cursor.execute(
            "INSERT INTO agencies_booknumber AS b (agency_id, book, period, last) SELECT * FROM taken"
            " ON CONFLICT (agency_id, book, period) DO UPDATE SET last = greatest(b.last, excluded.last)"
        )
