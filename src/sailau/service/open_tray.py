"""The open tray: the voter takes any card of at least ten; fewer lie there only by the chair's recorded leave (R 8).

So nobody at the desk chooses whose card it is. What lies there is what the card table has loaded; the card in the
desk's slot is still one of them. Desks ask before a card is activated.
"""

from typing import Final

import cbor2

from sailau.errors import invariant
from sailau.refusal import Refusal, Text
from sailau.service.pool import CardState, card_rows
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.preparation import TRAY_CARDS_MIN

LEAVE: Final = b"tray-leave"
"""Where the day's `config` keeps for how few cards the chair gave leave."""

TRAY_TOO_FEW: Final = Refusal(
    "tray-too-few",
    "R 8",
    Text(
        f"Ашық науада {TRAY_CARDS_MIN} карточкадан аз: жинақтаушыда карточка дайындалсын немесе төраға рұқсат берсін.",
        f"На открытом подносе менее {TRAY_CARDS_MIN} карточек: подготовьте карточки у накопителя, или разрешение даёт "
        "председатель.",
        f"There are fewer than {TRAY_CARDS_MIN} cards on the open tray: make cards ready at the accumulator, or the "
        "chair gives leave.",
    ),
)


def cards_on_tray(precinct: Precinct) -> int:
    """How many loaded cards there are, that in a desk's slot among them."""
    with precinct.stores.cards.transaction() as tx:
        return sum(row.state is CardState.LOADED for row in card_rows(tx))


def give_tray_leave(precinct: Precinct, cards: int, *, desk: str) -> None:
    """Let the chair allow that as few as `cards` (1 to 9) lie on the tray; the last leave holds, until the day's end.

    `desk` is where the chair gave it.
    """
    invariant(bool(desk) and 1 <= cards < TRAY_CARDS_MIN, "leave is for fewer cards than the rule asks, and for some")
    if _allowed(precinct) == cards:
        return
    with precinct.stores.day.transaction() as tx:
        tx.put("config", LEAVE, cbor2.dumps(cards))
    precinct.recorder().record("tray-leave-given", cards=cards)


def is_short(precinct: Precinct) -> bool:
    """Tell whether fewer cards lie on the tray than the rule, or the chair's leave, asks."""
    return cards_on_tray(precinct) < _allowed(precinct)


@records_refusal("card")
def refuse_short_tray(precinct: Precinct) -> Refusal | None:
    """Say that no card is activated from a tray of too few; None when there are enough."""
    return TRAY_TOO_FEW if is_short(precinct) else None


def _allowed(precinct: Precinct) -> int:
    with precinct.stores.day.transaction() as tx:
        leave = tx.get("config", LEAVE)
    return TRAY_CARDS_MIN if leave is None else int(cbor2.loads(leave))
