"""Starting a recorder: its note key, the recorder key of its precinct, the media, the socket (E18)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.recorder_media import RecorderMedia
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.recorder_key import RECORDER_KEY, parties_of
from sailau.ports import Clock
from sailau.recorder.checkpoint import verifier_of
from sailau.sealing.recorder_key import check_key, wrap
from sailau.service.recorder.process import RecorderProcess
from sailau.service.recorder.sessions import Wrap

VOTERS_TOUCH: Final = frozenset({"terminal", "portable"})
"""Devices that have a ballot on their screen."""
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a recorder finds and keeps its things. `recorder_key` is None for a device that no voter touches."""

    device: str
    media: tuple[Path, Path]
    socket: Path
    note_key: Path
    recorder_key: Path | None
    origin: str


def note_key_at(path: Path) -> Ed25519PrivateKey:
    """The device's note key, drawn and kept (0600) when there is none. Raises `FormatError` or `StoreError`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, Ed25519PrivateKey.generate().private_bytes_raw())
    raw = read_file(path)
    if len(raw) != _KEY_BYTES:
        raise FormatError(path.name, f"a note key has {_KEY_BYTES} bytes")
    return Ed25519PrivateKey.from_private_bytes(raw)


def wrapping_to(path: Path) -> Wrap:
    """How session keys are wrapped to the recorder key of that file. Raises `SailauError` when the key is not good."""
    key = RECORDER_KEY.read(read_file(path))
    check_key(key, parties_of(len(key.shares) - 1))

    def wrapped(session: str) -> tuple[bytes, str]:
        sealed, fresh = wrap(key.public, key.context, session)
        return fresh, base64.b64encode(sealed).decode("ascii")

    return wrapped


def run_recorder(
    places: Places, clock: Clock, *, ready: Callable[[str, bool], None], stopped: Callable[[], bool]
) -> None:
    """Serve until `stopped`. `ready` is told the verifier key, and whether both media are on one disk.

    Raises `SailauError`: a key or a medium is not good, or failed meanwhile; or voters touch the device, and there is
    no recorder key to seal what they do.
    """
    if places.recorder_key is None and places.device.rpartition("-")[0] in VOTERS_TOUCH:
        raise StoreError(f"{places.device} seals its sessions: give --recorder-key, the precinct's recorder-key.json")
    wrapping = wrapping_to(places.recorder_key) if places.recorder_key else None
    key = note_key_at(places.note_key)
    with RecorderMedia(places.media, places.device, clock) as media:
        serving = RecorderProcess(media, places.socket, origin=places.origin, note_key=key, wrap=wrapping)
        ready(verifier_of(places.origin, key).vkey(), media.on_one_disk)
        serving.serve(stopped)
