"""What a hash is made of, worked out here a second time with nothing but the standard library."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nenso.journal.chain import (
    BEGINNING,
    Link,
    anchor_hash,
    canonical,
    content_of,
    follow,
    plain,
    stored_body,
)
from nenso.runtime.text import ForbiddenCharacter
from support.bodies import VALUES
from support.merkle import root_of

STREAM = UUID("01900000-0000-7000-8000-000000000001")
CLERK = UUID("01900000-0000-7000-8000-000000000002")
MOTHER = UUID("01900000-0000-7000-8000-000000000003")
MOMENT = datetime(2026, 11, 3, 9, 15, tzinfo=timezone(timedelta(hours=7)))


def by_hand(previous: str, seq: int) -> bytes:
    text = (
        '{"account":"01900000-0000-7000-8000-000000000002","agency":"vn.p19.c01969","at":"2026-11-03T02:15:00.000000Z",'
        '"body":{"code":"H15-1","tên":"Nguyễn"},"format":"nenso.journal/1","kind":"case.filed","person":null,'
        '"persons":["01900000-0000-7000-8000-000000000003"],"previous":"' + previous + '","request":"r-1","seq":'
        f'{seq},"stream":"01900000-0000-7000-8000-000000000001","system":null}}'
    )
    return text.encode()


def filed() -> object:
    return content_of(
        STREAM,
        "case.filed",
        {"tên": "Nguyễn", "code": "H15-1"},
        at=MOMENT,
        account=CLERK,
        agency="vn.p19.c01969",
        persons=[MOTHER, MOTHER],
        request="r-1",
    )


def test_an_entry_is_sealed_over_the_bytes_that_the_documentation_gives() -> None:
    first = follow(filed(), BEGINNING)
    assert canonical(filed(), BEGINNING) == by_hand("0" * 64, 1)
    assert first == Link(1, hashlib.sha256(by_hand("0" * 64, 1)).digest())
    assert follow(filed(), first) == Link(2, hashlib.sha256(by_hand(first.hash.hex(), 2)).digest())


def test_the_same_name_typed_in_two_ways_gives_the_same_hash() -> None:
    composed = content_of(STREAM, "a", {"Bắc": "Kạn"}, at=MOMENT)
    decomposed = content_of(STREAM, "a", {"Bắc": "Kạn"}, at=MOMENT)
    assert canonical(composed, BEGINNING) == canonical(decomposed, BEGINNING)


@given(VALUES)
def test_a_plain_body_stays_as_it_is(body: object) -> None:
    once = plain(body)
    assert plain(once) == once
    assert json.loads(json.dumps(once)) == once


@given(st.dictionaries(st.text("abcđêư", min_size=1), st.integers() | st.text("xyzế")))
def test_canonical_json_without_fractions_is_what_the_standard_library_writes(body: dict[str, object]) -> None:
    try:
        content = content_of(STREAM, "a", body, at=MOMENT)
    except ValueError:
        assert any(isinstance(one, int) and not -(2**63) <= one < 2**63 for one in body.values())
        return
    text = canonical(content, BEGINNING).decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**63, -(2**63) - 1, 2.0**53, 1e300])
def test_a_number_that_json_would_change_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match=r"number|integer"):
        plain({"number": number})


@pytest.mark.parametrize("value", [{1: "a"}, {"a": object()}, {"a": b"bytes"}, {"a": {1, 2}}])
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


@pytest.mark.parametrize("text", ["\x00", "a\ud800"])
def test_characters_that_postgresql_cannot_keep_are_refused(text: str) -> None:
    with pytest.raises(ForbiddenCharacter):
        plain([text])


def test_dates_moments_and_keys_become_text_and_whole_floats_integers() -> None:
    assert plain({"on": date(2026, 2, 17), "at": MOMENT, "key": STREAM, "pages": 3.0, "zero": -0.0, "of": (1, 2)}) == {
        "on": "2026-02-17",
        "at": "2026-11-03T02:15:00.000000Z",
        "key": str(STREAM),
        "pages": 3,
        "zero": 0,
        "of": [1, 2],
    }


@pytest.mark.parametrize("text", ["0.10", "1.0", "0.1000000000000000000001", f"1{'0' * 400}.5", f"{'9' * 40}.5"])
def test_a_fraction_that_no_entry_could_have_written_is_told_apart(text: str) -> None:
    body = stored_body(f'{{"x": {text}, "big": {10**30}, "least": {-(2**63)}}}')
    assert isinstance(body["x"], str) or repr(body["x"]) != repr(plain(body["x"]))
    assert body["big"] == str(10**30)
    assert body["least"] == -(2**63)


@pytest.mark.parametrize(("text", "number"), [("0.1", 0.1), ("0.0000001", 1e-7), ("-12.5", -12.5)])
def test_a_fraction_that_an_entry_wrote_is_read_as_the_number_it_was(text: str, number: float) -> None:
    assert stored_body(f'{{"x": {text}}}') == {"x": number}


def test_the_empty_tree_and_small_trees_are_those_of_rfc_6962() -> None:
    def leaf(number: int) -> bytes:
        return hashlib.sha256(b"\x00" + STREAM.bytes + number.to_bytes(8, "big") + bytes([number]) * 32).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    leaves = [(STREAM, number, bytes([number]) * 32) for number in range(1, 8)]
    a, b, c, d, e, f, g = (leaf(number) for number in range(1, 8))
    assert root_of([]) == hashlib.sha256(b"").digest()
    assert root_of(leaves[:1]) == a
    assert root_of(leaves[:3]) == node(node(a, b), c)
    assert root_of(leaves[:7]) == node(node(node(a, b), node(c, d)), node(node(e, f), g))


def test_an_anchor_is_sealed_over_the_bytes_that_the_documentation_gives() -> None:
    text = (
        '{"at":"2026-11-03T02:20:00.000000Z","entries":41,"first":700,"format":"nenso.journal/1/anchor","number":12,'
        f'"previous":"{"11" * 32}","root":"{"22" * 32}","streams":7,"until":912}}'
    )
    assert hashlib.sha256(text.encode()).digest() == anchor_hash(
        number=12,
        at="2026-11-03T02:20:00.000000Z",
        first=700,
        until=912,
        entries=41,
        streams=7,
        root=b"\x22" * 32,
        previous=b"\x11" * 32,
    )


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        content_of(STREAM, "a", {}, at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake
    assert content_of(STREAM, "a", {}, at=datetime(26, 1, 1, tzinfo=UTC)).at == "0026-01-01T00:00:00.000000Z"
