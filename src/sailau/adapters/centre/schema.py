"""The tables of a commission's store as data, and every statement, in SQL that SQLite and PostgreSQL both understand.

    centre   which election the store belongs to; one row
    bundle   what came from precincts; the files lie beside the store, by their SHA-256
    entry    registers: numbered, each entry with a key of its own, never changed

A moment is text with its offset from UTC, bytes are bytes; the names of the types are all that differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Kinds of columns, by their names in SQLite."""

    TEXT = "TEXT"
    NUMBER = "INTEGER"
    BYTES = "BLOB"


POSTGRES_KINDS: Final[Mapping[Kind, str]] = {Kind.TEXT: "TEXT", Kind.NUMBER: "BIGINT", Kind.BYTES: "BYTEA"}
SQLITE_KINDS: Final[Mapping[Kind, str]] = {kind: kind.value for kind in Kind}

FORMAT: Final = "sailau-centre/1"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `optional` ones may be NULL."""

    name: str
    kind: Kind
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its primary key, and further columns that together are unique."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()


CENTRE: Final = Table("centre", (Column("format", Kind.TEXT), Column("election", Kind.TEXT)), ("format",))
BUNDLE: Final = Table(
    "bundle",
    (
        Column("digest", Kind.TEXT),
        Column("precinct", Kind.NUMBER),
        Column("uuid", Kind.TEXT),
        Column("version", Kind.NUMBER),
        Column("replaces", Kind.TEXT, optional=True),
        Column("act", Kind.NUMBER, optional=True),
        Column("manifest_sha256", Kind.TEXT),
        Column("head_sha256", Kind.TEXT),
        Column("size", Kind.NUMBER),
        Column("received", Kind.TEXT),
        Column("standing", Kind.TEXT),
        Column("judged", Kind.TEXT, optional=True),
        Column("report", Kind.BYTES),
        Column("figures", Kind.BYTES),
    ),
    ("digest",),
)
ENTRY: Final = Table(
    "entry",
    (
        Column("register", Kind.TEXT),
        Column("number", Kind.NUMBER),
        Column("entry_key", Kind.TEXT),
        Column("entered", Kind.TEXT),
        Column("data", Kind.BYTES),
        Column("signature", Kind.BYTES),
    ),
    ("register", "number"),
    ("register", "entry_key"),
)
TABLES: Final = (CENTRE, BUNDLE, ENTRY)
INDEXES: Final = ("CREATE INDEX IF NOT EXISTS bundle_precinct ON bundle (precinct)",)


def statements(kinds: Mapping[Kind, str]) -> tuple[str, ...]:
    """The statements that make what is not there yet; `kinds` names the types of the database."""
    return (*(_create(table, kinds) for table in TABLES), *INDEXES)


def _create(table: Table, kinds: Mapping[Kind, str]) -> str:
    columns = [f"{one.name} {kinds[one.kind]}{'' if one.optional else ' NOT NULL'}" for one in table.columns]
    columns.append(f"PRIMARY KEY ({', '.join(table.key)})")
    if table.unique:
        columns.append(f"UNIQUE ({', '.join(table.unique)})")
    return f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(columns)})"


_BUNDLE_COLUMNS: Final = ", ".join(column.name for column in BUNDLE.columns)

# Every name in these statements stands above; nothing of them comes from outside.
READ_CENTRE: Final = "SELECT format, election FROM centre"
WRITE_CENTRE: Final = "INSERT INTO centre (format, election) VALUES (?, ?)"
READ_BUNDLE: Final = f"SELECT {_BUNDLE_COLUMNS} FROM bundle WHERE digest = ?"  # noqa: S608
READ_BUNDLES: Final = f"SELECT {_BUNDLE_COLUMNS} FROM bundle"  # noqa: S608
READ_BUNDLES_OF: Final = f"SELECT {_BUNDLE_COLUMNS} FROM bundle WHERE precinct = ?"  # noqa: S608
ADD_BUNDLE: Final = (
    f"INSERT INTO bundle ({_BUNDLE_COLUMNS}) VALUES "  # noqa: S608
    f"({', '.join('?' for _ in BUNDLE.columns)}) ON CONFLICT DO NOTHING"
)
JUDGE_BUNDLE: Final = (
    "UPDATE bundle SET standing = ?, judged = ?, report = ?, figures = ? WHERE digest = ? AND standing = ?"
)
READ_ENTRY: Final = (
    "SELECT register, number, entry_key, entered, data, signature FROM entry WHERE register = ? AND entry_key = ?"
)
READ_ENTRIES: Final = (
    "SELECT register, number, entry_key, entered, data, signature FROM entry WHERE register = ? ORDER BY number"
)
NEXT_NUMBER: Final = "SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE register = ?"
ADD_ENTRY: Final = (
    "INSERT INTO entry (register, number, entry_key, entered, data, signature) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING"
)
