"""A recorder's real process for the tests: started, reached, ended by its own id."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from sailau.adapters.recorder_client import RecorderClient
from sailau.formats.v1.recorder_key import RECORDER_KEY, RecorderContext, RecorderKey, parties_of
from sailau.group import Secret
from sailau.recorder.salted import Salted, read_salted
from sailau.recorder.session import BEGUN, session_of
from sailau.recorder.values import FieldValue
from sailau.sealing.recorder_key import combine, make_share, partial_unwrap
from sailau.service.recorder.evidence import open_session

CONTEXT = RecorderContext(election="president-2005", precinct=25, uuid="PrecinctTwentyFive")
PARTIES = parties_of(2)


def recorder_key() -> tuple[RecorderKey, dict[str, Secret]]:
    """A recorder key of two members and the territorial commission, and their secrets."""
    pairs = {party: make_share(CONTEXT, party) for party in PARTIES}
    key = combine(CONTEXT, [share for _, share in pairs.values()], PARTIES)
    return key, {party: secret for party, (secret, _) in pairs.items()}


def opened(
    kept: Sequence[Salted], key: RecorderKey, secrets: Mapping[str, Secret], number: str
) -> list[tuple[str, Mapping[str, FieldValue]]]:
    """Events and fields of a session of a record, opened by all parties together."""
    begun = next(s.entry for s in kept if s.entry.event == BEGUN and s.entry.fields["session"] == number)
    wrapped, name = b64decode(str(begun.fields["wrapped"])), session_of(begun.device, int(number))
    parts = [partial_unwrap(secret, key, party, name, wrapped) for party, secret in secrets.items()]
    return [(event, fields) for _, event, fields in open_session(kept, key, number, parts)]


class Running:
    """`sailau recorder` in a process of its own, in a folder with two media."""

    def __init__(self, folder: Path, device: str, key: RecorderKey | None = None) -> None:
        self.folder, self.device = folder, device
        self.media = (folder / "a", folder / "b")
        for medium in self.media:
            medium.mkdir(parents=True, exist_ok=True)
        self.socket = folder / "socket"
        self.extra: list[str] = []
        if key is not None:
            (folder / "recorder-key.json").write_bytes(RECORDER_KEY.write(key))
            self.extra = ["--recorder-key", str(folder / "recorder-key.json")]
        self.ready: dict[str, object] = {}

    def __enter__(self) -> "Running":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sailau.cli.main", "recorder", "--json", "--device", self.device]
            + [word for medium in self.media for word in ("--media", str(medium))]
            + ["--socket", str(self.socket), *self.extra],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TZ": "Asia/Almaty"},
        )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        if first:
            self.ready = json.loads(first)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End the process by a signal, if it lives; returns its exit code and what it said on stderr."""
        if self.process.returncode is None:
            self.process.send_signal(number)
            self.outcome = self.process.communicate(timeout=20)[1]
        return self.process.returncode, self.outcome

    def wait(self, seconds: float) -> tuple[int, str]:
        """Wait until it ends by itself."""
        self.outcome = self.process.communicate(timeout=seconds)[1]
        return self.process.returncode, self.outcome

    def client(self) -> RecorderClient:
        return RecorderClient(self.socket, self.device, patience=5)

    def kept(self) -> list[Salted]:
        """The record, the same on both media."""
        texts = [(medium / f"{self.device}.record").read_bytes() for medium in self.media]
        assert texts[0] == texts[1]
        return list(read_salted(texts[0].splitlines(), self.device))

    def events(self) -> list[str]:
        return events_of(self.kept())


def events_of(kept: Sequence[Salted]) -> list[str]:
    """The events, but for the gaps that a busy machine makes between two starts or two looks."""
    return [salted.entry.event for salted in kept if salted.entry.event != "recorder-gap"]
