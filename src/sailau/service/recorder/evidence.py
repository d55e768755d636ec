"""The recorder as evidence (E49, L 50-8(1)): what is handed over when a complaint is heard.

terminal-1.record       the record as it stands on the media (docs/format/recorder.md)
terminal-1.checkpoint   the last signed checkpoint, for third parties' tools
recorder.jsonl          the chain alone, as version 1 has it
events.toml             the catalogue, which says what each event means
event-log.json          the same as NIST SP 1500-101, and beside it event-log-documentation.json
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sailau import __version__
from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.recorder_file import lines_of
from sailau.adapters.recorder_media import read_media
from sailau.errors import StoreError
from sailau.formats.v1.recorder_key import RecorderKey, RecorderPart
from sailau.recorder.catalogue import catalogue_source
from sailau.recorder.cdf import documentation, event_log
from sailau.recorder.chain import Entry, Head, line_of, verify_chain
from sailau.recorder.salted import Salted, read_salted
from sailau.recorder.session import BEGUN, SessionInput, frames_of, open_stream, session_of
from sailau.recorder.values import FieldValue
from sailau.sealing.recorder_key import unwrap


def export_evidence(
    folders: tuple[Path, Path], device: str, target: Path, *, generated: datetime, election: str
) -> Head:
    """Check the record on both media and write the evidence to `target`, a new folder; returns the chain's head.

    Raises `StoreError` when the media differ, the record does not verify, or the folder is there already.
    """
    files = evidence_files(folders, device, generated=generated, election=election)
    try:
        target.mkdir(parents=True)
    except FileExistsError as error:
        raise StoreError(f"{target.name} is there already") from error
    except OSError as error:
        raise StoreError(f"{target.name} cannot be made: {error.strerror}") from error
    for name, data in sorted(files.items()):
        write_atomically(target / name, data)
    return verify_chain(lines_of(files["recorder.jsonl"]), device)


def evidence_files(folders: tuple[Path, Path], device: str, *, generated: datetime, election: str) -> dict[str, bytes]:
    """The files of the evidence by name, from both media. Raises `StoreError` as `export_evidence` does."""
    read_media(folders, device)
    record = read_file(folders[0] / f"{device}.record")
    entries = list(read_salted(lines_of(record), device))
    log = event_log(device, entries, generated=generated, election=election, version=__version__)
    about = documentation(device, generated=generated, version=__version__)
    files = {
        f"{device}.record": record,
        "recorder.jsonl": b"".join(line_of(salted.entry) for salted in entries),
        "events.toml": catalogue_source(),
        "event-log.json": _json(log),
        "event-log-documentation.json": _json(about),
    }
    checkpoint = folders[0] / f"{device}.checkpoint"
    if checkpoint.exists():
        files[checkpoint.name] = read_file(checkpoint)
    return files


def open_session(
    record: Sequence[Salted], key: RecorderKey, number: str, parts: Iterable[RecorderPart]
) -> list[tuple[datetime, str, Mapping[str, FieldValue]]]:
    """One session, opened on an order by the parts of all parties: exact times, events, fields.

    `record` and `key` were checked before; `number` has six digits. Raises `StoreError` when there is no such session,
    `PartyError` naming whose part is bad or missing, `FormatError` or `ProofError` when a frame is not whole.
    """
    entries = [salted.entry for salted in record]
    begun = next((e for e in entries if e.event == BEGUN and e.fields["session"] == number), None)
    if begun is None:
        raise StoreError(f"the record has no session {number}")
    name = session_of(begun.device, int(number))
    session_key = unwrap(key, name, b64decode(str(begun.fields["wrapped"])), parts)
    inputs = open_stream(session_key, name, frames_of(entries)[number])
    return opened_events(begun, inputs)


def opened_events(begun: Entry, inputs: Iterable[SessionInput]) -> list[tuple[datetime, str, Mapping[str, FieldValue]]]:
    """The inputs of a session that began at `begun`: exact times, events, fields. Raises `FormatError`."""
    return [(begun.time + timedelta(microseconds=item.at_us), *item.event()) for item in inputs]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
