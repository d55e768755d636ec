"""The board as it is served: it changes by itself, nobody touches it, no script runs (L 20-1(5))."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, StreamingHttpResponse
from django.template import Context, Engine
from django.template.base import Template
from django.urls import path

from sailau.service.board import Board
from sailau.stations.board.page import Page, page_of
from sailau.stations.board.present import PresentPage, present_page
from sailau.stations.live import live
from sailau.stations.site import Site
from sailau.words.numbers import Language

TEMPLATES: Final = Path(__file__).parent / "templates"
SHARED: Final = Path(__file__).parents[1] / "kiosk" / "templates"
"""Icons and the mark are the kiosk's."""


def board_site(board: Board, languages: Sequence[Language] = ("kk", "ru")) -> Site:
    """The board's two pages, the figures and those present; any browser of this machine may look."""

    def page(request: HttpRequest) -> StreamingHttpResponse:
        summary, number = board.look()
        seen, _ = board.present()
        return live(render(page_of(summary, languages, seen)), lambda: board.look()[1], number)

    def present(request: HttpRequest) -> StreamingHttpResponse:
        summary, number = board.look()
        seen, _ = board.present()
        shown = present_page(seen, summary.now, training=summary.training, languages=languages)
        return live(render_present(shown), lambda: board.look()[1], number, "/present")

    return Site((path("", page), path("present", present)))


def render(page: Page) -> str:
    """The page as HTML, every text escaped."""
    html: str = _template("board.html").render(Context({"page": page}))
    return html


def render_present(page: PresentPage) -> str:
    """The second page as HTML, every text escaped."""
    html: str = _template("present.html").render(Context({"page": page}))
    return html


@cache
def _template(name: str) -> Template:
    return Engine(dirs=[TEMPLATES, SHARED], autoescape=True, string_if_invalid="").get_template(name)
