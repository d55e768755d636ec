"""A device's pages, served to the browser of the same machine: Django without a database (R 11, 12; C14-C20; M41).

`Site(urls, templates)` is one set of pages; `serve()` answers on 127.0.0.1 until it is closed. Several sites may be
served by one process. What holds for all of them:

- nothing is loaded from elsewhere, no script or style stands in a page (the policy of content says so to the browser);
- nothing is cached, nothing is logged: no line tells what was touched when;
- a form counts only with the token of this browser (CSRF);
- with `one_browser`, only the browser that came in by the latest key of `entrance` is served, and a key opens once;
- a page that fails stops the site: `failure` says where, and never what the page was about.
"""

import hmac
import logging
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import django
import uvicorn
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.backends.django import DjangoTemplates
from django.urls import path

from sailau.errors import StoreError

HERE: Final = "127.0.0.1"
START_SECONDS: Final = 10.0
FORM_BYTES_MAX: Final = 16 * 1024
BROWSER_COOKIE: Final = "browser"
SCRIPT_COOKIE: Final = "script"
"""Set by the first page's script: whose browser sends it has scripts on."""

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind} 'self'" for kind in ("style-src", "script-src", "font-src", "media-src", "connect-src")),
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), clipboard-read=()",
}
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
}
_FIRST_PAGE: Final = (
    '<!doctype html><html lang="kk"><meta charset="utf-8"><title>Sailau</title>'
    '<script src="/static/enter.js" defer></script>'
    '<noscript><meta http-equiv="refresh" content="0;url=/"></noscript></html>'
)
_SITE: Final = "sailau.site"

Scope = dict[str, Any]


class Site:
    """One set of pages. `urls` are Django's; `templates` is the folder of the templates that `page` uses."""

    def __init__(self, urls: Sequence[Any], templates: Path | None = None, *, one_browser: bool = False) -> None:
        set_up()
        self.urls = (path("enter/<str:key>", _enter), path("static/<path:name>", _static), *urls)
        self.failure: StoreError | None = None
        self._one_browser = one_browser
        self._key = self._browser = ""
        self._templates: Any = DjangoTemplates(
            {
                "NAME": "django",
                "DIRS": [templates] if templates else [],
                "APP_DIRS": False,
                "OPTIONS": {"string_if_invalid": ""},
            }
        )

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Answer a request (ASGI)."""
        if scope["type"] == "http":
            await _django()({**scope, _SITE: self}, receive, send)

    def serve(self, port: int = 0) -> "Served":
        """Answer on 127.0.0.1 from now on; `port` 0 takes a free one. Raises `StoreError` when the port is taken."""
        return Served(self, port)

    def page(self, request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
        """A page made from a template."""
        return HttpResponse(self._templates.get_template(template).render(dict(context), request))

    def entrance(self) -> str:
        """The path by which one browser may come in, once; whoever was in before is out."""
        self._key, self._browser = secrets.token_urlsafe(24), ""
        return f"/enter/{self._key}"

    def enter(self, key: str) -> str | None:
        """The cookie of the browser that comes with the key; None when it is not the key, or was used."""
        if not (self._key and hmac.compare_digest(key.encode(), self._key.encode())):
            return None
        self._key, self._browser = "", secrets.token_urlsafe(24)
        return self._browser

    def knows(self, cookie: str) -> bool:
        """Whether a browser with this cookie is served."""
        if not self._one_browser:
            return True
        return bool(self._browser) and hmac.compare_digest(cookie.encode(), self._browser.encode())

    def fail(self, error: BaseException) -> None:
        """Note that a page failed: what kind of error, and where. Its text might tell what was shown: it is dropped."""
        frames = traceback.extract_tb(error.__traceback__)
        where = "; ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:])
        self.failure = self.failure or StoreError(f"a page failed: {type(error).__name__} at {where}")


class Served:
    """A site that is being served, in a thread of its own. Close it, or use it in a `with`."""

    def __init__(self, site: Site, port: int) -> None:
        self._site = site
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Each connection has it from here: otherwise a page's last bytes wait 40 ms for the browser's word.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.bind((HERE, port))
        except OSError as error:
            self._socket.close()
            raise StoreError(f"port {port} of this machine cannot be listened on: {error.strerror}") from error
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(
            uvicorn.Config(
                site,
                log_config=None,
                access_log=False,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        until = time.monotonic() + START_SECONDS
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                self.close()
                raise StoreError(f"the pages could not be served on port {self.port}")
            time.sleep(0.01)

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://{HERE}:{self.port}"

    def close(self) -> None:
        """Stop answering; pages that wait are cut off."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def site_of(request: HttpRequest) -> Site:
    """The site that a request came to."""
    site: Site = request.scope[_SITE]
    return site


def cookie_of(port: str) -> str:
    """The name of the cookie of who came in at a port: browsers keep the cookies of all ports of a host together."""
    return f"{BROWSER_COOKIE}-{port}"


def has_scripts(request: HttpRequest) -> bool:
    """Whether the browser said by its first page that scripts run in it."""
    return str(request.COOKIES.get(SCRIPT_COOKIE)) == "1"


class Guard:
    """Stands before every page (Django's middleware): whose browser, which host, the headers, failures."""

    def __init__(self, following: Callable[[HttpRequest], HttpResponse]) -> None:
        self._following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, or refuse it."""
        site = site_of(request)
        request.urlconf = site.urls
        response = self._refused(request, site) or self._following(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Stop the site when a page failed; what is not there (404) is no failure."""
        if error.__class__.__module__.startswith("django."):
            return None
        site_of(request).fail(error)
        return _plain(500, "Терминал жұмыс істемейді · Терминал не работает · This terminal is out of service")

    @staticmethod
    def _refused(request: HttpRequest, site: Site) -> HttpResponse | None:
        try:
            request.get_host()
        except DisallowedHost:
            return _plain(400, "not this host")
        if site.failure is not None:
            return _plain(503, "out of service")
        if request.path.startswith("/enter/") or site.knows(request.COOKIES.get(cookie_of(request.get_port()), "")):
            return None
        return _plain(
            403, "Бұл құрылғының өз экраны бар · У этого устройства свой экран · This device has its own screen"
        )


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not come from this browser's page."""
    return _plain(403, "this form is not from here")


def _enter(request: HttpRequest, key: str) -> HttpResponse:
    cookie = site_of(request).enter(key)
    if cookie is None:
        return HttpResponseRedirect("/")
    response = HttpResponse(_FIRST_PAGE)
    response.set_cookie(cookie_of(request.get_port()), cookie, httponly=True, samesite="Strict")
    return response


def _static(request: HttpRequest, name: str) -> HttpResponse:
    file = static_files().get(name)
    if file is None:
        return _plain(404, "not there")
    return HttpResponse(file.read_bytes(), content_type=TYPES[Path(name).suffix])


@cache
def static_files() -> Mapping[str, Traversable]:
    """Everything that pages may load besides pages, by name: the files of `static/`, and the fonts under `fonts/`."""
    folders = {"": files("sailau.stations").joinpath("static"), "fonts/": files("sailau.vendored").joinpath("fonts")}
    return {
        prefix + file.name: file
        for prefix, folder in folders.items()
        for file in folder.iterdir()
        if Path(file.name).suffix in TYPES
    }


def _plain(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@cache
def set_up() -> None:
    """Set Django up, once a process: no database, no application, no user, no translation of its own."""
    settings.configure(
        DEBUG=False,
        SECRET_KEY=secrets.token_urlsafe(48),
        ALLOWED_HOSTS=[HERE, "localhost"],
        ROOT_URLCONF=(),
        INSTALLED_APPS=[],
        MIDDLEWARE=["sailau.stations.site.Guard", "django.middleware.csrf.CsrfViewMiddleware"],
        TEMPLATES=[],
        CSRF_FAILURE_VIEW="sailau.stations.site.refuse_form",
        CSRF_COOKIE_AGE=None,
        CSRF_COOKIE_HTTPONLY=True,
        CSRF_COOKIE_SAMESITE="Strict",
        DATA_UPLOAD_MAX_MEMORY_SIZE=FORM_BYTES_MAX,
        LOGGING_CONFIG=None,
        USE_I18N=False,
        USE_TZ=True,
    )
    for name in ("django", "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        silent = logging.getLogger(name)
        silent.handlers, silent.propagate, silent.level = [logging.NullHandler()], False, logging.CRITICAL + 1
    django.setup()


@cache
def _django() -> Any:
    return ASGIHandler()
