"""What was judged already: a file beside the publication, one verdict a line, on the disk at once.

A run that is cut short, by a power cut too, goes on where it was. A verdict is believed only of a record whose every
byte is the same, under the same root, lists of revoked certificates and version of the program: `settings` and the
digest of the record stand for these. The file is the reader's own; whoever can write it can make it say anything.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from sailau.adapters.files import ProcessLock, write_all
from sailau.errors import FormatError, StoreError
from sailau.formats.codec import INTEGER, STRING, Codec, Field, Many, Object
from sailau.formats.v1.bundle import BUNDLE_FILE
from sailau.formats.v1.publication.fields import RECORD_NAME
from sailau.formats.v1.record.canonical import HEX_HASH, CanonicalDocument, Nullable, document, one_of
from sailau.service.centre.judgement_file import RETURN_FILE
from sailau.service.country.tasks import RecordVerdict
from sailau.verifier.finding import Finding, Weight


@dataclass(frozen=True, slots=True)
class _Heading:
    """The first line: under which settings the verdicts hold."""

    settings: str


_HEADING: Final[CanonicalDocument[_Heading]] = document(
    "sailau-country-journal/1", "journal", _Heading, Field("settings", HEX_HASH)
)
_MODE: Final = 0o600


def _finding(**fields: Any) -> Finding:
    return Finding(**{**fields, "weight": Weight(fields["weight"])})


_FINDING: Codec[Finding] = Object(
    _finding,
    Field("step", INTEGER),
    Field("code", STRING),
    Field("place", STRING),
    Field("text", STRING),
    Field("article", STRING),
    Field("weight", one_of(*Weight)),
)
VERDICT: Final[CanonicalDocument[RecordVerdict]] = document(
    "sailau-record-verdict/1",
    "verdict",
    RecordVerdict,
    Field("name", RECORD_NAME),
    Field("digest", HEX_HASH),
    Field("verdict", one_of("sound", "explained", "refused")),
    Field("election", Nullable(STRING)),
    Field("precinct", Nullable(INTEGER)),
    Field("uuid", Nullable(STRING)),
    Field("setup", Nullable(STRING)),
    Field("manifest_sha256", Nullable(HEX_HASH)),
    Field("definition_sha256", Nullable(HEX_HASH)),
    Field("head", Nullable(BUNDLE_FILE.codec)),
    Field("bundle", STRING),
    Field("figures", Nullable(RETURN_FILE.codec)),
    Field("defects", INTEGER),
    Field("explained", INTEGER),
    Field("findings", Many(_FINDING)),
    Field("milliseconds", INTEGER),
)


class Journal:
    """The file, open for one run; another run on it at the same time is refused."""

    def __init__(self, path: Path, settings: str, *, anew: bool = False) -> None:
        """Read what stands there; begin anew when asked, or when it was written under other `settings`.

        Raises StoreError when the disk refuses, InUseError when another run has it.
        """
        try:
            self._lock = ProcessLock(path.with_name(f"{path.name}.lock"), f"the journal {path}")
            data = b"" if anew or not path.exists() else path.read_bytes()
            self.verdicts, whole = _read(data, settings)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
            os.ftruncate(self._descriptor, whole)
            os.lseek(self._descriptor, 0, os.SEEK_END)
            if not whole:
                self._append(_HEADING.write(_Heading(settings)))
        except OSError as error:
            raise StoreError(f"cannot write the journal {path}: {error.strerror}; name another by --journal") from error

    verdicts: dict[str, RecordVerdict]
    """The last verdict on each record, by its name."""

    @property
    def digests(self) -> Mapping[str, str]:
        """The digests of the records that have a verdict."""
        return {name: verdict.digest for name, verdict in self.verdicts.items()}

    def add(self, verdict: RecordVerdict) -> None:
        """Keep a verdict: when this returns, it is on the disk. Raises StoreError."""
        try:
            self._append(VERDICT.write(verdict))
        except OSError as error:
            raise StoreError(f"cannot write the journal: {error.strerror}") from error
        self.verdicts[verdict.name] = verdict

    def _append(self, line: bytes) -> None:
        write_all(self._descriptor, line + b"\n")
        os.fsync(self._descriptor)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
        self._lock.release()


def _read(data: bytes, settings: str) -> tuple[dict[str, RecordVerdict], int]:
    """The verdicts, and how many bytes are whole lines of this journal: what a power cut left half is written over."""
    verdicts: dict[str, RecordVerdict] = {}
    whole = 0
    for number, line in enumerate(data.split(b"\n")[:-1]):
        try:
            if number == 0:
                if _HEADING.read(line).settings != settings:
                    return {}, 0
            else:
                verdict = VERDICT.read(line)
                verdicts[verdict.name] = verdict
        except FormatError:
            break
        whole += len(line) + 1
    return verdicts, whole
