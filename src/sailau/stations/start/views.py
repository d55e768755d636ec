"""The start pages as they are served: plain pages and links; a card is carried by a form (`sailau run`).

`/` answers by itself, in the browser's language; `/kk/`, `/ru/`, `/en/` are the same in one. A station's page is
reached by `/go/<station>`: the first browser that comes is let in by the station's key, which opens once.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.template.base import Template
from django.urls import path

from sailau.service.training.running import Seen
from sailau.stations.site import Site, cookie_of
from sailau.stations.start.page import WALK, Pages, Start
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES

TEMPLATES: Final = Path(__file__).parent / "templates"
SHARED: Final = Path(__file__).parents[1] / "kiosk" / "templates"
"""Icons and the mark are the kiosk's."""
ENTRANCE: Final = "/enter/"
NUMBER_SIGNS_MAX: Final = 6


class Training(Protocol):
    """What the pages ask of the program that runs the place."""

    def start(self) -> Start:
        """What there is now."""
        ...

    def lying(self) -> dict[str, tuple[int, ...]]:
        """The cards at each place."""
        ...

    def carry(self, number: int, to: str) -> bool:
        """Carry a card; False when it cannot be."""
        ...

    def again(self, station: str) -> None:
        """Have a station's program started anew."""
        ...


def start_site(training: Training) -> Site:
    """The start pages, for any browser of this machine."""
    pages = _Views(training)
    return Site(
        (
            path("", pages.first),
            path("<str:language>/", pages.start),
            path("<str:language>/cards", pages.cards),
            path("<str:language>/people", pages.people),
            path("<str:language>/walk/<int:step>", pages.walk),
            path("<str:language>/go/<str:station>", pages.go),
        )
    )


class _Views:
    def __init__(self, training: Training) -> None:
        self._training = training
        self._entered: dict[str, str] = {}
        """The key by which a browser was let into a station, by station."""

    def first(self, request: HttpRequest) -> HttpResponse:
        """The start page in the browser's language."""
        return self.start(request, _asked(request.headers.get("Accept-Language", "")))

    def start(self, request: HttpRequest, language: str) -> HttpResponse:
        """The start page."""
        return self._shown(request, language, lambda pages: pages.start())

    def cards(self, request: HttpRequest, language: str) -> HttpResponse:
        """The cards; by POST one is carried."""
        failed = False
        if request.method == "POST":
            if self._training.carry(_number(request.POST.get("card", "")) or 0, request.POST.get("to", "")):
                return HttpResponseRedirect(request.path, status=303)
            failed = True
        taken = _number(request.GET.get("card", ""))
        return self._shown(request, language, lambda pages: pages.cards(self._training.lying(), taken, failed=failed))

    def people(self, request: HttpRequest, language: str) -> HttpResponse:
        """Identity cards."""
        return self._shown(request, language, lambda pages: pages.people())

    def walk(self, request: HttpRequest, language: str, step: int) -> HttpResponse:
        """A step of the first walk."""
        if not 1 <= step <= len(WALK):
            return HttpResponseNotFound()
        return self._shown(request, language, lambda pages: pages.walk(step))

    def go(self, request: HttpRequest, language: str, station: str) -> HttpResponse:
        """To a station's page; by POST its program is started anew first."""
        seen = next((one for one in self._training.start().stations if one.name == station), None)
        if seen is None:
            return HttpResponseNotFound()
        if request.method == "POST":
            self._training.again(station)
            return HttpResponseRedirect(request.path, status=303)
        leads = self._leads(request, seen)
        if leads:
            return HttpResponseRedirect(leads)
        starting = not seen.address
        return self._shown(request, language, lambda pages: pages.elsewhere(station, starting=starting))

    def _leads(self, request: HttpRequest, seen: Seen) -> str:
        """Where this browser is let in; empty when it is not."""
        parts = urlsplit(seen.address)
        if not parts.path.startswith(ENTRANCE):
            return seen.address
        if self._entered.get(seen.name) != parts.path:
            self._entered[seen.name] = parts.path
            return seen.address
        known = request.COOKIES.get(cookie_of(str(parts.port)))
        return f"{parts.scheme}://{parts.netloc}/" if known else ""

    def _shown(self, request: HttpRequest, language: str, make: Callable[[Pages], Any]) -> HttpResponse:
        tongue = next((one for one in LANGUAGES if one == language), None)
        if tongue is None:
            return HttpResponseNotFound()
        return HttpResponse(render(make(Pages(self._training.start(), tongue)), token=get_token(request)))


def render(page: Any, *, token: str = "") -> str:
    """The page as HTML, every text escaped."""
    html: str = _template().render(Context({**page, "token": token}, use_l10n=False))
    return html


@cache
def _template() -> Template:
    return Engine(dirs=[TEMPLATES, SHARED], autoescape=True, string_if_invalid="").get_template("start.html")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_SIGNS_MAX else None


def _asked(languages: str) -> Language:
    """The first of our languages that the browser asks for; Kazakh when it asks for none."""
    for part in languages.split(","):
        tag = part.strip()[:2].lower()
        for one in LANGUAGES:
            if tag == one:
                return one
    return "kk"
