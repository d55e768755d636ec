"""The technician's pages as they are served: a form that says what was asked for, and answers by showing itself."""

import asyncio
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from sailau.service.technician_station import Screen, TechnicianStation
from sailau.stations.live import live
from sailau.stations.site import Site, has_scripts
from sailau.stations.technician.page import page_of
from sailau.stations.technician.rendering import TEMPLATES, render

SCRIPTS: Final = ("/static/desk.js",)
"""What the desk's page does when something changed, this one does too."""
LOOK_SECONDS: Final = 0.05
WAIT_SECONDS: Final = 20.0
PIN_MAX: Final = 200


def technician_site(station: TechnicianStation) -> Site:
    """The pages of a technician's station for its one browser."""
    pages = _Pages(station)
    return Site((path("", pages.page), path("state", pages.state)), TEMPLATES, one_browser=True)


class _Pages:
    def __init__(self, station: TechnicianStation) -> None:
        self._station = station

    def page(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What is shown now; by POST, what was asked for."""
        if request.method == "POST":
            self._asked(request)
            return HttpResponseRedirect("/", status=303)
        view = self._station.view()
        keys = self._station.keys() if view.screen in (Screen.SIGN_IN, Screen.RESTART) else ()
        scripts = SCRIPTS if has_scripts(request) else ()
        html = render(page_of(view, keys), token=get_token(request), number=view.number, scripts=scripts)
        return HttpResponse(html) if scripts else live(html, lambda: self._station.view().number, view.number)

    async def state(self, request: HttpRequest) -> HttpResponse:
        """The number of what is shown: at once when it is not the one asked about, else when it changes."""
        known, loop = request.GET.get("since", ""), asyncio.get_running_loop()
        until = loop.time() + WAIT_SECONDS
        while str(self._station.view().number) == known and loop.time() < until:
            await asyncio.sleep(LOOK_SECONDS)
        return HttpResponse(str(self._station.view().number), content_type="text/plain")

    def _asked(self, request: HttpRequest) -> None:
        what, _, rest = request.POST.get("do", "").partition(":")
        match what:
            case "sign-in":
                self._station.sign_in_by(request.POST.get("key", ""), request.POST.get("pin", "")[:PIN_MAX])
            case "sign-out":
                self._station.sign_out()
            case "speak":
                self._station.speak(rest)
            case "open":
                self._station.open(rest)
            case "print":
                self._station.print_page()
            case "restart":
                self._station.restart()
            case "resume":
                self._station.resume()
