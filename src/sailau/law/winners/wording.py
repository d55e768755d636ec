"""The sentences of the worked explanation, in Kazakh, Russian and English.

Kept apart from the rules so that a lawyer can read the rules and a translator the sentences.
Fractions are shown cut, never rounded up (see `sailau.words.figures`).
"""

from collections.abc import Iterable
from fractions import Fraction

from sailau.refusal import Text
from sailau.words import decimal, grouped


def listed(names: Iterable[Text]) -> Text:
    """The names, one after another, apart by semicolons (a name may hold a comma)."""
    found = tuple(names)
    return Text("; ".join(n.kk for n in found), "; ".join(n.ru for n in found), "; ".join(n.en for n in found))


def base_is(base: int) -> Text:
    """How many votes the shares are taken of."""
    n = grouped(base)
    return Text(
        f"Үлестер {n} дауысқа шаққанда есептеледі.",
        f"Доли считаются от {n} голосов.",
        f"Shares are taken of {n} votes.",
    )


def share_of_base(name: Text, votes: int, base: int) -> Text:
    """One contender's votes and their share of the base."""
    percent = Fraction(votes * 100, base) if base else Fraction(0)
    n = grouped(votes)
    return Text(
        f"{name.kk}: {n} дауыс, {decimal(percent, 'kk')} %.",
        f"{name.ru}: голосов — {n}, {decimal(percent, 'ru')} %.",
        f"{name.en}: {n} votes, {decimal(percent, 'en')} %.",
    )


def elected_by_majority(name: Text) -> Text:
    """More than half."""
    return Text(
        f"{name.kk} дауыстардың 50 процентінен астамын алды, сайланды.",
        f"{name.ru} — более 50 процентов голосов: кандидат избран.",
        f"{name.en} has more than 50 per cent of the votes: elected.",
    )


def no_majority() -> Text:
    """Nobody has more than half."""
    return Text(
        "Ешкім дауыстардың 50 процентінен астамын алған жоқ: қайтадан дауыс беру өткізіледі.",
        "Никто не получил более 50 процентов голосов: проводится повторное голосование.",
        "Nobody has more than 50 per cent of the votes: a repeat vote is held.",
    )


def neither_of_two() -> Text:
    """Two stood in all, and neither has more than half."""
    return Text(
        "Екі кандидат дауысқа түсті, ешқайсысы дауыстардың 50 процентінен астамын алған жоқ.",
        "Баллотировались два кандидата, ни один не получил более 50 процентов голосов.",
        "Two candidates stood, and neither has more than 50 per cent of the votes.",
    )


def goes_to_repeat_vote(name: Text) -> Text:
    """One of the two best."""
    return Text(
        f"{name.kk} қайтадан дауыс беруге шығады.",
        f"{name.ru} — в бюллетене повторного голосования.",
        f"{name.en} goes to the repeat vote.",
    )


def withdrawn(name: Text) -> Text:
    """Dropped out before the repeat vote."""
    return Text(
        f"{name.kk} шығып қалды: бюллетеньге неғұрлым көп дауыс алған келесі кандидат енгізіледі.",
        f"{name.ru} — выбытие: в бюллетень включается следующий по числу голосов кандидат.",
        f"{name.en} dropped out: the candidate with the next most votes comes on the ballot.",
    )


def repeat_election() -> Text:
    """Nobody can be elected by what was cast."""
    return Text(
        "Ешкім сайланбады: қайта сайлау бірінші сайлаудан кейін екі ай ішінде өткізіледі.",
        "Никто не избран: проводятся повторные выборы, в двухмесячный срок после первых.",
        "Nobody is elected: a repeat election is held within two months of the first.",
    )


def put_off() -> Text:
    """Fewer than two candidates."""
    return Text(
        "Кандидаттар екіден кем: сайлаудың мерзімі ұзартылады.",
        "Кандидатов менее двух: выборы откладываются.",
        "Fewer than two candidates: the election is put off.",
    )


def elected_by_most_votes(name: Text, votes: int) -> Text:
    """More votes than the others."""
    n = grouped(votes)
    return Text(
        f"{name.kk}: {n} дауыс, басқалардан көп: сайланды.",
        f"{name.ru}: голосов — {n}, больше, чем у других: кандидат избран.",
        f"{name.en}: {n} votes, more than the others: elected.",
    )


def no_votes() -> Text:
    """Nobody was voted for."""
    return Text(
        "Бірде-бір дауыс берілген жоқ: ешкім сайланбады.",
        "Не подано ни одного голоса: никто не избран.",
        "No votes were cast: nobody is elected.",
    )


def places_vacant(places: int) -> Text:
    """Fewer candidates with votes than places."""
    n = grouped(places)
    return Text(
        f"Бос қалған орын: {n}.",
        f"Мест осталось свободными: {n}.",
        f"Places left vacant: {n}.",
    )


def tie(between: Iterable[Text], places: int) -> Text:
    """Equal, and the law and the record do not settle it."""
    who, n = listed(between), grouped(places)
    return Text(
        f"Тең: {who.kk}. Олардың арасындағы орын саны: {n}. Шешетін жеребе жазылмаған, сондықтан шешілмеген.",
        f"Равенство: {who.ru}. Мест между ними: {n}. Жребия в записи нет, поэтому вопрос не решён.",
        f"Equal: {who.en}. Places between them: {n}. No lot is on record, so this is not settled.",
    )


def settled_by_lot(winners: Iterable[Text], between: Iterable[Text]) -> Text:
    """Equal, and a recorded lot settles it."""
    got, who = listed(winners), listed(between)
    return Text(
        f"Тең: {who.kk}. Жазылған жеребе бойынша: {got.kk}.",
        f"Равенство: {who.ru}. По записанному жребию: {got.ru}.",
        f"Equal: {who.en}. By the recorded lot: {got.en}.",
    )


def settled_by_registration(winners: Iterable[Text], between: Iterable[Text]) -> Text:
    """Equal, and the list registered earlier comes first."""
    got, who = listed(winners), listed(between)
    return Text(
        f"Тең: {who.kk}. Тізімі бұрын тіркелген: {got.kk}.",
        f"Равенство: {who.ru}. Список зарегистрирован раньше: {got.ru}.",
        f"Equal: {who.en}. The list registered earlier: {got.en}.",
    )


def equal_in_repeat_vote(between: Iterable[Text]) -> Text:
    """Equal at the repeat vote, where no lot is provided for."""
    who = listed(between)
    return Text(
        f"Дауыстар тең: {who.kk}. Мұнда жеребе көзделмеген.",
        f"Голосов поровну: {who.ru}. Жребий здесь не предусмотрен.",
        f"Equal votes: {who.en}. No lot is provided for here.",
    )
