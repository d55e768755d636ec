"""The cards of a training place, carried by hand: out of the tray, into a slot, into a pocket (R 8, annex 2).

What carries is the person: no station takes or gives a card. A slot has room for one.
"""

from collections.abc import Mapping
from typing import Final

from sailau.adapters.cards.tray import TRAY, Tray, slot_of
from sailau.card import CardNumber
from sailau.errors import StoreError
from sailau.service.training.programs import ACCUMULATOR, DESK, TERMINAL

POCKET: Final = "pocket/voter"
PLACES: Final[Mapping[str, str]] = {
    "tray": TRAY,
    "desk": slot_of(DESK),
    "pocket": POCKET,
    "booth": slot_of(TERMINAL),
    "table": slot_of(ACCUMULATOR),
}
"""The places in the order of a voter's way, and what the tray's folder calls them."""
SLOTS: Final = frozenset({"desk", "booth", "table"})


def lying(tray: Tray) -> Mapping[str, tuple[int, ...]]:
    """The numbers of the cards that lie at each place."""
    found = tray.cards()
    return {name: tuple(sorted(n for n, where in found.items() if where == at)) for name, at in PLACES.items()}


def carry(tray: Tray, number: int, to: str) -> bool:
    """Carry a card to a place; False when it is not there any more, or the slot is taken. Nothing moves then."""
    where = tray.cards().get(CardNumber(number))
    if where is None or to not in PLACES or (to in SLOTS and lying(tray)[to]):
        return False
    try:
        tray.move(CardNumber(number), where, PLACES[to])
    except StoreError:
        return False
    return True
