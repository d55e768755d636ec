"""The chair's page of the transfer at every moment: before the bundle, while it sends, and each answer; invented."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from sailau.service.bundle_refusals import damaged
from sailau.service.chair_station import ChairView
from sailau.service.transfer import NOT_POSTED
from sailau.service.transfer_rows import MadeBundle, Window
from sailau.stations.chair.page import page_of
from sailau.stations.chair.rendering import render
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.chair import TWO, view
from sailau.stations.samples.sample import Sample
from sailau.words.numbers import Language

SHA256: Final = "9f2d4c" + 58 * "0"
SIZE: Final = 3_412_551
BUNDLE: Final = asdict(
    MadeBundle(
        version=1,
        sha256=SHA256,
        manifest=64 * "0",
        size=SIZE,
        file="000025-1.bundle.zip",
        at=day.at("21:34"),
    )
)
OPEN: Final = Window(number=1, sha256=SHA256, opened=day.at("21:36"), until=day.at("22:06"))
CLOSED: Final = replace(OPEN, closed=day.at("21:41"), why="acknowledged", down="switched")
LINE: Final = {"intake": "10.20.0.1:7443", "by": "program", "phase": "", "sent": 0, "total": 0}
BY_HAND: Final = {**LINE, "by": "hand"}
NO_LINE: Final = {**LINE, "intake": ""}


def _answer(standing: str, *reasons: Mapping[str, str]) -> Mapping[str, Any]:
    return {"standing": standing, "at": day.at("21:41"), "reasons": list(reasons)}


def _told(
    window: Window | None = None,
    sending: Mapping[str, Any] = LINE,
    answer: Mapping[str, Any] | None = None,
    *,
    posted: bool = True,
    made: bool = True,
) -> Mapping[str, Any]:
    return {
        "due": 1,
        "posted": posted,
        "bundles": [{**BUNDLE, "answer": answer}] if made else [],
        "window": None if window is None else {**asdict(window), "open": window.is_open},
        "sending": sending,
    }


_DAMAGED: Final = asdict(damaged("protocol.json").text)
_NOT_TAKEN: Final = {**LINE, "refused": asdict(NOT_POSTED.text)}
MOMENTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "not-posted": _told(posted=False, made=False),
    "not-made": _told(made=False),
    "ready": _told(),
    "by-hand": _told(sending=BY_HAND),
    "medium": _told(sending=NO_LINE),
    "connecting": _told(OPEN, {**BY_HAND, "phase": "connecting", "total": SIZE}),
    "sending": _told(OPEN, {**LINE, "phase": "sending", "sent": 1_400_000, "total": SIZE}),
    "judging": _told(OPEN, {**LINE, "phase": "judging", "sent": SIZE, "total": SIZE}, _answer("received")),
    "received": _told(replace(CLOSED, why="time-out"), LINE, _answer("received")),
    "time-out": _told(replace(CLOSED, why="time-out", down="by-hand"), BY_HAND),
    "not-down": _told(replace(CLOSED, why="by-chair", down="not-switched"), BY_HAND),
    "turned-away": _told(replace(CLOSED, why="turned-away"), _NOT_TAKEN),
    "accepted": _told(CLOSED, LINE, _answer("accepted")),
    "refused": _told(CLOSED, LINE, _answer("refused", _DAMAGED)),
}
"""Moments of the page by their name in the sample."""


def _sample(name: str, shown: ChairView) -> Sample:
    def make(language: Language) -> str:
        return render(page_of(replace(shown, language=language)), scripts=("/static/none.js",))

    return Sample(f"chair-transfer-{name}", make)


SAMPLES: Final = tuple(
    _sample(name, view(replace(day.SIGNED, transfer=told), TWO, form="transfer")) for name, told in MOMENTS.items()
)
