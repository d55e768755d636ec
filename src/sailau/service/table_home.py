"""What a station asks of the precinct computer about voting at home, and about voters who are not on the list.

Applications, tours, who voted on them (M35-M37; L 41(6)); requests to the district and its decisions (M13; L 24(10),
50-5(3)). Names go to the station at which members have signed in and ask for them, and nowhere else.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.table_wire import LinkLostError
from sailau.checkin import refusals
from sailau.checkin.home import HomeReason
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.precinct.commands import Command
from sailau.refusal import Refusal
from sailau.service.home_voting import tour_hour
from sailau.service.list_requests import DECIDING, ListRequest
from sailau.service.table_station import Asked, Call
from sailau.service.tours import next_tour

REASONS: Final[Mapping[str, HomeReason]] = MappingProxyType(
    {"health": HomeReason.HEALTH, "care": HomeReason.CARE_OF_ILL_FAMILY}
)
MEMBERS_MAX: Final = 7


def _apply(call: Call) -> Mapping[str, Any] | Refusal:
    entry, reason = _voter(call), REASONS.get(call.given("reason", str))
    if isinstance(entry, Refusal):
        return entry
    if reason is None:
        return refusals.NO_WRITTEN_APPLICATION
    return _told(call.perform(entry, reason, marked_by=call.actors[0].id, desk=call.device))


def _withdraw(call: Call) -> Mapping[str, Any] | Refusal:
    entry = _voter(call)
    if isinstance(entry, Refusal):
        return entry
    return _told(call.perform(entry, marked_by=call.actors[0].id, desk=call.device))


def _see(call: Call) -> Mapping[str, Any] | Refusal:
    seen: Mapping[str, Any] | Refusal = call.perform(start=call.given("start", int), desk=call.device)
    return seen


def _begin(call: Call) -> Mapping[str, Any] | Refusal:
    precinct, device = call.entrance.precinct, call.given("device", str)
    members = call.given("members", list)
    known = {official.id for official in precinct.installed.officials}
    if len(members) > MEMBERS_MAX or any(member not in known for member in members):
        raise LinkLostError("a member is named whom this commission lacks")
    row = call.perform(next_tour(precinct, device), device, tuple(members))
    return row if isinstance(row, Refusal) else {"tour": row.tour, "applications": row.applications}


def _admit(call: Call) -> Mapping[str, Any] | Refusal:
    entry, tour = _voter(call), call.given("tour", int)
    if isinstance(entry, Refusal):
        return entry
    hour = tour_hour(call.entrance.precinct, tour)
    return _told(call.perform(entry, tour, member=call.actors[0].id, hour=hour))


def _lose(call: Call) -> Mapping[str, Any] | Refusal:
    act = call.perform(call.given("tour", int), signers=call.signers)
    return act if isinstance(act, Refusal) else {"act": act.label}


def _ask_district(call: Call) -> Mapping[str, Any] | Refusal:
    words = [call.given(name, str) for name in ("iin", "surname", "name", "patronymic", "address")]
    asked = call.perform(*words, desk=call.device)
    return asked if isinstance(asked, Refusal) else {"request": asked.number}


def _see_requests(call: Call) -> Mapping[str, Any] | Refusal:
    seen = call.perform(desk=call.device)
    return seen if isinstance(seen, Refusal) else {"requests": [_request(one) for one in seen]}


def _decide(call: Call) -> Mapping[str, Any] | Refusal:
    by = next((one for one in DECIDING if one == call.given("by", str)), None)
    if by is None:
        return refusals.LIST_FROZEN
    act = call.perform(
        call.given("request", int),
        by,
        call.given("decision", str),
        add=call.given("add", bool),
        desk=call.device,
        signers=call.signers,
    )
    return act if isinstance(act, Refusal) else {"act": act.label}


def _request(one: ListRequest) -> Mapping[str, Any]:
    return {
        "number": one.number,
        "iin": one.iin,
        "surname": one.surname,
        "name": one.name,
        "patronymic": one.patronymic,
        "address": one.address,
        "outcome": one.outcome,
        "act": one.act,
    }


def _voter(call: Call) -> VoterEntry | Refusal:
    found = call.entrance.precinct.voters.by_number(VoterNumber(call.given("voter", int)))
    return refusals.NOT_ON_LIST if found is None else found


def _told(answer: Refusal | None) -> Mapping[str, Any] | Refusal:
    return {} if answer is None else answer


ASKED: Final[Mapping[Command, Asked]] = MappingProxyType(
    {
        Command.APPLY_FOR_HOME: _apply,
        Command.WITHDRAW_HOME: _withdraw,
        Command.SEE_HOME_VOTING: _see,
        Command.BEGIN_TOUR: _begin,
        Command.ADMIT_AT_HOME: _admit,
        Command.LOSE_TOUR: _lose,
        Command.ASK_DISTRICT: _ask_district,
        Command.SEE_LIST_REQUESTS: _see_requests,
        Command.ENTER_LIST_DECISION: _decide,
    }
)
"""The role matrix says who may give them, and at which station."""
