"""The desk's pages as they are served: a form that says what was asked for, and answers by showing itself again."""

import asyncio
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from sailau.service.desk_station import DeskStation
from sailau.stations.desk.page import REQUEST_FIELDS, page_of
from sailau.stations.desk.rendering import TEMPLATES, render
from sailau.stations.live import live
from sailau.stations.site import Site, has_scripts

SCRIPTS: Final = ("/static/desk.js",)
LOOK_SECONDS: Final = 0.05
WAIT_SECONDS: Final = 20.0
TEXT_MAX: Final = 200


def desk_site(desk: DeskStation) -> Site:
    """The pages of a desk for its one browser."""
    pages = _Pages(desk)
    return Site((path("", pages.page), path("state", pages.state)), TEMPLATES, one_browser=True)


class _Pages:
    def __init__(self, desk: DeskStation) -> None:
        self._desk = desk

    def page(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What is shown now; by POST, what was asked for."""
        if request.method == "POST":
            self._asked(request)
            return HttpResponseRedirect("/", status=303)
        view = self._desk.view()
        keys = self._desk.keys() if view.member is None else ()
        scripts = SCRIPTS if has_scripts(request) else ()
        page = page_of(view, self._desk.device, keys)
        html = render(page, token=get_token(request), number=view.number, scripts=scripts)
        return HttpResponse(html) if scripts else live(html, lambda: self._desk.view().number, view.number)

    async def state(self, request: HttpRequest) -> HttpResponse:
        """The number of what is shown: at once when it is not the one asked about, else when it changes."""
        known, loop = request.GET.get("since", ""), asyncio.get_running_loop()
        until = loop.time() + WAIT_SECONDS
        while str(self._desk.view().number) == known and loop.time() < until:
            await asyncio.sleep(LOOK_SECONDS)
        return HttpResponse(str(self._desk.view().number), content_type="text/plain")

    def _asked(self, request: HttpRequest) -> None:
        what, _, rest = request.POST.get("do", "find").partition(":")
        text = request.POST.get("text", "")[:TEXT_MAX]
        match what:
            case "sign-in":
                self._desk.sign_in_by(request.POST.get("key", ""), request.POST.get("pin", "")[:TEXT_MAX])
            case "sign-out":
                self._desk.sign_out()
            case "speak":
                self._desk.speak(rest)
            case "find" | "scan":
                self._desk.look_up(text, typed=what == "find")
            case "pick" if rest.isascii() and rest.isdigit():
                self._desk.pick(int(rest))
            case "compare":
                self._desk.compare(matches=rest == "yes")
            case "ask-helper":
                self._desk.ask_helper()
            case "helper":
                self._desk.name_helper(rest, request.POST.get("helper-name", "")[:TEXT_MAX])
            case "give-paper":
                self._desk.give_paper()
            case "take-paper-back":
                self._desk.take_paper_back()
            case "ask-district":
                self._desk.ask_district()
            case "send-request":
                self._desk.send_request({name: request.POST.get(name, "")[:TEXT_MAX] for name in REQUEST_FIELDS})
            case "card":
                self._desk.make_card(rest)
            case "tray-leave":
                self._desk.give_leave()
            case "undo":
                self._desk.undo()
            case "next":
                self._desk.next_voter()
