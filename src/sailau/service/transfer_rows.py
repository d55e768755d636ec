"""What the precinct's store keeps of the transfer: bundles, windows of the link, what the commission answered (E47).

A bundle, a window, an answer, each under a key of its own in the day's store: after a crash it is known which window
stood open, and the same bundle is sent on.
"""

from dataclasses import astuple, dataclass, field
from typing import Any, Final

import cbor2

from sailau.service.precinct import Precinct

_BUNDLE: Final = b"transfer:bundle:"
_WINDOW: Final = b"transfer:window:"
_ANSWER: Final = b"transfer:answer:"


@dataclass(frozen=True, slots=True)
class MadeBundle:
    """A bundle that was made: `version` from 1; hashes in hex; `at` is ISO; `file` its name in the folder of
    bundles."""

    version: int
    sha256: str
    manifest: str
    size: int
    file: str
    at: str


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which the link was up. `closed` and `why` are empty while it is; `down` says how it was switched
    off."""

    number: int
    sha256: str
    opened: str
    until: str
    closed: str = ""
    why: str = ""
    down: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the link is up."""
        return not self.closed


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The commission's last signed answer about a bundle: `standing` is received, accepted or refused."""

    sha256: str
    standing: str
    at: str
    data: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def bundles(precinct: Precinct) -> tuple[MadeBundle, ...]:
    """All bundles, the first version first."""
    return tuple(MadeBundle(*row) for row in _rows(precinct, _BUNDLE))


def keep_bundle(precinct: Precinct, made: MadeBundle) -> None:
    """Keep a bundle under its version."""
    _put(precinct, _BUNDLE + b"%04d" % made.version, list(astuple(made)))


def windows(precinct: Precinct) -> tuple[Window, ...]:
    """All windows in their order."""
    return tuple(Window(*row) for row in _rows(precinct, _WINDOW))


def keep_window(precinct: Precinct, window: Window) -> None:
    """Keep a window under its number."""
    _put(precinct, _WINDOW + b"%04d" % window.number, list(astuple(window)))


def answer_on(precinct: Precinct, sha256: str) -> KeptAnswer | None:
    """The last answer about a bundle."""
    with precinct.stores.day.transaction() as tx:
        kept = tx.get("config", _ANSWER + sha256[:32].encode())
    return None if kept is None else KeptAnswer(*cbor2.loads(kept))


def keep_answer(precinct: Precinct, answer: KeptAnswer) -> None:
    """Keep an answer in the place of the one before."""
    _put(precinct, _ANSWER + answer.sha256[:32].encode(), list(astuple(answer)))


def _rows(precinct: Precinct, prefix: bytes) -> list[list[Any]]:
    with precinct.stores.day.transaction() as tx:
        return [cbor2.loads(value) for key, value in sorted(tx.items("config")) if key.startswith(prefix)]


def _put(precinct: Precinct, key: bytes, value: list[object]) -> None:
    with precinct.stores.day.transaction() as tx:
        tx.put("config", key, cbor2.dumps(value))
