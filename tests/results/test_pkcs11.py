"""Keys on a PKCS#11 token: SoftHSM, the token in software that Debian packages (``softhsm2``)."""

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from nenso.results.errors import DemoKeysRefused, KeyMissing, TokenUnavailable
from nenso.results.keys.authority import Authority, Directory
from nenso.results.keys.pkcs11 import Pkcs11Keys
from nenso.results.signing import sign
from nenso.results.verifying import verify
from results.papers import COMMITTEE, MOMENT, TERM, paper

PLACES = (
    os.environ.get("SOFTHSM2_MODULE", "/none"),
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
MODULE = next((place for place in PLACES if Path(place).exists()), "")
TOKEN, OTHER_TOKEN, PIN = "nenso-tests", "nenso-other", "123456"

pytestmark = pytest.mark.skipif(not MODULE, reason="SoftHSM is not installed (Debian: apt-get install softhsm2)")


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token of our own; the library reads its configuration once in a process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        for label in (TOKEN, OTHER_TOKEN):
            subprocess.run(
                ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321"],
                check=True,
                capture_output=True,
            )
        yield folder


@pytest.fixture
def keys(tokens: Path, keys_home: Directory) -> Pkcs11Keys:
    return Pkcs11Keys(MODULE, TOKEN, PIN, authority=Authority(keys_home))


def test_a_key_made_on_the_token_signs_and_is_known(keys: Pkcs11Keys, keys_home: Directory) -> None:
    key = keys.issue(COMMITTEE, **TERM)
    pdf = sign(paper(), keys.signer(key.reference), COMMITTEE, field="stamp", moment=MOMENT)
    verdict = verify(pdf, roots=[Authority(keys_home).certificate], now=MOMENT)
    assert verdict.status == "valid"
    assert verdict.signatures[0].name == COMMITTEE.name
    assert not list(keys_home.path.glob(f"{key.reference}*")), "the private key stays on the token"


def test_a_key_is_found_again_by_its_label(keys: Pkcs11Keys) -> None:
    key = keys.issue(COMMITTEE, **TERM)
    assert Pkcs11Keys(MODULE, TOKEN, PIN).key(key.reference).certificate == key.certificate


def test_without_the_demonstrations_authority_no_key_is_made(tokens: Path) -> None:
    with pytest.raises(DemoKeysRefused):
        Pkcs11Keys(MODULE, TOKEN, PIN).issue(COMMITTEE, valid_from=MOMENT, valid_until=MOMENT + timedelta(days=1))


def test_a_label_that_is_not_on_the_token_is_told(keys: Pkcs11Keys) -> None:
    with pytest.raises(KeyMissing):
        keys.signer("nobody")


@pytest.mark.parametrize(
    ("module", "token", "pin"), [(MODULE, "none", PIN), (MODULE, OTHER_TOKEN, "000000"), ("/no.so", TOKEN, PIN)]
)
def test_a_token_that_does_not_answer_is_told(tokens: Path, module: str, token: str, pin: str) -> None:
    with pytest.raises(TokenUnavailable) as caught:
        Pkcs11Keys(module, token, pin).key("anything")
    assert pin not in str(caught.value)
