"""A kiosk's recorder at work: every input is recorded before anything follows from it (E18; L 50-2(4); R 11).

The kiosk's program asks `step` what an input makes of the turn, gives both turns to `take`, and only then shows the
new one and carries out the effects; after these, `settle`. Twice a second it asks `takes_records`. A recorder that
does not seal (a file, for training) is told nothing of what happens while a voter is at the device.
"""

from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.terminal.kiosk import Input
from sailau.terminal.moments import Source, input_made, is_turn, is_turn_over, moments_of
from sailau.terminal.turn import Ground, Turn


class KioskRecord:
    """What a kiosk tells its recorder. Several threads may use it."""

    def __init__(self, ground: Ground, recorder: DeviceRecorder) -> None:
        self._ground = ground
        self._recorder = recorder

    def take(self, before: Turn, happened: Input, after: Turn, source: Source | None = None) -> None:
        """Record an input; `source` for a person's, None for the card's, the device's and the clock's.

        Returns when it is on both media: at once, or in a voter's turn within 250 ms. Raises RecorderLostError: then
        nothing may follow from the input, and the kiosk is told `recorder-lost`.
        """
        events = moments_of(self._ground, before, happened, after, source)
        if events and self._may_tell(before, after):
            self._recorder.record_all(events)

    def touch(self, turn: Turn, source: Source = Source.BESIDE) -> None:
        """Record what is no input of the kiosk: a touch beside all controls, headphones. Raises RecorderLostError."""
        if self._may_tell(turn, turn):
            self._recorder.record_all([input_made(source)])

    def settle(self, before: Turn, after: Turn) -> None:
        """End the session's stream when the turn is over, its effects carried out. Raises RecorderLostError."""
        if is_turn_over(before, after):
            self._recorder.end_session()

    def takes_records(self) -> bool:
        """Whether the recorder is there; answers within half a second."""
        try:
            self._recorder.watch()
        except RecorderLostError:
            return False
        return True

    def _may_tell(self, *turns: Turn) -> bool:
        return self._recorder.seals or not any(map(is_turn, turns))
