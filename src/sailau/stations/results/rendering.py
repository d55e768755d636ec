"""Pages of the site as HTML, by Django's template engine alone: no server is needed."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from django.template import Context, Engine
from django.template.base import Template

from sailau.stations.site import set_up

TEMPLATES: Final = Path(__file__).parent / "templates"
SHARED: Final = Path(__file__).parents[1] / "kiosk" / "templates"
"""Icons and the mark are the kiosk's."""


def render(template: str, page: dict[str, Any]) -> str:
    """The page as HTML, every text escaped."""
    html: str = _template(template).render(Context({"page": page, "w": page.get("w", {})}))
    return html


@cache
def _template(name: str) -> Template:
    return _engine().get_template(name)


@cache
def _engine() -> Engine:
    set_up()
    loaders = [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])]
    return Engine(dirs=[TEMPLATES, SHARED], autoescape=True, string_if_invalid="", loaders=loaders)
