"""The sentences of the worked explanation of party lists, in Kazakh, Russian and English."""

from fractions import Fraction

from sailau.refusal import Text
from sailau.words import Language, decimal, grouped


def threshold_is(percent: Fraction, base: int) -> Text:
    """The threshold and what it is taken of."""
    n = grouped(base)
    return Text(
        f"Кедергі: {n} дауыстың {_percent(percent, 'kk')} проценті.",
        f"Порог: {_percent(percent, 'ru')} % от {n} голосов.",
        f"Threshold: {_percent(percent, 'en')} per cent of {n} votes.",
    )


def _percent(percent: Fraction, lang: Language) -> str:
    return str(percent.numerator) if percent.denominator == 1 else decimal(percent, lang)


def party_share(name: Text, votes: int, base: int, passed: bool) -> Text:
    """One party's share and whether it passes."""
    percent = Fraction(votes * 100, base) if base else Fraction(0)
    n = grouped(votes)
    kk, ru, en = (
        ("мандаттарды бөлуге жіберіледі", "допускается к распределению мандатов", "takes part in the distribution")
        if passed
        else ("кедергіден өтпеді", "порог не преодолён", "does not pass the threshold")
    )
    return Text(
        f"{name.kk}: {n} дауыс, {decimal(percent, 'kk')} %: {kk}.",
        f"{name.ru}: голосов — {n}, {decimal(percent, 'ru')} %: {ru}.",
        f"{name.en}: {n} votes, {decimal(percent, 'en')} %: {en}.",
    )


def nobody_passes() -> Text:
    """No list passes."""
    return Text(
        "Кедергіден бірде-бір партия өтпеді: мандаттар бөлінбейді.",
        "Порог не преодолела ни одна партия: мандаты не распределяются.",
        "No party passes the threshold: no mandates are distributed.",
    )


def next_party_joins(name: Text) -> Text:
    """One party alone passes, and the rule in force brings in the next."""
    return Text(
        f"Кедергіден бір ғана партия өтті: келесі ең көп дауыс алған {name.kk} қосылады.",
        f"Порог преодолела одна партия: допускается следующая по числу голосов — {name.ru}.",
        f"One party alone passes the threshold: the next by votes joins, {name.en}.",
    )


def quota_is(total: int, mandates: int) -> Text:
    """The quota: votes of those who pass, by mandates."""
    t, m, quota = grouped(total), grouped(mandates), Fraction(total, mandates)
    return Text(
        f"Сайлау квотасы: {t} : {m} = {decimal(quota, 'kk')}.",
        f"Избирательная квота: {t} : {m} = {decimal(quota, 'ru')}.",
        f"Quota: {t} : {m} = {decimal(quota, 'en')}.",
    )


def quotient_is(name: Text, votes: int, quotient: Fraction, whole: int, factor: Fraction | None) -> Text:
    """One party's votes by the quota, its whole part and its remainder."""
    n, w, rest = grouped(votes), grouped(whole), quotient - quotient.numerator // quotient.denominator
    times = {"kk": "", "ru": "", "en": ""}
    if factor is not None:
        times = {
            "kk": f" (× {decimal(factor, 'kk', 1)})",
            "ru": f" (× {decimal(factor, 'ru', 1)})",
            "en": f" (× {decimal(factor, 'en', 1)})",
        }
    return Text(
        f"{name.kk}: {n} : квота{times['kk']} = {decimal(quotient, 'kk')}; "
        f"бүтін бөлігі бойынша мандат: {w}; қалдық {decimal(rest, 'kk')}.",
        f"{name.ru}: {n} : квота{times['ru']} = {decimal(quotient, 'ru')}; "
        f"мандатов по целой части: {w}; остаток {decimal(rest, 'ru')}.",
        f"{name.en}: {n} : quota{times['en']} = {decimal(quotient, 'en')}; "
        f"mandates by the whole part: {w}; remainder {decimal(rest, 'en')}.",
    )


def adjusted_to_least(name: Text, whole: int) -> Text:
    """The joining party is raised to the least; the other yields where there is no room."""
    n = grouped(whole)
    return Text(
        f"{name.kk}: қосылған партияға берілетін ең аз мандат саны сақталуы үшін — {n}.",
        f"{name.ru}: чтобы у допущенной партии было наименьшее число мандатов, — {n}.",
        f"{name.en}: so that the party that joined has its least number of mandates: {n}.",
    )


def left_over(rest: int) -> Text:
    """How many mandates the remainders decide."""
    n = grouped(rest)
    return Text(
        f"Қалған мандат: {n}. Олар ең үлкен қалдықтар бойынша бір-бірден беріледі.",
        f"Осталось мандатов: {n}. Они передаются по одному по наибольшим остаткам.",
        f"Mandates left: {n}. They go one by one to the largest remainders.",
    )


def by_remainder(name: Text, remainder: Fraction) -> Text:
    """One mandate by remainder."""
    return Text(
        f"{name.kk}: қалдығы {decimal(remainder, 'kk')}, тағы бір мандат.",
        f"{name.ru}: остаток {decimal(remainder, 'ru')}, ещё один мандат.",
        f"{name.en}: remainder {decimal(remainder, 'en')}, one more mandate.",
    )


def round_for_all(rounds: int) -> Text:
    """More mandates left than parties: each gets so many before the remainders decide."""
    n = grouped(rounds)
    return Text(
        f"Қалған мандат партиялардан көп: алдымен әрқайсысына {n} мандат.",
        f"Оставшихся мандатов больше, чем партий: сначала каждой по {n}.",
        f"More mandates are left than parties: first {n} to each.",
    )


def party_result(name: Text, mandates: int) -> Text:
    """What a party has in the end."""
    n = grouped(mandates)
    return Text(f"{name.kk}: мандат саны — {n}.", f"{name.ru}: мандатов — {n}.", f"{name.en}: mandates, {n}.")
