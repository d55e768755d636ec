"""The precinct's voter list, in memory and never changed in place (L 24, 25; E29).

As a file it is JSON lines, UTF-8, one voter a line, ascending by number:

    {"address":…,"birth_date":"YYYY-MM-DD","iin":…,"name":…,"number":…,"patronymic":…,"surname":…}
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NewType

import rfc8785

from sailau.checkin.iin import Iin, check
from sailau.errors import FormatError
from sailau.refusal import Refusal

VoterNumber = NewType("VoterNumber", int)
"""The voter's number on the list, from 1."""

VOTER_NUMBER_MAX: Final = 99_999
_NAMES: Final = {
    "address": str,
    "birth_date": str,
    "iin": str,
    "name": str,
    "number": int,
    "patronymic": str,
    "surname": str,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterEntry:
    """One voter of the list. `patronymic` may be empty. The repr shows the number alone."""

    number: VoterNumber
    iin: Iin
    surname: str = field(repr=False)
    name: str = field(repr=False)
    patronymic: str = field(repr=False)
    birth_date: date = field(repr=False)
    address: str = field(repr=False)


class VoterList:
    """Voters by IIN and by number. Raises `FormatError` when a number or an IIN stands twice."""

    def __init__(self, entries: Iterable[VoterEntry]) -> None:
        ordered = sorted(entries, key=lambda entry: entry.number)
        self._by_number = MappingProxyType({entry.number: entry for entry in ordered})
        self._by_iin = MappingProxyType({entry.iin.digits: entry for entry in ordered})
        if len(self._by_number) != len(ordered):
            raise FormatError("voter list", "a number stands twice")
        if len(self._by_iin) != len(ordered):
            raise FormatError("voter list", "an IIN stands twice")

    def by_iin(self, iin: Iin) -> VoterEntry | None:
        """The voter with this IIN, or None."""
        return self._by_iin.get(iin.digits)

    def by_number(self, number: VoterNumber) -> VoterEntry | None:
        """The voter with this number on the list, or None."""
        return self._by_number.get(number)

    def with_entry(self, entry: VoterEntry) -> "VoterList":
        """The list with `entry` added, or put in the place of the one with its number."""
        return VoterList([*(other for other in self if other.number != entry.number), entry])

    def without(self, number: VoterNumber) -> "VoterList":
        """The list without the voter of this number."""
        return VoterList(entry for entry in self if entry.number != number)

    def next_number(self) -> VoterNumber:
        """The number for an addition: one above the highest."""
        return VoterNumber(max(self._by_number, default=0) + 1)

    def __iter__(self) -> Iterator[VoterEntry]:
        return iter(self._by_number.values())

    def __len__(self) -> int:
        return len(self._by_number)

    def __repr__(self) -> str:
        return f"VoterList({len(self)} voters)"


def parse_list(data: bytes) -> VoterList:
    """The list in JSON lines; raises `FormatError` with the line, and accepts nothing by half."""
    lines = data.split(b"\n")
    if lines[-1]:
        raise FormatError("voter list", "the last line has no end")
    return VoterList(_parse_line(line, f"voter list, line {n}") for n, line in enumerate(lines[:-1], start=1))


def encode_list(voters: VoterList) -> bytes:
    """The list in JSON lines, each canonical (RFC 8785)."""
    return b"".join(_line(entry) for entry in voters)


def _parse_line(line: bytes, place: str) -> VoterEntry:
    try:
        raw: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormatError(place, "not JSON") from error
    if not isinstance(raw, dict) or {k: type(v) for k, v in raw.items()} != _NAMES:
        raise FormatError(place, "not the fields of a voter")
    if not 1 <= raw["number"] <= VOTER_NUMBER_MAX:
        raise FormatError(place, "the number on the list is out of bounds")
    if not raw["surname"].strip() or not raw["name"].strip():
        raise FormatError(place, "surname or name is empty")
    iin = check(raw["iin"])
    if isinstance(iin, Refusal) or iin.digits != raw["iin"]:
        raise FormatError(place, "the IIN is not one")
    try:
        birth_date = date.fromisoformat(raw["birth_date"])
    except ValueError as error:
        raise FormatError(place, "the date of birth is not a date") from error
    if birth_date != iin.birth_date or raw["birth_date"] != birth_date.isoformat():
        raise FormatError(place, "the date of birth is not the IIN's")
    return VoterEntry(
        number=VoterNumber(raw["number"]),
        iin=iin,
        surname=raw["surname"],
        name=raw["name"],
        patronymic=raw["patronymic"],
        birth_date=birth_date,
        address=raw["address"],
    )


def _line(entry: VoterEntry) -> bytes:
    fields: dict[str, Any] = {
        "address": entry.address,
        "birth_date": entry.birth_date.isoformat(),
        "iin": entry.iin.digits,
        "name": entry.name,
        "number": int(entry.number),
        "patronymic": entry.patronymic,
        "surname": entry.surname,
    }
    return rfc8785.dumps(fields) + b"\n"
