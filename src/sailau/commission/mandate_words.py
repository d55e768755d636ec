"""Lawful noes and effects of decisions on mandates, in three languages (L 83(2), 97-1(5), 99(2); M66, M68)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sailau.commission.winning import name_of
from sailau.election.nouns import AnswerId, Contest
from sailau.refusal import Refusal, Text

LIST: Final = "L 97-1(5)"
VACANT: Final = "L 83(2), 99(2), 113(2), 127(2)"
NAMED_MAX: Final = 10
"""Persons named in one sentence."""


def named(names: Sequence[Text]) -> Text:
    """The first names of several, in a sentence."""
    more = "; …" if len(names) > NAMED_MAX else ""
    kk, ru, en = ("; ".join(getattr(name, code) for name in names[:NAMED_MAX]) for code in ("kk", "ru", "en"))
    return Text(kk + more, ru + more, en + more)


# Refusals


def strangers(registered: Iterable[Text], wanted: Iterable[Text]) -> Refusal | None:
    """The list has other persons than the registered one; None when it has the same."""
    own, given = tuple(registered), tuple(wanted)
    lacking = [name for name in own if name not in given]
    surplus = [name for name in given if name not in own]
    twice = len(set(given)) != len(given)
    if not lacking and not surplus and not twice:
        return None
    less, more = named(lacking or [_NOBODY]), named(surplus or [_NOBODY])
    return Refusal(
        "list-reordered-with-other-names",
        LIST,
        Text(
            f"Кезектілік қана өзгереді, адамдар сол күйінде, әрқайсысы бір рет тұруы керек. Жетіспейді: {less.kk}. "
            f"Артық: {more.kk}. Тізімді сол адамдармен қайта беріңіз.",
            "Меняется только очерёдность: в списке те же лица, каждое один раз. "
            f"Не хватает: {less.ru}. Лишние: {more.ru}. Подайте список с теми же лицами.",
            f"Only the order changes: the same persons, each once. Lacking: {less.en}. Too many: {more.en}. "
            "Hand in the list with the same persons.",
        ),
    )


_NOBODY: Final = Text("жоқ", "нет", "none")


def other_kind_of_contest() -> Refusal:
    """A list has mandates, a district a seat; the office of President is neither."""
    return Refusal(
        "mandate-of-another-contest",
        f"{LIST}; {VACANT}",
        Text(
            "Кезектілік пен келесі адам — партиялық тізімде, бос орын — бір мандатты округте болады; Президент "
            "лауазымына қолданылмайды. Дауысқа салуды дұрыс көрсетіңіз.",
            "Очерёдность и следующее лицо бывают у партийного списка, свободное место — у округа; к должности "
            "Президента это не относится. Укажите верное голосование.",
            "An order and a next person belong to a party list, a vacant seat to a district; the office of President "
            "knows neither. Name the right contest.",
        ),
    )


def not_announced() -> Refusal:
    """No notice of the results has given mandates yet."""
    return Refusal(
        "mandates-not-given-yet",
        "L 44(5), 97-1(5)",
        Text(
            "Мандаттар әлі берілмеген: алдымен сайланғандар аталған қорытынды хабарламасын шығарыңыз.",
            "Мандаты ещё не распределены: сначала составьте извещение об итогах с избранными лицами.",
            "Mandates were not given yet: draw up the notice of the results with the elected persons first.",
        ),
    )


def nobody_holds_it() -> Refusal:
    """The seat is vacant already."""
    return Refusal(
        "seat-vacant-already",
        VACANT,
        Text(
            "Бұл орын бос болып тұр: қайта босатылмайды.",
            "Это место уже свободно: повторно оно не освобождается.",
            "This seat is vacant already: it does not fall vacant twice.",
        ),
    )


def not_a_holder(name: Text, holders: Sequence[Text]) -> Refusal:
    """The person holds no mandate."""
    who = named(holders or [_NOBODY])
    return Refusal(
        "not-a-holder",
        LIST,
        Text(
            f"{name.kk} мандат иеленбейді. Мандат иелері: {who.kk}. Аты-жөнін тексеріңіз.",
            f"{name.ru}: мандата нет. Мандаты у следующих лиц: {who.ru}. Проверьте имя.",
            f"{name.en} holds no mandate. Mandates are held by: {who.en}. Check the name.",
        ),
    )


def not_on_the_list(names: Sequence[Text]) -> Refusal:
    """Persons who hold a mandate do not stand on the list that was given."""
    who = named(names)
    return Refusal(
        "list-not-as-announced",
        LIST,
        Text(
            f"Мандат иелері бұл тізімде жоқ: {who.kk}. Тіркелген тізімді беріңіз.",
            f"Обладателей мандатов нет в этом списке: {who.ru}. Дайте зарегистрированный список.",
            f"Holders of mandates do not stand on this list: {who.en}. Give the registered list.",
        ),
    )


def other_order() -> Refusal:
    """The list is not in the order in which it stands."""
    return Refusal(
        "list-in-another-order",
        LIST,
        Text(
            "Тізім қолданыстағы кезектілікте емес: оны соңғы шешімдегі ретпен беріңіз.",
            "Список не в действующей очерёдности: дайте его в порядке последнего решения.",
            "The list is not in the order in which it stands: give it in the order of the last decision.",
        ),
    )


def order_unchanged() -> Refusal:
    """The order that is asked for is the one that the list has."""
    return Refusal(
        "list-order-unchanged",
        LIST,
        Text(
            "Тізім осы ретпен тұр: өзгертетін ештеңе жоқ. Партияның өтінішімен салыстырыңыз.",
            "Список уже в этом порядке: менять нечего. Сверьте с заявлением партии.",
            "The list stands in this order already: nothing changes. Compare it with the party's application.",
        ),
    )


def persons_unclear() -> Refusal:
    """One who dropped out is not on the list."""
    return Refusal(
        "list-persons-unclear",
        "L 89",
        Text(
            "Шығып қалған адам тізімде жоқ. Тізімді тексеріңіз.",
            "Выбывшего лица в списке нет. Проверьте список.",
            "One who dropped out is not on the list. Check the list.",
        ),
    )


def another_is_next(due: Text | None) -> Refusal:
    """The mandate goes to somebody else, or to nobody."""
    who = due or _NOBODY
    return Refusal(
        "another-is-next-on-the-list",
        LIST,
        Text(
            f"Мандат тізімдегі келесі адамға беріледі: {who.kk}.",
            f"Мандат переходит к следующему по списку: {who.ru}.",
            f"The mandate goes to the next on the list: {who.en}.",
        ),
    )


def next_undescribed(name: Text) -> Refusal:
    """Who takes the mandate is not described."""
    return Refusal(
        "elected-not-described",
        "L 44(5)",
        Text(
            f"Мандат {name.kk} деген кісіге беріледі, бірақ оның туған жылы, лауазымы, тұрғылықты жері көрсетілмеген. "
            "Тұлғалар файлын беріңіз.",
            f"Мандат переходит к лицу: {name.ru}; не указаны год рождения, должность, место жительства. Дайте файл "
            "лиц.",
            f"The mandate goes to {name.en}; year of birth, post and residence are not given. Give the file of "
            "persons.",
        ),
    )


def vacant_in_future() -> Refusal:
    """The mandate would fall vacant after the decision."""
    return Refusal(
        "vacant-in-the-future",
        f"{LIST}; {VACANT}",
        Text(
            "Мандат шешім күнінен кейін босайтын болып тұр. Күнін тексеріңіз.",
            "Мандат освобождается позже дня решения. Проверьте день.",
            "The mandate would fall vacant after the day of the decision. Check the day.",
        ),
    )


# Effects


def of_whom(contest: Contest, answer: AnswerId) -> Text:
    """Whose mandates the next sentences are about."""
    name = next(name_of(one) for one in contest.answers if one.id == answer)
    title = contest.title
    return Text(
        f"«{title.kk}», {name.kk}:",
        f"«{title.ru}», {name.ru}:",
        f"“{title.en or title.kk}”, {name.en}:",
    )


def leaves(name: Text, since: date) -> Text:
    """A person holds the mandate no more."""
    day = f"{since:%d.%m.%Y}"
    return Text(
        f"мандаттан {day} күнінен шықты: {name.kk}.",
        f"выбывает с {day}: {name.ru}.",
        f"no longer holds a mandate from {day}: {name.en}.",
    )


def takes(name: Text) -> Text:
    """A person takes the mandate."""
    return Text(f"мандатты алады: {name.kk}.", f"мандат получает: {name.ru}.", f"takes the mandate: {name.en}.")


def holders_stay() -> Text:
    """Nobody gains or loses a mandate."""
    return Text(
        "мандат иелері өзгермейді.", "обладатели мандатов не меняются.", "those who hold mandates stay the same."
    )


def holders_again(names: Sequence[Text]) -> Text:
    """After a decision was cancelled these hold the mandates."""
    who = named(names or [_NOBODY])
    return Text(
        f"мандат иелері қайтадан: {who.kk}.",
        f"мандаты снова у лиц: {who.ru}.",
        f"mandates are held again by: {who.en}.",
    )


def nobody_left() -> Text:
    """The list is used up."""
    return Text(
        "тізімде адам қалмады: мандат бос қалады.",
        "в списке не осталось лиц: мандат остаётся свободным.",
        "nobody is left on the list: the mandate stays vacant.",
    )


def not_given_yet() -> Text:
    """The results were not announced yet."""
    return Text(
        "мандаттар әлі берілмеген.", "мандаты ещё не распределены.", "the mandates were not given to persons yet."
    )


def first_are(names: Sequence[Text]) -> Text:
    """Who will be first to take mandates."""
    who = named(names)
    return Text(
        f"мандаттар осы ретпен беріледі: {who.kk}.",
        f"мандаты будут переданы в таком порядке: {who.ru}.",
        f"mandates will be given in this order: {who.en}.",
    )


def next_is(reserve: Sequence[Text]) -> Text:
    """Who comes next on the list, and how many there are."""
    if not reserve:
        return Text("тізімде келесі адам жоқ.", "следующего в списке нет.", "nobody comes next on the list.")
    first, count = reserve[0], len(reserve)
    return Text(
        f"тізімдегі келесі: {first.kk} (резервте: {count}).",
        f"следующий по списку: {first.ru} (в резерве: {count}).",
        f"next on the list: {first.en} (in reserve: {count}).",
    )


def by_election_follows(term_ends: date) -> Text:
    """The seat is filled by a by-election."""
    day = f"{term_ends:%d.%m.%Y}"
    return Text(
        f"шыққан депутаттың орнына сайлау өткізіледі (өкілеттік мерзімі {day} аяқталады).",
        f"вместо выбывшего депутата проводятся выборы (срок полномочий истекает {day}).",
        f"a by-election fills the seat (the term ends on {day}).",
    )
