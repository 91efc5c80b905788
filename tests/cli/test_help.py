"""Every command tells how it is used, in a process where nothing was set up before."""

import subprocess
import sys

EVERY_HELP = """
import sys
import typer
from typer.testing import CliRunner
from nenso.cli.main import app

def ways(command, way):
    yield way
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from ways(command.get_command(None, name), [*way, name])

for way in list(ways(typer.main.get_command(app), [])):
    answer = CliRunner().invoke(app, [*way, "--help"])
    told = answer.exit_code == 0 and "Usage" in answer.output and "completion" not in answer.output
    print("OK" if told else f"BROKEN {answer.exception!r}", "nenso", *way)
"""


def test_every_command_tells_how_it_is_used() -> None:
    told = subprocess.run([sys.executable, "-c", EVERY_HELP], capture_output=True, text=True, check=True).stdout
    lines = told.splitlines()
    assert [line for line in lines if not line.startswith("OK ")] == []
    for words in ("nenso", "nenso up", "nenso agencies succeed", "nenso formula publish", "nenso index publish"):
        assert f"OK {words}" in lines
