"""What a desk asks of the precinct computer through its link: voters found and admitted, cards (R 6-9; L 41, 42).

A voter travels as the list has the entry, and what the precinct knows of the voter: never with a card.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.table_wire import LinkLostError
from sailau.checkin import refusals
from sailau.checkin.decisions import HelperKind
from sailau.checkin.state import Admitted, AppliedForHome, GivenPaper, Intended
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.precinct.commands import Command
from sailau.refusal import Refusal
from sailau.service import desk
from sailau.service.open_tray import refuse_short_tray
from sailau.service.preparation import TRAY_CARDS_MIN
from sailau.service.table_station import Asked, Call

STANDINGS: Final = MappingProxyType(
    {
        Intended: "intended",
        Admitted: "admitted",
        AppliedForHome: "applied-for-home",
        GivenPaper: "given-paper",
    }
)


def _find(call: Call) -> Mapping[str, Any] | Refusal:
    said = {"typed": call.given("typed", bool), "desk": call.device, "member": call.actors[0].id}
    found = call.perform(call.given("iin", str), **said)
    return found if isinstance(found, Refusal) else _shown(call, found)


def _search(call: Call) -> Mapping[str, Any] | Refusal:
    found = call.perform(call.given("name", str), desk=call.device, member=call.actors[0].id)
    return found if isinstance(found, Refusal) else {"found": [_shown(call, entry) for entry in found]}


def _admit(call: Call) -> Mapping[str, Any] | Refusal:
    entry, helper = _voter(call), call.given("helper", str)
    if isinstance(entry, Refusal):
        return entry
    if call.given("matches", bool) and (short := refuse_short_tray(call.entrance.precinct)) is not None:
        return short
    done = call.perform(
        entry,
        call.slot,
        desk=call.device,
        member=call.actors[0].id,
        document_matches=call.given("matches", bool),
        helper=_kind(helper),
        helper_name=call.given("helper_name", str) if helper else "",
    )
    return done if isinstance(done, Refusal) else _shown(call, entry)


def _give_paper(call: Call) -> Mapping[str, Any] | Refusal:
    entry, helper = _voter(call), call.given("helper", str)
    if isinstance(entry, Refusal):
        return entry
    refusal = call.perform(
        entry,
        desk=call.device,
        member=call.actors[0].id,
        document_matches=call.given("matches", bool),
        helper=_kind(helper),
        helper_name=call.given("helper_name", str) if helper else "",
    )
    return _shown(call, entry) if refusal is None else refusal


def _take_paper_back(call: Call) -> Mapping[str, Any] | Refusal:
    entry = _voter(call)
    if isinstance(entry, Refusal):
        return entry
    refusal = call.perform(entry, desk=call.device, unused=call.given("unused", bool))
    return _shown(call, entry) if refusal is None else refusal


def _kind(helper: str) -> HelperKind | None:
    return HelperKind(helper) if helper in {kind.value for kind in HelperKind} else None


def _replace(call: Call) -> Mapping[str, Any] | Refusal:
    short = refuse_short_tray(call.entrance.precinct)
    if short is not None:
        return short
    return _told(call.perform(call.slot, desk=call.device, member=call.actors[0].id, test=call.given("test", bool)))


def _tray_leave(call: Call) -> Mapping[str, Any] | Refusal:
    cards = call.given("cards", int)
    if not 1 <= cards < TRAY_CARDS_MIN:
        raise LinkLostError("the station does not speak as agreed")
    return _told(call.perform(cards, desk=call.device))


def _resume(call: Call) -> Mapping[str, Any] | Refusal:
    return _told(call.perform(call.slot, desk=call.device))


def _undo(call: Call) -> Mapping[str, Any] | Refusal:
    entry = _voter(call)
    if isinstance(entry, Refusal):
        return entry
    undone = call.perform(entry, desk=call.device)
    return undone if isinstance(undone, Refusal) else _shown(call, entry)


def _give_up(call: Call) -> Mapping[str, Any] | Refusal:
    act = call.perform(desk=call.device, signers=call.signers)
    return act if isinstance(act, Refusal) else {"act": "" if act is None else act.label}


def _told(answer: Refusal | None) -> Mapping[str, Any] | Refusal:
    return {} if answer is None else answer


def _voter(call: Call) -> VoterEntry | Refusal:
    found = call.entrance.precinct.voters.by_number(VoterNumber(call.given("voter", int)))
    return refusals.NOT_ON_LIST if found is None else found


def _shown(call: Call, entry: VoterEntry) -> Mapping[str, Any]:
    standing = desk.standing_of(call.entrance.precinct, entry.number)
    return {
        "number": int(entry.number),
        "iin": entry.iin.digits,
        "surname": entry.surname,
        "name": entry.name,
        "patronymic": entry.patronymic,
        "birth_date": entry.birth_date.isoformat(),
        "address": entry.address,
        "standing": STANDINGS.get(type(standing), "not-admitted"),
    }


ASKED: Final[Mapping[Command, Asked]] = MappingProxyType(
    {
        Command.FIND_VOTER: _find,
        Command.SEARCH_VOTERS: _search,
        Command.ADMIT_VOTER: _admit,
        Command.REPLACE_CARD: _replace,
        Command.RESUME_DESK: _resume,
        Command.UNDO_ADMISSION: _undo,
        Command.GIVE_PAPER: _give_paper,
        Command.TAKE_PAPER_BACK: _take_paper_back,
        Command.GIVE_CARD_UP: _give_up,
        Command.GIVE_TRAY_LEAVE: _tray_leave,
    }
)
"""The commands of a desk. The role matrix says who may give them, and that it is done at a desk."""
