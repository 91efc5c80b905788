"""Make the environment ``.venv`` from ``uv.lock`` and what browsers get from ``assets/``; needs Python 3.11 or newer.

Uses an installed uv that is new enough, else brings the pinned one from the package index (``PIP_INDEX_URL`` when set)
into ``.uv``, checked by its hash. Run as often as you like, also several at once: it does nothing when all is there.
With ``--fastest`` the environment gets whichever build of this Python version on the machine computes fastest.
With ``--bench`` also the packages that the benchmarks stand beside ours, into ``.uv/bench``: nothing else sees them.
"""

import fcntl
import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
OWN = ROOT / ".uv"
STAMP = ENVIRONMENT / "nenso-setup"
ASSETS = ROOT / "assets"
BUILT = ROOT / "src" / "nenso" / "web" / "static"
OLDEST_NODE = 20
TRIES = 3
CLEARLY_FASTER = 0.9
"""Of the time that this Python takes: what another one needs less than to be chosen."""
MEASURE = """
import asyncio, ctypes, decimal, lzma, ssl, sys, time, zoneinfo
class Point:
    def __init__(self, x): self.x = x
    def moved(self, by): return Point(self.x + by)
def work():
    seen = {}
    for number in range(20000):
        seen[str(number % 97)] = Point(number).moved(seen.get("x", 1)).x
times = []
for _ in range(5):
    begun = time.process_time()
    work()
    times.append(time.process_time() - begun)
print(f"{sys.version_info[0]}.{sys.version_info[1]} {min(times)}")
"""

UV = "0.13.9"
OLDEST_UV = (0, 9)
WHEELS = {
    ("Linux", "x86_64"): (
        f"uv-{UV}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("Linux", "aarch64"): (
        f"uv-{UV}-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("Darwin", "x86_64"): (
        f"uv-{UV}-py3-none-macosx_10_12_x86_64.whl",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("Darwin", "arm64"): (
        f"uv-{UV}-py3-none-macosx_11_0_arm64.whl",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


def main() -> None:
    """Bring ``.venv`` to what the lock file says."""
    if sys.version_info < (3, 11):
        sys.exit("Nenso cần Python 3.11 trở lên / needs Python 3.11 or newer: make setup PYTHON=/path/to/python3.11")
    OWN.mkdir(exist_ok=True)
    with (OWN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_environment()
        compile_sources()
        build_assets()
        if "--bench" in sys.argv[1:]:
            bring("bench")


def make_environment() -> None:
    """Make ``.venv``, unless it is what the lock file says."""
    wanted = state([ROOT / "pyproject.toml", ROOT / "uv.lock", Path(__file__).resolve()])
    if STAMP.exists() and STAMP.read_text() == wanted and (ENVIRONMENT / "bin" / "python").exists():
        return
    print("Đang tạo môi trường .venv / making the environment .venv …", flush=True)
    sync(find_uv() or bring_uv(), fastest_python() if "--fastest" in sys.argv[1:] else sys.executable)
    STAMP.write_text(wanted)


def fastest_python() -> str:
    """Return the build of this Python version on the path that computes fastest; this one unless another clearly is.

    Builds differ by a fifth and more: those of distributions are optimised by profile, those built by hand often not.
    """
    names = ("python3", f"python3.{sys.version_info.minor}")
    folders = [*os.get_exec_path(), "/usr/local/bin", "/usr/bin"]
    found = dict.fromkeys(os.path.realpath(Path(folder) / name) for folder in folders for name in names)
    times = {sys.executable: measured(sys.executable)}
    for name in [name for name in found if os.access(name, os.X_OK)] * TRIES:
        times[name] = min(measured(name), times.get(name, float("inf")))
        times[sys.executable] = min(measured(sys.executable), times[sys.executable])
    fastest = min(times, key=lambda name: times[name])
    return fastest if times[fastest] < times[sys.executable] * CLEARLY_FASTER else sys.executable


def measured(python: str) -> float:
    """Return the seconds that ``python`` computes for a small task; infinity when it is not one like this."""
    done = subprocess.run([python, "-I", "-c", MEASURE], capture_output=True, text=True, check=False)
    version, _, took = done.stdout.strip().partition(" ")
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    return float(took) if done.returncode == 0 and version == wanted else float("inf")


def compile_sources() -> None:
    """Write the bytecode of our own modules, as ``sync`` does for those of others.

    Where ``PYTHONDONTWRITEBYTECODE`` is set each process would compile all of it anew, which takes half of its start.
    """
    compile_all = "import compileall; compileall.compile_dir('src', quiet=2)"
    run([str(ENVIRONMENT / "bin" / "python"), "-c", compile_all], dict(os.environ))


def build_assets() -> None:
    """Build styles and scripts from ``assets/`` and what npm's lock file names, unless they are built from these."""
    sources = [path for path in ASSETS.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    wanted, stamp = state(sources), BUILT / "sources"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Đang dựng giao diện / building styles and scripts …", flush=True)
    node = find_node() or bring_node()
    environment = os.environ | {"PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    lock, installed = state([ASSETS / "package-lock.json"]), ASSETS / "node_modules" / "nenso-setup"
    if not installed.exists() or installed.read_text() != lock:
        run(["npm", "ci", "--no-fund", "--no-audit", "--no-update-notifier", "--loglevel=error"], environment, ASSETS)
        installed.write_text(lock)
    run(["node", "build.mjs"], environment, ASSETS)
    stamp.write_text(wanted)


def find_node() -> str | None:
    """Return the folder of an installed Node that is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)", answer.stdout)
    return str(Path(node).parent) if version and int(version[1]) >= OLDEST_NODE else None


def bring_node() -> str:
    """Bring Node from the locked package into ``.uv``; return the folder of its programs."""
    brought = bring("node")
    programs = next(brought.rglob("bin/node")).parent
    script, npm = next(brought.rglob("npm/bin/npm-cli.js")), programs / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{programs}/node" "{script}" "$@"\n')
    npm.chmod(0o755)
    return str(programs)


def bring(group: str) -> Path:
    """Install a group of the lock file into a folder of its own in ``.uv``, unless it is there; return the folder."""
    uv, brought, locked = find_uv() or bring_uv(), OWN / group, OWN / f"{group}.txt"
    stamp, wanted = brought / "nenso-setup", state([ROOT / "uv.lock"])
    if stamp.exists() and stamp.read_text() == wanted:
        return brought
    shutil.rmtree(brought, ignore_errors=True)
    run([uv, "export", "--quiet", "--frozen", "--only-group", group, "--output-file", str(locked)], dict(os.environ))
    target = ["--target", str(brought), "--python", str(ENVIRONMENT / "bin" / "python")]
    index_of = ["--default-index", index()] if os.environ.get("PIP_INDEX_URL") else []
    run([uv, "pip", "install", "--quiet", *target, *index_of, "--require-hashes", "-r", str(locked)], dict(os.environ))
    stamp.write_text(wanted)
    return brought


def state(paths: list[Path]) -> str:
    """Return a hash of these files, names included."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def find_uv() -> str | None:
    """Return an installed uv that is new enough: ours, or one on the path."""
    for candidate in (str(OWN / "uv"), shutil.which("uv")):
        if candidate is None or not Path(candidate).exists():
            continue
        answer = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"uv (\d+)\.(\d+)", answer.stdout)
        if version and (int(version[1]), int(version[2])) >= OLDEST_UV:
            return candidate
    return None


def bring_uv() -> str:
    """Download the pinned wheel, check it, and return the program unpacked from it."""
    machine = (platform.system(), platform.machine())
    if machine not in WHEELS:
        sys.exit(f"Không có uv cho {machine} / no uv for this machine: install uv {UV} and run again")
    name, wanted = WHEELS[machine]
    page_address = f"{index()}/uv/"
    page = fetch(page_address).decode()
    link = re.search(rf'href="([^"]*{re.escape(name)}[^"]*)"', page)
    if link is None:
        sys.exit(f"{name}: not at {page_address}")
    wheel = fetch(urllib.parse.urljoin(page_address, link[1].replace("&amp;", "&")))
    found = hashlib.sha256(wheel).hexdigest()
    if found != wanted:
        sys.exit(f"{name}: sha256 {found}, expected {wanted}")
    half = OWN / "uv.new"
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        half.write_bytes(archive.read(f"uv-{UV}.data/scripts/uv"))
    half.chmod(0o755)
    half.replace(OWN / "uv")
    return str(OWN / "uv")


def index() -> str:
    """Return the address of the package index, without a slash at its end."""
    return (os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple").rstrip("/")


def fetch(address: str) -> bytes:
    """Return what is at ``address``."""
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read()


def sync(uv: str, python: str) -> None:
    """Install for ``python`` what is locked. From another index than the lock file's, by the same hashes."""
    environment = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "UV_PROJECT"}}
    environment["UV_COMPILE_BYTECODE"] = "1"
    if not os.environ.get("PIP_INDEX_URL"):
        run([uv, "sync", "--frozen", "--python", python], environment)
        return
    if not (ENVIRONMENT / "bin" / "python").exists():
        run([uv, "venv", "--python", python, str(ENVIRONMENT)], environment)
    locked = OWN / "requirements.txt"
    run([uv, "export", "--quiet", "--frozen", "--no-emit-project", "--output-file", str(locked)], environment)
    into = ["--python", str(ENVIRONMENT / "bin" / "python"), "--default-index", index()]
    run([uv, "pip", "sync", *into, "--require-hashes", str(locked)], environment)
    run([uv, "pip", "install", *into, "--no-deps", "--editable", str(ROOT)], environment)


def run(command: list[str], environment: dict[str, str], folder: Path = ROOT) -> None:
    """Run one step in the repository; stop with its exit code when it fails."""
    done = subprocess.run(command, cwd=folder, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
