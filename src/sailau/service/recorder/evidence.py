"""The recorder as evidence (E49, L 50-8(1)): what is handed over when a complaint is heard.

terminal-1.record       the record as it stands on the media (docs/format/recorder.md)
terminal-1.checkpoint   the last signed checkpoint, for third parties' tools
recorder.jsonl          the chain alone, as version 1 has it
events.toml             the catalogue, which says what each event means
event-log.json          the same as NIST SP 1500-101, and beside it event-log-documentation.json
"""

import json
from datetime import datetime
from pathlib import Path

from sailau import __version__
from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.recorder_file import lines_of
from sailau.adapters.recorder_media import read_media
from sailau.errors import StoreError
from sailau.recorder.catalogue import catalogue_source
from sailau.recorder.cdf import documentation, event_log
from sailau.recorder.chain import Head, line_of
from sailau.recorder.salted import read_salted


def export_evidence(
    folders: tuple[Path, Path], device: str, target: Path, *, generated: datetime, election: str
) -> Head:
    """Check the record on both media and write the evidence to `target`, a new folder; returns the chain's head.

    Raises `StoreError` when the media differ, the record does not verify, or the folder is there already.
    """
    head = read_media(folders, device).log.head
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
    try:
        target.mkdir(parents=True)
    except FileExistsError as error:
        raise StoreError(f"{target.name} is there already") from error
    except OSError as error:
        raise StoreError(f"{target.name} cannot be made: {error.strerror}") from error
    for name, data in sorted(files.items()):
        write_atomically(target / name, data)
    return head


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
