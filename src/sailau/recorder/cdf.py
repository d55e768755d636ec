"""A record as NIST SP 1500-101 (Election Event Logging Common Data Format, version 1) writes it, in JSON (E49).

For whoever reads event logs of election systems with tools of their own. The record stays the evidence: this is a
translation of it, with each entry's hash. `Details` holds the event's fields and the uptime as canonical JSON.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import rfc8785

from sailau.recorder.catalogue import CATALOGUE, EventKind
from sailau.recorder.chain import Entry
from sailau.recorder.salted import Salted

_PREFIX: Final = "EventLogging."
_DEVICE_TYPES: Final = {"desk": "electronic-poll-book", "terminal": "bmd", "portable": "dre", "accumulator": "other"}
_OTHER_TYPES: Final = {"accumulator": "takes sealed ballots from voter cards, wipes and loads them"}
EVENT_TYPES: Final = {
    "any": "the device and its recorder",
    "voting": "a voter's turn at a terminal or portable device",
    "cards": "voter cards and ballots at the accumulator's table",
    "check-in": "admission of voters at a desk",
    "precinct": "the precinct commission's day, count and papers",
    "register": "the voter list",
}
"""Types of events, and what they are."""
_FAILED: Final = ("-refused", "-failed", "-locked", "-lost", "-damaged", "-stepped", "-gap", "-declined", "-voided")
_VERDICTS: Final = frozenset(
    {"accepted", "agrees", "delivered", "found", "granted", "matches", "passed", "sound", "verified"}
)
"""Fields that say of an event whether it went well."""


def type_of(kind: EventKind) -> str:
    """The type of an event, by the devices that record it."""
    devices = set(kind.devices)
    for of, name in (
        ("any", "any"),
        ("terminal", "voting"),
        ("portable", "voting"),
        ("accumulator", "cards"),
        ("desk", "check-in"),
    ):
        if of in devices:
            return name
    return "register" if "register" in devices else "precinct"


def event_log(
    device: str, record: Iterable[Salted], *, generated: datetime, election: str, version: str
) -> dict[str, Any]:
    """An `ElectionEventLog` of one device."""
    role = device.split("-")[0]
    kind = _DEVICE_TYPES.get(role, "ems")
    about: dict[str, Any] = {
        "@type": _PREFIX + "Device",
        "Id": device,
        "Type": kind,
        "Manufacturer": "Sailau",
        "Version": version,
        "HashType": "sha-256",
        "Event": [_event(salted) for salted in record],
    }
    if kind == "other":
        about["OtherType"] = _OTHER_TYPES[role]
    return {
        "@type": _PREFIX + "ElectionEventLog",
        "GeneratedTime": generated.isoformat(),
        "ElectionId": election,
        "Device": [about],
    }


def documentation(device: str, *, generated: datetime, version: str) -> dict[str, Any]:
    """An `ElectionEventLogDocumentation`: every event that the device may record, in English, with its article."""
    kinds = [kind for kind in CATALOGUE.values() if kind.allows(device)]
    types = sorted({type_of(kind) for kind in kinds})
    return {
        "@type": _PREFIX + "ElectionEventLogDocumentation",
        "DeviceId": device,
        "DeviceManufacturer": "Sailau",
        "DeviceModel": device.split("-")[0],
        "DeviceVersion": version,
        "GeneratedDate": generated.date().isoformat(),
        "EventIdDescription": [
            {
                "@type": _PREFIX + "EventIdDescription",
                "Id": kind.code,
                "Description": f"{kind.meaning.en} ({kind.article})",
            }
            for kind in kinds
        ],
        "EventTypeDescription": [
            {"@type": _PREFIX + "EventTypeDescription", "Type": name, "Description": EVENT_TYPES[name]}
            for name in types
        ],
    }


def _event(salted: Salted) -> dict[str, Any]:
    entry = salted.entry
    kind = CATALOGUE[entry.event]
    return {
        "@type": _PREFIX + "Event",
        "Id": entry.event,
        "Sequence": str(entry.seq),
        "TimeStamp": entry.time.isoformat(timespec="microseconds"),
        "Type": type_of(kind),
        "Description": kind.meaning.en,
        "Details": rfc8785.dumps({"fields": dict(entry.fields), "uptime_us": str(salted.uptime_us)}).decode(),
        "Disposition": _disposition(salted),
        "Hash": entry.hash,
    }


def went_wrong(entry: Entry) -> bool:
    """Whether an event says that something did not go well: by its own verdict, else by its kind."""
    verdicts = [value for name, value in entry.fields.items() if name in _VERDICTS]
    return not all(verdicts) if verdicts else entry.event.endswith(_FAILED)


def _disposition(salted: Salted) -> str:
    """Whether an event went well: by what it says itself, else by its kind; `na` where that is no question."""
    if went_wrong(salted.entry):
        return "failure"
    return "success" if any(name in _VERDICTS for name in salted.entry.fields) else "na"
