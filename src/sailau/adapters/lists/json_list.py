"""JSON: an array of records, `{"voters": [...]}`, or a record a line (as lists are handed over)."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from sailau.errors import FormatError
from sailau.formats import strict_json
from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding
from sailau.register.table import COLUMNS_MAX, Cell, Row, Table

JSON_BYTES_MAX: Final = 256 << 20
ELEMENTS_MAX: Final = 20_000_000


def read_json(name: str, file: BinaryIO) -> Table | Finding:
    """The table in an open file: its columns are the fields of the records."""
    data = file.read(JSON_BYTES_MAX + 1)
    if len(data) > JSON_BYTES_MAX:
        return Finding(kind=kinds.FILE_TOO_LARGE, file=name, detail=f"> {JSON_BYTES_MAX}")
    try:
        records = _records(data.removeprefix(b"\xef\xbb\xbf"), name)
    except FormatError as error:
        kind = kinds.FILE_ENCODING if error.reason.startswith("not UTF-8") else kinds.FILE_BROKEN
        return Finding(kind=kind, file=name, detail=_without_place(error.reason))
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        return Finding(kind=kinds.JSON_FORM, file=name)
    if not records:
        return Finding(kind=kinds.NO_ROWS, file=name)
    fields = tuple(dict.fromkeys(field for record in records for field in record))
    if len(fields) > COLUMNS_MAX:
        return Finding(kind=kinds.COLUMNS_TOO_MANY, file=name, detail=f"{len(fields)}")
    return Table(file=name, heading=fields, rows=_rows(name, records, fields))


def _records(data: bytes, name: str) -> Any:
    lines = data.splitlines()
    if data.lstrip().startswith(b"{") and len(lines) > 1 and lines[0].rstrip().endswith(b"}"):
        return [strict_json.read(line, f"{name}, line {n}") for n, line in enumerate(lines, start=1) if line.strip()]
    document = strict_json.read(data, name, ELEMENTS_MAX)
    if isinstance(document, dict) and set(document) == {"voters"}:
        return document["voters"]
    return [document] if isinstance(document, dict) else document


def _rows(name: str, records: list[dict[str, Any]], fields: tuple[str, ...]) -> Iterator[Row | Finding]:
    for number, record in enumerate(records, start=1):
        cells: list[Cell] = [record.get(field) for field in fields]
        if any(isinstance(cell, dict | list) for cell in cells):
            yield Finding(kind=kinds.JSON_FORM, file=name, line=number)
            continue
        yield Row(number, cells)


def _without_place(reason: str) -> str:
    """The reason alone; what the parser quotes of the file is not repeated."""
    return reason.split(" at byte")[0].split(":")[0]
