"""The first administrator of an install is made at the terminal."""

from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from typer.testing import CliRunner

from nenso.agencies.actors import actor_of_token
from nenso.agencies.errors import RoleUnknown
from nenso.cli.accounts import app as accounts
from nenso.cli.agencies import app as agencies
from nenso.people.errors import TokenScope
from results.test_keys import made_elsewhere

pytestmark = pytest.mark.django_db

PASSWORD = "mưa xuân trên núi Nà Ít"


def run(app, *words: str, entered: str | None = None) -> str:
    answer = CliRunner().invoke(app, words, input=entered, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output.strip()


def test_an_operator_makes_an_administrator_who_then_acts_by_a_key_until_it_is_revoked():
    run(accounts, "create", "quantri@vidu.vn", "--password", entered=f"{PASSWORD}\n")
    in_browser = Client().post("/dang-nhap", {"login": "quantri@vidu.vn", "password": PASSWORD})
    assert in_browser["Location"] == "/", "the operator answers for the address: no mail must be read first"
    post = run(agencies, "appoint", "quantri@vidu.vn", "admin", "vn.p19", "--name", "Ma Văn Sơn", "--basis", "QĐ 1")
    secret, issued = run(accounts, "token", "quantri@vidu.vn", "--scope", "agency:write").splitlines()
    assert [(seat.path, seat.roles) for seat in actor_of_token(secret).seats] == [("vn.p19", {"admin"})]
    held = run(agencies, "posts", "vn.p19")
    assert "Ma Văn Sơn" in held.replace("\n", " ")
    assert post in held, "the id by which a post is ended is shown whole"
    run(agencies, "dismiss", post, "--basis", "QĐ 2")
    assert actor_of_token(secret).seats == ()
    run(accounts, "revoke", issued.split()[0])
    assert actor_of_token(secret) is None
    run(accounts, "close", "quantri@vidu.vn", "--reason", "nghỉ hưu")


def test_a_role_and_a_scope_that_are_mistyped_give_nothing():
    run(accounts, "create", "quantri@vidu.vn")
    words = ["appoint", "quantri@vidu.vn", "auditr", "vn.p19", "--name", "Ma Văn Sơn"]
    assert isinstance(CliRunner().invoke(agencies, words).exception, RoleUnknown)
    mistyped = ["token", "quantri@vidu.vn", "--scope", "cases:reed"]
    assert isinstance(CliRunner().invoke(accounts, mistyped).exception, TokenScope)


def test_agencies_are_listed_by_name_and_by_place_in_the_tree():
    found = orjson.loads(run(agencies, "list", "phu thong", "--kind", "commune", "--json"))
    assert found[0]["path"] == "vn.p19.c01969"
    below = orjson.loads(run(agencies, "list", "--below", "vn.p19", "--kind", "commune", "--limit", "100", "--json"))
    assert len(below) == 92


def test_a_key_from_an_authority_is_brought_in_at_the_terminal_and_its_password_never_shown(tmp_path: Path):
    content, _ = made_elsewhere(ec.generate_private_key(ec.SECP256R1()), b"mat-khau-1")
    file = tmp_path / "con-dau.p12"
    file.write_bytes(content)
    told = run(agencies, "bring-key", "vn.p19.c01969", str(file), entered="mat-khau-1\n")
    assert "mat-khau-1" not in told
    assert told.splitlines()[-1].removeprefix("Password: ").strip()[:8] in run(agencies, "keys", "vn.p19.c01969")
