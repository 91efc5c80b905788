"""From where a request comes, when proxies stand between: what they say is believed of them, and of nobody else."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.http import HttpRequest

from nenso.runtime.config import config, networks

Address = IPv4Address | IPv6Address
CERTIFICATE = "nenso.client_certificate"
"""Where in ``request.META`` the certificate of mutual TLS stands that a trusted proxy hands on (RFC 9440)."""


def believe_proxies(request: HttpRequest) -> None:
    """Let ``REMOTE_ADDR`` and the scheme of ``request`` be those of the client that trusted proxies name.

    ``X-Forwarded-For`` is read from its end, where our own proxies write: the first address that is none of them is the
    client. From anybody else the headers are dropped, so that nothing behind this can believe them. A certificate is
    public, and most proxies hand on what a client says it has: ``Client-Cert`` is believed only where the proxies are
    said to write it (``NENSO_CLIENT_CERTIFICATES``).
    """
    headers = request.META
    chain = headers.pop("HTTP_X_FORWARDED_FOR", "")
    scheme = headers.pop("HTTP_X_FORWARDED_PROTO", "")
    certificate = headers.pop("HTTP_CLIENT_CERT", "")
    if not (chain or scheme or certificate):
        return
    client = _address(headers.get("REMOTE_ADDR", ""))
    if client is None or not _trusted(client):
        return
    for said in reversed(chain.split(",")):
        before = _address(said)
        if before is None:
            break
        client = before
        if not _trusted(client):
            break
    headers["REMOTE_ADDR"] = str(client)
    if config().client_certificates:
        headers[CERTIFICATE] = certificate
    if scheme in {"http", "https"}:
        headers["wsgi.url_scheme"] = scheme


def _trusted(address: Address) -> bool:
    return any(address in network for network in networks(config().trusted_proxies))


def _address(text: str) -> Address | None:
    """Return an address as a proxy writes it, also with a port or in brackets; None when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
