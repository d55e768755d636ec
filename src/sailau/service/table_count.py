"""The count through the link of the chair's station: mixed here, decrypted where the members' keys are (R 16-18; M48).

    begin-count                                      number of ballots
    mix, count                                       begun: it goes on by itself, the outline tells how far it is
    decrypt, count, step task                        size and hash of the archive to be decrypted, recount's decision
    decrypt, count, step part, offset                its bytes from there
    decrypt, count, step give, partial, strong       what the member's key store gave, with both proofs
    finish-count, count                              the result is there
    begin-recount, act                               number of ballots

`count` is `first` or `recount`. A mix and the judging of a decryption take long and leave the turn to others. The room
holds the counts that were begun; what was kept stands in the store, so a computer that was started anew goes on.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError
from sailau.formats.v1.record import strong_proofs_of
from sailau.formats.v1.tally import Result, partial_decryptions_of
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.sealing.decryption import MemberDecryption
from sailau.service.acts import SignedAct, acts, member_number
from sailau.service.count import FIRST, RECOUNT, Counting, DecryptionTask, MixTask, count_standing, unsound
from sailau.service.precinct import Precinct
from sailau.service.table_chair import named_act
from sailau.service.table_station import Call, InItsTime, Table

PART_BYTES: Final = 4 << 20

NOT_BEGUN: Final = Refusal(
    "count-not-begun",
    "L 50-6(1), R 17",
    Text("Санау әлі басталған жоқ.", "Подсчёт ещё не начат.", "The count has not begun yet."),
)
MIXING_NOW: Final = Refusal(
    "mixing-now",
    "R 16",
    Text(
        "Қазір басқа мүшенің араластыруы жүріп жатыр: аяқталғанын күтіңіз.",
        "Сейчас идёт перемешивание другого члена комиссии: дождитесь его конца.",
        "Another member's mix is being made: wait until it is done.",
    ),
)
NO_QUORUM_YET: Final = Refusal(
    "no-quorum-yet",
    "L 50-6(1), R 18",
    Text(
        "Нәтиже үшін әлі мүшелер аз ашты.",
        "Для результата расшифровало ещё слишком мало членов комиссии.",
        "Too few members have decrypted for a result.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Offered:
    """A decryption task, and after how many mixes it is one."""

    mixes: int
    task: DecryptionTask


class CountRoom:
    """Where the counts of an open precinct go on. `failed` is told what stops the precinct computer."""

    def __init__(self, precinct: Precinct, turn: threading.Lock, failed: Callable[[BaseException], None]) -> None:
        self._precinct = precinct
        self._turn = turn
        self._failed = failed
        self._ended = False
        self._open: dict[str, Counting] = {}
        self._offered: dict[str, _Offered] = {}

    @property
    def asked(self) -> Table:
        """What a station may ask here, by command."""
        return {
            Command.BEGIN_COUNT: self._begin,
            Command.MIX: InItsTime(self._mix),
            Command.DECRYPT: InItsTime(self._decrypt),
            Command.FINISH_COUNT: self._finish,
            Command.BEGIN_RECOUNT: self._begin_recount,
        }

    def close(self) -> None:
        """A mix that is under way is not kept; it is made again."""
        with self._turn:
            self._ended = True

    def _begin(self, call: Call) -> Mapping[str, Any] | Refusal:
        return self._begun(call.perform())

    def _begin_recount(self, call: Call) -> Mapping[str, Any] | Refusal:
        act = named_act(call)
        return act if isinstance(act, Refusal) else self._begun(call.perform(act))

    def _begun(self, answer: Counting | Refusal) -> Mapping[str, Any] | Refusal:
        if isinstance(answer, Refusal):
            return answer
        self._open[answer.name] = answer
        return {"ballots": len(answer.ballots)}

    def _mix(self, call: Call) -> Mapping[str, Any] | Refusal:
        member = call.actors[0].id
        with self._turn:
            refusal = call.entrance.refuse(Command.MIX, call.actors, member=member)
            counting = refusal or self._counting(call)
            if isinstance(counting, Refusal):
                return counting
            if self._precinct.mixing:
                return MIXING_NOW
            task = counting.mix_task(member_number(member))
            if isinstance(task, Refusal):
                return task
            self._precinct.mixing = f"{counting.name}:{member}"
        work = partial(self._work, call, counting, task, member)
        threading.Thread(target=work, name="mix", daemon=True).start()
        return {"begun": True}

    def _work(self, call: Call, counting: Counting, task: MixTask, member: str) -> None:
        try:
            made = task.make()
            with self._turn:
                if not self._ended:
                    call.perform(counting, made, member=member)
        except BaseException as error:
            self._failed(error)
        finally:
            self._precinct.mixing = ""

    def _decrypt(self, call: Call) -> Mapping[str, Any] | Refusal:
        member = call.actors[0].id
        with self._turn:
            refusal = call.entrance.refuse(Command.DECRYPT, call.actors, member=member)
            counting = refusal or self._counting(call)
            if isinstance(counting, Refusal):
                return counting
            task = self._task(counting)
            if isinstance(task, Refusal):
                return task
            decision = self._decision(counting.name)
        match call.given("step", str):
            case "task":
                return _task_told(task, decision)
            case "part":
                offset = call.given("offset", int)
                return {"part": task.archive[offset : offset + PART_BYTES] if offset >= 0 else b""}
            case "give":
                return self._take(call, counting, task, member)
        raise LinkLostError("the station does not speak as agreed")

    def _take(self, call: Call, counting: Counting, task: DecryptionTask, member: str) -> Mapping[str, Any] | Refusal:
        number = member_number(member)
        made = _given(counting, number, call.given("partial", bytes), call.given("strong", bytes))
        if isinstance(made, Refusal):
            return made
        judged = counting.judge(number, made, task.mixed)
        with self._turn:
            answer = call.perform(counting, judged, member=member)
        return answer if isinstance(answer, Refusal) else {}

    def _finish(self, call: Call) -> Mapping[str, Any] | Refusal:
        counting = self._counting(call)
        if isinstance(counting, Refusal):
            return counting
        if len(counting.partials) < self._precinct.definition.rules.quorum.threshold:
            return NO_QUORUM_YET
        found = call.perform(counting)
        return {"ballots": len(counting.ballots)} if isinstance(found, Result) else found

    def _counting(self, call: Call) -> Counting | Refusal:
        name = call.given("count", str)
        if name not in (FIRST, RECOUNT):
            raise LinkLostError("the station does not speak as agreed")
        if name not in self._open:
            if not count_standing(self._precinct, name).begun:
                return NOT_BEGUN
            self._open[name] = Counting(self._precinct, name)
        return self._open[name]

    def _task(self, counting: Counting) -> DecryptionTask | Refusal:
        """The task is made once for as many mixes as there are: an archive of megabytes."""
        mixes, known = len(count_standing(self._precinct, counting.name).mixed), self._offered.get(counting.name)
        if known is not None and known.mixes == mixes:
            return known.task
        task = counting.task()
        if not isinstance(task, Refusal):
            self._offered[counting.name] = _Offered(mixes, task)
        return task

    def _decision(self, name: str) -> SignedAct | None:
        """The decision by which the recount was begun."""
        if name != RECOUNT:
            return None
        with self._precinct.stores.day.transaction() as tx:
            label = (tx.get("count", b"recount:decision") or b"").decode()
        return next(one for one in acts(self._precinct) if one.label == label)


def _task_told(task: DecryptionTask, decision: SignedAct | None) -> Mapping[str, Any]:
    return {
        "size": len(task.archive),
        "sha256": hashlib.sha256(task.archive).digest(),
        "decision": b"" if decision is None else decision.data,
        "decision_signature": b"" if decision is None else decision.signature,
    }


def _given(counting: Counting, number: int, partial_: bytes, strong: bytes) -> MemberDecryption | Refusal:
    """Read what a member's station gave; what cannot be read is not proved."""
    size = len(counting.ballots)
    try:
        partial_read = partial_decryptions_of(counting.questions, size).read(partial_)
        (strong_read,) = strong_proofs_of(counting.questions, size).read(strong)
    except (FormatError, ValueError):
        return unsound(number)
    if strong_read.owner != number:
        return unsound(number)
    return MemberDecryption(partial_read, strong_read.proofs)
