"""Opens a list's file: bounds its size, tells its kind by its first bytes, hands it to the reader."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from sailau.adapters.lists.csv_list import read_csv
from sailau.adapters.lists.encodings import wide_encoding
from sailau.adapters.lists.json_list import read_json
from sailau.adapters.lists.xlsx_list import opened_xlsx
from sailau.errors import StoreError
from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding
from sailau.register.table import Table

FILE_BYTES_MAX: Final = 1 << 30
HEAD_BYTES: Final = 1 << 16
_ZIP: Final = b"PK\x03\x04"
_OTHERS: Final = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
    b"{\\rtf": "RTF",
    b"SQLite format": "SQLite",
    b"\x89PNG": "PNG",
}
_UTF8_MARK: Final = b"\xef\xbb\xbf"


@contextmanager
def opened_list(path: Path) -> Iterator[Table | Finding]:
    """The table in the file at `path`. Raises StoreError when the file cannot be read at all."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise StoreError(f"cannot read {path.name}: {error.strerror}") from error
    with file, _read(path.name, file) as table:
        yield table


@contextmanager
def read_list_bytes(name: str, data: bytes) -> Iterator[Table | Finding]:
    """The table in `data`, which a report calls `name`."""
    with _read(name, io.BytesIO(data)) as table:
        yield table


@contextmanager
def _read(name: str, file: BinaryIO) -> Iterator[Table | Finding]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    other = next((kind for mark, kind in _OTHERS.items() if head.startswith(mark)), None)
    wide = wide_encoding(head)
    text = head.removeprefix(_UTF8_MARK).lstrip()
    if size > FILE_BYTES_MAX:
        yield Finding(kind=kinds.FILE_TOO_LARGE, file=name, detail=f"{size} > {FILE_BYTES_MAX}")
    elif other is not None:
        yield Finding(kind=kinds.FILE_KIND, file=name, detail=other)
    elif head.startswith(_ZIP):
        with opened_xlsx(name, file) as table:
            yield table
    elif wide is not None:
        yield Finding(kind=kinds.FILE_ENCODING, file=name, detail=wide)
    elif not text.strip(b"\0"):
        yield Finding(kind=kinds.FILE_NUL if text else kinds.FILE_EMPTY, file=name)
    elif text[:1] == b"<":
        yield Finding(kind=kinds.FILE_KIND, file=name, detail="HTML, XML")
    elif text[:1] in (b"[", b"{"):
        yield read_json(name, file)
    else:
        yield read_csv(name, file)
