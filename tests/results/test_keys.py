import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

from nenso.results.errors import DemoKeysRefused, KeyFileUnreadable, KeyKindRefused, KeyMissing, PluginUnknown
from nenso.results.keys.authority import Authority, Directory
from nenso.results.keys.pkcs12 import Pkcs12Keys
from nenso.results.keys.registry import plugin
from nenso.results.signing import sign
from nenso.results.verifying import verify
from results.papers import CHAIRMAN, COMMITTEE, MOMENT, TERM, paper


def made_elsewhere(private: object, password: bytes | None) -> tuple[bytes, x509.Certificate]:
    """Return a PKCS#12 as a certification authority hands it out, and its certificate."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UBND xã Phủ Thông")])
    algorithm = None if isinstance(private, ed25519.Ed25519PrivateKey) else SHA256()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())  # type: ignore[attr-defined]
        .serial_number(7)
        .not_valid_before(MOMENT - timedelta(days=1))
        .not_valid_after(MOMENT + timedelta(days=365))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False),  # noqa: FBT003
            critical=True,
        )
        .sign(private, algorithm)  # type: ignore[arg-type]
    )
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", private, certificate, None, encryption), certificate  # type: ignore[arg-type]


def test_keys_are_encrypted_and_for_us_alone(keys_home: Directory) -> None:
    key = Pkcs12Keys(keys_home, authority=Authority(keys_home)).issue(COMMITTEE, **TERM)
    assert stat.S_IMODE(keys_home.path.stat().st_mode) == 0o700
    names = {path.name for path in keys_home.path.iterdir()}
    assert names == {"secret", "root.p12", f"{key.reference}.p12"}
    for path in keys_home.path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sealed = (keys_home.path / f"{key.reference}.p12").read_bytes()
    for password in (None, b"", b"nenso"):
        with pytest.raises(ValueError, match=r"password|PKCS12"):
            pkcs12.load_key_and_certificates(sealed, password)


def test_the_certificate_is_for_signing_documents_in_the_holders_name(keys_home: Directory) -> None:
    authority = Authority(keys_home)
    certificate = Pkcs12Keys(keys_home, authority=authority).issue(CHAIRMAN, **TERM).certificate
    public = certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert public.curve.name == "secp256r1"
    subject = {each.oid: each.value for each in certificate.subject}
    assert subject[NameOID.COMMON_NAME] == "Hoàng Văn Nam"
    assert subject[NameOID.ORGANIZATION_NAME] == "Ủy ban nhân dân xã Phủ Thông"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    certificate.verify_directly_issued_by(authority.certificate)


def test_processes_that_start_together_share_one_root(keys_home: Directory) -> None:
    with ThreadPoolExecutor(8) as pool:
        roots = list(pool.map(lambda _: Authority(Directory(keys_home.path)).certificate, range(8)))
    assert len({root.serial_number for root in roots}) == 1


def test_a_key_is_found_again_and_its_signer_is_kept(keys_home: Directory) -> None:
    made = Pkcs12Keys(keys_home, authority=Authority(keys_home)).issue(COMMITTEE, **TERM)
    later = Pkcs12Keys(Directory(keys_home.path))
    assert later.key(made.reference).certificate == made.certificate
    assert later.signer(made.reference) is later.signer(made.reference)


def test_outside_a_demonstration_no_key_is_made_up(keys_home: Directory) -> None:
    with pytest.raises(DemoKeysRefused):
        Pkcs12Keys(keys_home).issue(COMMITTEE, **TERM)


@pytest.mark.parametrize("private", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)])
def test_a_key_from_a_certification_authority_signs(keys_home: Directory, private: object) -> None:
    content, certificate = made_elsewhere(private, b"mat-khau")
    keys = Pkcs12Keys(keys_home)
    key = keys.import_file(content, b"mat-khau")
    pdf = sign(paper(), keys.signer(key.reference), COMMITTEE, field="stamp", moment=MOMENT)
    assert verify(pdf, roots=[certificate], now=MOMENT).valid


def test_a_wrong_password_or_another_file_is_told(keys_home: Directory) -> None:
    content, _ = made_elsewhere(ec.generate_private_key(ec.SECP256R1()), b"mat-khau")
    with pytest.raises(KeyFileUnreadable):
        Pkcs12Keys(keys_home).import_file(content, b"sai")
    with pytest.raises(KeyFileUnreadable):
        Pkcs12Keys(keys_home).import_file(b"%PDF-1.7", b"")


def test_a_kind_of_key_that_we_cannot_use_is_refused(keys_home: Directory) -> None:
    content, _ = made_elsewhere(ed25519.Ed25519PrivateKey.generate(), b"mat-khau")
    with pytest.raises(KeyKindRefused):
        Pkcs12Keys(keys_home).import_file(content, b"mat-khau")


@pytest.mark.parametrize("reference", ["nothing", "../secret", "root/../root", "", "a" * 200])
def test_a_reference_leads_to_a_key_or_to_nothing(keys_home: Directory, reference: str) -> None:
    with pytest.raises(KeyMissing):
        Pkcs12Keys(keys_home).signer(reference)


def test_an_unknown_plugin_is_named_with_those_that_are_there() -> None:
    with pytest.raises(PluginUnknown, match=r"pkcs11, pkcs12"):
        plugin("smartcard")
