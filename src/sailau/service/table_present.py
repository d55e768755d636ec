"""What a station asks of the precinct computer about those present, suspension and sittings (M18-M23, M38).

`ASKED` by command; each answers with the number of somebody registered or the label of the act. Dates travel as ISO
texts, anything else for none; times to the minute without an offset are local. Votes are three lists of members' ids.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.table_wire import LinkLostError
from sailau.formats.v1.record import Bilingual
from sailau.law.presence import RIGHT_POINTS
from sailau.precinct.commands import Command
from sailau.precinct.present import Authority, Kind, Paper, Person
from sailau.precinct.sitting import NOTICE_UNCLEAR, Notice, Votes
from sailau.refusal import Refusal
from sailau.service.acts import SignedAct
from sailau.service.present import Remark
from sailau.service.sittings import Item, Sitting
from sailau.service.suspension import Decision
from sailau.service.table_station import Asked, Call

_NOT_AS_AGREED: Final = "the station does not speak as agreed"


def _register(call: Call) -> Mapping[str, Any] | Refusal:
    kind, shown = call.given("kind", str), _texts(call.given("shown", list))
    if kind not in {one.value for one in Kind} or not shown <= {one.value for one in Paper}:
        raise LinkLostError(_NOT_AS_AGREED)
    authority = Authority(
        kind=Kind(kind),
        surname=call.given("surname", str),
        name=call.given("name", str),
        patronymic=call.given("patronymic", str),
        sender=call.given("sender", str),
        paper=call.given("paper", str),
        shown=frozenset(map(Paper, shown)),
        precinct=call.given("precinct", int),
        day=_date(call.given("day", str)),
        accredited=_date(call.given("accredited", str)),
    )
    return _numbered(call.perform(authority))


def _note(call: Call) -> Mapping[str, Any] | Refusal:
    return _numbered(call.perform(call.given("number", int), there=call.given("there", bool)))


def _remark(call: Call) -> Mapping[str, Any] | Refusal:
    right = call.given("right", int)
    if right and right not in RIGHT_POINTS:
        raise LinkLostError(_NOT_AS_AGREED)
    remark = Remark(words=call.given("words", str), right=right, document=call.given("document", str))
    return _labelled(call.perform(call.given("number", int), remark, signers=call.signers))


def _remove(call: Call) -> Mapping[str, Any] | Refusal:
    return _labelled(call.perform(call.given("number", int), _decision(call), signers=call.signers))


def _suspend(call: Call) -> Mapping[str, Any] | Refusal:
    return _labelled(call.perform(call.given("suspended", str), _decision(call), signers=call.signers))


def _sitting(call: Call) -> Mapping[str, Any] | Refusal:
    told, began = _moment(call, call.given("told", str)), _moment(call, call.given("began", str))
    if told is None or began is None:
        return NOTICE_UNCLEAR
    dissents = call.given("dissents", dict)
    if not all(type(member) is str and type(words) is str for member, words in dissents.items()):
        raise LinkLostError(_NOT_AS_AGREED)
    sitting = Sitting(
        notice=Notice(told=told, began=began, urgent=call.given("urgent", bool)),
        present=_texts(call.given("present", list)),
        items=tuple(_item(row) for row in call.given("items", list)),
        dissents=dissents,
    )
    return _labelled(call.perform(sitting, signers=call.signers))


def _item(row: Any) -> Item:
    if not isinstance(row, dict):
        raise LinkLostError(_NOT_AS_AGREED)
    return Item(matter=_both(row.get("matter")), decision=_both(row.get("decision")), votes=_votes(row))


def _decision(call: Call) -> Decision:
    return Decision(reason=_both(call.given("reason", dict)), votes=_votes(call.args))


def _votes(row: Mapping[str, Any]) -> Votes:
    return Votes(
        in_favour=_texts(row.get("in_favour")),
        against=_texts(row.get("against")),
        abstained=_texts(row.get("abstained")),
    )


def _both(value: Any) -> Bilingual:
    if not isinstance(value, dict) or type(value.get("kk")) is not str or type(value.get("ru")) is not str:
        raise LinkLostError(_NOT_AS_AGREED)
    return Bilingual(value["kk"], value["ru"])


def _texts(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or any(type(text) is not str for text in value):
        raise LinkLostError(_NOT_AS_AGREED)
    return frozenset(value)


def _date(text: str) -> date | None:
    """A date as a person typed it; none when it is no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(call: Call, text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=call.entrance.precinct.zone)


def _numbered(answer: Person | Refusal) -> Mapping[str, Any] | Refusal:
    return answer if isinstance(answer, Refusal) else {"number": answer.number}


def _labelled(answer: SignedAct | Refusal) -> Mapping[str, Any] | Refusal:
    return answer if isinstance(answer, Refusal) else {"act": answer.label}


ASKED: Final[Mapping[Command, Asked]] = MappingProxyType(
    {
        Command.REGISTER_PRESENT: _register,
        Command.NOTE_PRESENCE: _note,
        Command.ENTER_REMARK: _remark,
        Command.REMOVE_PRESENT: _remove,
        Command.SUSPEND_MEMBER: _suspend,
        Command.HOLD_SITTING: _sitting,
    }
)
"""The commands about those present. The role matrix says who may give them."""
