"""A card that left the desk in the middle of its activation and does not come back (R 8; L 43(4)).

Nobody can tell whether the mark is on it. So it counts as issued and missing, its credential is cancelled, and the
admission stands: the voter may hold a card that works. An act says so, and the desk is free again.
"""

from collections.abc import Sequence

from sailau.formats.v1.record import Bilingual
from sailau.service.accumulator import cancel_credential
from sailau.service.acts import Matter, SignedAct, enter_act
from sailau.service.desk import Purpose, pending_of, resume
from sailau.service.pool import Place, card_row, count, credential_of, erase_card, move_credential
from sailau.service.precinct import Precinct
from sailau.signing.authority import Signer

ACTIVATIONS = "activations"
_COUNTED = {Purpose.ADMISSION: (), Purpose.REPLACEMENT: ("replacements",), Purpose.TEST: ("test_cards",)}


def give_card_up(precinct: Precinct, desk: str, signers: Sequence[Signer]) -> SignedAct | None:
    """Declare the card of the desk's unfinished activation missing, by act; None when nothing is unfinished.

    May be repeated after a crash. A vote on that card is refused from then on.
    """
    resume(precinct, None, desk)
    pending = pending_of(precinct, desk)
    if pending is None:
        return None
    text = Bilingual(
        "Карточка іске қосу кезінде алынып, қайтарылмады: берілген әрі жоғалған деп есептеледі.",
        "Карточка изъята во время активации и не возвращена: считается выданной и утраченной.",
    )
    matter = Matter(
        key=f"desk-card:{pending.number}:{pending.load}", kind="missing_card", article="L 43(4), R 8", text=text
    )
    act = enter_act(precinct, matter, signers, {"cards": [pending.number]})
    with precinct.stores.cards.transaction() as tx:
        row = card_row(tx, pending.number)
        public = None if row is None else credential_of(tx, row.credential).public
    if public is not None:
        cancel_credential(precinct, public, "missing")
    with precinct.stores.cards.transaction() as tx:
        if row is not None:
            erase_card(tx, row.number)
            move_credential(tx, row.credential, Place.GONE)
        for counter in (f"issued:{pending.member}", "missing", *_COUNTED[pending.purpose]):
            count(tx, counter)
        tx.delete(ACTIVATIONS, desk.encode())
    precinct.recorder().record("card-cancelled", reason="missing")
    resume(precinct, None, desk)
    return act
