"""Pages on loopback: whose browser, which host, whose form; a page that fails stops them and tells no secret."""

import re
import socket
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from sailau.errors import StoreError
from sailau.stations.site import HEADERS, Served, Site, site_of, static_files

SECRET = "answer 4 of member-7"


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse(f"took {request.POST['word']}")
    return site_of(request).page(request, "form.html", {"name": "<b>Әлия</b>"})


def broken(request: HttpRequest) -> HttpResponse:
    raise KeyError(SECRET)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "form.html").write_text("<p>{{ name }}</p><form>{% csrf_token %}</form>", encoding="utf-8")
    return tmp_path


def opener() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor())


def ask(
    browser: OpenerDirector, served: Served, place: str, fields: dict[str, str] | None = None, **headers: str
) -> tuple[int, str]:
    data = None if fields is None else urlencode(fields).encode()
    try:
        with browser.open(Request(served.address + place, data, headers), timeout=20) as answer:
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_no_connection_holds_the_last_bytes_of_a_page_back(templates: Path) -> None:
    with Site([path("", form)], templates).serve() as served:
        browser = HTTPConnection("127.0.0.1", served.port, timeout=20)
        browser.request("GET", "/")
        assert browser.getresponse().read()
        [connection] = served._server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")  # type: ignore[union-attr]
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        browser.close()


def test_one_browser_comes_in_by_a_key_that_opens_once(templates: Path) -> None:
    site = Site([path("", form)], templates, one_browser=True)
    with site.serve() as served:
        first, second = opener(), opener()
        assert ask(first, served, "/")[0] == 403
        key = site.entrance()
        assert ask(first, served, key)[0] == 200
        assert ask(first, served, "/")[0] == 200
        assert ask(second, served, key)[0] == 403
        assert ask(second, served, "/enter/")[0] == 404
        assert ask(second, served, site.entrance())[0] == 200
        assert ask(first, served, "/")[0] == 403, "whoever was in before is out"


def test_form_counts_only_with_the_token_of_this_browser(templates: Path) -> None:
    with Site([path("", form)], templates).serve() as served:
        browser, other = opener(), opener()
        token = re.search(r'value="(\w+)"', ask(browser, served, "/")[1])
        assert token is not None
        fields = {"word": "yes", "csrfmiddlewaretoken": token[1]}
        assert ask(browser, served, "/", fields) == (200, "took yes")
        assert ask(browser, served, "/", {"word": "yes"})[0] == 403
        assert ask(other, served, "/", fields)[0] == 403
        assert ask(browser, served, "/", fields, Origin="http://elsewhere.example")[0] == 403


def test_texts_are_escaped_and_other_hosts_are_refused(templates: Path) -> None:
    with Site([path("", form)], templates).serve() as served:
        assert "&lt;b&gt;Әлия&lt;/b&gt;" in ask(opener(), served, "/")[1]
        assert ask(opener(), served, "/", Host="sailau.example")[0] == 400


def test_page_that_fails_stops_the_site_and_tells_where_but_not_what(
    templates: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site = Site([path("", form), path("broken", broken)], templates)
    with site.serve() as served:
        assert ask(opener(), served, "/missing")[0] == 404
        assert site.failure is None
        code, said = ask(opener(), served, "/broken")
        assert code == 500
        assert ask(opener(), served, "/")[0] == 503
    assert isinstance(site.failure, StoreError)
    told = site.failure.diagnostics()
    assert "KeyError" in told and "test_site.py" in told
    assert SECRET not in told + said + "".join(capfd.readouterr())


def test_two_sites_of_one_process_know_their_own_pages(templates: Path) -> None:
    one, other = Site([path("one", form)], templates), Site([path("other", form)], templates)
    with one.serve() as first, other.serve() as second:
        assert [ask(opener(), first, place)[0] for place in ("/one", "/other")] == [200, 404]
        assert [ask(opener(), second, place)[0] for place in ("/one", "/other")] == [404, 200]
        with pytest.raises(StoreError, match="listened"):
            one.serve(second.port)


def test_only_shipped_files_are_static(templates: Path) -> None:
    with Site([path("", form)], templates).serve() as served:
        for name in sorted(static_files()):
            if not name.endswith((".woff2", ".png", ".wav")):
                assert ask(opener(), served, f"/static/{name}")[0] == 200, name
        for name in ("../site.py", "site.py", "..%2Fsite.py", "fonts/OFL.txt", "enter.js/"):
            assert ask(opener(), served, f"/static/{name}")[0] == 404, name
