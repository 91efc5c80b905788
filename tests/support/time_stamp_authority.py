"""A time-stamp authority (RFC 3161) on loopback, with a root of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper


class TimeStampAuthority:
    """Answers ``application/timestamp-query``; ``stamps_at`` is the moment that it puts on everything."""

    def __init__(self, stamps_at: datetime) -> None:
        self.asked = 0
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dấu thời gian để kiểm thử")])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(stamps_at - timedelta(days=1000))
            .not_valid_after(stamps_at + timedelta(days=10_000))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(private, SHA256())
        )
        self._stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(
                private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
            ),
            fixed_dt=stamps_at.astimezone(UTC),
        )

    def answer(self, query: bytes) -> bytes:
        """Return the response to one query, both DER."""
        self.asked += 1
        response: bytes = self._stamper.request_tsa_response(tsp.TimeStampReq.load(query)).dump()
        return response


@contextmanager
def serving(authority: TimeStampAuthority) -> Iterator[str]:
    """Serve ``authority`` and give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
