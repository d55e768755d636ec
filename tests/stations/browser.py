"""A browser without scripts, as far as the pages of the table need one: it comes in once, looks, and sends forms."""

import http.client
import http.cookiejar
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sailau.stations.site import Served, Site

SECONDS = 20


@dataclass
class Opened:
    """A page that stays open."""

    answer: http.client.HTTPResponse
    read: str = ""

    def so_far(self) -> str:
        """The page as it is shown at once: to the end of its footer."""
        while "</footer>" not in self.read:
            line = self.answer.readline().decode()
            assert line, self.read
            self.read += line
        return self.read

    def rest(self) -> str:
        """What comes when the page is asked to go; waits for it."""
        return self.answer.read().decode()


class Browser:
    """Comes in once by the site's key."""

    def __init__(self, site: Site | None, served: Served | None, *, entrance: str = "") -> None:
        if site is not None and served is not None:
            entrance = served.address + site.entrance()
        self._address = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(entrance))
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._opener.open(entrance, timeout=SECONDS).read()

    @contextmanager
    def opened(self, path: str = "/", body: bytes | None = None) -> Iterator[Opened]:
        """A page, open as long as it is looked at."""
        with self._opener.open(self._address + path, body, timeout=SECONDS) as answer:
            yield Opened(answer)

    def page(self, path: str = "/") -> str:
        """The page as it is shown at once."""
        with self.opened(path) as opened:
            return opened.so_far()

    def post(self, path: str, **fields: str) -> str:
        """The page that answers a form of that page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', self.page(path))
        assert token is not None
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token.group(1), **fields}).encode()
        with self.opened(path, body) as opened:
            return opened.so_far()

    def bytes(self, path: str) -> bytes:
        """What lies at another address of the site."""
        body: bytes = self._opener.open(self._address + path, timeout=SECONDS).read()
        return body
