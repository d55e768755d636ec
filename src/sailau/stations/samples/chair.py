"""The chair's screens: every step of the day, an act before it is signed, forms, and the tabs; invented people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sailau.adapters.station_link import SignedIn
from sailau.formats.v1.record import Act, Bilingual
from sailau.service.chair_station import ChairView, Erasing
from sailau.service.day_outline import DayOutline
from sailau.service.people_at_station import WRONG_PIN, KeyOffered
from sailau.service.recorder.watch import RECORDER_LOST
from sailau.stations.chair.page import page_of
from sailau.stations.chair.rendering import render
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.board import PRESENCE
from sailau.stations.samples.desk import closed_key
from sailau.stations.samples.sample import Sample
from sailau.words.numbers import Language

ALL: Final = tuple(
    SignedIn(id=member, role=role, name=name) for member, (role, name) in zip(day.MEMBERS, day.NAMES, strict=True)
)
TWO: Final = (ALL[0], ALL[3])
TECHNICIAN: Final = SignedIn(id="technician-1", role="technician", name="Ким Виктор")
KEYS: Final = tuple(KeyOffered(name=member, open=closed_key) for member in day.MEMBERS[:4])
EXPLAINING: Final = Act(
    number=9,
    kind="reconciliation",
    election="mazhilis-example",
    precinct=25,
    uuid="",
    at=datetime.fromisoformat(day.at("20:28")),
    article="L 43(4-1)",
    text=Bilingual(
        kk="Бір карточка берілді, бірақ қайтпады: сайлаушы оны өзімен алып кетті.",
        ru="Одна карточка выдана, но не вернулась: избиратель унёс её с собой.",
    ),
    members=day.MEMBERS[:2],
    explains=("FIG-CARDS_ISSUED",),
    data={},
)


ERASING: Final = Erasing(act="ACT-012", named=(1, 2, 3, 5), here=(1, 3), gone=(2,))


def view(outline: DayOutline | None, members: Sequence[SignedIn] = TWO, **more: Any) -> ChairView:
    """A moment of the station."""
    held: dict[str, Any] = {"members": tuple(members)}
    if outline is not None:
        held |= {
            "outline": day.seen(outline),
            "summary": day.summary(outline),
            "presence": asdict(PRESENCE),
            "setup_compared": outline.setup,
        }
    return ChairView(**{**held, **more})


def _sample(name: str, shown: ChairView) -> Sample:
    def make(language: Language) -> str:
        return render(page_of(replace(shown, language=language), KEYS), scripts=("/static/none.js",))

    return Sample(f"chair-{name}", make)


STEPS: Final[Mapping[str, ChairView]] = {
    "sign-in": view(None, ()),
    "sign-in-wrong-pin": view(None, (), notice=WRONG_PIN),
    "people": view(day.OPEN, form="sign-in"),
    "setup": view(day.MORNING, setup_compared=""),
    "possession": view(day.MORNING),
    "check": view(day.KEYS_PROVED, ALL),
    "duties": view(day.CHECKED),
    "duties-named": view(day.NAMED),
    "opening": view(day.NAMED, seal_seen=True),
    "opening-hour": view(replace(day.NAMED, now=day.at("07:00")), seal_seen=True),
    "voting": view(day.OPEN),
    "suspend": view(day.OPEN, form="suspend"),
    "suspended": view(day.SUSPENDED, (*TWO, TECHNICIAN)),
    "closing-time": view(day.CLOSING_TIME),
    "devices": view(day.CLOSED),
    "device-dead": view(day.CLOSED, form="device-dead"),
    "difference": view(day.DIFFERS),
    "explain": view(day.DIFFERS, form="explain"),
    "agree": view(day.DIFFERS, agreeing=EXPLAINING),
    "reconcile": view(day.ALL_IN),
    "count-begins": view(day.RECONCILED),
    "mixing": view(day.MIXING),
    "decrypting": view(day.DECRYPTING, ALL),
    "decrypted": view(day.DECRYPTED, ALL),
    "protocol-absent": view(day.COUNTED),
    "protocol": view(day.COUNTED, ALL),
    "signing": view(day.SIGNING, ALL),
    "decline": view(day.SIGNING, ALL, form="decline"),
    "after": view(day.SIGNED),
    "pack": view(day.SIGNED, form="pack"),
    "erase": view(day.SIGNED, form="erase"),
    "erasing": view(day.SIGNED, form="erasing", erasing=ERASING),
    "postponed": view(day.POSTPONED),
    "still": view(day.OPEN, still=True, notice=RECORDER_LOST),
    "one-alone": view(day.NAMED, TWO[:1], seal_seen=True),
}

SAMPLES: Final = tuple(_sample(name, shown) for name, shown in STEPS.items())
