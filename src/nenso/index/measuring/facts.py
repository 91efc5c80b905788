"""The facts that indicators are measured from: a view each, the columns a measure may name, and what they mean.

``docs/reference/facts.md`` is generated from here. The views are made by the migrations of this room; they answer the
measuring job alone. No column names a person or shows what a form says, but for the fields that a declaration opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

AGENCY = {"id": "id", "name": "name", "kind": "kind", "path": "path", "parent": "parent_id", "place": "place_id"}
"""What stands behind a column of an agency: name to column of ``agencies_agency``."""
PLACE = {"id": "id", "code": "code", "name": "name", "kind": "kind", "level": "level", "parent": "parent_id"}
"""What stands behind a column of a place: name to column of ``territory_place``."""

DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, and its meaning."""

    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its ``view``, its columns, by which ``date`` a row counts when nothing else is said ('': as standing).

    ``ways``: of a view that is summed anew as a whole, the table and the keys by which it is concerned when a stream of
    the journal grew ((): always). ``beside``: the column by which its rows are found beside their key.
    ``steady``: columns that never change once a row is there. ``touched``: how rows ``x`` of an agency ``k.agency`` are
    found from ``touched t (id)``, the streams of the journal that grew ('': all is summed anew); ``moments``: the query
    of the moments by which such a row may have been counted. ``grows``: rows are only added, at the present time.
    ``valid``: from when until when a row stands.
    """

    view: str
    meaning: str
    columns: Mapping[str, Column]
    date: str = ""
    steady: frozenset[str] = frozenset()
    touched: str = ""
    moments: str = ""
    grows: bool = False
    ways: tuple[str, ...] = ()
    beside: str = "case"
    agency: str = "agency"
    valid: tuple[str, str] = ("", "")
    later: tuple[str, ...] = field(default=())


def _columns(**said: str) -> dict[str, Column]:
    """Return columns from ``name="kind: meaning"``."""
    return {name: Column(*(part.strip() for part in text.split(":", 1))) for name, text in said.items()}


_TIMES = _columns(year="integer: Year of the date that rows count by, in Viet Nam", month="integer: Its month, 1–12")
_WHERE = _columns(
    agency="agency: The agency it belongs to; behind the dot: id name kind path parent place",
    place="place: The place it concerns, else that of the agency; behind the dot: id code name kind level parent",
)

_CASES_TOUCHED = (
    "touched t JOIN index_cases x ON x.id = t.id CROSS JOIN LATERAL (SELECT x.agency"
    " UNION SELECT a.id FROM agencies_agency a WHERE a.path = ANY (x.agency_paths)) k (agency)"
)
_CASES_MOMENTS = (
    "SELECT x.filed_at UNION SELECT x.accepted_at UNION SELECT x.finished_at UNION SELECT x.delivered_at"
    ' UNION SELECT e.acted_at FROM index_entries e WHERE e."case" = x.id'
)

FACTS: Mapping[str, Fact] = {
    "cases": Fact(
        "index_cases",
        "Cases that were filed; `cases.formula.procedure` are those of one procedure",
        {
            **_columns(
                id="uuid: The case",
                code="text: Its printed code",
                procedure="text: `formula.procedure`",
                formula="text: The formula of the procedure",
                channel="text: `online counter post national`",
                status="text: `filed accepted refused working asked paying withdrawn stopped done delivered`",
                administrative="yes_no: Its procedure has a national code: an administrative one (TTHC)",
                electronic_result="yes_no: It gave a result as a signed document",
                ended="yes_no: It is finished, however it ended",
                done="yes_no: It ended with what was asked for",
                level="text: `whole` (toàn trình) or `part` (một phần), as its edition offers it",
                filed_at="moment: When it was filed",
                accepted_at="moment: When it was taken in",
                received_at="moment: The same",
                due_at="moment: When it is due",
                finished_at="moment: When it was finished",
                occurred_at="moment: When what it is about happened",
                delivered_at="moment: When the result was handed over",
                asks="integer: How often the applicant was asked for more",
                extensions="integer: How often its deadline was extended",
                on_time="yes_no: Finished not after it was due; empty while it runs",
                refused="yes_no: It was not taken in",
                applicant="uuid: Whose case it is, to count them",
                filer="uuid: Who filed it, to count them",
                fee="integer: đồng that it was to pay in all",
                mandate="text: By which mandate it was filed",
                parent="uuid: The case that opened it",
                edition="uuid: The edition it runs by",
                anonymous="yes_no: Filed without a name",
                working_days="integer: Working days of the country's calendar from acceptance (else filing) to its end",
                digitised="yes_no: Nothing of its dossier is on paper alone: each component has a file or no paper",
                data_reused="yes_no: The state filled in a field of its form, or held a paper that was not asked then",
                assurance="integer: Level of identification (0–3) of the account that filed it online, else empty",
                received_by="agency: The agency that took it in",
            ),
            **_TIMES,
            **_WHERE,
        },
        date="filed_at",
        steady=frozenset({"filed_at"}),
        touched=_CASES_TOUCHED,
        moments=_CASES_MOMENTS,
        ways=("index_cases", "id", "about_id"),
        later=("seller", "version"),
    ),
    "entries": Fact(
        "index_entries",
        "What was done on cases: `entries.formula.procedure`; with the fields of its steps' forms",
        {
            **_columns(
                id="uuid: The entry",
                case='uuid: Its case (a word of SQL: write "case")',
                step="text: The step it was done at",
                action="text: What was done",
                round="integer: Which time the step was come to",
                actor="uuid: The account that acted, to count them",
                acted_at="moment: When it was done",
                opened_at="moment: When the step was opened",
                due_at="moment: When the step was due",
                reason="text: The reason given",
                procedure="text: `formula.procedure`",
                channel="text: How the case was filed",
                status="text: Where the case stands",
                filed_at="moment: When the case was filed",
                accepted_at="moment: When it was taken in",
                finished_at="moment: When it was finished",
                occurred_at="moment: When what it is about happened",
            ),
            **_TIMES,
            **_WHERE,
        },
        date="acted_at",
        steady=frozenset(
            {"id", "case", "step", "action", "round", "actor", "acted_at", "reason", "procedure", "year", "month"}
        ),
        touched='touched t JOIN index_entries x ON x."case" = t.id CROSS JOIN LATERAL (SELECT x.agency) k (agency)',
        moments="SELECT x.acted_at",
        grows=True,
        later=("score", "applicant"),
    ),
    "payments": Fact(
        "index_payments",
        "What cases owe and paid; `payments.formula.procedure` are those of one procedure",
        {
            **_columns(
                id="uuid: The payment",
                case='uuid: Its case (a word of SQL: write "case")',
                procedure="text: `formula.procedure`",
                amount="integer: đồng",
                refunded="integer: đồng that went back",
                status="text: `due paid waived cancelled refunded`",
                method="text: `cash transfer online`, empty until paid",
                owed_at="moment: When it was asked for",
                paid_at="moment: When it was paid",
                refunded_at="moment: When something went back last",
                payee="agency: The agency that is paid",
            ),
            **_TIMES,
            **_WHERE,
        },
        date="owed_at",
        steady=frozenset({"owed_at"}),
        touched='touched t JOIN index_payments x ON x."case" = t.id CROSS JOIN LATERAL (SELECT x.agency) k (agency)',
        moments="SELECT x.owed_at UNION SELECT x.paid_at UNION SELECT x.refunded_at",
        later=("kind", "name", "payer", "seller"),
    ),
    "records": Fact(
        "index_records",
        "Records of one register, `records.formula.register`, with its fields; as they stand unless `date` is given",
        {
            **_columns(
                id="uuid: The record",
                code="text: Its number",
                valid_from="moment: Since when it holds",
                valid_until="moment: When it ended",
                created_at="moment: When it was written first",
                updated_at="moment: When it was written last",
                owner="uuid: The first person or enterprise of the record, to count them",
            ),
            **_TIMES,
            **_WHERE,
        },
        ways=("index_records", "id"),
        valid=("valid_from", "valid_until"),
    ),
    "lookups": Fact(
        "index_lookups",
        "Lookups that agencies asked of registers of others",
        {
            **_columns(
                register="text: `formula.register`",
                purpose="text: For what it was asked",
                at="moment: When it was asked",
                found="yes_no: Something was found and answered",
            ),
            **_TIMES,
            **_WHERE,
        },
        date="at",
        later=("procedure", "milliseconds"),
    ),
    "quality": Fact(
        "index_quality",
        "Rules of registers with how many records of an agency they hold for, each as last measured",
        {
            **_columns(
                register="text: `formula.register`",
                side="text: `correct complete clean live`",
                rule="text: The name of the rule",
                good="integer: Records for which it holds",
                bad="integer: Records that break it",
                total="integer: Records that it says something about",
                share="number: `good` of `total`; empty where that is 0",
                measured_on="day: Since when it stands so",
                year="integer: Its year",
            ),
            **_WHERE,
        },
        valid=("measured_on", "measured_until"),
    ),
    "messages": Fact(
        "index_messages",
        "Messages about cases that were to be told to people, one for each channel",
        {
            **_columns(
                kind="text: What it told: `case.asked …`",
                channel="text: `inbox email sms …`",
                status="text: `waiting sent delivered failed returned`",
                created_at="moment: When it was written",
                sent_at="moment: When it left",
                delivered_at="moment: When it arrived",
            ),
            **_TIMES,
            **_WHERE,
        },
        date="created_at",
    ),
    "adoptions": Fact(
        "index_adoptions",
        "Formulas that agencies adopted",
        {
            **_columns(
                formula="text: The formula",
                version="text: The version of its edition",
                adopted_at="moment: Since when",
                ended_at="moment: Until when",
                kind="text: The kind of the agency",
            ),
            **_TIMES,
            **_WHERE,
        },
        valid=("adopted_at", "ended_at"),
    ),
    "procedures": Fact(
        "index_procedures",
        "Procedures that agencies offer, a row for each agency and procedure, anew for each edition adopted",
        {
            **_columns(
                id="uuid: The row",
                procedure="text: `formula.procedure`",
                formula="text: The formula of the procedure",
                code="text: Its national code",
                administrative="yes_no: It has a national code: an administrative procedure (TTHC)",
                level="text: `whole` (toàn trình) or `part` (một phần), as it is offered there",
                edition="uuid: The edition that declares it",
                published_at="moment: When that edition was published",
                public_at="moment: When the agency, or one above it, adopted it: since then all may know it is offered",
                in_force_at="moment: From when on filings there are by it",
                notice_days="integer: Working days of the country's calendar from `published_at` to `in_force_at`",
                disclosure_days="integer: Working days of the country's calendar from `published_at` to `public_at`",
                financial="yes_no: It declares something to pay, at filing or at a step",
                paid_online_on="day: When the agency was first paid online, whatever for; empty while it never was",
                lacking="text: Parts not declared, of `name steps channels dossier deadline audience agency`",
                complete="yes_no: All seven are declared",
                population="yes_no: A field of its form is filled in from the record of a person",
                valid_from="moment: Since when it is offered so",
                valid_until="moment: Until when: another edition, a nearer adoption, the end of the agency",
            ),
            **_TIMES,
            **_WHERE,
        },
        date="published_at",
        ways=("agencies_agency", "id"),
        beside="agency",
        valid=("valid_from", "valid_until"),
    ),
    "agencies": Fact(
        "index_agencies",
        "Agencies and their units",
        {
            **_columns(
                id="uuid: The agency",
                name="text: Its name",
                kind="text: `commune department …`",
                code="text: Its electronic identifier",
                valid_from="day: Since when it stands",
                valid_until="day: The first day it no longer stood",
                parent="agency: The agency above it",
            ),
            **_TIMES,
            **_WHERE,
        },
        valid=("valid_from", "valid_until"),
    ),
    "officials": Fact(
        "index_officials",
        "Posts that people hold",
        {
            **_columns(
                id="uuid: The post",
                person="uuid: The account that holds it, to count them",
                role="text: `clerk officer head leader registrar …`",
                title="text: The title",
                valid_from="day: Since when",
                valid_until="day: The first day no longer",
            ),
            **_TIMES,
            **_WHERE,
        },
        valid=("valid_from", "valid_until"),
    ),
    "places": Fact(
        "index_places",
        "Provinces and communes",
        {
            **_columns(
                id="uuid: The place",
                code="text: Its code (Decision 19/2025/QĐ-TTg)",
                name="text: Its name",
                kind="text: `xa phuong dac_khu …`",
                level="text: `province` or `commune`",
                area_km2="number: Its area in km²",
                valid_from="day: Since when it is there",
                valid_until="day: The first day it was no more",
                parent="place: The place above it",
                place="place: Itself",
            ),
        },
        agency="",
        valid=("valid_from", "valid_until"),
    ),
}
"""Every fact that is measured, by the first word of its name."""

LATER = {
    "rows": ("Bảng trong biểu mẫu chưa đo được.", "Tables of forms are not measured yet."),
    "values": (
        "Giá trị chỉ số khác chưa đo được như dữ kiện; hãy dùng formula.",
        "Values are no fact yet; use formula.",
    ),
}
"""Facts that the language knows and nothing measures yet: why, in vi and en."""


def reference() -> str:
    """Return ``docs/reference/facts.md``: every fact with its columns."""
    lines = [
        "# Facts and their columns",
        "",
        "What `from:` of an indicator may name, and what `measure` and `where` may use. Generated from",
        "`nenso.index.measuring.facts`; checked against the database by a test.",
        "",
    ]
    for name, fact in FACTS.items():
        counts = f"Rows count by `{fact.date}`." if fact.date else "Rows count as standing at the end of the period."
        lines += [f"## {name}", "", f"{fact.meaning}. {counts}", "", "| column | holds | meaning |", "|---|---|---|"]
        lines += [f"| `{column}` | {one.kind} | {one.meaning} |" for column, one in fact.columns.items()]
        lines += ["", f"Not yet: {', '.join(f'`{one}`' for one in fact.later)}.", ""] if fact.later else [""]
    lines += ["## Not measured yet", "", *(f"- `{name}`: {en}" for name, (_, en) in LATER.items()), ""]
    return "\n".join(lines)
