"""Persons on the mandates of party lists, and seats that fall vacant (L 83(2), 89(8), (9), 97-1(5), 99(2); M66, M68).

A list's mandates go to its persons in the list's order. Who dropped out before is passed over; if more than a quarter
of the list dropped out, its registration is void (M66). After the election the party may change the order, with an
application and an extract from the minutes of its highest body, but not the persons. A mandate that falls vacant goes
to the next on the list; a seat of a district is filled by election, but not in the last year of the term (M68).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sailau.commission.outcome import ContestOutcome
from sailau.election.nouns import AnswerId
from sailau.errors import invariant
from sailau.law.candidacies import by_election_allowed
from sailau.law.party_lists import elected_from_list, list_is_void, list_length_max, reorder
from sailau.law.winners import Step
from sailau.refusal import Refusal, Text
from sailau.words import grouped

LIST_ARTICLE: Final = "L 97-1(5)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredList:
    """A party's list: full names in its order, no two the same; `dropped_out` are those who no longer stand on it."""

    party: AnswerId
    names: tuple[Text, ...]
    dropped_out: frozenset[Text] = frozenset()

    @property
    def standing(self) -> tuple[Text, ...]:
        """Those who can take a mandate, in the list's order."""
        return tuple(name for name in self.names if name not in self.dropped_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeats:
    """Who takes a list's mandates. `vacant`: mandates for which the list has nobody left."""

    party: AnswerId
    names: tuple[Text, ...]
    vacant: int
    steps: tuple[Step, ...]


def list_refusal(registered: RegisteredList, mandates: int, day: date) -> Refusal | None:
    """Why the list cannot stand for so many mandates: too long, a person twice, or too many dropped out."""
    names = registered.names
    if len(set(names)) != len(names) or not registered.dropped_out.issubset(names):
        return _persons_unclear()
    most = list_length_max(mandates, day)
    if most is not None and len(names) > most:
        return _too_long(len(names), most)
    if list_is_void(len(names), len(registered.dropped_out), day):
        return _void(len(registered.dropped_out), len(names))
    return None


def reordered(
    registered: RegisteredList, wanted: tuple[Text, ...], *, application: bool, extract: bool
) -> RegisteredList | Refusal:
    """The list in the order that the party asks for: the same persons, with both papers (L 97-1(5))."""
    if not application or not extract:
        return _papers_missing()
    order = reorder(registered.names, wanted)
    return order if isinstance(order, Refusal) else replace(registered, names=order)


def seats(outcome: ContestOutcome, lists: Mapping[AnswerId, RegisteredList]) -> tuple[ListSeats, ...]:
    """Persons on the mandates of a decided party-list contest, the parties with most mandates first.

    Every party with mandates has its list in `lists`; that it may stand was asked before (`list_refusal`).
    """
    invariant(set(outcome.elected) <= set(lists), "a party with mandates has no registered list")
    won = sorted(outcome.elected.items(), key=lambda party: (-party[1], party[0]))
    return tuple(_seats(lists[party], mandates) for party, mandates in won)


def next_on_list(registered: RegisteredList, seated: frozenset[Text]) -> Text | None:
    """Who takes a mandate that fell vacant; `seated` has all who have or had one. None when the list is used up."""
    return next((name for name in registered.standing if name not in seated), None)


def by_election_refusal(vacant_from: date, term_ends: date) -> Refusal | None:
    """Why no election is held for a seat that falls vacant: the last year of the term (M68); None when it is held."""
    return None if by_election_allowed(vacant_from, term_ends) else _last_year(term_ends)


def _seats(registered: RegisteredList, mandates: int) -> ListSeats:
    taking, vacant = elected_from_list(registered.standing, mandates)
    passed = tuple(_passed_over(name) for name in registered.names if name in registered.dropped_out)
    steps = (*passed, *(_takes(name, place) for place, name in enumerate(taking, start=1)))
    if vacant:
        steps = (*steps, _nobody_left(vacant))
    return ListSeats(party=registered.party, names=taking, vacant=vacant, steps=steps)


def _takes(name: Text, place: int) -> Step:
    return Step(
        kind="takes_mandate",
        article=LIST_ARTICLE,
        text=Text(f"{place}-мандат: {name.kk}.", f"Мандат {place}: {name.ru}.", f"Mandate {place}: {name.en}."),
        about=name,
        figures=(("mandate", place),),
    )


def _passed_over(name: Text) -> Step:
    return Step(
        kind="passed_over",
        article="L 89(9), 90",
        text=Text(
            f"{name.kk} тізімнен шығып қалған.",
            f"{name.ru}: выбытие из списка.",
            f"{name.en} dropped out of the list.",
        ),
        about=name,
    )


def _nobody_left(vacant: int) -> Step:
    n = grouped(vacant)
    return Step(
        kind="vacant",
        article=LIST_ARTICLE,
        text=Text(
            f"Тізімде адам қалмады, бос мандат: {n}.",
            f"В списке не осталось лиц, свободных мандатов: {n}.",
            f"Nobody is left on the list; mandates vacant: {n}.",
        ),
        figures=(("mandates", vacant),),
    )


def _persons_unclear() -> Refusal:
    return Refusal(
        "list-persons-unclear",
        "L 89",
        Text(
            "Тізімде бір адам екі рет тұр немесе шығып қалған адам тізімде жоқ. Тізімді тексеріңіз.",
            "Лицо стоит в списке дважды, или выбывшего лица в списке нет. Проверьте список.",
            "A person stands twice on the list, or one who dropped out is not on it. Check the list.",
        ),
    )


def _too_long(names: int, most: int) -> Refusal:
    return Refusal(
        "list-too-long",
        "L 89(8)",
        Text(
            f"Тізімде {names} адам; ең көбі — {most}.",
            f"В списке лиц: {names}; наибольшее число — {most}.",
            f"The list has {names} persons; the most is {most}.",
        ),
    )


def _void(dropped_out: int, registered: int) -> Refusal:
    return Refusal(
        "list-void",
        "L 89(9)(3)",
        Text(
            f"Тізімдегі {registered} адамның {dropped_out} шығып қалған, төрттен бірінен көп: тіркеу күші жойылады.",
            f"Из лиц в списке ({registered}) выбыло {dropped_out}, более четверти: регистрация отменяется.",
            f"Of {registered} persons {dropped_out} dropped out, more than a quarter: the registration is void.",
        ),
    )


def _papers_missing() -> Refusal:
    return Refusal(
        "list-reordered-without-papers",
        LIST_ARTICLE,
        Text(
            "Кезектілікті өзгерту үшін партияның жазбаша өтініші және жоғары органы хаттамасының үзіндісі керек.",
            "Для изменения очерёдности нужны письменное заявление партии и выписка из протокола её высшего органа.",
            "To change the order, the party's application and an extract from its highest body's minutes are needed.",
        ),
    )


def _last_year(term_ends: date) -> Refusal:
    day = term_ends.strftime("%d.%m.%Y")
    return Refusal(
        "no-by-election-in-the-last-year",
        "L 83(2), 99(2), 113(2), 127(2)",
        Text(
            f"Өкілеттік мерзімі {day} аяқталады: соңғы жылы шығып қалған депутаттың орнына сайлау өткізілмейді.",
            f"Срок полномочий истекает {day}: в последний год выборы вместо выбывшего не проводятся.",
            f"The term ends on {day}: in its last year no election is held for a seat that falls vacant.",
        ),
    )
