"""A page's HTML, by Django's template engine alone: no server, no settings, so that pictures need neither (C14-C20).

Every text is escaped by the engine; nothing in a page is a script or a style.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.template import Context, Engine
from django.template.base import Template

from sailau.stations.kiosk.form import FIELD
from sailau.stations.kiosk.parts import Page

STATIC: Final = "/static"
TEMPLATES: Final = Path(__file__).parent / "templates"


def render(page: Page, *, token: str = "", place: str = "", number: int = 0, scripts: tuple[str, ...] = ()) -> str:
    """The page as HTML. `token` and `place` guard the form; `number` is that of the moment it shows; `scripts` are
    addresses; without any the page asks again by itself."""
    around = {"token": token, "place": place, "number": number, "scripts": scripts, "static": STATIC}
    return _rendered(page, around)


def render_still(page: Page, static: str) -> str:
    """The page as HTML that stands still, to be looked at from a folder; `static` is where styles and fonts are."""
    return _rendered(page, {"static": static, "number": 0, "scripts": (), "still": True})


def _rendered(page: Page, around: Mapping[str, object]) -> str:
    html: str = _page().render(Context({"page": page, "field": FIELD, **around}))
    return html


@cache
def _page() -> Template:
    return Engine(dirs=[TEMPLATES], autoescape=True, string_if_invalid="").get_template("page.html")
