"""Starting the demonstration's identification service, and telling this install of it."""

import json
import os
import secrets
import socket
import subprocess
import sys

from nenso.cli.demo.identification import HOST, MODULE, PEOPLE, Service
from nenso.runtime.config import Config, config

NAME = "VNeID (bản dùng thử)"
BACK = "dang-nhap/qua/vneid/ve"


def start_identification() -> None:
    """Start the service on a free port, to end with this process, unless services are set already.

    To be called before Django is set up: what people may sign in by is a setting.
    """
    settings = config()
    if settings.oidc:
        return
    service = Service(
        port=_free_port(),
        client="nenso",
        secret=secrets.token_urlsafe(24),
        callbacks=_callbacks(settings),
        people=PEOPLE,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        start_new_session=True,
    )
    if process.stdin is None or process.stdout is None:
        return
    process.stdin.write(f"{service.as_json()}\n")
    process.stdin.close()
    if process.stdout.readline() != "ready\n":
        return
    provider = {"id": "vneid", "name": NAME, "server": service.address, "client_id": service.client}
    os.environ["NENSO_OIDC"] = json.dumps([provider | {"secret": service.secret}])
    config.cache_clear()


def _callbacks(settings: Config) -> list[str]:
    places = [settings.public_url.rstrip("/"), f"http://{settings.bind}:{settings.port}"]
    places += [f"http://{host}:{settings.port}" for host in ("localhost", HOST)]
    return [f"{place}/{BACK}" for place in dict.fromkeys(places)]


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind((HOST, 0))
        return int(opened.getsockname()[1])
