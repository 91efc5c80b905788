from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from nenso.cli.verify import app
from nenso.results.keys.registry import directory
from results.papers import Signers, paper


@pytest.fixture
def trusted(signers: Signers, monkeypatch: pytest.MonkeyPatch) -> None:
    """This install trusts the signers' root."""
    monkeypatch.setattr("nenso.results.verifying.trusted_roots", lambda: tuple(signers.roots))


def run(tmp_path: Path, content: bytes, *options: str) -> Result:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    return CliRunner().invoke(app, [str(file), *options])


def test_a_valid_file_ends_with_zero_and_says_who_signed(trusted: None, signers: Signers, tmp_path: Path) -> None:
    result = run(tmp_path, signers.by_committee(signers.by_chairman(paper())), "--alone")
    assert result.exit_code == 0
    assert "✓ Văn bản còn nguyên vẹn, chữ ký số hợp lệ." in result.output
    assert "Hồ sơ: H55.242-261120-0007" in result.output
    assert "Người ký: Hoàng Văn Nam, Ủy ban nhân dân xã Phủ Thông lúc 09:10:00 20/11/2026" in result.output


def test_a_file_that_is_not_valid_ends_with_one_and_says_why(trusted: None, tmp_path: Path) -> None:
    result = run(tmp_path, paper(), "--alone", "--lang", "en")
    assert result.exit_code == 1
    assert "✗ The document bears no digital signature." in result.output


def test_programs_get_one_json_object(trusted: None, signers: Signers, tmp_path: Path) -> None:
    result = run(tmp_path, signers.by_chairman(paper()), "--alone", "--json")
    found = orjson.loads(result.output)
    assert (found["status"], found["valid"], found["number"]) == ("valid", True, "12/2026")
    assert found["signatures"][0]["name"] == "Hoàng Văn Nam"


@pytest.mark.django_db(transaction=True)
def test_the_records_are_asked_unless_told_otherwise(trusted: None, signers: Signers, tmp_path: Path) -> None:
    result = run(tmp_path, signers.by_chairman(paper()), "--json")
    assert orjson.loads(result.output)["recorded"] is False
    assert result.exit_code == 0


def test_certificates_beside_the_keys_are_trusted(signers: Signers, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    folder = directory() / "trusted"
    folder.mkdir(parents=True, exist_ok=True)
    certificate = folder / f"{tmp_path.name}.pem"
    pdf = signers.by_chairman(paper())
    assert run(tmp_path, pdf, "--alone").exit_code == 1
    try:
        certificate.write_bytes(signers.authority.certificate.public_bytes(Encoding.PEM))
        assert run(tmp_path, pdf, "--alone").exit_code == 0
    finally:
        certificate.unlink()
