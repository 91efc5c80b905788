"""A real ``clamd`` with one signature of its own: that of the agreed test string; it needs nothing from the network."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.contents import EICAR

PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
_SECONDS = 60


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """Run the scanner with its files in ``folder`` (a short path: its socket is there); yield where it listens."""
    assert PROGRAM is not None
    signatures, listening = folder / "db", folder / "s"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"Eicar-Signature:0:*:{EICAR.hex()}\n")
    settings = {
        "Foreground": "yes",
        "LocalSocket": listening,
        "DatabaseDirectory": signatures,
        "TemporaryDirectory": folder,
        "OfficialDatabaseOnly": "no",
        "StreamMaxLength": "60M",
        "User": "root" if Path("/root").owner() == folder.owner() else folder.owner(),
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with subprocess.Popen(
        [PROGRAM, "--config-file", str(folder / "clamd.conf")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            _wait(listening, process)
            yield f"unix:{listening}"
        finally:
            process.terminate()


def _wait(listening: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            if probe.connect_ex(str(listening)) == 0:
                probe.sendall(b"zPING\0")
                if probe.recv(10) == b"PONG\0":
                    return
        time.sleep(0.1)
    output = process.stdout.read1(4096).decode() if process.stdout and process.poll() is not None else ""
    raise AssertionError(f"clamd does not answer: {output}")
