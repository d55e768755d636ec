"""The accumulator's page as it is served: it changes by itself, nobody touches it, no script runs (R 12; C21)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, Engine
from django.template.base import Template
from django.urls import path

from sailau.service.accumulator_screen import AccumulatorScreen
from sailau.stations.accumulator.page import Page, page_of
from sailau.stations.accumulator.tones import tone
from sailau.stations.live import live
from sailau.stations.site import Site
from sailau.words.numbers import Language

TEMPLATES: Final = Path(__file__).parent / "templates"


def accumulator_site(
    screen: AccumulatorScreen, languages: Sequence[Language] = ("kk", "ru"), *, training: bool = False
) -> Site:
    """The page of an accumulator, and its tones."""

    def page(request: HttpRequest) -> StreamingHttpResponse:
        telling, number = screen.look()
        return live(render(page_of(telling, languages, training=training)), screen.number, number)

    return Site((path("", page), path("tone/<str:name>.wav", _tone)), one_browser=True)


def render(page: Page) -> str:
    """The page as HTML, every text escaped."""
    html: str = _template().render(Context({"page": page}))
    return html


def _tone(request: HttpRequest, name: str) -> HttpResponse:
    sound = tone(name)
    if sound is None:
        return HttpResponse("not there", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(sound, content_type="audio/wav")


@cache
def _template() -> Template:
    return Engine(dirs=[TEMPLATES], autoescape=True, string_if_invalid="").get_template("accumulator.html")
