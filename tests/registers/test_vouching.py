"""Rows that are vouched for in columns are those that working each out gives; what is wrong is never vouched for."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.agencies import agency
from factories.people import person
from nenso.language.evaluation import evaluate
from nenso.language.names import FormulaNames
from nenso.language.proving import Prover
from nenso.language.reading import read
from nenso.registers.bulk.letters import CLEAN, folded
from nenso.registers.bulk.vouching import AT, JSON, Voucher
from nenso.registers.copying import Copied
from nenso.registers.declared import Declared
from nenso.registers.describing import Describer
from nenso.registers.importing.rows import RowMaker
from nenso.registers.known import register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordParty, RecordRevision
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.tables.rows import Row
from nenso.runtime.text import fold
from support.population import OPERATOR, PERSONS, persons, population_in_force

FORMULA = {
    "formula.yaml": b'{formula: things, version: "1.0.0", title: T, offered_by: [commune]}',
    "registers/others.yaml": b"{register: others, title: T, key: [name], fields: [{name: name, type: text}]}",
    "registers/all.yaml": """
register: all
title: T
fields:
  - {name: name, type: person_name, required: true}
  - {name: text, type: text, min: 2, max: 9}
  - {name: code, type: text, pattern: "[A-Z]{2}\\\\d+"}
  - {name: lines, type: multiline}
  - {name: born_on, type: date, max: today}
  - {name: sex, type: choice, options: {male: Nam, female: Nữ}}
  - {name: number, type: person_id, agrees: {born_on: this.born_on, sex: this.sex}}
  - {name: other, type: person_id}
  - {name: tax, type: tax_code}
  - {name: phone, type: phone}
  - {name: email, type: email}
  - {name: site, type: url}
  - {name: commune, type: place, level: commune}
  - {name: anywhere, type: place}
  - {name: home, type: address}
  - {name: at, type: location}
  - {name: count, type: integer, min: 0, max: 10, valid_if: this.count != 7}
  - {name: fee, type: money, min: "this.count"}
  - {name: share, type: number, max: 99.5}
  - {name: done, type: yes_no}
  - {name: when, type: datetime}
  - {name: hour, type: time}
  - {name: year, type: period}
  - {name: several, type: choices, options: {a: A, b: B}}
  - {name: one, type: record, of: others}
""".encode(),
}
GOOD: dict[str, str] = {
    "name": "Triệu Thị Mai", "text": "Miến dong", "code": "AB12", "lines": "Phố Chính", "born_on": "1995-03-08",
    "sex": "female", "number": "006195000123", "other": "006195000123", "tax": "0100109106", "phone": "0912345678",
    "email": "mai@ví.vn", "site": "https://a.vn/b", "commune": "01969", "anywhere": "19", "home.place": "01969",
    "home.line": "Số 3", "home.hamlet": "Thôn 1", "at.latitude": "22.1", "at.longitude": "105.8", "count": "3",
    "fee": "45.000", "share": "12,5", "done": "có", "when": "2026-01-01T10:00:00+07:00", "hour": "10:00",
    "year": "2026-Q1", "several": "a;b", "one": "x",
}  # fmt: skip
ODD = [
    "", "x", " ", "a  b", "e\u0302", "ê", "Ô tô", "\u00a0", "\u200b", '"', "\\", "'", "a\nb", "☺", "$", "ß", "Ñ", "½",
    "2026-02-30", "30/02/2020", "29/02/2020", "0999-01-01", "9999-01-01", "2999-01-01", "45292", "male", "Nam", "nữ",
    "006195000124", "6195000123", "999999999999", "000195000123", "006399000123", "0100109107", "912345678",
    "+84912345678", "02812345678", "01948", "99999", "Phủ Thông", "7", "11", "-1", "1.5", "1e400", "2" * 20, "99,6",
    "true", "x@y", "a@b.c", "ftp://x", "25:00", "2026-13", "c", "a;a", "x" * 1_001, 3, 3.0, 2.5, True, None,
    clock.today(), ["a"], {}, {"place": "01969"},
]  # fmt: skip


class Places:
    """Knows one commune and one province, and no record."""

    def place(self, code: str, on: object) -> Any:
        del on
        return SimpleNamespace(status="current" if code in {"01969", "19"} else "unknown", place=None, candidates=())

    def record(self, register: str, key: str) -> None:
        del register, key


@pytest.fixture(scope="module")
def declared() -> Declared:
    """A register with a field of each type that a table can fill."""
    found = read(FORMULA)
    assert found.formula is not None, found.problems
    return Declared("things.all", found.formula.registers["all"], FormulaNames(found.formula, {}))


def looked_at(declared: Declared, rows: list[dict[str, Any]]) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """Return the values of rows that are vouched for, by place, and which rows working out finds right as they are."""
    names, places = {"today": clock.today(), "now": clock.now()}, Places()
    maker = RowMaker(declared.declaration, list(GOOD), {path: path for path in GOOD}, lambda text, _: (text, ""))
    made = maker([Row(at, [row.get(path, "") for path in GOOD]) for at, row in enumerate(rows)])
    voucher = Voucher(Prover(declared.form, names, places), ["01969", "19"])  # type: ignore[arg-type]
    right = voucher.held(voucher(made)).right
    vouched = {at: orjson.loads(text) for at, text in right.select(AT, JSON).iter_rows()}
    evaluated = [evaluate(declared.form, made.row(at), names, places) for at in range(made.size)]  # type: ignore[arg-type]
    for at, values in vouched.items():
        assert not evaluated[at].problems
        assert values == evaluated[at].values == made.row(at)
    return vouched, {at for at, one in enumerate(evaluated) if not one.problems}


UNSAID = {"at.latitude": "", "at.longitude": "", "several": "", "one": ""}
"""What is never vouched for."""


def test_rows_that_are_right_are_vouched_for(declared: Declared) -> None:
    without = [{**GOOD, **UNSAID, path: ""} for path in GOOD if path != "name"]
    vouched, right = looked_at(declared, [{**GOOD, **UNSAID}, *without])
    assert set(vouched) == right == set(range(len(without) + 1))
    assert vouched[0]["fee"] == 45_000
    assert vouched[0]["home"] == {"place": "01969", "line": "Số 3", "hamlet": "Thôn 1"}


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from([*GOOD]), st.sampled_from([*ODD, *GOOD.values()]), max_size=3),
        min_size=1,
        max_size=60,
    )
)
def test_what_is_vouched_for_is_right(declared: Declared, rows: list[dict[str, Any]]) -> None:
    looked_at(declared, [{**GOOD, **UNSAID, **row} for row in rows])


@given(text=st.text(alphabet=st.characters(max_codepoint=0x1EFF, exclude_categories=["Cs"]) | st.sampled_from("–…“ ")))
def test_clean_texts_fold_as_any_text_does(text: str) -> None:
    found = pl.DataFrame({"text": [text]}).with_columns(folded(pl.col("text")).alias("folded"))
    if found["text"].str.contains(CLEAN)[0]:
        assert found["folded"][0] == fold(text)


DESCRIBED = """search: [full_name]
filter: [sex, born_on, id, phone]
place: this.residence
parties: {owner: this.phone}
"""


@pytest.mark.django_db(transaction=True)
def test_records_written_in_columns_are_those_that_one_by_one_would_be(tmp_path: Path) -> None:
    population_in_force({"search: [full_name]": DESCRIBED, "name: phone, type: phone": "name: phone, type: person_id"})
    there = person("Đặng Thị Út", identifier="006195000125", born_on=date(1995, 3, 8))
    usual = {"born_on": "1995-03-08", "sex": "Nữ", "residence.place": "01969", "residence.line": "Ô 3, 'Phố' Chính"}
    names = ["TRIỆU Thị Ỷ", "Đặng Văn Út", "Lò-A K'Brốs", "Nguyễn Thị " + "Mai " * 40, "Ñu", "x" * 45]
    taken = persons(
        tmp_path,
        *(
            {**usual, "ref": f"P{at}", "phone": f"00619500012{4 + at}", "full_name": name}
            for at, name in enumerate(names)
        ),
        {**usual, "ref": "P1", "full_name": "Hai lần"},
        {"ref": "P9", "full_name": "Không nơi ở", "id": "6195000123"},
    )
    known = register_named(PERSONS)
    with acting(OPERATOR):
        lookup = RegisterLookup("population", agency().path)
        people = {"006195000125": there.id}
        records = list(Record.objects.filter(register=PERSONS).select_related("agency", "place"))
        assert (taken.created, taken.wrong, len(records)) == (len(names) + 1, 1, taken.created)
        for record in records:
            one = Copied(str(record.id), record.agency, record.created_at, "")
            parties = Describer(known.declared, lookup, person_of=people.get).describe(one, record.data)
            for name in ("key", "label", "folded", "place", "persons", "readers", "data"):
                assert getattr(record, name) == getattr(one, name), name
            assert terms_of(record.terms) == terms_of(one.terms)
            written = RecordParty.objects.filter(record=record).values_list("name", "kind", "party_id", "identifier")
            assert sorted(written) == sorted(map(tuple, parties))
            assert RecordRevision.objects.get(record=record).data == record.data


def terms_of(vector: str) -> set[str]:
    """Return the terms of a ``tsvector``."""
    return set(re.findall(r"'(?:[^']|'')*'", vector))
