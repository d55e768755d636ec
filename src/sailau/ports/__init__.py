"""What the core asks of the world: clock, stores, members' key stores, faults, recorder (the card's slot: `card`)."""

from sailau.card.slot import CardSlot
from sailau.ports.clock import Clock
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.ports.member_store import KeptPolynomial, MemberStore
from sailau.ports.recorder import DeviceRecorder, Happened, OpenRecorder, Recorder, RecorderLostError, Recorders
from sailau.ports.store import DuplicateKeyError, Store, Transaction

__all__ = [
    "NO_FAULTS",
    "CardSlot",
    "Clock",
    "DeviceRecorder",
    "DuplicateKeyError",
    "Faults",
    "Happened",
    "KeptPolynomial",
    "MemberStore",
    "OpenRecorder",
    "Recorder",
    "RecorderLostError",
    "Recorders",
    "Store",
    "Transaction",
]
