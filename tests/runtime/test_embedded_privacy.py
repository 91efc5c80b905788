"""No other local user gets in, and nobody else's directories are touched."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

import nenso
from nenso.runtime.embedded.layout import Layout

from .conftest import USE, Home

AS_ROOT = os.geteuid() == 0


def as_user(uid: int, what: Callable[[], object]) -> bool:
    """Return whether ``what`` succeeds in a child process of that user (of ours, when we are not root)."""
    child = os.fork()
    if child == 0:
        try:
            if AS_ROOT:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            what()
        except BaseException:  # noqa: BLE001 - the child must end here, whatever happened
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def test_every_directory_is_ours_alone(home: Home) -> None:
    home.ready_user()
    for directory in (home.layout.home, home.layout.data, home.layout.run, home.layout.log):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_another_user_is_refused_even_at_an_open_socket(home: Home, outsider: int) -> None:
    home.ready_user()
    home.layout.home.chmod(0o755)
    home.layout.run.chmod(0o755)
    (home.layout.run / ".s.PGSQL.5432").chmod(0o777)
    for role in ("postgres", "nenso_owner", "nenso_app"):
        where = f"host={home.layout.run} user={role} dbname=nenso"
        assert as_user(os.geteuid(), lambda where=where: psycopg.connect(where).close())
        assert not AS_ROOT or not as_user(outsider, lambda where=where: psycopg.connect(where).close())
    rules = (home.layout.data / "pg_hba.conf").read_text()
    assert rules == "local all all peer map=nenso\n"


def test_no_network_port_is_opened(home: Home) -> None:
    home.ready_user()
    with psycopg.connect(f"host={home.layout.run} user=nenso_app dbname=nenso") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_path_too_long_for_a_socket_gets_a_private_directory_elsewhere(home: Home) -> None:
    home.layout = Layout(home.layout.home.parent / ("n" * 90) / "state")
    home.ready_user()
    assert home.layout.sockets.parent == Path("/tmp")
    assert stat.S_IMODE(home.layout.sockets.stat().st_mode) == 0o700
    with psycopg.connect(f"host={home.layout.sockets} user=nenso_app dbname=nenso") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("nenso_app",)


def test_a_socket_directory_that_somebody_else_made_first_is_refused(home: Home) -> None:
    home.layout = Layout(home.layout.home.parent / ("m" * 90) / "state")
    home.layout.sockets.mkdir(mode=0o755)
    home.layout.sockets.chmod(0o755)
    assert "SocketsOfAnother" in home.user().process.communicate()[1]


def test_a_directory_with_other_things_in_it_is_refused_and_left_alone(home: Home) -> None:
    home.layout.home.mkdir(mode=0o755)
    (home.layout.home / "letters.txt").write_text("mine")
    home.layout.home.chmod(0o755)
    assert "HomeNotEmpty" in home.user().process.communicate()[1]
    assert stat.S_IMODE(home.layout.home.stat().st_mode) == 0o755


@pytest.fixture
def closed() -> Iterator[Path]:
    """A directory that only we can pass through."""
    directory = Path(tempfile.mkdtemp(prefix="nenso-closed-", dir="/tmp"))
    yield directory
    shutil.rmtree(directory)


def test_a_closed_parent_is_named_and_not_opened(home: Home, closed: Path) -> None:
    home.layout = Layout(closed / "state")
    user = home.user()
    if AS_ROOT:
        error = user.process.communicate()[1]
        assert "HomeUnreachable" in error
        assert str(closed) in error
    else:
        assert user.ready()
        user.leave()
        assert home.stops()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_an_ordinary_user_starts_a_server_of_their_own(home: Home, outsider: int) -> None:
    if not AS_ROOT:
        home.ready_user()
        assert home.layout.data.stat().st_uid == os.geteuid()
        return
    program = next((p for p in (sys.executable, "/usr/bin/python3") if as_user(outsider, lambda p=p: runs(p))), None)
    if program is None:
        pytest.skip("no Python here may be run by another user")
    os.chown(home.layout.home.parent, outsider, outsider)
    started = subprocess.run(
        [program, "-c", USE, str(home.layout.home)],
        env={"PYTHONPATH": os.pathsep.join([str(Path(nenso.__file__).parents[1]), *sys.path]), "PATH": "/usr/bin:/bin"},
        user=outsider,
        group=outsider,
        extra_groups=[],
        cwd="/",
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (started.stdout, started.stderr) == ("ready\n", "")
    assert home.layout.data.stat().st_uid == outsider


def runs(program: str) -> None:
    """Raise unless ``program`` is a Python of our version that can read our packages."""
    code = "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, sys.argv[1:])))"
    subprocess.run([program, "-c", code, *map(str, sys.version_info[:2])], check=True, capture_output=True, cwd="/")
    Path(psycopg.__file__).read_bytes()
