"""What goes wrong with a card or its reader is recorded where it happens, and goes on as the error it is (L 50-2(4)).

Use cases wrap their work on a card in `card_trouble`. Where they return a refusal instead, they record it themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sailau.card.slot import CardDamagedError, CardRemovedError, ReaderBusyError, ReaderLostError
from sailau.ports import Recorder


@contextmanager
def card_trouble(recorder: Recorder) -> Iterator[None]:
    """Record a card that left, a card that took no write, and a reader that is gone or used by another program."""
    try:
        yield
    except CardRemovedError as error:
        if is_readers_fault(error):
            recorder.record("fault-reported", part="card-reader")
        else:
            recorder.record("card-removed")
        raise
    except CardDamagedError:
        recorder.record("card-damaged")
        raise
    except ReaderBusyError:
        recorder.record("fault-reported", part="card-reader")
        raise


def is_readers_fault(error: CardRemovedError) -> bool:
    """Whether the card left because its reader did."""
    return isinstance(error, ReaderLostError) or isinstance(error.__cause__, ReaderLostError)
