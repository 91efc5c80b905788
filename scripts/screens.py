"""``make screens``: pictures of the main pages into ``docs/screens``, from a demonstration of its own made for this.

Needs Chromium (``NENSO_CHROMIUM``, or ``chromium`` on the path). The cases are always the same; what a page says of
the hour is that of the run.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screens"
WIDE, PHONE, SMALL = 1280, 360, 320
SECONDS = 300

PAGES = (
    ("portal-home", "", "/", WIDE),
    ("portal-home-phone", "", "/", PHONE),
    ("portal-sign-in", "", "/dang-nhap", WIDE),
    ("portal-find", "", "/tim?q=lam+giay+khai+sinh+cho+con", WIDE),
    ("portal-procedure-phone", "mother", "/thu-tuc/1.001193", SMALL),
    ("portal-question-phone", "mother", "/ho-so/nhap/{hers}/child", SMALL),
    ("portal-papers-phone", "mother", "/ho-so/nhap/{hers}/giay-to", SMALL),
    ("portal-check-phone", "mother", "/ho-so/nhap/{hers}/kiem-tra", SMALL),
    ("portal-filed-phone", "mother", "/ho-so/{examined}/da-nop?k={filed_by}", SMALL),
    ("portal-cases-phone", "mother", "/ho-so", SMALL),
    ("portal-case-phone", "mother", "/ho-so/{asked}", SMALL),
    ("portal-supply-phone", "mother", "/ho-so/{asked}/bo-sung", SMALL),
    ("portal-pay-phone", "mother", "/ho-so/{paying}/nop-phi/{payment}", SMALL),
    ("portal-result-phone", "mother", "/ho-so/{decided}", SMALL),
    ("portal-wallet-phone", "mother", "/giay-to", SMALL),
    ("portal-looks-phone", "mother", "/ai-da-xem", SMALL),
    ("portal-verify-phone", "", "{verify}", SMALL),
    ("portal-open-data", "", "/du-lieu-mo", WIDE),
    ("board-ranking", "", "/xep-hang/{communes}", WIDE),
    ("board-ranking-phone", "", "/xep-hang/{communes}", SMALL),
    ("board-profile", "", "/xep-hang/{communes}/don-vi/vn.p19.c01969", WIDE),
    ("board-provinces", "", "/xep-hang/{provinces}", WIDE),
    ("desk-leading", "leader", "/can-bo/dieu-hanh", WIDE),
    ("desk-queue", "clerk", "/can-bo/viec/cho-tiep-nhan", WIDE),
    ("desk-queue-phone", "clerk", "/can-bo/viec/cho-tiep-nhan", PHONE),
    ("desk-case", "officer", "/can-bo/ho-so/{examined}", WIDE),
    ("desk-supplemented", "officer", "/can-bo/ho-so/{supplied}", WIDE),
    ("desk-case-phone", "officer", "/can-bo/ho-so/{examined}", PHONE),
    ("desk-sign", "leader", "/can-bo/viec/cho-ky", WIDE),
    ("desk-counter", "clerk", "/can-bo/quay", WIDE),
    ("desk-counter-form", "clerk", "/can-bo/quay/{draft}", WIDE),
    ("desk-money", "cashier", "/can-bo/thu-phi/{office}", WIDE),
    ("desk-receipt", "clerk", "/can-bo/ho-so/{paying}/bien-nhan", WIDE),
    ("desk-settings", "writer", "/can-bo/quan-tri/{province}", WIDE),
    ("desk-settings-phone", "writer", "/can-bo/quan-tri/{province}", PHONE),
    ("desk-fees", "writer", "/can-bo/quan-tri/{province}/phi", WIDE),
    ("desk-formulas", "writer", "/can-bo/bieu-mau", WIDE),
    ("desk-process", "writer", "/can-bo/bieu-mau/soan/{manuscript}/quy-trinh/{process}", WIDE),
    ("desk-publish", "writer", "/can-bo/bieu-mau/soan/{manuscript}/cong-bo#mau-thu", WIDE),
    ("desk-publish-phone", "writer", "/can-bo/bieu-mau/soan/{manuscript}/cong-bo#mau-thu", PHONE),
)
"""Name of the picture, who opens the page, its address, its width."""


def main() -> None:
    """Start an install, fill it, take the pictures, remove it."""
    home = Path(tempfile.mkdtemp(prefix="nenso-screens-", dir="/tmp"))
    home.chmod(0o755)
    port = _free_port()
    address = f"http://localhost:{port}"
    own = {
        "NENSO_HOME": str(home / "state"),
        "NENSO_DEMO": "true",
        "NENSO_PORT": str(port),
        "NENSO_PUBLIC_URL": address,
    }
    os.environ.update(own, DJANGO_SETTINGS_MODULE="nenso.runtime.settings")
    nenso = Path(sys.executable).with_name("nenso")
    server = subprocess.Popen([nenso, "up"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address)
        made = subprocess.run(
            [sys.executable, Path(__file__).with_name("screens_data.py")], stdout=subprocess.PIPE, text=True, check=True
        )
        _pictures(address, json.loads(made.stdout.splitlines()[-1]))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _pictures(address: str, made: dict[str, dict[str, str]]) -> None:
    from playwright.sync_api import sync_playwright

    program = os.environ.get("NENSO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu"],
            env=os.environ | {"LANGUAGE": "vi", "LANG": "vi_VN.UTF-8"},
        )
        for name, who, path, width in PAGES:
            context = browser.new_context(
                viewport={"width": width, "height": {WIDE: 900, PHONE: 760, SMALL: 1100}[width]},
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
            )
            context.set_default_timeout(120_000)
            if who:
                context.add_cookies([{"name": "sessionid", "value": made["sessions"][who], "url": address}])
            page = context.new_page()
            answer = page.goto(address + path.format_map(made["keys"]))
            if answer is None or answer.status != 200:
                raise SystemExit(f"{name}: {answer.status if answer else 'no answer'}")
            page.evaluate("document.fonts.ready")
            picture = FOLDER / f"{name}.png"
            page.screenshot(path=picture)
            print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} KB")
            context.close()
        browser.close()


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with suppress(URLError, OSError), urlopen(address, timeout=20):
            return
        time.sleep(0.5)
    raise SystemExit("the install does not answer")


if __name__ == "__main__":
    main()
