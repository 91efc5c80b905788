"""The real scanner, over its real socket: what is infected is refused, kept nowhere, and told in words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nenso.files.errors import FileInfected
from nenso.files.models import Content, Scan
from nenso.files.scanning import Verdict, ask
from nenso.files.storing import FILES, store
from nenso.runtime.acting import acting
from portal.test_drafts import begun
from support.births import PDF, in_force, mother
from support.clamd import PROGRAM, running_clamd
from support.contents import EICAR
from support.visits import signed_in

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no clamd here: apt-get install clamav-daemon")
INFECTED = PDF + EICAR


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("c")) as where:
        yield where


def test_the_real_scanner_tells_clean_from_infected(clamd: str) -> None:
    assert ask(clamd, [PDF, bytes(3_000_000)]) == Verdict(Scan.CLEAN)
    verdict = ask(clamd, [PDF, bytes(1_000_000), EICAR])
    assert verdict.scan == Scan.INFECTED
    assert "Eicar-Signature" in verdict.signature


@pytest.mark.django_db
def test_what_the_real_scanner_refuses_is_kept_nowhere(
    clamd: str, configured: Callable[..., None], kept_at: Path
) -> None:
    configured(CLAMAV=clamd)
    with pytest.raises(FileInfected, match="Eicar-Signature"):
        store([INFECTED], filename="giay-chung-sinh.pdf")
    assert not kept_at.exists()
    with acting(FILES):
        assert not Content.objects.exists()


@pytest.mark.django_db
def test_the_page_says_that_a_file_is_infected_and_keeps_the_others(
    clamd: str, configured: Callable[..., None], kept_at: Path
) -> None:
    configured(CLAMAV=clamd)
    in_force()
    client = signed_in(mother())
    root = begun(client).rpartition("/")[0]
    for name, content, status in (("sach.pdf", PDF, 302), ("nhiem.pdf", INFECTED, 422)):
        form = {"file": SimpleUploadedFile(name, content, "application/pdf"), "once": f"tep-{name}"}
        answer = client.post(f"{root}/giay-to/birth_certificate", form)
        assert answer.status_code == status
    assert "“nhiem.pdf” bị nhiễm mã độc" in answer.text
    assert 'href="#file-birth_certificate"' in answer.text
    text = client.get(f"{root}/giay-to").text
    assert "sach.pdf" in text
    assert "nhiem.pdf" not in text
    with acting(FILES):
        assert [content.scan for content in Content.objects.all()] == [Scan.CLEAN]
