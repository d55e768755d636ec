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
