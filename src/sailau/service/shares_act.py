"""The act by which shares of the key are erased names the members whose shares they are (L 50-2(2), 50-5(7); E43).

What was erased cannot be brought back: so it is done member by member, by names that two members have read and signed,
and never to whatever key stores happen to lie there.
"""

from collections.abc import Sequence
from typing import Any, Final

from sailau.formats.v1.record import Act
from sailau.refusal import Refusal, Text
from sailau.service.acts import member_number

SHARES_ERASED: Final = "shares_erased"
"""The kind of act by which the members' shares are erased."""
SHARES_OF: Final = "shares_of"
"""Whose, in the act's data: `member-N`, ascending."""

SHARES_OF_NOBODY: Final = Refusal(
    "shares-of-nobody",
    "L 50-2(2)",
    Text(
        "Кілт үлесі өшірілетін мүшелерді белгілеңіз.",
        "Отметьте членов комиссии, чьи доли ключа стираются.",
        "Mark the members whose shares of the key are erased.",
    ),
)
NO_NAMED_STORE: Final = Refusal(
    "no-named-store",
    "L 50-2(2)",
    Text(
        "Актіде аталған мүшелердің кілт қоймасы мұнда жоқ. Тасығышты салыңыз.",
        "Хранилищ ключа тех, кого называет акт, здесь нет. Вставьте носитель.",
        "No key store of those whom the act names is here. Put the medium in.",
    ),
)


def shares_of(act: Act) -> tuple[int, ...]:
    """The numbers of the members whose shares go by this act; nobody's by an act that names nobody."""
    named: Any = act.data.get(SHARES_OF, ())
    if act.kind != SHARES_ERASED or not isinstance(named, Sequence) or isinstance(named, str):
        return ()
    return tuple(sorted({member_number(one) for one in named if _is_member(one)}))


def _is_member(value: object) -> bool:
    return isinstance(value, str) and value.startswith("member-") and value.removeprefix("member-").isdecimal()
