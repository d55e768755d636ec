"""The start pages of a training place: being prepared, ready, stopped; cards, people, every step of the walk."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from sailau.refusal import Text
from sailau.service.training.place import IdentityCard
from sailau.service.training.running import Seen
from sailau.stations.samples.sample import Sample
from sailau.stations.start.page import TILES, WALK, Pages, Start
from sailau.stations.start.views import render

PEOPLE: Final = (
    IdentityCard(
        iin="680314400122", surname="Серікбаева", name="Айгүл", patronymic="Маратқызы", birth_date="14.03.1968"
    ),
    IdentityCard(iin="911102300135", surname="Әділов", name="Асқар", patronymic="Қанатұлы", birth_date="02.11.1991"),
    IdentityCard(iin="850720300148", surname="Ким", name="Виктор", patronymic="", birth_date="20.07.1985"),
)
STEPS: Final = (
    Text("Кілттер жасалды", "Ключи созданы", "Keys are made"),
    Text("Учаске орнатылып жатыр", "Участок устанавливается", "The precinct is being installed"),
)
READY: Final = Start(
    steps=STEPS,
    ready=True,
    stations=tuple(Seen(name=name, address="http://127.0.0.1/enter/key") for name in TILES),
    people=PEOPLE,
)
LYING: Final[Mapping[str, tuple[int, ...]]] = {
    "tray": (2, 4, 5, 6, 7, 8),
    "desk": (),
    "pocket": (1,),
    "booth": (3,),
    "table": (),
}


def _sample(name: str, start: Start, make: Callable[[Pages], Mapping[str, object]]) -> Sample:
    return Sample(f"start-{name}", lambda language: render(make(Pages(start, language))))


def _walk(step: int) -> Sample:
    return _sample(f"walk-{step}", READY, lambda pages: pages.walk(step))


SAMPLES: Final = (
    _sample("preparing", Start(steps=STEPS), lambda pages: pages.start()),
    _sample("ready", READY, lambda pages: pages.start()),
    _sample("lost", replace(READY, lost=(("desk-1", ""),)), lambda pages: pages.start()),
    _sample("cards", READY, lambda pages: pages.cards(LYING, None, failed=False)),
    _sample("cards-taken", READY, lambda pages: pages.cards(LYING, 1, failed=True)),
    _sample("people", READY, lambda pages: pages.people()),
    _sample("elsewhere", READY, lambda pages: pages.elsewhere("desk", starting=False)),
    _sample("starting", READY, lambda pages: pages.elsewhere("desk", starting=True)),
    *(_walk(step) for step in range(1, len(WALK) + 1)),
)
