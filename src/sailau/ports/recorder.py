"""The recorder as other parts see it: say what happened; it adds the exact time and makes it durable (L 50-2(4))."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, Self

from sailau.errors import StoreError
from sailau.recorder.chain import Entry, Head, HeadSigner, SignedHead
from sailau.recorder.values import FieldValue

Happened = tuple[str, Mapping[str, FieldValue]]
"""An event's code and its fields."""


class RecorderLostError(StoreError):
    """The recorder takes no records: it is gone, silent, or a medium failed. The device stands still until
    `DeviceRecorder.watch` returns again."""


class Recorder(Protocol):
    """An append-only, hash-chained record."""

    def record(self, event: str, **fields: FieldValue) -> Entry:
        """Add one event of the catalogue, durably, before returning."""
        ...

    def head(self) -> Head:
        """Length and last hash of the chain."""
        ...


class DeviceRecorder(Recorder, Protocol):
    """A device's own recorder, as the device's program holds it from its start to its end."""

    @property
    def seals(self) -> bool:
        """Whether what happens while a ballot is on the screen is sealed. If not, nothing of the screen may be told."""
        ...

    def record_all(self, events: Sequence[Happened]) -> None:
        """Add several events of one moment, in order, durably, before returning."""
        ...

    def end_session(self, outcome: str = "") -> Entry | None:
        """Say that the voter's turn is over, with its outcome or as its events say. None when no session was open."""
        ...

    def watch(self) -> None:
        """See that the recorder takes records; a device asks twice a second. Raises `RecorderLostError`: the
        device stands still until this returns again."""
        ...

    def signed_head(self, sign: HeadSigner) -> SignedHead:
        """The present head under the device's signature."""
        ...

    def close(self) -> None:
        """Release it."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


OpenRecorder = Callable[[], DeviceRecorder]
"""Opens the recorder of one device. Raises `StoreError`."""


class Recorders(Protocol):
    """The recorders of the devices whose events one program records: the precinct computer, and those at its table."""

    def open(self, device: str) -> DeviceRecorder:
        """Open the recorder of a device. Raises `StoreError` when it has none here."""
        ...

    def devices(self) -> Collection[str]:
        """The devices that have a record."""
        ...
