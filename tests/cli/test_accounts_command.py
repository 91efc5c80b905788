"""``nenso accounts link`` as the operator at a terminal meets it."""

import os
import subprocess
import sys

import pytest

from nenso.people.accounts import create_account
from nenso.people.models import Account
from nenso.runtime.acting import acting
from support.births import MOTHER_ID, mother
from support.stories import EVERYTHING

pytestmark = pytest.mark.django_db(transaction=True)


def nenso(*words: str) -> tuple[int, str]:
    """Run the command; return how it ended and what it printed."""
    command = [sys.executable, "-m", "nenso.cli.main", "accounts", "link", *words]
    done = subprocess.run(command, env=os.environ | {"NENSO_DEMO": "true"}, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_operator_says_whose_an_account_is_and_what_proves_it() -> None:
    her = mother()
    made = create_account(EVERYTHING, email="mai.moi@vidu.vn", address_vouched=True)
    for wrong in (("mai.moi@vidu.vn", "006195000999"), ("khong.co@vidu.vn", MOTHER_ID)):
        ended, told = nenso(*wrong, "--basis", "CCCD")
        assert (ended != 0, "Traceback" in told) == (True, False), told
    assert nenso("mai.moi@vidu.vn", MOTHER_ID)[0] != 0
    ended, told = nenso("mai.moi@vidu.vn", MOTHER_ID, "--basis", "CCCD, cấp 1/3/2024")
    assert ended == 0, told
    with acting(EVERYTHING):
        found = Account.objects.get(id=made.id)
    assert (found.person_id, found.assurance) == (her.actor.person, 2)
