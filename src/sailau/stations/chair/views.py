"""The chair's pages as they are served: a form that says what was asked for, and answers by showing itself again."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from sailau.service.chair_station import ChairStation
from sailau.service.people_at_station import NOTHING_CHOSEN
from sailau.service.recorder_packing import RECORDER_PACKED
from sailau.service.shares_act import SHARES_ERASED, SHARES_OF
from sailau.stations.chair import transfer
from sailau.stations.chair.making import Making
from sailau.stations.chair.page import page_of
from sailau.stations.chair.rendering import TEMPLATES, render
from sailau.stations.chair.sections import section_of
from sailau.stations.live import live
from sailau.stations.site import Site, has_scripts

SCRIPTS: Final = ("/static/chair.js",)
LOOK_SECONDS: Final = 0.05
WAIT_SECONDS: Final = 20.0
TEXT_MAX: Final = 1500
ACTS: Final = {
    "recount": ("recount", "L 43(7-1)"),
    "pack": (RECORDER_PACKED, "L 50-9"),
    "erase": (SHARES_ERASED, "L 50-2(2)"),
    "postpone": ("postponement", "L 50-5(7)"),
}
"""Decisions of the commission that are an act and nothing else: their kind and article."""

CHOSEN: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {"duty": ("named", "duty"), "dead": ("device",), "mix": ("member",), "decline": ("member",)}
)
"""What must be chosen before it is pressed: nobody is chosen before somebody chooses."""

Fields = Mapping[str, str]
Deed = Callable[["ChairStation", Making, str, Fields], None]


def chair_site(station: ChairStation) -> Site:
    """The pages of a chair's station for its one browser."""
    pages = _Pages(station)
    return Site((path("", pages.page), path("state", pages.state)), TEMPLATES, one_browser=True)


class _Pages:
    def __init__(self, station: ChairStation) -> None:
        self._station = station

    def page(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What is shown now; by POST, what was asked for."""
        if request.method == "POST":
            take(self._station, {name: str(value)[:TEXT_MAX] for name, value in request.POST.items()})
            return HttpResponseRedirect("/", status=303)
        view = self._station.view()
        scripts = SCRIPTS if has_scripts(request) else ()
        page = page_of(view, self._station.keys())
        html = render(page, token=get_token(request), number=view.number, scripts=scripts)
        return HttpResponse(html) if scripts else live(html, lambda: self._station.view().number, view.number)

    async def state(self, request: HttpRequest) -> HttpResponse:
        """The number of what is shown: at once when it is not the one asked about, else when it changes."""
        known, loop = request.GET.get("since", ""), asyncio.get_running_loop()
        until = loop.time() + WAIT_SECONDS
        while str(self._station.view().number) == known and loop.time() < until:
            await asyncio.sleep(LOOK_SECONDS)
        return HttpResponse(str(self._station.view().number), content_type="text/plain")


def take(station: ChairStation, fields: Fields) -> None:
    """Do what a form asks for; what is not allowed now, the computer refuses."""
    what, _, rest = fields.get("do", "").partition(":")
    made = Making(station.view(), "kk")
    section = section_of(what)
    if section is not None:
        section.take(station, rest, fields)
    elif not all(fields.get(name) for name in CHOSEN.get(what, ())):
        station.tell(NOTHING_CHOSEN)
    elif what in DEEDS:
        DEEDS[what](station, made, rest, fields)


def _sign_in(station: ChairStation, made: Making, rest: str, fields: Fields) -> None:
    station.sign_in_by(fields.get("key", ""), fields.get("pin", ""))


def _command(station: ChairStation, made: Making, rest: str, fields: Fields) -> None:
    """A command that needs nothing but who gives it."""
    by_two = {"check-system", "destroy-unused"}
    by_chair = {"open-voting", "close-voting", "reconcile", "begin-count"}
    if rest in by_two:
        station.give(rest, made.two())
    elif rest in by_chair:
        station.give(rest, (made.chair(),))


def _reason(fields: Fields) -> dict[str, str]:
    return {"kk": fields.get("kk", "").strip(), "ru": fields.get("ru", "").strip()}


def _act(station: ChairStation, made: Making, rest: str, fields: Fields) -> None:
    if rest in ACTS:
        kind, article = ACTS[rest]
        key = str(1 + sum(one == kind for one in made.day.kinds()))
        named = [one["id"] for one in made.officials if fields.get(f"{SHARES_OF}:{one['id']}")]
        about: dict[str, Any] = {SHARES_OF: named} if kind == SHARES_ERASED else {}
        about |= {"seal": fields.get("seal", "")} if kind == RECORDER_PACKED else {}
        matter = {"kind": kind, "key": key, "article": article, "explains": [], **_reason(fields)}
        station.give("enter-act", made.two(), **matter, **about)


def _draw_up(station: ChairStation, made: Making, rest: str, fields: Fields) -> None:
    why = _reason(fields)
    absent = {one["id"]: [why["kk"], why["ru"]] for one in made.officials if one["id"] not in station.view().ids}
    station.give("draw-up-protocol", made.able()[:1], absent=absent)


def _protocol(station: ChairStation, made: Making, rest: str, fields: Fields) -> None:
    if rest == "show" and made.able():
        station.show_protocols(made.able()[0])
    elif rest == "sign" and fields.get("member", "") in made.able():
        station.sign_protocols(fields["member"])


def _of_member(fields: Fields, made: Making) -> str:
    member = fields.get("member", "")
    return member if member in made.able() else ""


DEEDS: Final[Mapping[str, Deed]] = MappingProxyType(
    {
        "sign-in": _sign_in,
        "sign-out": lambda station, made, rest, fields: station.sign_out(rest),
        "speak": lambda station, made, rest, fields: station.speak(rest),
        "form": lambda station, made, rest, fields: station.open_form(rest),
        "setup": lambda station, made, rest, fields: station.compare_setup(same=rest == "same"),
        "seal": lambda station, made, rest, fields: station.see_seal(),
        "prove": lambda station, made, rest, fields: station.prove(_of_member(fields, made), fields.get("pin", "")),
        "duty": lambda station, made, rest, fields: station.give(
            "name-duty", (made.chair(),), named=fields.get("named", ""), duty=fields.get("duty", "")
        ),
        "command": _command,
        "reason": lambda station, made, rest, fields: station.give("suspend-voting", made.two(), **_reason(fields)),
        "resume": lambda station, made, rest, fields: station.give(
            "resume-voting", made.with_technician(), act=made.outline["restart_of"]
        ),
        "agree": lambda station, made, rest, fields: station.decide(agree=rest == "yes"),
        "medium": lambda station, made, rest, fields: (
            station.write_request() if rest == "write" else station.read_medium()
        ),
        "dead": lambda station, made, rest, fields: station.give(
            "declare-device-dead", made.two(), device=fields.get("device", "")
        ),
        "missing": lambda station, made, rest, fields: station.give(
            "declare-missing", made.two(), accumulator=made.outline["accumulators"][0]
        ),
        "explain": lambda station, made, rest, fields: station.give(
            "explain-difference", made.two(), codes=[rest], **_reason(fields)
        ),
        "mix": lambda station, made, rest, fields: station.give("mix", (_of_member(fields, made),), count=rest),
        "decrypt": lambda station, made, rest, fields: station.decrypt(
            _of_member(fields, made), fields.get("pin", ""), rest
        ),
        "finish-count": lambda station, made, rest, fields: station.give("finish-count", (made.chair(),), count=rest),
        "draw-up": _draw_up,
        "protocol": _protocol,
        "decline": lambda station, made, rest, fields: station.give(
            "decline-protocol", (_of_member(fields, made),), **_reason(fields)
        ),
        "record": lambda station, made, rest, fields: station.write_record(made.two()),
        "act": _act,
        "higher": lambda station, made, rest, fields: station.read_decisions((made.chair(),)),
        "postpone": lambda station, made, rest, fields: station.give("postpone-voting", (made.chair(),), act=rest),
        "erase": lambda station, made, rest, fields: station.show_erasing(made.two(), rest),
        "erase-now": lambda station, made, rest, fields: station.erase_shares(made.two()),
        "transfer": lambda station, made, rest, fields: transfer.take(station, made, rest),
        "recount": lambda station, made, rest, fields: station.give("begin-recount", (made.chair(),), act=rest),
    }
)
"""What can be pressed, by the first word of its value."""
