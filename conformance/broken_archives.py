"""Step 6: the archive itself — headers, padding, hashes, chain, order of events. What the records hold is sound."""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from conformance.defects import add, defect
from conformance.drafts import TIMESTAMP, assemble, draft, precinct
from conformance.forgery import dumps
from sailau.formats.v1.archive import (
    BLOCK,
    DATA_SUFFIX,
    EVENT_SUFFIX,
    HEADER_NAME,
    bodies,
    entries,
    tar_header,
)

FORM = "archive-form"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: name, body, time."""

    name: str
    body: bytes
    time: int = TIMESTAMP

    @property
    def event(self) -> str:
        """The event's type, or nothing for data."""
        return str(json.loads(self.body)["type"]) if self.name.endswith(EVENT_SUFFIX) else ""


@cache
def sound() -> tuple[Record, ...]:
    """The records of a sound archive."""
    data = assemble(draft(precinct()))
    source = io.BytesIO(data)
    listed = list(entries(source, len(data), 999))
    return tuple(Record(entry.name, body) for entry, body in zip(listed, bodies(source, listed), strict=True))


def written(records: Sequence[Record]) -> bytes:
    """Write records as they are."""
    return b"".join(
        tar_header(one.name, len(one.body), one.time) + one.body + bytes(-len(one.body) % BLOCK) for one in records
    )


def data_record(body: bytes) -> Record:
    return Record(hashlib.sha256(body).hexdigest() + DATA_SUFFIX, body)


def event_record(body: bytes) -> Record:
    return Record(hashlib.sha256(body).hexdigest() + EVENT_SUFFIX, body)


def rechained(records: Sequence[Record]) -> list[Record]:
    """Give every event the right height, parent and payload, and every record the right name."""
    result: list[Record] = []
    parent, height, payload = None, 0, None
    for one in records:
        if one.name == HEADER_NAME:
            result.append(one)
        elif not one.event:
            result.append(data_record(one.body))
            payload = result[-1].name.removesuffix(DATA_SUFFIX)
        else:
            fields = {"parent": parent, "height": height, "type": one.event, "payload": payload}
            text = dumps({name: value for name, value in fields.items() if value is not None})
            result.append(event_record(text.encode()))
            parent, height, payload = result[-1].name.removesuffix(EVENT_SUFFIX), height + 1, None
    return result


def number_of(event: str) -> int:
    """The place of the first event of a type."""
    return next(number for number, one in enumerate(sound()) if one.event == event)


def in_order(change: Callable[[list[Record]], object]) -> Callable[[], bytes]:
    """Move records about, and make the chain right again."""

    def make() -> bytes:
        records = list(sound())
        change(records)
        return written(rechained(records))

    return make


def in_event(type_: str, **fields: object) -> Callable[[], bytes]:
    """Change fields of an event; the events after it are chained to it."""

    def make() -> bytes:
        place = number_of(type_)
        records = list(sound())
        value = {**json.loads(records[place].body), **fields}
        records[place] = event_record(dumps({k: v for k, v in value.items() if v is not None}).encode())
        return written(_relinked(records, place))

    return make


def _relinked(records: list[Record], place: int) -> list[Record]:
    """Chain the events after `place` to the one there."""
    parent = records[place].name.removesuffix(EVENT_SUFFIX)
    for number in range(place + 1, len(records)):
        if records[number].event:
            value = json.loads(records[number].body)
            records[number] = event_record(dumps({**value, "parent": parent}).encode())
            parent = records[number].name.removesuffix(EVENT_SUFFIX)
    return records


def in_bytes(change: Callable[[bytearray], object]) -> Callable[[], bytes]:
    """Change the file's bytes."""

    def make() -> bytes:
        data = bytearray(written(sound()))
        change(data)
        return bytes(data)

    return make


def rewritten_header(place: int, value: bytes) -> Callable[[bytearray], None]:
    """Change the first tar header, with the right checksum."""

    def change(data: bytearray) -> None:
        data[place : place + len(value)] = value
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data[:BLOCK])

    return change


# The tar


add(6, FORM, "archive-with-end-blocks", in_bytes(lambda data: data.extend(bytes(2 * BLOCK))))
add(6, FORM, "archive-with-one-byte-more", in_bytes(lambda data: data.append(0)))
add(6, FORM, "archive-cut-inside-a-record", lambda: written(sound())[:-700])
add(6, FORM, "archive-cut-inside-a-header", lambda: written(sound())[: -BLOCK * 3 // 2])
add(6, FORM, "archive-with-padding-not-zero", in_bytes(lambda data: data.__setitem__(-1, 1)))
add(6, FORM, "archive-with-magic", in_bytes(rewritten_header(257, b"ustar\x0000")))
add(6, FORM, "archive-with-owner-name", in_bytes(rewritten_header(265, b"root")))
add(6, FORM, "archive-with-another-mode", in_bytes(rewritten_header(100, b"0000755")))
add(6, FORM, "archive-with-another-kind", in_bytes(rewritten_header(156, b"2")))
add(6, FORM, "archive-with-mark-after-a-name", in_bytes(rewritten_header(90, b"x")))
add(6, FORM, "archive-with-spaces-in-a-number", in_bytes(rewritten_header(124, b"         35\0")))
add(6, FORM, "archive-with-wrong-checksum", in_bytes(lambda data: data.__setitem__(149, data[149] ^ 1)))
add(6, FORM, "archive-empty", lambda: b"")
add(6, FORM, "archive-of-zeros", lambda: bytes(20 * BLOCK))
add(6, FORM, "archive-garbled", lambda: bytes(number * 37 % 251 for number in range(4000)))


# The header


def with_header(body: bytes, time: int = TIMESTAMP, name: str = HEADER_NAME) -> Callable[[], bytes]:
    return lambda: written([Record(name, body, time), *sound()[1:]])


STAMP = str(TIMESTAMP)
add(6, FORM, "header-missing", lambda: written(sound()[1:]))
add(6, FORM, "header-under-another-name", with_header(sound()[0].body, name="belenios"))
add(6, FORM, "header-of-version-2", with_header(dumps({"version": 2, "timestamp": STAMP}).encode()))
add(6, FORM, "header-with-number-as-timestamp", with_header(dumps({"version": 1, "timestamp": TIMESTAMP}).encode()))
add(6, FORM, "header-with-another-timestamp", with_header(dumps({"version": 1, "timestamp": "1"}).encode()))
add(6, FORM, "header-with-extra-field", with_header(dumps({"version": 1, "timestamp": STAMP, "mark": 1}).encode()))


@defect(6, "archive-time")
def record_with_another_time() -> bytes:
    """A ballot's own time would tell when it was cast."""
    place = number_of("Ballot")
    return written([replace(one, time=TIMESTAMP + 1) if at == place else one for at, one in enumerate(sound())])


# Hashes and names


@defect(6, "archive-hash")
def record_with_name_of_another_content() -> bytes:
    place = number_of("Ballot") - 1
    return written([replace(one, body=one.body + b" ") if at == place else one for at, one in enumerate(sound())])


@defect(6, "archive-hash")
def event_with_name_of_another_content() -> bytes:
    place = number_of("Result")
    name = "0" * 64 + EVENT_SUFFIX
    return written([replace(one, name=name) if at == place else one for at, one in enumerate(sound())])


@defect(6, "archive-hash")
def record_with_name_in_upper_case() -> bytes:
    place = number_of("Result") - 1
    name = sound()[place].name.removesuffix(DATA_SUFFIX).upper() + DATA_SUFFIX
    return written([replace(one, name=name) if at == place else one for at, one in enumerate(sound())])


@defect(6, FORM)
def record_with_another_suffix() -> bytes:
    first = sound()[1]
    return written([sound()[0], replace(first, name=first.name.replace(".data", ".dat")), *sound()[2:]])


@defect(6, FORM)
def record_with_a_path_as_name() -> bytes:
    return written([sound()[0], replace(sound()[1], name="../../../etc/passwd"), *sound()[2:]])


# The chain

add(6, "event-height", "event-with-height-skipped", in_event("EncryptedTally", height=9))
add(6, "event-height", "event-with-height-repeated", in_event("EndBallots", height=2))
add(6, "event-parent", "event-with-another-parent", in_event("EndBallots", parent="0" * 64))
add(6, "event-parent", "event-without-parent", in_event("EncryptedTally", parent=None))
add(6, "event-parent", "setup-with-parent", in_event("Setup", parent="0" * 64))
add(6, "event-payload", "event-with-another-payload", in_event("Ballot", payload="0" * 64))
add(6, "event-payload", "event-without-payload", in_event("Result", payload=None))
add(6, "event-payload", "event-with-payload-where-none-is-due", in_event("EndBallots", payload="0" * 64))
add(6, "event-canonical", "event-with-extra-field", in_event("EndBallots", mark=1))
add(6, FORM, "event-of-unknown-type", in_event("EndBallots", type="EndVoting"))
add(6, FORM, "event-with-height-as-text", in_event("EndBallots", height="3"))


@defect(6, "event-canonical")
def event_with_space() -> bytes:
    records = list(sound())
    place = number_of("EndBallots")
    records[place] = event_record(records[place].body.replace(b",", b", ", 1))
    return written(_relinked(records, place))


@defect(6, FORM)
def event_not_json() -> bytes:
    records = list(sound())
    records[number_of("EndBallots")] = event_record(b"EndBallots")
    return written(records)


# The order of events


def message_of(event: str, data: int) -> slice:
    """An event with the data before it."""
    place = number_of(event)
    return slice(place - data, place + 1)


def move_ballot_after_the_end(records: list[Record]) -> None:
    where = message_of("Ballot", 1)
    ballot = records[where]
    del records[where]
    end = number_of("EndBallots") - len(ballot)
    records[end + 1 : end + 1] = ballot


def drop(event: str, data: int) -> Callable[[list[Record]], None]:
    return lambda records: records.__delitem__(message_of(event, data))


def repeat(event: str, data: int) -> Callable[[list[Record]], None]:
    def change(records: list[Record]) -> None:
        where = message_of(event, data)
        records[where.stop : where.stop] = records[where]

    return change


def insert_before(event: str, body: bytes) -> Callable[[list[Record]], None]:
    return lambda records: records.insert(number_of(event), data_record(body))


add(6, FORM, "ballot-after-the-end", in_order(move_ballot_after_the_end))
add(6, FORM, "archive-without-setup", in_order(drop("Setup", 4)))
add(6, FORM, "archive-without-end-of-ballots", in_order(drop("EndBallots", 0)))
add(6, FORM, "archive-without-tally", in_order(drop("EncryptedTally", 2)))
add(6, FORM, "archive-without-end-of-shuffles", in_order(drop("EndShuffles", 0)))
add(6, FORM, "archive-without-decryption", in_order(drop("PartialDecryption", 2)))
add(6, "archive-incomplete", "archive-without-result", in_order(drop("Result", 1)))
add(6, FORM, "setup-twice", in_order(repeat("Setup", 4)))
add(6, FORM, "end-of-ballots-twice", in_order(repeat("EndBallots", 0)))
add(6, FORM, "tally-twice", in_order(repeat("EncryptedTally", 2)))
add(6, FORM, "result-twice", in_order(repeat("Result", 1)))
add(6, FORM, "archive-with-extra-data", in_order(insert_before("Ballot", b"extra")))
add(6, FORM, "archive-with-data-before-end-of-ballots", in_order(insert_before("EndBallots", b"extra")))
add(6, FORM, "setup-with-a-document-missing", in_order(lambda records: records.pop(number_of("Setup") - 2)))
add(6, FORM, "ballot-without-data", in_order(lambda records: records.pop(number_of("Ballot") - 1)))
add(6, "archive-order", "archive-with-data-at-the-end", in_order(lambda records: records.append(data_record(b"more"))))
