"""What the chair's station asks of the precinct computer through its link, from check to reconciliation (L 50-5, 43).

Acts come to the station whole and are signed there; devices' closing cards come from the medium that a member carried.
Texts for acts are given in Kazakh and Russian (`kk`, `ru`). Every command answers with the label of its act, or with
what it found; the whole of the day is in the outline (`service.day_outline`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.record import Bilingual, ClosingCard, Figures
from sailau.formats.v1.record.acts import HIGHER_KINDS
from sailau.law.protocol_form import Difference
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.service.act_kinds import ACT_KINDS
from sailau.service.acts import Matter, SignedAct, acts
from sailau.service.closing import Unreconciled, closing_request, current_figures, differences_of, relation_code
from sailau.service.closing_medium import read_head, request_bytes
from sailau.service.device_heads import demand_head, enter_head
from sailau.service.opening import DUTIES
from sailau.service.possession import possession
from sailau.service.recorder_packing import RECORDER_PACKED, packing_data
from sailau.service.shares_act import SHARES_ERASED, SHARES_OF, SHARES_OF_NOBODY
from sailau.service.table_station import Asked, Call

KEPT_FOR_COMMANDS: Final = frozenset(
    {
        "installation",
        "zero_report",
        "restart",
        "device_failed",
        "missing_card",
        "unused_credentials_destroyed",
        "reconciliation",
        "chair_replaced",
        "present_remark",
        "present_removed",
        "member_suspended",
        "sitting",
    }
)
"""Kinds of acts that come of a command of their own, and of nothing else."""

NO_SUCH_ACT: Final = Refusal(
    "no-such-act",
    "L 50-6(2)",
    Text("Мұндай акт жоқ.", "Такого акта нет.", "There is no such act."),
)
NO_SUCH_DEVICE: Final = Refusal(
    "no-such-device",
    "L 50-6(1)",
    Text(
        "Бұл учаскеде мұндай құрылғы жоқ.",
        "На этом участке такого устройства нет.",
        "This precinct has no such device.",
    ),
)
CLOSING_CARD_NOT_GOOD: Final = Refusal(
    "closing-card-not-good",
    "L 50-6(1), R 17",
    Text(
        "Бұл осы құрылғының осы сайлаудағы жабу деректері емес: құрылғыдан қайта алыңыз.",
        "Это не закрывающие данные этого устройства на этих выборах: возьмите их с устройства ещё раз.",
        "These are not this device's closing figures in this election: take them off the device again.",
    ),
)
ACT_NOT_GOOD: Final = Refusal(
    "higher-act-not-good",
    "L 50-5(7)",
    Text(
        "Бұл акт жоғары тұрған комиссиянікі емес, басқа учаскенікі, не нөмірі бос емес.",
        "Этот акт не вышестоящей комиссии, другого участка, или его номер занят.",
        "The act is not of a higher commission, is of another precinct, or its number is taken.",
    ),
)
NOTHING_DIFFERS: Final = Refusal(
    "nothing-differs",
    "L 43(4-1)",
    Text(
        "Бұл арақатынас сақталған: түсіндіретін айырма жоқ.",
        "Это соотношение соблюдено: объяснять нечего.",
        "This relation holds: there is nothing to explain.",
    ),
)


def _check(call: Call) -> Mapping[str, Any] | Refusal:
    precinct = call.entrance.precinct
    proved = possession(precinct)
    members = precinct.definition.rules.quorum.members
    return labelled(call.perform([proved.get(number, False) for number in range(1, members + 1)], signers=call.signers))


def _name_duty(call: Call) -> Mapping[str, Any] | Refusal:
    named, duty = call.given("named", str), call.given("duty", str)
    known = {official.id for official in call.entrance.precinct.installed.officials}
    if named not in known or duty not in DUTIES:
        raise LinkLostError("the station does not speak as agreed")
    return done(call.perform(named, duty))


def _replace_chair(call: Call) -> Mapping[str, Any] | Refusal:
    return labelled(call.perform(_reason(call), signers=call.signers))


def _step(call: Call) -> Mapping[str, Any] | Refusal:
    return done(call.perform())


def _suspend(call: Call) -> Mapping[str, Any] | Refusal:
    """Each interruption is a matter of its own: the next number after those there were."""
    before = sum(one.act.kind == "restart" for one in acts(call.entrance.precinct))
    return labelled(call.perform(_reason(call), f"restart:{before + 1}", signers=call.signers))


def _resume(call: Call) -> Mapping[str, Any] | Refusal:
    act = named_act(call)
    return act if isinstance(act, Refusal) else done(call.perform(act))


def _closing_card(call: Call) -> Mapping[str, Any] | Refusal:
    precinct = call.entrance.precinct
    if call.args.get("step") == "request":
        refusal = call.entrance.refuse(call.command, call.actors)
        if refusal is not None:
            return refusal
        installed = precinct.installed
        return {"request": request_bytes(closing_request(precinct), installed.setup_hash, installed.computer)}
    device = call.given("device", str)
    if device not in precinct.booths:
        return NO_SUCH_DEVICE
    try:
        head = read_head(call.given("head", bytes))
        demand_head(precinct, device, head)
        entered = call.perform(device, call.given("card", bytes), call.given("signature", bytes))
        if isinstance(entered, ClosingCard):
            enter_head(precinct, head)
    except (FormatError, SignatureError, ValueError):
        return CLOSING_CARD_NOT_GOOD
    return entered if isinstance(entered, Refusal) else {"sealed": entered.sealed, "sessions": entered.sessions}


def _dead(call: Call) -> Mapping[str, Any] | Refusal:
    device = call.given("device", str)
    if device not in call.entrance.precinct.booths:
        return NO_SUCH_DEVICE
    return labelled(call.perform(device, call.signers))


def _missing(call: Call) -> Mapping[str, Any] | Refusal:
    return _counted(call.perform(signers=call.signers, accumulator=call.given("accumulator", str)))


def _destroy(call: Call) -> Mapping[str, Any] | Refusal:
    return _counted(call.perform(signers=call.signers))


def _reconcile(call: Call) -> Mapping[str, Any] | Refusal:
    found = call.perform()
    if isinstance(found, Refusal):
        return found
    open_ = found.differences if isinstance(found, Unreconciled) else ()
    figures = found.figures if isinstance(found, Unreconciled) else found
    return {"agrees": not open_, "open": [relation_code(one) for one in open_], "figures": _figures(figures)}


def _explain(call: Call) -> Mapping[str, Any] | Refusal:
    codes = _texts(call.given("codes", list))
    found: list[Difference] = [
        one
        for one in differences_of(call.entrance.precinct, current_figures(call.entrance.precinct))
        if relation_code(one) in codes
    ]
    if {relation_code(one) for one in found} != codes or not codes:
        return NOTHING_DIFFERS
    return labelled(call.perform(found, _reason(call), signers=call.signers))


def enter_commission_act(call: Call) -> Mapping[str, Any] | Refusal:
    """An act of the commission that is a text, and for some kinds what it is about."""
    kind, key = call.given("kind", str), call.given("key", str)
    if kind not in ACT_KINDS or kind in KEPT_FOR_COMMANDS | HIGHER_KINDS or not key:
        raise LinkLostError("the station does not speak as agreed")
    matter = Matter(
        key=f"{kind}:{key}",
        kind=kind,
        article=call.given("article", str),
        text=_reason(call),
        explains=tuple(sorted(_texts(call.given("explains", list)))),
    )
    data = _data_of(call, kind)
    if isinstance(data, Refusal):
        return data
    answer = labelled(call.perform(matter, signers=call.signers, data=data))
    if kind == RECORDER_PACKED and not isinstance(answer, Refusal):
        call.entrance.precinct.recorder().record("recorder-packed", act=answer["act"])
    return answer


def _data_of(call: Call, kind: str) -> Mapping[str, Any] | Refusal:
    """What an act of this kind says beside its text."""
    if kind == SHARES_ERASED:
        return _whose_shares(call)
    if kind == RECORDER_PACKED:
        return packing_data(call.entrance.precinct, call.given("seal", str))
    return {}


def _whose_shares(call: Call) -> Mapping[str, Any] | Refusal:
    """An act on erasing shares names the members whose they are."""
    named = _texts(call.given(SHARES_OF, list))
    if not named <= {official.id for official in call.entrance.precinct.installed.officials}:
        raise LinkLostError("the station does not speak as agreed")
    return {SHARES_OF: sorted(named)} if named else SHARES_OF_NOBODY


def _enter_higher(call: Call) -> Mapping[str, Any] | Refusal:
    data, signature = call.given("data", bytes), call.given("signature", bytes)
    try:
        return labelled(call.perform(call.given("key", str), data, signature))
    except (FormatError, SignatureError, StoreError):
        return ACT_NOT_GOOD


def labelled(answer: SignedAct | Refusal) -> Mapping[str, Any] | Refusal:
    """The label of the act that came of a command."""
    return answer if isinstance(answer, Refusal) else {"act": answer.label}


def done(answer: Refusal | None) -> Mapping[str, Any] | Refusal:
    """Nothing more to say than that it is done."""
    return {} if answer is None else answer


def named_act(call: Call) -> SignedAct | Refusal:
    """The act that the station names by its label."""
    label = call.given("act", str)
    return next((one for one in acts(call.entrance.precinct) if one.label == label), NO_SUCH_ACT)


def _counted(answer: int | Refusal) -> Mapping[str, Any] | Refusal:
    return answer if isinstance(answer, Refusal) else {"number": answer}


def _figures(figures: Figures) -> Mapping[str, int]:
    return dict(figures.figures)


def _reason(call: Call) -> Bilingual:
    return Bilingual(call.given("kk", str), call.given("ru", str))


def _texts(values: list[Any]) -> frozenset[str]:
    if not all(type(one) is str for one in values):
        raise LinkLostError("the station does not speak as agreed")
    return frozenset(values)


ASKED: Final[Mapping[Command, Asked]] = MappingProxyType(
    {
        Command.CHECK_SYSTEM: _check,
        Command.NAME_DUTY: _name_duty,
        Command.REPLACE_CHAIR: _replace_chair,
        Command.OPEN_VOTING: _step,
        Command.SUSPEND_VOTING: _suspend,
        Command.RESUME_VOTING: _resume,
        Command.POSTPONE_VOTING: _resume,
        Command.CLOSE_VOTING: _step,
        Command.ENTER_CLOSING_CARD: _closing_card,
        Command.DECLARE_DEVICE_DEAD: _dead,
        Command.DECLARE_MISSING: _missing,
        Command.DESTROY_UNUSED: _destroy,
        Command.RECONCILE: _reconcile,
        Command.EXPLAIN_DIFFERENCE: _explain,
        Command.ENTER_ACT: enter_commission_act,
        Command.ENTER_HIGHER_ACT: _enter_higher,
    }
)
"""The commands that need nothing but the precinct itself. The role matrix says who may give them, and when."""
