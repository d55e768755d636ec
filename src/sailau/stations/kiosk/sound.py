"""The sound of a kiosk: what is to be said now, and the files it is said by, for the device's one browser (C14-C20).

Nothing is told and no file is given unless headphones are in at that moment, nor a file that is not to be heard now.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from sailau.adapters.sound_files import SoundFiles
from sailau.service.kiosk_device import KioskDevice
from sailau.service.kiosk_sound import Headphones
from sailau.terminal.speech import script_of
from sailau.terminal.turn import SPEEDS, VOLUMES

SOUND_SCRIPTS: Final = ("/static/sound.js",)
"""Given to `kiosk_site` with `sound_urls`; after kiosk.js."""
WAV: Final = "audio/wav"


def sound_urls(device: KioskDevice, sound: SoundFiles, headphones: Headphones) -> Sequence[Any]:
    """The addresses of the sound, for `kiosk_site`."""
    pages = _Sound(device, sound, headphones)
    return (path("sound/script", pages.script), path("sound/<str:name>.wav", pages.phrase))


class _Sound:
    def __init__(self, device: KioskDevice, sound: SoundFiles, headphones: Headphones) -> None:
        self._device = device
        self._sound = sound
        self._headphones = headphones

    def script(self, request: HttpRequest) -> HttpResponse:
        """What is to be said now: names of files in order, how loud and how fast."""
        _, turn, _ = self._device.view()
        return JsonResponse({"say": self._names(), "volume": VOLUMES[turn.volume], "rate": SPEEDS[turn.speed]})

    def phrase(self, request: HttpRequest, name: str) -> HttpResponse:
        """A file that is to be heard now."""
        if name not in self._names():
            return HttpResponse(status=404)
        return HttpResponse(self._sound.read(name), content_type=WAV)

    def _names(self) -> list[str]:
        """What is to be heard; the jack is asked once more, so that nothing is on its way when it is empty."""
        if not self._headphones.are_in():
            return []
        return [phrase.name for phrase in script_of(*self._device.view())]
