"""Real tokens for the tests: SoftHSM 2, one folder of tokens for each test process.

The module reads its configuration once in a process, when it is loaded, and sees only the tokens that were there then:
so the whole set is made before the first is opened, and every test takes fresh ones.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509

from sailau.adapters.token import Token, make_on_token
from sailau.adapters.token_key import TokenKey
from sailau.signing.authority import Signer, Validity, certify
from sailau.signing.holder import holder_of
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.request import make_request, read_request

MODULE_PLACES: Final = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
TOKENS: Final = 40
"""More than the tests of one process need together; making one takes some 20 ms."""
PIN: Final = b"4711-0815"


@dataclass(frozen=True, slots=True)
class FreshToken:
    """An empty token with its PIN set, for `open_token(module, label, pin)`."""

    module: Path
    label: str
    pin: bytes


def fresh_token() -> FreshToken:
    """A token that no other test of this process has had."""
    return next(_tokens())


def softhsm_module() -> Path:
    """Where SoftHSM's module lies; the set-up for tests installs it."""
    return next(path for path in map(Path, MODULE_PLACES) if path.is_file())


@cache
def _tokens() -> Iterator[FreshToken]:
    folder = Path(tempfile.mkdtemp(prefix="sailau-tokens-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    labels = [f"token-{number}" for number in range(1, TOKENS + 1)]
    for label in labels:
        words = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "0000-0000", "--pin"]
        subprocess.run([*words, PIN.decode()], check=True, capture_output=True)
    return iter([FreshToken(softhsm_module(), label, PIN) for label in labels])


def signer_on_token(token: Token, label: str, pki: PrecinctPki, like: str) -> Signer:
    """A signer on `token` with the same place in the commission as `like`: request, certificate, written back."""
    model = pki.signers[like].certificate
    validity = Validity(start=model.not_valid_before_utc, end=model.not_valid_after_utc)

    def certify_key(key: TokenKey) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
        holder, public = read_request(make_request(holder_of(model), key))
        made = certify(pki.territorial, holder, validity, public)
        return made, (pki.territorial.certificate, *pki.territorial.chain)

    return make_on_token(token, label, certify_key)
