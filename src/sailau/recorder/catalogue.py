"""The catalogue of events, read from `events.toml`: code, devices, meaning in three languages, article, fields."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from sailau.errors import invariant
from sailau.recorder.values import KINDS, FieldKind, FieldValue, is_of_kind
from sailau.refusal import Text

ANY_DEVICE: Final = "any"
DEVICES: Final = frozenset({ANY_DEVICE, "precinct", "desk", "terminal", "portable", "accumulator", "register"})
SEALED_MAX: Final = 255
_CODE: Final = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """An event that may be recorded: by which devices, what it means, whose article it serves, with which fields."""

    code: str
    devices: tuple[str, ...]
    article: str
    meaning: Text
    fields: Mapping[str, FieldKind]
    sealed: int | None = None
    """The number under which it goes into a session's sealed stream while one is open; None: always in clear."""

    def allows(self, device: str) -> bool:
        """Whether the device with this id (`terminal-2`) may record the event."""
        return ANY_DEVICE in self.devices or device.split("-")[0] in self.devices

    def fits(self, fields: Mapping[str, FieldValue]) -> bool:
        """Whether `fields` are the event's fields, all of them, each of its kind."""
        return set(fields) == set(self.fields) and all(is_of_kind(v, self.fields[k]) for k, v in fields.items())


def catalogue_source() -> bytes:
    """The catalogue's file, byte for byte: it goes with an export, so that the codes can be read in a year."""
    return files(__package__).joinpath("events.toml").read_bytes()


def _kind(row: dict[str, Any]) -> EventKind:
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in row.get("fields", {}).items()}
    kind = EventKind(
        code=row["code"],
        devices=tuple(row["devices"]),
        article=row["article"],
        meaning=Text(row["kk"], row["ru"], row["en"]),
        fields=MappingProxyType(fields),
        sealed=row.get("sealed"),
    )
    invariant(_CODE.fullmatch(kind.code) is not None, f"event code {kind.code}")
    invariant(bool(kind.devices) and DEVICES.issuperset(kind.devices), f"devices of event {kind.code}")
    known = all(isinstance(f, tuple) or f in KINDS for f in kind.fields.values())
    invariant(known, f"a field of event {kind.code} has an unknown kind")
    if kind.sealed is not None:
        small = all(isinstance(f, tuple) or f == "contest" for f in kind.fields.values())
        fits = 1 <= kind.sealed <= SEALED_MAX and len(kind.fields) <= 1 and small
        invariant(fits, f"event {kind.code} does not fit a sealed stream")
    return kind


def _load() -> Mapping[str, EventKind]:
    rows = tomllib.loads(catalogue_source().decode())["event"]
    kinds = {kind.code: kind for kind in map(_kind, rows)}
    invariant(len(kinds) == len(rows), "two events have one code")
    numbers = [kind.sealed for kind in kinds.values() if kind.sealed is not None]
    invariant(len(numbers) == len(set(numbers)), "two events have one number in a sealed stream")
    return MappingProxyType(kinds)


CATALOGUE: Final[Mapping[str, EventKind]] = _load()
SEALED: Final[Mapping[int, EventKind]] = MappingProxyType(
    {kind.sealed: kind for kind in CATALOGUE.values() if kind.sealed is not None}
)
"""The events of a sealed stream by their number there."""
