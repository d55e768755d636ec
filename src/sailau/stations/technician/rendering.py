"""The technician's page as HTML, by Django's template engine alone: pictures need no server (E20)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.template import Context, Engine
from django.template.base import Template

from sailau.stations.technician.page import Page

TEMPLATES: Final = Path(__file__).parent / "templates"
SHARED: Final = Path(__file__).parents[1] / "kiosk" / "templates"
"""Icons and the mark are the kiosk's."""


def render(page: Page, *, token: str = "", number: int = 0, scripts: tuple[str, ...] = ()) -> str:
    """The page as HTML; `token` guards the form, `number` is that of the moment it shows."""
    return rendered("technician.html", {"page": page, "token": token, "number": number, "scripts": scripts})


def rendered(name: str, context: Mapping[str, object]) -> str:
    """A template of this folder, filled."""
    html: str = _template(name).render(Context(dict(context)))
    return html


@cache
def _template(name: str) -> Template:
    return Engine(dirs=[TEMPLATES, SHARED], autoescape=True, string_if_invalid="").get_template(name)
