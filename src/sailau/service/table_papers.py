"""Possession, protocol, record and erasing through the link of the chair's station (L 50-5(1), 50-6(2), 43(8); R 20).

    prove-possession, step test                      name, alpha, beta, challenge, response: a test for the member
    prove-possession, step give, factor, weak, strong    what the member's key store answered, two proofs
    draw-up-protocol, absent                         SHA-256 of protocol.json by count
    sign-protocol, step show                         every protocol whole: data, printed and signed paper
    sign-protocol, step give, count, paper, signature
    decline-protocol, kk, ru
    write-record                                     the manifest comes to be signed
    erase-shares, act, step show                     the act, whole and signed: by it the members erase their shares
    erase-shares, act, step done, members            they have done so; the act names these members

Every protocol leaves here whole and comes back whole; what is held against what stands in `service.protocol_signing`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sailau.adapters.table_wire import LinkLostError
from sailau.errors import StoreError
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.record import Bilingual
from sailau.formats.v1.tally import PartialDecryption
from sailau.formats.v1.trustees import TRUSTEES
from sailau.group import Point, Q
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.sealing.decryption import MemberDecryption
from sailau.service.acts import SignedAct, acts, member_number
from sailau.service.ceremony import PossessionTest
from sailau.service.count import recount_was_held
from sailau.service.device_heads import entered_heads
from sailau.service.paper_rows import Draft
from sailau.service.possession import NOT_PROVED, new_test
from sailau.service.precinct import Precinct
from sailau.service.protocol_signing import current_drafts
from sailau.service.record import FolderTakenError
from sailau.service.recorder_packing import RECORDER_PACKED, lay_packed
from sailau.service.shares_act import SHARES_ERASED, shares_of
from sailau.service.table_chair import NO_SUCH_ACT, done, enter_commission_act, named_act
from sailau.service.table_paper import asked_of_record
from sailau.service.table_station import Call, Table

RECORD: Final = "record"
RECORD_AGAIN: Final = "record-with-recount"
"""The folder of the record, and that of the one which is written after a recount."""

NO_RECORD_FOLDER: Final = Refusal(
    "no-record-folder",
    "L 50-6(2), R 20",
    Text(
        "Учаске компьютеріне жазба қалтасы берілмеген: маман оны --record-to арқылы қайта іске қоссын.",
        "Компьютеру участка не дана папка для записи: пусть специалист запустит его с --record-to.",
        "The precinct computer was given no folder for the record: let the specialist start it with --record-to.",
    ),
)
RECORD_FOLDER_TAKEN: Final = Refusal(
    "record-folder-taken",
    "L 50-6(2), R 20",
    Text(
        "Жазба қалтасында басқа файлдар бар, не оған жазылмайды: маман бос қалта берсін.",
        "В папке записи есть другие файлы, или в неё нельзя писать: пусть специалист даст пустую.",
        "The folder for the record holds other files, or cannot be written to: let the specialist give an empty one.",
    ),
)


PACKET_NOT_WRITTEN: Final = Refusal(
    "packet-not-written",
    "L 50-9",
    Text(
        "Орау туралы акт жасалды, бірақ жазба қалтасына жазылмады: маман дискіні тексерсін, сосын актіні қайталаңыз.",
        "Акт об упаковке составлен, но в папку записи не записан: пусть специалист проверит диск, затем повторите акт.",
        "The act on packing is drawn up but could not be written to the folder: let the specialist check the disk, "
        "then repeat the act.",
    ),
)


class PapersRoom:
    """What stands between a precinct and its papers: tests of possession that were given, and where the record goes."""

    def __init__(self, precinct: Precinct, record_to: Path | None) -> None:
        self._precinct = precinct
        self._record_to = record_to
        self._tests: dict[str, PossessionTest] = {}

    @property
    def asked(self) -> Table:
        """What a station may ask here, by command."""
        return {
            Command.PROVE_POSSESSION: self._prove,
            Command.DRAW_UP_PROTOCOL: _draw_up,
            Command.SIGN_PROTOCOL: self._sign,
            Command.DECLINE_PROTOCOL: _decline,
            Command.WRITE_RECORD: self._write,
            Command.ERASE_SHARES: self._erase,
            Command.ENTER_ACT: self._enter_act,
            **asked_of_record(self.record),
        }

    def record(self) -> Path | None:
        """The folder of the record that was written last, or is to be."""
        if self._record_to is None:
            return None
        again = self._record_to / RECORD_AGAIN
        return again if again.exists() else self._record_to / RECORD

    def _prove(self, call: Call) -> Mapping[str, Any] | Refusal:
        member = call.actors[0].id
        refusal = call.entrance.refuse(Command.PROVE_POSSESSION, call.actors, member=member)
        if refusal is not None:
            return refusal
        if call.given("step", str) == "test":
            test = self._tests[member] = new_test(self._precinct, member_number(member))
            return {
                "name": test.name,
                "alpha": test.pair.alpha,
                "beta": test.pair.beta,
                "proof": [test.proof.challenge, test.proof.response],
                "trustees": TRUSTEES.write(self._precinct.installed.setup.trustees),
            }
        given = self._tests.pop(member, None)
        if given is None:
            return NOT_PROVED
        return done(call.perform(given, _answer(call), member=member))

    def _sign(self, call: Call) -> Mapping[str, Any] | Refusal:
        member = call.actors[0].id
        if call.given("step", str) == "show":
            refusal = call.entrance.refuse(Command.SIGN_PROTOCOL, call.actors, member=member)
            shown = refusal or current_drafts(self._precinct)
            return shown if isinstance(shown, Refusal) else {"protocols": [_whole(one) for one in shown.values()]}
        given = call.given("count", str), call.given("paper", bytes), call.given("signature", bytes)
        return done(call.perform(*given, member=member))

    def _write(self, call: Call) -> Mapping[str, Any] | Refusal:
        if self._record_to is None:
            return NO_RECORD_FOLDER
        target = self._record_to / (RECORD_AGAIN if recount_was_held(self._precinct) else RECORD)
        heads = entered_heads(self._precinct)
        try:
            self._record_to.mkdir(parents=True, exist_ok=True)
            written = call.perform(target, signers=call.signers, heads=heads, gathered=True)
        except LinkLostError:
            raise
        except (OSError, FolderTakenError):
            return RECORD_FOLDER_TAKEN
        return written if isinstance(written, Refusal) else {"folder": target.name}

    def _enter_act(self, call: Call) -> Mapping[str, Any] | Refusal:
        """An act on packing the recorders is laid beside the record: it goes with the packet (L 50-9)."""
        answer = enter_commission_act(call)
        if isinstance(answer, Refusal) or call.given("kind", str) != RECORDER_PACKED or self._record_to is None:
            return answer
        packed = next(one for one in acts(self._precinct) if one.label == answer["act"])
        try:
            return {**answer, "folder": lay_packed(self._precinct, packed, self._record_to).name}
        except StoreError:
            return PACKET_NOT_WRITTEN

    def _erase(self, call: Call) -> Mapping[str, Any] | Refusal:
        """The shares lie with the members: the station erases them by the act that it is shown, and says so."""
        refusal = call.entrance.refuse(Command.ERASE_SHARES, call.actors)
        act = refusal or named_act(call)
        if isinstance(act, Refusal):
            return act
        if act.act.kind != SHARES_ERASED:
            return NO_SUCH_ACT
        if call.given("step", str) == "show":
            return {"act": act.data, "signature": act.signature}
        erased = _named(call.given("members", list), act)
        call.perform([], act)
        for member in erased:
            self._precinct.recorder().record("shares-erased", act=act.label, member=member)
        return {}


def _draw_up(call: Call) -> Mapping[str, Any] | Refusal:
    absent = call.given("absent", dict)
    known = {official.id for official in call.entrance.precinct.installed.officials}
    if any(member not in known or not _is_reason(reason) for member, reason in absent.items()):
        raise LinkLostError("the station does not speak as agreed")
    drawn = call.perform({member: Bilingual(*reason) for member, reason in absent.items()})
    if isinstance(drawn, Refusal):
        return drawn
    return {"drawn_up": {name: draft.sha256 for name, draft in drawn.items()}}


def _decline(call: Call) -> Mapping[str, Any] | Refusal:
    return done(call.perform(Bilingual(call.given("kk", str), call.given("ru", str)), member=call.actors[0].id))


def _whole(draft: Draft) -> Mapping[str, Any]:
    return {"count": draft.count, "data": draft.data, "printed": draft.printed, "paper": draft.paper}


def _answer(call: Call) -> MemberDecryption:
    """A member's answer to a test, as it travelled."""
    weak, strong = _proof(call.given("weak", list)), _proof(call.given("strong", list))
    factor = Point(call.given("factor", bytes))
    return MemberDecryption(PartialDecryption(((factor,),), ((weak,),)), ((strong,),))


def _proof(values: Sequence[Any]) -> Proof:
    match values:
        case [int(challenge), int(response)] if 0 <= challenge < Q and 0 <= response < Q:
            return Proof(challenge, response)
    raise LinkLostError("the station does not speak as agreed")


def _is_reason(value: object) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [str, str] and all(map(str.strip, value))


def _named(values: Sequence[Any], act: SignedAct) -> list[int]:
    """Numbers of members whom the act names."""
    if any(type(value) is not int or value not in shares_of(act.act) for value in values):
        raise LinkLostError("the station does not speak as agreed")
    return sorted(set(values))
