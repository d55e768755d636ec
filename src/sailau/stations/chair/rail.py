"""The day's rail: eleven steps in the law's order, each done, now or ahead (L 50-5, 50-6, 43; look §3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sailau.law.calendar import count_deadline
from sailau.stations.chair.parts import Step
from sailau.words.numbers import Language
from sailau.words.screens import chair_words

CHECK, START, OPEN, HOME, CLOSE, DEVICES, RECONCILE, COUNT, PROTOCOL, COPIES, PACK = STEPS = (
    "check", "start", "open", "home", "close", "devices", "reconcile", "count", "protocol", "copies", "pack",
)  # fmt: skip
_ARTICLES: Final = ("50-5(1)", "50-5(2)", "38", "41(6)", "38", "50-6(1)", "43(3-1)", "50-6", "50-6(2)", "43(8)", "50-9")
_ORDER: Final = ("installed", "checked", "open", "suspended", "closed", "reconciled", "counted", "signed")
_CHECK_BEFORE: Final = timedelta(minutes=30)
_START_BEFORE: Final = timedelta(minutes=5)
_NOON: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the rail and the steps read of the view."""

    outline: Mapping[str, Any]
    seal_seen: bool

    @property
    def state(self) -> str:
        """Where the day stands, a word of `precinct.State`."""
        return str(self.outline.get("state", ""))

    @property
    def now(self) -> datetime:
        """The precinct computer's clock."""
        return datetime.fromisoformat(self.outline["now"])

    @property
    def closes(self) -> datetime:
        """When voting ends."""
        return datetime.fromisoformat(self.outline["closes"])

    @property
    def opens(self) -> datetime:
        """When voting begins."""
        return datetime.fromisoformat(self.outline["opens"])

    def kinds(self) -> Sequence[str]:
        """The kinds of the acts there are."""
        return [act["kind"] for act in self.outline["acts"]]

    def has_issuer(self) -> bool:
        """Whether a member is named who hands out cards (R 4(2))."""
        return any("issues-cards" in one["duties"] for one in self.outline["officials"])

    def devices_in(self) -> bool:
        """Whether every device, every card and every tour is in, and the rest destroyed."""
        devices = all(one["standing"] != "needed" for one in self.outline["devices"])
        tours = all(one["done"] or one["lost"] for one in self.outline["tours"])
        return devices and tours and self.outline["unused_destroyed"] and not self.outline["cards_out"]

    def past(self, state: str) -> bool:
        """Whether the day has gone beyond `state`."""
        return _ORDER.index(self.state) > _ORDER.index(state) if self.state in _ORDER else True


def rail(day: Day, language: Language) -> tuple[Step, ...]:
    """The steps; without a day (nobody has signed in) none is done."""
    done = _done(day) if day.state else frozenset[str]()
    now = next((one for one in STEPS if one not in done), "")
    return tuple(
        Step(
            number=number,
            name=chair_words().say(f"step-{one}", language),
            when=_when(day, one, _ARTICLES[number - 1], language),
            standing="done" if one in done else "now" if one == now and day.state else "ahead",
        )
        for number, one in enumerate(STEPS, start=1)
    )


def current(day: Day) -> str:
    """The step that is now."""
    done = _done(day)
    return next((one for one in STEPS if one not in done), "")


def _done(day: Day) -> frozenset[str]:
    if day.state == "postponed":
        return frozenset(STEPS)
    kinds = day.kinds()
    stands = {
        CHECK: day.past("installed"),
        START: day.past("checked") or (day.state == "checked" and day.has_issuer() and day.seal_seen),
        OPEN: day.past("checked"),
        HOME: day.past("suspended") or (day.past("checked") and day.now.hour >= _NOON),
        CLOSE: day.past("suspended"),
        DEVICES: day.past("closed") or (day.state == "closed" and day.devices_in()),
        RECONCILE: day.past("closed"),
        COUNT: day.past("reconciled"),
        PROTOCOL: day.past("counted"),
        COPIES: day.past("counted") and "protocol_posted" in kinds,
        PACK: day.past("counted") and "recorder_packed" in kinds,
    }
    return frozenset(one for one, is_done in stands.items() if is_done)


def _when(day: Day, step: str, article: str, language: Language) -> str:
    said = chair_words().say("article", language, article=article)
    if not day.state:
        return said
    times = {CHECK: day.opens - _CHECK_BEFORE, START: day.opens - _START_BEFORE, OPEN: day.opens, CLOSE: day.closes}
    ends = {HOME: "12:00", COUNT: f"{count_deadline(day.closes):%H:%M}"}
    if step in ends:
        return f"{chair_words().say('until', language, time=ends[step])} · {said}"
    return f"{times[step]:%H:%M} · {said}" if step in times else said
