"""Headphones at a kiosk: seen ten times a second, told to the kiosk; its sound depends on them (C14-C20, M34a).

Speech for one voter must not be heard by another: without headphones nothing is spoken, and where the machine cannot
tell whether any are in, none are.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sailau.adapters.sound_files import SoundFiles
from sailau.errors import StoreError
from sailau.service.kiosk_device import KioskDevice
from sailau.terminal.kiosk import Did
from sailau.terminal.moments import Source
from sailau.terminal.speech import all_phrases
from sailau.terminal.turn import Ground

LOOK_SECONDS: Final = 0.1
_TOLD: Final = {True: ("headphones-in", Source.HEADPHONES_IN), False: ("headphones-out", Source.HEADPHONES_OUT)}


class Headphones:
    """The jack of a device. `look` says whether headphones are in it; what it cannot tell is a no."""

    def __init__(self, look: Callable[[], bool]) -> None:
        self._look = look

    def are_in(self) -> bool:
        """Whether headphones are in at this moment."""
        return self._look()

    @contextmanager
    def told_to(self, device: KioskDevice) -> Iterator[None]:
        """Tell the kiosk of every change, in a thread of its own, until left."""
        ended = threading.Event()
        watching = threading.Thread(target=self._watch, args=(device, ended), daemon=True)
        watching.start()
        try:
            yield
        finally:
            ended.set()
            watching.join()

    def _watch(self, device: KioskDevice, ended: threading.Event) -> None:
        told = False
        while not ended.is_set():
            found = self.are_in()
            if found != told or found != device.view()[1].headphones:
                what, source = _TOLD[found]
                device.happen(Did(what=what), source if found != told else None)
                told = found
            ended.wait(LOOK_SECONDS)


def require_whole(sound: SoundFiles, ground: Ground) -> None:
    """Refuse to speak a ballot of which something could not be heard. Raises StoreError that names what is missing."""
    missing = sound.lacks(phrase.name for phrase in all_phrases(ground))
    if missing:
        raise StoreError(
            f"the sound is not whole: {missing[0]} is missing, and {len(missing) - 1} others: have the package "
            "made with its sound, or give --sound never"
        )
