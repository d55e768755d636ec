"""A device and its card reader: what the reader reports, recorded, and said to who stands there (L 50-2(4); R 11, 12).

The device's program asks `next_event` again and again; it sleeps until something happens. A card in the slot is handed
on as it is: the use case that reads it records what it is. Trouble comes back as a refusal to show until
`ReaderFound` says that it is over.
"""

from typing import assert_never

from sailau.card.reader import (
    CardInserted,
    CardReader,
    CardRemoved,
    ReaderEvent,
    ReaderFound,
    ReaderLost,
    ReadersAmbiguous,
    SurplusReader,
)
from sailau.card.refusals import READER_LOST, READERS_AMBIGUOUS, SERVICE_LOST, SURPLUS_READER
from sailau.ports import Recorder
from sailau.refusal import Refusal

Noticed = CardInserted | CardRemoved | ReaderFound | Refusal


def next_event(reader: CardReader, recorder: Recorder, timeout_seconds: float) -> Noticed | None:
    """What happens next at the reader; None when `timeout_seconds` passed quietly. Raises `StoreError` as `wait`."""
    event = reader.wait(timeout_seconds)
    if event is not None:
        record_event(event, recorder)
    match event:
        case None | CardInserted() | CardRemoved() | ReaderFound():
            return event
        case ReaderLost(service=service):
            return SERVICE_LOST if service else READER_LOST
        case SurplusReader():
            return SURPLUS_READER
        case ReadersAmbiguous():
            return READERS_AMBIGUOUS
    assert_never(event)


def record_event(event: ReaderEvent, recorder: Recorder) -> None:
    """Record what a reader reports, for a program that asks the reader itself. Raises `StoreError`."""
    match event:
        case CardInserted():
            pass
        case CardRemoved():
            recorder.record("card-removed")
        case ReaderFound():
            recorder.record("reader-found")
        case ReaderLost(service=service):
            recorder.record("reader-lost", cause="service" if service else "unplugged")
        case SurplusReader() | ReadersAmbiguous():
            recorder.record("reader-surplus")
        case _:
            assert_never(event)
