"""The chair's tab of voting at home, and of voters who are not on the list: every form of it, with invented people."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sailau.service.chair_station import ChairView
from sailau.stations.chair.page import page_of
from sailau.stations.chair.rendering import render
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.chair import view
from sailau.stations.samples.desk import NAMESAKE, VOTER
from sailau.stations.samples.sample import Sample
from sailau.words.numbers import Language

APPLICANT: Final[Mapping[str, Any]] = {**VOTER, "number": 118}
TOUR: Final[Mapping[str, Any]] = {
    "tour": 1,
    "device": "portable-1",
    "members": [day.NAMES[3][1], day.NAMES[4][1]],
    "applications": 2,
    "entered": 0,
    "ballots": 0,
    "valid": True,
    "done": False,
    "lost": False,
}
HOME: Final[Mapping[str, Any]] = {
    "until": "12:00",
    "taken": True,
    "waiting": 1,
    "total": 3,
    "voters": [
        {**VOTER, "tour": 0, "voted": False},
        {**APPLICANT, "tour": 1, "voted": False},
        {**NAMESAKE, "tour": 1, "voted": True},
    ],
    "tours": [{**TOUR, "ballots": 2, "entered": 1, "done": True}, {**TOUR, "tour": 2, "applications": 1}],
    "devices": ["portable-2"],
    "members": [{"id": member, "name": name} for member, (_, name) in zip(day.MEMBERS, day.NAMES, strict=True)],
    "requests": [
        {**VOTER, "number": 1, "outcome": "", "act": ""},
        {**NAMESAKE, "number": 2, "outcome": "added", "act": "ACT-006"},
    ],
}
NOTHING: Final[Mapping[str, Any]] = {**HOME, "waiting": 0, "total": 0, "voters": [], "tours": [], "requests": []}


def _at(form: str, home: Mapping[str, Any] = HOME, **more: Any) -> ChairView:
    return replace(view(day.OPEN), form=f"home:{form}", home=home, **more)


def _sample(name: str, shown: ChairView) -> Sample:
    def make(language: Language) -> str:
        return render(page_of(replace(shown, language=language)), scripts=("/static/none.js",))

    return Sample(f"chair-home-{name}", make)


FORMS: Final[Mapping[str, ChairView]] = {
    "overview": _at(""),
    "nothing": _at("", NOTHING),
    "late": _at("", {**HOME, "taken": False}),
    "apply": _at("apply"),
    "apply-found": _at("apply", sought=VOTER),
    "apply-marked": _at("apply", sought={**VOTER, "standing": "applied-for-home"}),
    "send": _at("send"),
    "voted": _at("voted:1"),
    "requests": _at("requests"),
    "decide": _at("decide:1"),
}
SAMPLES: Final = tuple(_sample(name, shown) for name, shown in FORMS.items())
