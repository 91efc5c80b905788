"""The key plug-ins of this process, by name, and the certificates that this install trusts."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from cryptography import x509

from nenso.results.errors import CertificateUnreadable, PluginUnknown
from nenso.results.keys.authority import Authority, Directory
from nenso.results.keys.base import KeyPlugin
from nenso.results.keys.pkcs12 import Pkcs12Keys
from nenso.runtime.config import config

_makers: dict[str, Callable[[], KeyPlugin]] = {}


def register(name: str, make: Callable[[], KeyPlugin]) -> None:
    """Offer a plug-in under ``name`` (another room, or an installed package, calls this when it starts)."""
    _makers[name] = make
    plugin.cache_clear()


@cache
def plugin(name: str) -> KeyPlugin:
    """Return the plug-in ``name``, made once in a process; raise PluginUnknown."""
    if name not in _makers:
        raise PluginUnknown(name=name, known=", ".join(sorted(_makers)))
    return _makers[name]()


def directory() -> Path:
    """Return where keys and trusted certificates of this install are: ``NENSO_HOME/keys``."""
    return config().home_path / "keys"


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """Return the certificates that signatures must lead to.

    They are those in ``NENSO_HOME/keys/trusted`` (PEM or DER) and, in a demonstration, its own root.
    """
    roots: list[x509.Certificate] = []
    for path in sorted((directory() / "trusted").glob("*")):
        roots += certificates_in(path)
    if config().demo:
        roots.append(demo_authority().certificate)
    return tuple(roots)


def certificates_in(path: Path) -> list[x509.Certificate]:
    """Return the certificates in a file, PEM or DER; raise CertificateUnreadable."""
    content = path.read_bytes()
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise CertificateUnreadable(file=path.name) from None


@cache
def demo_authority() -> Authority:
    """Return the demonstration's certification authority, made when first used."""
    return Authority(Directory(directory()))


def _pkcs12() -> KeyPlugin:
    return Pkcs12Keys(Directory(directory()), authority=demo_authority() if config().demo else None)


def _pkcs11() -> KeyPlugin:
    from nenso.results.keys.pkcs11 import Pkcs11Keys

    authority = demo_authority() if config().demo else None
    return Pkcs11Keys(config().pkcs11_module, config().pkcs11_token, config().pkcs11_pin, authority=authority)


register("pkcs12", _pkcs12)
register("pkcs11", _pkcs11)
