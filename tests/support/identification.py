"""The demonstration's identification service, run for a test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from nenso.cli.demo.identification import MODULE, Service


@contextmanager
def identification(service: Service) -> Iterator[str]:
    """Run the service; yield where it answers."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with subprocess.Popen(
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"NENSO_DEMO": "true"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{service.as_json()}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield service.address
        process.terminate()
