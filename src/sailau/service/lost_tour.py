"""A portable device that does not come back from its tour: stolen, burnt, both copies lost (L 41(6), 50-5(4, 6)).

Its credentials are cancelled first, so that no ballot made with them is ever counted, wherever the device turns up. Who
was on the tour waits for another one, or comes in person. An act names the device and the two members. The device's
closing figures are missing from then on: `closing.declare_device_dead` says so at the close.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sailau.checkin import home
from sailau.checkin.state import after
from sailau.formats.v1.record import Bilingual
from sailau.refusal import Refusal, Text
from sailau.service.accumulator import cancel_credential
from sailau.service.acts import Matter, SignedAct, enter_act
from sailau.service.desk import put_standing, standing_of
from sailau.service.pool import Place, credential_of, move_credential
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.tour_rows import TourRow, put_tour
from sailau.service.tours import carriers, take_tours_out, tour_row
from sailau.signing.authority import Signer

NO_SUCH_TOUR: Final = Refusal(
    "no-such-tour",
    "L 41(6)",
    Text("Мұндай сапар жоқ.", "Такого выезда нет.", "There is no such tour."),
)
TOUR_CAME_BACK: Final = Refusal(
    "tour-came-back",
    "L 41(6)",
    Text(
        "Бұл сапардың бюллетеньдері қабылданған.",
        "Бюллетени этого выезда уже приняты.",
        "The ballots of this tour have been taken already.",
    ),
)


@records_refusal("other")
def lose_tour(precinct: Precinct, tour: int, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Declare by act that the device of a tour is lost; may be repeated after a crash."""
    row = tour_row(precinct, tour)
    if row is None:
        return NO_SUCH_TOUR
    if row.done and not row.lost:
        return TOUR_CAME_BACK
    act = _act(precinct, row, signers)
    if row.lost:
        return act
    take_tours_out(precinct)
    _cancel(precinct, row)
    _give_voters_back(precinct, row)
    precinct.recorder().record(
        "tour-lost", act=act.label, applications=row.applications, credentials=len(row.credentials), tour=tour
    )
    return act


def _act(precinct: Precinct, row: TourRow, signers: Sequence[Signer]) -> SignedAct:
    who = carriers(precinct, row)
    text = Bilingual(
        f"«{row.device}» құрылғысы {row.tour}-сапардан қайтпады. Ондағы құқықтардың күші жойылды, олармен берілген "
        f"дауыстар есептелмейді; өтініш берушілер қайтадан дауыс бере алады. Құрылғымен шыққандар: {who}.",
        f"Устройство «{row.device}» не вернулось с выезда № {row.tour}. Права голоса в нём аннулированы, поданные с "
        f"ними голоса не учитываются; заявители могут проголосовать снова. С устройством выезжали: {who}.",
    )
    matter = Matter(key=f"tour-lost:{row.tour}", kind="tour_lost", article="L 41(6), 50-5(6)", text=text)
    data = {
        "tour": row.tour,
        "applications": row.applications,
        "cancelled": len(row.credentials),
        "device": row.device,
        "carried_by": list(row.members),
    }
    return enter_act(precinct, matter, signers, data)


def _cancel(precinct: Precinct, row: TourRow) -> None:
    ids = [hashlib.sha256(sealed).digest() for sealed in row.credentials]
    with precinct.stores.cards.transaction() as tx:
        publics = [credential_of(tx, id_).public for id_ in ids]
    for public in publics:
        cancel_credential(precinct, public, "missing")
    with precinct.stores.cards.transaction() as tx:
        for id_ in ids:
            move_credential(tx, id_, Place.GONE)


def _give_voters_back(precinct: Precinct, row: TourRow) -> None:
    """The last step: tour and voters in one change of the list's store."""
    found = [(entry.number, standing_of(precinct, entry.number)) for entry in precinct.voters]
    with precinct.stores.checkin.transaction() as tx:
        put_tour(tx, replace(row, applications=0, credentials=(), done=True, lost=True))
        for number, standing in found:
            event = home.lose_tour(standing, row.tour)
            if event is not None:
                put_standing(tx, precinct, number, after(standing, event))
