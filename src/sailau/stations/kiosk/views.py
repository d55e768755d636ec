"""The kiosk's one page: what is shown now, and the form that says what was touched (L 50-5(5); R 11-13).

A form is a POST to the page itself, which answers by showing itself again; so no choice ever stands in an address. A
browser without scripts is kept waiting at the end of the page and told there to ask anew when something has changed,
also when nobody touches anything: a card that is pulled out takes the choices off the screen.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from sailau.service.kiosk_device import KioskDevice
from sailau.stations.kiosk.form import FIELD, did_of
from sailau.stations.kiosk.page import page_of
from sailau.stations.kiosk.rendering import render
from sailau.stations.site import Site, has_scripts
from sailau.terminal.kiosk import Input, Take, Walk
from sailau.terminal.moments import Source

PLACE: Final = "place"
BY: Final = "by"
BESIDE: Final = "beside"
KEYS: Final[dict[str, Input]] = {"walk:1": Walk(1), "walk:-1": Walk(-1), "take": Take()}
SCRIPTS: Final = ("/static/kiosk.js",)
SOURCES: Final = {source.value: source for source in (Source.KEYBOARD, Source.SWITCH_ONE, Source.SWITCH_TWO)}
LOOK_SECONDS: Final = 0.05
WAIT_SECONDS: Final = 20.0
ASK_ANEW: Final = b'<meta http-equiv="refresh" content="0">'


def kiosk_site(device: KioskDevice, *, scripts: Sequence[str] = (), urls: Sequence[Any] = ()) -> Site:
    """The pages of a kiosk for its one browser; `scripts` and `urls` are those of the sound."""
    pages = _Pages(device, (*SCRIPTS, *scripts))
    return Site((path("", pages.page), path("state", pages.state), *urls), one_browser=True)


class _Pages:
    def __init__(self, device: KioskDevice, scripts: tuple[str, ...]) -> None:
        self._device = device
        self._scripts = scripts

    def page(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What is shown now; by POST, what was touched."""
        if request.method == "POST":
            return self._touched(request)
        look = self._device.look()
        page = page_of(look.ground, look.turn, look.shown)
        scripts = self._scripts if has_scripts(request) else ()
        html = render(page, token=get_token(request), place=look.place, number=look.number, scripts=scripts)
        return HttpResponse(html) if scripts else StreamingHttpResponse(self._until_changed(html, look.number))

    async def state(self, request: HttpRequest) -> HttpResponse:
        """The number of what is shown: at once when it is not the one asked about, else when it changes."""
        known = request.GET.get("since", "")
        loop = asyncio.get_running_loop()
        until = loop.time() + WAIT_SECONDS
        while str(self._device.number()) == known and loop.time() < until:
            await asyncio.sleep(LOOK_SECONDS)
        return HttpResponse(str(self._device.number()), content_type="text/plain")

    def _touched(self, request: HttpRequest) -> HttpResponse:
        value, by = request.POST.get(FIELD, ""), request.POST.get(BY, "")
        if value == BESIDE:
            self._device.touched()
            return HttpResponse(status=204)
        happened = KEYS.get(value) or did_of(value)
        source = SOURCES.get(by, Source.TOUCH)
        if happened is None:
            self._device.touched(source)
        else:
            self._device.press(request.POST.get(PLACE, ""), happened, source)
        return HttpResponseRedirect("/", status=303)

    async def _until_changed(self, html: str, number: int) -> AsyncIterator[bytes]:
        yield html.encode()
        while self._device.number() == number:
            await asyncio.sleep(LOOK_SECONDS)
        yield ASK_ANEW
