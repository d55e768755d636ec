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
from sailau.election.nouns import AnswerId, Words
from sailau.errors import invariant
from sailau.law.candidacies import by_election_allowed
from sailau.law.party_lists import elected_from_list, list_is_void, list_length_max, reorder
from sailau.law.winners import Step
from sailau.refusal import Refusal, Text
from sailau.words import grouped

LIST_ARTICLE: Final = "L 97-1(5)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as the notices name one (L 44(5), M56); `party` and `nationality` only if the person wishes it."""

    id: str
    name: Words
    birth_year: int
    post: Words
    residence: Words
    party: Words | None = None
    nationality: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredList:
    """A party's list in its order; `dropped_out` are ids of persons who no longer stand on it."""

    party: AnswerId
    persons: tuple[Person, ...]
    dropped_out: frozenset[str] = frozenset()

    @property
    def standing(self) -> tuple[Person, ...]:
        """Those who can take a mandate, in the list's order."""
        return tuple(person for person in self.persons if person.id not in self.dropped_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeats:
    """Who takes a list's mandates. `vacant`: mandates for which the list has nobody left."""

    party: AnswerId
    persons: tuple[Person, ...]
    vacant: int
    steps: tuple[Step, ...]


def list_refusal(registered: RegisteredList, mandates: int, day: date) -> Refusal | None:
    """Why the list cannot stand for so many mandates: too long, a person twice, or too many dropped out."""
    ids = [person.id for person in registered.persons]
    if len(set(ids)) != len(ids) or not registered.dropped_out.issubset(ids):
        return _persons_unclear()
    most = list_length_max(mandates, day)
    if most is not None and len(ids) > most:
        return _too_long(len(ids), most)
    if list_is_void(len(ids), len(registered.dropped_out), day):
        return _void(len(registered.dropped_out), len(ids))
    return None


def reordered(
    registered: RegisteredList, wanted: tuple[str, ...], *, application: bool, extract: bool
) -> RegisteredList | Refusal:
    """The list in the order that the party asks for, by ids: the same persons, with both papers (L 97-1(5))."""
    if not application or not extract:
        return _papers_missing()
    order = reorder(tuple(person.id for person in registered.persons), wanted)
    if isinstance(order, Refusal):
        return order
    by_id = {person.id: person for person in registered.persons}
    return replace(registered, persons=tuple(by_id[one] for one in order))


def seats(outcome: ContestOutcome, lists: Mapping[AnswerId, RegisteredList]) -> tuple[ListSeats, ...]:
    """Persons on the mandates of a decided party-list contest, the parties with most mandates first.

    Every party with mandates has its list in `lists`; that it may stand was asked before (`list_refusal`).
    """
    invariant(set(outcome.elected) <= set(lists), "a party with mandates has no registered list")
    won = sorted(outcome.elected.items(), key=lambda party: (-party[1], party[0]))
    return tuple(_seats(lists[party], mandates) for party, mandates in won)


def next_on_list(registered: RegisteredList, seated: frozenset[str]) -> Person | None:
    """Who takes a mandate that fell vacant; `seated` has all who have or had one. None when the list is used up."""
    return next((person for person in registered.standing if person.id not in seated), None)


def by_election_refusal(vacant_from: date, term_ends: date) -> Refusal | None:
    """Why no election is held for a seat that falls vacant: the last year of the term (M68); None when it is held."""
    return None if by_election_allowed(vacant_from, term_ends) else _last_year(term_ends)


def _seats(registered: RegisteredList, mandates: int) -> ListSeats:
    standing = {person.id: person for person in registered.standing}
    taking, vacant = elected_from_list(tuple(standing), mandates)
    steps = tuple(_takes(standing[one], place) for place, one in enumerate(taking, start=1))
    passed = [person for person in registered.persons if person.id in registered.dropped_out]
    steps = (*(_passed_over(person) for person in passed), *steps, *((_nobody_left(vacant),) if vacant else ()))
    return ListSeats(party=registered.party, persons=tuple(standing[one] for one in taking), vacant=vacant, steps=steps)


def _about(person: Person) -> Text:
    return Text(person.name.kk, person.name.ru, person.name.en or person.name.kk)


def _takes(person: Person, place: int) -> Step:
    name = _about(person)
    return Step(
        kind="takes_mandate",
        article=LIST_ARTICLE,
        text=Text(f"{place}-мандат: {name.kk}.", f"Мандат {place}: {name.ru}.", f"Mandate {place}: {name.en}."),
        about=name,
        figures=(("mandate", place),),
    )


def _passed_over(person: Person) -> Step:
    name = _about(person)
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
