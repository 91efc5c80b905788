"""One file proves a lookup to anybody, and whatever is changed in it shows."""

import asyncio
import os
import subprocess
import sys
import time
from copy import deepcopy
from typing import Any

import orjson
import pytest
from cryptography import x509
from typer.testing import CliRunner

from factories.agencies import agency
from nenso.agencies.models import Agency
from nenso.exchange.asking import Answer, look_up
from nenso.exchange.batches import sign_batches
from nenso.exchange.errors import EvidenceUnreadable, MessageUnknown
from nenso.exchange.evidence import check_evidence
from nenso.exchange.evidencing import evidence_of
from nenso.exchange.models import Batch
from nenso.results.key_keeping import KEEPER, key_of, signer_of
from nenso.results.keys.registry import trusted_roots
from nenso.runtime.acting import acting
from nenso.runtime.bulk import owner_connection
from support.births import Someone, someone
from support.lookups import CONSUMER, Lending, asking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answers(lent: Lending, asker: Someone) -> list[Answer]:
    """Three lookups, the last one about nobody."""
    unknown = {"child_id": "019326000999"}
    return [
        look_up(asker.actor, lent.service, agency(CONSUMER), asking(message=f"thu-{number}", **changes))
        for number, changes in enumerate(({}, {}, {"by": unknown}))
    ]


def all_signed() -> list[Batch]:
    """Sign batches as soon as no transaction that is older, in whatever database of this server, is open."""
    with owner_connection() as connection:
        connection.autocommit = True
        written = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchall()[0][0]
        for _ in range(200):
            oldest = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchall()[0][0]
            if oldest > written:
                break
            time.sleep(0.1)
    return sign_batches()


def flaws(file: dict[str, Any], **more: Any) -> set[str]:
    """Return the codes of what does not hold."""
    return {flaw.code for flaw in check_evidence(file, roots=trusted_roots(), **more).flaws}


def test_evidence_holds_for_both_sides_and_the_answer_that_was_given(answers: list[Answer], asker: Someone) -> None:
    assert {batch.entries for batch in all_signed()} == {3}
    for answer in answers:
        file = orjson.loads(orjson.dumps(evidence_of(asker.actor, answer.id)))
        found = check_evidence(file, roots=trusted_roots(), answer=answer.body)
        assert found.valid, found.flaws
        assert set(found.signed) == {"owner", "consumer"}
        assert found.says["lookup"] == str(answer.id)
    assert flaws(file, answer=b'{"records":[{"child_name":"Khac"}]}') == {"answer_differs"}


def test_what_is_asked_before_the_next_batch_is_signed_at_once(answers: list[Answer], asker: Someone) -> None:
    file = evidence_of(asker.actor, answers[1].id)
    assert flaws(file) == set()
    assert {side["batch"]["number"] for side in file["sides"].values()} == {0}
    all_signed()
    assert sign_batches() == []
    assert {side["batch"]["number"] for side in evidence_of(asker.actor, answers[1].id)["sides"].values()} == {1}


def test_whatever_is_changed_in_the_file_shows(answers: list[Answer], asker: Someone) -> None:
    all_signed()
    file = orjson.loads(orjson.dumps(evidence_of(asker.actor, answers[0].id)))

    def changed(*path: Any, to: Any) -> set[str]:
        copy = deepcopy(file)
        *before, last = path
        at = copy["sides"]["owner"]
        for step in before:
            at = at[step]
        at[last] = to
        return flaws(copy)

    assert "entry_altered" in changed("entry", "body", "purpose", to="schooling")
    assert "not_in_batch" in changed("entry", "body", "purpose", to="schooling")
    assert "sides_differ" in changed("entry", "body", "reference", to="khac")
    beside = (file["sides"]["owner"]["batch"]["index"] + 1) % 3
    assert changed("batch", "index", to=beside) == {"not_in_batch"}
    assert "signature_wrong" in changed("batch", "number", to=7)
    assert "signature_wrong" in changed("batch", "root", to="00" * 32)
    other = deepcopy(file)
    del other["sides"]["consumer"]
    assert flaws(other) == {"side_missing"}
    assert {one.code for one in check_evidence(file, roots=[]).flaws} == {"signer_unknown"}


def test_one_side_does_not_speak_for_the_other(answers: list[Answer], asker: Someone) -> None:
    """Who asks holds a key of their own: signed by it, their entry proves nothing of what the owner answered."""
    all_signed()
    file = orjson.loads(orjson.dumps(evidence_of(asker.actor, answers[0].id)))
    for mine, theirs in (("consumer", "owner"), ("owner", "consumer")):
        assert flaws(file | {"sides": {mine: file["sides"][mine], theirs: file["sides"][mine]}}) == {"not_that_side"}


def test_who_signs_for_both_sides_is_found_out(answers: list[Answer], asker: Someone) -> None:
    """The consumer writes the owner's side too and seals it with its own, trusted, key."""
    all_signed()
    file = orjson.loads(orjson.dumps(evidence_of(asker.actor, answers[0].id)))
    forged = sealed_by(agency(CONSUMER), file)
    assert flaws(forged) == {"signer_other"}


def test_a_side_sealed_by_a_third_is_found_out_by_who_knows_the_seals(answers: list[Answer], asker: Someone) -> None:
    all_signed()
    file = orjson.loads(orjson.dumps(evidence_of(asker.actor, answers[0].id)))
    seals = {"owner": [seal_of(agency("vn"))], "consumer": [seal_of(agency(CONSUMER))]}
    assert flaws(file, seals=seals) == set()
    forged = sealed_by(agency("vn.p01"), file)
    found = check_evidence(forged, roots=trusted_roots(), seals=seals)
    assert [(one.code, one.side) for one in found.flaws] == [("signer_other", "owner")]


def seal_of(of: Agency) -> x509.Certificate:
    """Return the certificate that an agency seals with."""
    with acting(KEEPER):
        return x509.load_der_x509_certificate(bytes(key_of(of).certificate))


def sealed_by(other: Agency, file: dict[str, Any]) -> dict[str, Any]:
    """Return the evidence with the owner's batch sealed by ``other``."""
    forged = deepcopy(file)
    batch = forged["sides"]["owner"]["batch"]
    with acting(KEEPER):
        signer, _ = signer_of(key_of(other))
    digest = bytes.fromhex(batch["hash"])
    batch["signature"] = asyncio.run(signer.async_sign_general_data(digest, "sha256", detached=True)).dump().hex()
    return forged


@pytest.mark.parametrize("wrong", [{}, {"format": "khac"}, {"format": "nenso.exchange/1", "sides": {"owner": 3}}])
def test_what_is_no_evidence_is_said_to_be_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(EvidenceUnreadable):
        check_evidence(wrong, roots=[])


def test_only_who_may_see_a_lookup_gets_its_evidence(answers: list[Answer]) -> None:
    with pytest.raises(MessageUnknown):
        evidence_of(someone("Lê Văn Khác").actor, answers[0].id)


def test_the_command_writes_and_checks_a_file(answers: list[Answer], tmp_path: Any) -> None:
    from nenso.cli.exchange import app

    path, answer = tmp_path / "chung-cu.json", tmp_path / "tra-loi.json"
    answer.write_bytes(answers[0].body)
    made = CliRunner().invoke(app, ["evidence", str(answers[0].id), "-o", str(path)])
    assert made.exit_code == 0, made.output
    checked = CliRunner().invoke(app, ["verify", str(path), "--answer", str(answer), "--json"])
    assert (checked.exit_code, orjson.loads(checked.output)["valid"]) == (0, True)
    seal = tmp_path / "seal.pem"
    seal.write_text(CliRunner().invoke(app, ["seals", "vn"]).output)
    for side, code in (("--owner-seal", 0), ("--consumer-seal", 1)):
        assert CliRunner().invoke(app, ["verify", str(path), side, str(seal)]).exit_code == code
    elsewhere = os.environ | {"NENSO_HOME": str(tmp_path / "another"), "NENSO_LOG_LEVEL": "ERROR"}
    root = tmp_path / "root.pem"
    root.write_text(CliRunner().invoke(app, ["roots"]).output)
    command = [sys.executable, "-m", "nenso.cli.main", "exchange", "verify", str(path)]
    given = ["--root", str(root), "--owner-seal", str(seal)]
    alone = subprocess.run([*command, *given], env=elsewhere, capture_output=True, text=True, check=False)
    assert (alone.returncode, alone.stderr) == (0, ""), alone.stderr
    mistaken = subprocess.run(
        [*command, "--root", str(answer)], env=elsewhere, capture_output=True, text=True, check=False
    )
    assert (mistaken.returncode, "tra-loi.json không phải chứng thư" in mistaken.stdout + mistaken.stderr) == (1, True)
    path.write_bytes(path.read_bytes().replace(b"residence", b"schooling"))
    assert CliRunner().invoke(app, ["verify", str(path)]).exit_code == 1
    changed = subprocess.run(command, env=elsewhere, capture_output=True, text=True, check=False)
    assert changed.returncode == 1
    assert "Mục nhật ký không khớp" in changed.stdout
