"""Lists of parties before and after the vote (M66): length, dropping out, order, blocs.

A list has at most 30 % more names than there are mandates (L 89(8)). If more than 25 % of it drops
out, its registration is refused or void (L 89(9)(3)). After the election a party may change the
order of its list, on a written application to the Central Election Commission with an extract from
the minutes of its highest body (L 97-1(5)). Two or more parties could form a bloc in 2004.
"""

from collections.abc import Hashable
from datetime import date
from typing import TypeVar

from sailau.errors import invariant
from sailau.law.rules import RuleName, rule_on
from sailau.refusal import Refusal, Text

Name = TypeVar("Name", bound=Hashable)


def list_length_max(mandates: int, day: date) -> int | None:
    """The most names that a list may have; None where no such rule was in force.

    | mandates | names |
    |----------|-------|
    | 10       | 13    |
    | 69       | 89    |
    | 98       | 127   |
    """
    rule = rule_on(RuleName.LIST_LENGTH_RESERVE, day)
    return None if rule is None else int(mandates * (1 + rule.value))


def list_is_void(registered: int, dropped_out: int, day: date) -> bool:
    """Whether so many have dropped out that the list's registration is void: *more* than the share."""
    invariant(0 <= dropped_out <= registered, "more dropped out than there were")
    rule = rule_on(RuleName.LIST_DROP_OUT_MAX, day)
    return rule is not None and dropped_out > rule.value * registered


def reorder(names: tuple[Name, ...], wanted: tuple[Name, ...]) -> tuple[Name, ...] | Refusal:
    """The list in the order that the party asks for: the same names, each once."""
    invariant(len(set(names)) == len(names), "a name twice on a registered list")
    if len(wanted) != len(names) or set(wanted) != set(names):
        return Refusal(
            code="list-reordered-with-other-names",
            article="L 97-1(5)",
            text=Text(
                "Кезектілік қана өзгертіледі: тізімдегі адамдар дәл сол қалпында болуы керек. "
                "Тізімді сол адамдармен қайта беріңіз.",
                "Меняется только очерёдность: в списке должны остаться те же лица. Подайте список с теми же лицами.",
                "Only the order may change. Hand in the list with the same persons.",
            ),
        )
    return wanted


def bloc_may_stand(parties: int, day: date) -> bool:
    """Whether so many parties may stand as one bloc on `day`."""
    rule = rule_on(RuleName.BLOC_PARTIES_MIN, day)
    return rule is not None and parties >= rule.value


def elected_from_list(names: tuple[Name, ...], mandates: int) -> tuple[tuple[Name, ...], int]:
    """Who of a list takes the party's mandates, in the list's order, and how many mandates stay without a person."""
    invariant(mandates >= 0, "mandates are not negative")
    return names[:mandates], max(0, mandates - len(names))
