"""The technician's screens: health of everything at the table, good and bad, and the decided restart."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from sailau.adapters.printing import Outcome, PrinterState, Readiness
from sailau.adapters.station_link import SignedIn
from sailau.service.device_health import DeviceHealth
from sailau.service.own_health import OwnHealth
from sailau.service.people_at_station import KeyOffered
from sailau.service.recorder.watch import RECORDER_LOST
from sailau.service.technician_station import Screen, TechnicianView
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.board import SUMMARY
from sailau.stations.samples.desk import closed_key
from sailau.stations.samples.sample import Sample
from sailau.stations.technician.own import own_page
from sailau.stations.technician.page import page_of
from sailau.stations.technician.rendering import render, rendered
from sailau.words.numbers import Language

TECHNICIAN: Final = SignedIn(id="technician-1", role="technician", name="Ким Виктор")
CHAIR: Final = SignedIn(id=day.MEMBERS[0], role="chair", name=day.NAMES[0][1])
KEYS: Final = (KeyOffered(name="technician-1", open=closed_key), KeyOffered(name="member-1", open=closed_key))
HEALTH: Final = DeviceHealth(
    at=day.at("10:42"),
    reader="found",
    recorder="recording",
    entries=4180,
    disk_free=82,
    disk_mib=81_920,
    software=SUMMARY.setup,
    version="0.1.0",
    power="mains",
    battery=100,
    minutes=-1,
)


def _device(name: str, *, silent: int = 2, ahead_ms: int = 120, **health: Any) -> Mapping[str, Any]:
    return {"device": name, "silent": silent, "ahead_ms": ahead_ms, "health": asdict(replace(HEALTH, **health))}


def _check(code: str, standing: str, kk: str, ru: str, en: str) -> Mapping[str, str]:
    return {"code": code, "article": "L 50-2(1)", "standing": standing, "kk": kk, "ru": ru, "en": en}


SERVICE: Final[Mapping[str, Any]] = {
    "precinct": 25,
    "state": "open",
    "now": "10:42",
    "training": False,
    "start": "5f3391c7284de6b0",
    "computer": asdict(replace(HEALTH, reader="none")),
    "checks": [
        _check(
            "network-declared",
            "good",
            "Актіде аталған желі интерфейсі ғана қосулы",
            "Включён только интерфейс, названный в акте",
            "Only the interface named in the act is up",
        )
    ],
    "devices": [
        _device("desk-1"),
        _device("desk-2", reader="none"),
        _device("accumulator-1", ahead_ms=-340),
    ],
    "terminals": [
        {"device": "terminal-1", "entries": 1466, "head": SUMMARY.setup, "at": "10:38"},
        {"device": "terminal-2", "entries": -1, "head": "", "at": ""},
    ],
    "portables": [{"device": "portable-1", "out": True, "members": 2, "applications": 7}],
    "power_ons": [],
}
TROUBLE: Final[Mapping[str, Any]] = {
    **SERVICE,
    "computer": asdict(replace(HEALTH, reader="none", power="battery", battery=41, minutes=35)),
    "checks": [
        _check(
            "network-undeclared",
            "bad",
            "Актіде аталмаған желі интерфейсі қосулы: eth1",
            "Включён интерфейс, не названный в акте: eth1",
            "An interface not named in the act is up: eth1",
        )
    ],
    "devices": [
        _device("desk-1", reader="lost"),
        _device("desk-2", reader="none", silent=95),
        _device("accumulator-1", ahead_ms=8200, software=SUMMARY.setup[::-1]),
    ],
    "power_ons": [["09:58", "power"]],
}
DECISION: Final = asdict(day.act(3, "restart", "11:02"))
AT_WORK: Final = TechnicianView(
    screen=Screen.HEALTH,
    people=(TECHNICIAN,),
    service=SERVICE,
    printer=PrinterState(readiness=Readiness.READY, name="HP-M404"),
)
DECIDED: Final = replace(
    AT_WORK, screen=Screen.RESTART, service={**SERVICE, "state": "suspended", "now": "11:05"}, decision=DECISION
)


def _sample(name: str, view: TechnicianView) -> Sample:
    def make(language: Language) -> str:
        return render(page_of(replace(view, language=language), KEYS), scripts=("/static/none.js",))

    return Sample(f"technician-{name}", make)


OWN: Final = OwnHealth(
    device="terminal-3", now=HEALTH.clock(), health=replace(HEALTH, disk_free=74), checks=(), recorded=True
)


def _own(name: str, own: OwnHealth) -> Sample:
    def make(language: Language) -> str:
        return rendered("own.html", {"page": own_page(own, language)})

    return Sample(f"technician-{name}", make)


SAMPLES: Final = (
    _sample("sign-in", TechnicianView()),
    _sample("health", AT_WORK),
    _sample(
        "trouble",
        replace(
            AT_WORK,
            service=TROUBLE,
            printer=PrinterState(readiness=Readiness.STOPPED, name="HP-M404", reason="media-empty-error", waiting=1),
            page=Outcome.FAILED,
        ),
    ),
    _sample("not-reached", replace(AT_WORK, reached=False, printer=PrinterState(readiness=Readiness.NO_CUPS))),
    _sample("restart-no-decision", replace(AT_WORK, screen=Screen.RESTART)),
    _sample("restart", DECIDED),
    _sample("restart-both", replace(DECIDED, people=(TECHNICIAN, CHAIR))),
    _sample("restart-done", replace(DECIDED, people=(TECHNICIAN, CHAIR), restarted=True)),
    _own("terminal", OWN),
    _own("terminal-trouble", replace(OWN, health=replace(HEALTH, reader="lost", recorder="lost", disk_mib=300))),
    _sample("still", replace(AT_WORK, screen=Screen.STILL, notice=RECORDER_LOST)),
)
