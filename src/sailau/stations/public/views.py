"""The public screen as it is served: what was just opened takes the screen, whatever stood there (L 50-5(1); R 12)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.template.base import Template
from django.urls import path

from sailau.refusal import Refusal
from sailau.service.public_screen import PublicScreen, seal_of
from sailau.stations.live import live
from sailau.stations.public.page import Finder, Opened, Waiting, finder_page, opened_page, waiting_page
from sailau.stations.site import Site
from sailau.terminal.shown import SEAL_SIGNS
from sailau.words.numbers import Language

TEMPLATES: Final = Path(__file__).parent / "templates"
TYPED, KEY = "typed", "key"
DELETE, ANEW, LOOK_UP = "delete", "anew", "look-up"
PAGE_SIGNS_MAX: Final = 4


def public_site(screen: PublicScreen, languages: Sequence[Language] = ("kk", "ru")) -> Site:
    """The pages of the public screen."""
    pages = _Pages(screen, languages)
    return Site(
        (path("", pages.now), path("opened/<str:seal>", pages.again), path("find", pages.find)), one_browser=True
    )


def render(page: Opened | Waiting | Finder, *, token: str = "", idle: str = "15") -> str:
    """The page as HTML, every text escaped. `idle`: after so many seconds untouched it goes back to the beginning."""
    kind = {Opened: "opened", Waiting: "waiting", Finder: "finder"}[type(page)]
    html: str = _template().render(Context({"page": page, "kind": kind, "token": token, "idle": idle}))
    return html


class _Pages:
    def __init__(self, screen: PublicScreen, languages: Sequence[Language]) -> None:
        self._screen = screen
        self._languages = languages

    def now(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What was opened in the last minutes; else the list of all that were."""
        number, latest = self._screen.number(), self._screen.latest()
        if latest is not None:
            return self._live(opened_page(latest, self._languages), number)
        asked = request.GET.get("page", "1")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= PAGE_SIGNS_MAX else 1
        ballots = self._screen.all_opened()
        return self._live(waiting_page(() if isinstance(ballots, Refusal) else ballots, page, self._languages), number)

    def again(self, request: HttpRequest, seal: str) -> HttpResponse | StreamingHttpResponse:
        """One of the ballots that were opened, once more."""
        number, ballots = self._screen.number(), self._screen.all_opened()
        for ballot in () if isinstance(ballots, Refusal) else ballots:
            if ballot.seal == seal:
                return self._live(opened_page(ballot, self._languages), number, idle="120")
        return HttpResponseRedirect("/")

    def find(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Whether a ballot is in the box; the number is typed on the screen's keys or on a keyboard."""
        number = self._screen.number()
        typed, asked = seal_of(request.POST.get(TYPED, "")), False
        key = request.POST.get(KEY, LOOK_UP if request.method == "POST" else "")
        if key == LOOK_UP:
            asked = True
        elif key == DELETE:
            typed = typed[:-1]
        elif key == ANEW:
            typed = ""
        else:
            typed = seal_of(typed + key[:1])
        answer = self._screen.is_in_the_box(typed) if asked and len(typed) == SEAL_SIGNS else None
        page = finder_page(typed, self._languages, asked=asked, answer=answer if isinstance(answer, bool) else None)
        return self._live(page, number, idle="60", token=get_token(request))

    def _live(self, page: Opened | Waiting | Finder, number: int, **around: Any) -> StreamingHttpResponse:
        return live(render(page, **around), self._screen.number, number, then="/")


@cache
def _template() -> Template:
    return Engine(dirs=[TEMPLATES], autoescape=True, string_if_invalid="").get_template("public.html")
