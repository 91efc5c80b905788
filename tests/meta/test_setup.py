"""The environment that ``make setup`` makes."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_no_python_of_this_version_is_never_chosen(tmp_path):
    program = tmp_path / "python3"
    program.write_text("#!/bin/sh\necho 2.7 0.000001\n")
    program.chmod(0o755)
    bootstrap = _bootstrap()
    assert bootstrap.measured(str(program)) == float("inf")
    assert bootstrap.measured(sys.executable) < 5


@pytest.mark.parametrize(("given", "chosen"), [([], True), (["PYTHON=python3"], False)])
def test_a_python_that_somebody_names_is_the_one_that_is_taken(given, chosen):
    told = subprocess.run(["make", "-n", "setup", *given], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ("--fastest" in told) is chosen
