"""``nenso cases`` as someone at a terminal meets it."""

import os
import subprocess
import sys

import pytest

from support import reports

pytestmark = pytest.mark.django_db(transaction=True)


def nenso(*words: str) -> tuple[int, str]:
    """Run the command; return how it ended and what it printed."""
    command = [sys.executable, "-m", "nenso.cli.main", "cases", *words]
    done = subprocess.run(command, env=os.environ | {"NENSO_DEMO": "true"}, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_cases_of_a_period_are_opened_once_and_of_none_that_has_not_begun() -> None:
    reports.in_force()
    ended, told = nenso("start", "reports.yearly", "--period", "2026")
    assert (ended, len(reports.reports())) == (0, 2), told
    assert "2 cases were opened" in told
    ended, told = nenso("start", "reports.yearly", "--period", "2026")
    assert (ended, "0 cases were opened" in told, len(reports.reports())) == (0, True, 2)
    assert "There before: 2;" in told
    ended, told = nenso("start", "reports.yearli", "--period", "2026")
    assert (ended != 0, "reports.visit, reports.yearly." in told) == (True, True), told
    ended, told = nenso("start", "reports.yearly", "--period", "2999")
    assert ended != 0
    assert "Traceback" not in told
    assert "2999" in told
