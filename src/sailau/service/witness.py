"""Recorders bear witness of each other by the cards (E49, L 50-2(4)): a terminal's past is known outside it.

A terminal puts a checkpoint of its own record on each card it writes, the same one for a whole epoch of cards
(`recorder.epochs`), under its signature. Where cards are taken, each checkpoint that is new is recorded, once, so that
a terminal's record that is cut or rewritten afterwards does not agree with what others have written down.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sailau.card import TerminalMark
from sailau.ports import DeviceRecorder, Recorder
from sailau.recorder.checkpoint import Checkpoint
from sailau.recorder.epochs import Epochs, is_news, pass_card
from sailau.recorder.values import ENTRIES_MAX

_SIZE_BYTES: Final = 8


class CardWitness:
    """The epochs of one terminal, from its start on; after a restart they begin anew."""

    def __init__(
        self, recorder: DeviceRecorder, monotonic_us: Callable[[], int] = lambda: time.monotonic_ns() // 1000
    ) -> None:
        self._recorder = recorder
        self._monotonic_us = monotonic_us
        self._epochs = Epochs(begun_us=monotonic_us())

    def present(self) -> Checkpoint:
        """The record as it is now: before anything of the next card is recorded. Raises `StoreError`."""
        head = self._recorder.head()
        return Checkpoint(origin=head.device, size=head.entries, root=bytes.fromhex(head.hash))

    def of_card(self, present: Checkpoint) -> bytes:
        """One more card: the checkpoint that it will carry, as `card.TerminalMark` has it."""
        self._epochs, closed = pass_card(self._epochs, present, self._monotonic_us())
        return b"" if closed is None else closed.size.to_bytes(_SIZE_BYTES, "big") + closed.root


class Witnesses:
    """What one place where cards are taken has seen of terminals' records since it was started."""

    def __init__(self) -> None:
        self._seen: dict[str, Checkpoint] = {}
        self._when: dict[str, datetime] = {}

    def when(self) -> Mapping[str, datetime]:
        """When the last checkpoint of each terminal was written down, by its name: nothing later is known of it."""
        return dict(self._when)

    def seen(self) -> tuple[Checkpoint, ...]:
        """The last checkpoint of each terminal, by its name."""
        return tuple(self._seen[device] for device in sorted(self._seen))

    def see(self, terminal: TerminalMark, recorder: Recorder) -> None:
        """Record a checkpoint that is new; its card's signature was judged before. Raises `StoreError`."""
        if not terminal.witness:
            return
        size, root = int.from_bytes(terminal.witness[:_SIZE_BYTES], "big"), terminal.witness[_SIZE_BYTES:]
        seen, kept = Checkpoint(origin=terminal.device, size=size, root=root), self._seen.get(terminal.device)
        # Another root for the same length is a record that was forked: both stand in this one.
        forked = kept is not None and kept.size == size and kept.root != root
        if not is_news(kept, seen) and not forked:
            return
        self._seen[terminal.device] = seen
        entry = recorder.record(
            "head-witnessed", device=terminal.device, entries=min(size, ENTRIES_MAX), head=root.hex()
        )
        self._when[terminal.device] = entry.time
