"""A device's side of a virtual reader: puts chips in, and hands out what the reader reports."""

from collections.abc import Callable

from sailau.adapters.cards.pcsc import PcscReader
from sailau.card import CardSlot
from sailau.card.reader import CardInserted, CardRemoved, ReaderEvent, ReaderFound, SurplusReader
from tests.pcsc.bench_top import READER, BenchTop, Inserted
from tests.pcsc.chip import Chip

EVENT_SECONDS = 20.0
AGAIN_SECONDS = 3.0
QUIET_SECONDS = 0.1


class Device:
    """One slot with its reader."""

    def __init__(self, bench_top: BenchTop, slot: int = 0) -> None:
        self.bench_top = bench_top
        self.slot = slot
        self.name = READER.format(slot=slot)
        self.reader = PcscReader(self.name)
        assert self.event() == ReaderFound(self.name)

    def event(self) -> ReaderEvent:
        """The next thing that the reader reports about itself or a card; not about readers that it does not use."""
        while True:
            event = self.reader.wait(EVENT_SECONDS)
            assert event is not None, "the reader reports nothing"
            if not isinstance(event, SurplusReader):
                return event

    def is_quiet(self) -> bool:
        """Whether the reader has nothing to report."""
        return self.reader.wait(QUIET_SECONDS) is None

    def insert(self, chip: Chip) -> CardSlot:
        """Put a card in and wait for the reader to see it; as people do, again when nothing happens."""
        for _ in range(10):
            self.bench_top.insert(chip, self.slot)
            event = self.reader.wait(AGAIN_SECONDS)
            while isinstance(event, SurplusReader):
                event = self.reader.wait(AGAIN_SECONDS)
            if event is not None:
                assert isinstance(event, CardInserted), event
                return event.slot
        raise AssertionError("the reader does not see the card")

    def pull(self) -> None:
        """Take the card out, and wait for the reader to see that."""
        self.bench_top.pull(self.slot)
        self.saw_removal()

    def saw_removal(self) -> None:
        """The card is out already: wait for the reader to see that."""
        event = self.event()
        assert isinstance(event, CardRemoved), event

    @property
    def inserted(self) -> Inserted:
        """The card in the slot, from the chip's side."""
        return self.bench_top.inserted[self.slot]

    def close(self) -> None:
        """The device's program ends."""
        self.reader.close()


MakeDevice = Callable[..., Device]
"""Makes the device of a slot: `device(0)`."""
