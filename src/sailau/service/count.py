"""The count: tally, two mixes or more, the quorum's decryptions, the result (L 50-6(1); R 16-18; M48).

Each product is kept as soon as it is made and checked, so a count that was cut short goes on where it was. A
recount (once, M48) runs beside under another name: other mixers, a second archive, the same ballots.
"""

import io
from dataclasses import dataclass, field

import cbor2

from sailau.adapters.keystore import MemberKeyStore
from sailau.errors import ProofError, invariant
from sailau.formats.v1.record import StrongDecryption, acts, strong_proofs_of
from sailau.formats.v1.tally import (
    PartialDecryption,
    Result,
    Shuffle,
    Tally,
    control_rows,
    merged,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.group import Point
from sailau.precinct import Step
from sailau.refusal import Refusal, Text
from sailau.sealing.archive import Count, write_archive, write_mixed
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.decryption import MemberDecryption
from sailau.sealing.mix import shuffle
from sailau.service.accumulator import BALLOTS
from sailau.service.acts import SignedAct
from sailau.service.aside import payloads_in_box
from sailau.service.ceremony import member_decrypt, pedersen
from sailau.service.precinct import Precinct, once, records_refusal
from sailau.verifier.decryptions import flaws_of_decryption, flaws_of_strong
from sailau.verifier.shuffles import flaws_of_shuffle

MIXES_MIN = 2

FIRST, RECOUNT = "first", "recount"

MIXED_BEFORE = Refusal(
    "mixed-before",
    "R 16",
    Text(
        "Бұл мүше араластырып қойған: екінші рет басқа мүше араластырады.",
        "Этот член комиссии уже перемешивал: второй раз перемешивает другой.",
        "This member has mixed already: another member makes the next mix.",
    ),
)
TOO_FEW_MIXES = Refusal(
    "too-few-mixes",
    "R 16",
    Text(
        "Ашудан бұрын кемінде екі мүше араластыруы керек.",
        "До расшифровки должны перемешать не менее двух членов комиссии.",
        "At least two members mix before anything is decrypted.",
    ),
)
MIX_OVERTAKEN = Refusal(
    "mix-overtaken",
    "R 16",
    Text(
        "Осы араластыру кезінде басқа мүше араластырды: қайта араластырыңыз.",
        "Пока шло перемешивание, перемешал другой член комиссии: перемешайте ещё раз.",
        "Another member mixed meanwhile: mix once more.",
    ),
)
RECOUNT_NOT_DECIDED = Refusal(
    "recount-not-decided",
    "L 43(7-1)",
    Text(
        "Бұл акт қайта санау туралы шешім емес.",
        "Этот акт не является решением о пересчёте.",
        "This act is not a decision on a recount.",
    ),
)
RECOUNT_HELD = Refusal(
    "recount-held",
    "L 43(7-1)",
    Text(
        "Қайта санау тек бір рет жүргізіледі.",
        "Пересчёт проводится только один раз.",
        "A recount is held once only.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixTask:
    """What is mixed next: the rows before it, and its place among the mixes, from 1."""

    phi: str
    key: Point
    place: int
    before: Tally = field(repr=False)

    def make(self) -> "MadeMix":
        """Mix and prove; the mix is checked at once. Raises ProofError when it does not hold."""
        made = shuffle(self.phi, self.key, self.before)
        flaws = flaws_of_shuffle(self.phi, self.key, self.before, made)
        if flaws:
            raise ProofError(f"the mix in place {self.place} does not hold: {flaws[0]}")
        return MadeMix(task=self, shuffle=made)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMix:
    """A mix that was made and checked, and what it was made of."""

    task: MixTask
    shuffle: Shuffle = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecryptionTask:
    """What members decrypt: the archive up to its mixes, the hash of its last event, the tally after the last mix."""

    archive: bytes = field(repr=False)
    archive_id: bytes
    mixed: Tally = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDecryption:
    """A member's decryption with what was found against it; only `Counting.judge` makes one."""

    count: str
    member: int
    made: MemberDecryption = field(repr=False)
    flaws: tuple[str, ...]


class Counting:
    """One count over the closed box. `name` is `FIRST` or `RECOUNT`."""

    def __init__(self, precinct: Precinct, name: str = FIRST) -> None:
        self.precinct = precinct
        self.name = name
        self.rules = precinct.rules
        self.questions = precinct.rules.questions
        self.parameters = pedersen(precinct.installed.setup.trustees)
        self.ballots = tuple(payload for _, payload in sorted(payloads_in_box(precinct).items()))
        self.tallies = tallies_of(self.questions, len(self.ballots))
        self.tally = self.tallies.read(once(precinct, "tally", self._make_tally))
        if name == FIRST:
            precinct.recorder().record("tally-made")

    def _make_tally(self) -> bytes:
        read = [self.rules.document.parse(payload) for payload in self.ballots]
        return self.tallies.write(tally_of(self.rules, read))

    @property
    def mixes(self) -> list[tuple[int, Shuffle]]:
        """The mixes made so far, in their order."""
        document = shuffles_of(self.questions, len(self.ballots))
        return [(owner, document.read(body)) for _, (owner, body) in sorted(self._kept("mix"))]

    @property
    def mixed(self) -> Tally:
        """The tally after the last mix."""
        mixes = self.mixes
        rows = mixes[-1][1].ciphertexts if mixes else control_rows(self.questions, self.tally)
        return merged(self.questions, self.tally, rows)

    def mix(self, member: int) -> Refusal | None:
        """Let a member mix the control answers; the mix is checked before it is kept."""
        task = self.mix_task(member)
        return task if isinstance(task, Refusal) else self.take_mix(member, task.make())

    def mix_task(self, member: int) -> "MixTask | Refusal":
        """What a member is to mix now; the work itself needs nothing of the precinct, and takes its time."""
        mixes = self.mixes
        earlier = [owner for owner, _ in mixes]
        if member in earlier + (_owners(self.precinct, FIRST, "mix") if self.name == RECOUNT else []):
            return MIXED_BEFORE
        before = mixes[-1][1].ciphertexts if mixes else control_rows(self.questions, self.tally)
        return MixTask(phi=self.rules.phi, key=self.rules.key, place=len(mixes) + 1, before=before)

    def take_mix(self, member: int, made: "MadeMix") -> Refusal | None:
        """Keep a mix that was made; another one that came between makes it worthless."""
        task = self.mix_task(member)
        if isinstance(task, Refusal):
            return task
        if task != made.task:
            return MIX_OVERTAKEN
        body = shuffles_of(self.questions, len(self.ballots)).write(made.shuffle)
        self._keep("mix", task.place, member, body)
        self.precinct.recorder().record("mix-made", member=member)
        return None

    def decrypt(self, store: MemberKeyStore, decision: SignedAct | None = None) -> Refusal | None:
        """Let a member decrypt with the own key store, here; both proofs are checked before they are kept."""
        task = self.task()
        if isinstance(task, Refusal) or store.member in self.partials:
            return task if isinstance(task, Refusal) else None
        made = member_decrypt(
            store,
            self.parameters,
            self.rules.phi,
            task.mixed,
            task.archive_id,
            shuffles_ended=True,
            recount_decision=decision.label if decision is not None else None,
        )
        if isinstance(made, Refusal):
            return made
        judged = self.judge(store.member, made, task.mixed)
        self.take(judged)
        if judged.flaws:
            raise ProofError(f"the decryption of member {store.member} does not hold: {judged.flaws[0]}")
        return None

    def task(self) -> "DecryptionTask | Refusal":
        """What is to be decrypted, once enough members have mixed: the same for every member."""
        if len(self.mixes) < MIXES_MIN:
            return TOO_FEW_MIXES
        target = io.BytesIO()
        setup, questions = self.precinct.installed.setup, self.questions
        _, _, last = write_mixed(target, setup, questions, self.ballots, self.tally, self.mixes, self._time)
        return DecryptionTask(archive=target.getvalue(), archive_id=last, mixed=self.mixed)

    def judge(self, member: int, made: MemberDecryption, mixed: Tally) -> "JudgedDecryption":
        """Hold both proofs of a member's decryption against the member's key: work without the stores, in its time."""
        key = self.parameters.verification_keys[member - 1].public_key
        flaws = flaws_of_decryption(self.rules.phi, key, mixed, made.partial)
        flaws += flaws_of_strong(self.rules.phi, key, mixed, made.partial.factors, made.strong)
        return JudgedDecryption(count=self.name, member=member, made=made, flaws=tuple(flaws))

    def take(self, judged: "JudgedDecryption") -> Refusal | None:
        """Keep a member's decryption that holds; the one that is kept already stays."""
        invariant(judged.count == self.name, "a decryption belongs to its count")
        if judged.member in self.partials:
            return None
        self.precinct.recorder().record("decryption-made", member=judged.member, verified=not judged.flaws)
        if judged.flaws:
            return unsound(judged.member)
        size = len(self.ballots)
        strong = StrongDecryption(owner=judged.member, proofs=judged.made.strong)
        parts = [
            partial_decryptions_of(self.questions, size).write(judged.made.partial),
            strong_proofs_of(self.questions, size).write((strong,)),
        ]
        self._keep("decryption", judged.member, judged.member, cbor2.dumps(parts))
        return None

    @property
    def partials(self) -> dict[int, PartialDecryption]:
        """The partial decryptions kept so far, by member."""
        document = partial_decryptions_of(self.questions, len(self.ballots))
        return {owner: document.read(cbor2.loads(body)[0]) for _, (owner, body) in self._kept("decryption")}

    @property
    def strong_proofs(self) -> bytes:
        """The file strong-proofs.jsonl of this count."""
        document = strong_proofs_of(self.questions, len(self.ballots))
        lines = [document.read(cbor2.loads(body)[1])[0] for _, (_, body) in self._kept("decryption")]
        return document.write(tuple(lines))

    def points(self) -> list[list[Point]]:
        """Open by the quorum of lowest members. Raises ProofError without a quorum."""
        return opened_points(self.precinct.installed.setup.trustees, self.mixed, self.partials)

    def result(self) -> Result:
        """Return the result; made once, then kept."""
        document = results_of(self.questions, len(self.ballots))
        size = len(self.ballots)
        body = once(
            self.precinct, f"{self.name}:result", lambda: document.write(result(self.rules, self.points(), size))
        )
        return document.read(body)

    def archive(self) -> bytes:
        """Write the public archive."""
        target = io.BytesIO()
        count = Count(self.tally, tuple(self.mixes), tuple(sorted(self.partials.items())), self.result())
        write_archive(target, self.precinct.installed.setup, self.questions, self.ballots, count, self._time)
        return target.getvalue()

    @property
    def _time(self) -> int:
        return int(self.precinct.definition.midnight().timestamp())

    def _keep(self, kind: str, number: int, owner: int, body: bytes) -> None:
        with self.precinct.stores.day.transaction() as tx:
            tx.put("count", f"{self.name}:{kind}:{number:02d}".encode(), cbor2.dumps([owner, body]))

    def _kept(self, kind: str) -> list[tuple[bytes, tuple[int, bytes]]]:
        return _kept(self.precinct, self.name, kind)


@records_refusal("count")
def finish_count(precinct: Precinct, counting: Counting) -> Result | Refusal:
    """Obtain the result and move the day on (R 17: at once, and only after all devices are in)."""
    step = Step.COUNT if counting.name == FIRST else Step.RECOUNT
    refusal = precinct.refuse(step)
    if refusal is not None:
        return refusal
    found = counting.result()
    precinct.move(step)
    return found


@records_refusal("count")
def begin_count(precinct: Precinct) -> Counting | Refusal:
    """Begin the count; refused before the figures are reconciled (L 43(3-1), 43(4))."""
    refusal = precinct.refuse(Step.COUNT)
    return refusal if refusal is not None else Counting(precinct)


@records_refusal("count")
def begin_recount(precinct: Precinct, decision: SignedAct) -> Counting | Refusal:
    """Begin the recount on a recorded decision; held once only (M48)."""
    refusal = precinct.refuse(Step.RECOUNT)
    if refusal is None and decision.act.kind != acts.RECOUNT:
        refusal = RECOUNT_NOT_DECIDED
    if refusal is not None:
        return refusal
    kept = once(precinct, "recount:decision", decision.label.encode)
    if kept != decision.label.encode():
        return RECOUNT_HELD
    precinct.recorder().record("recount-decided", act=decision.label)
    return Counting(precinct, RECOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStanding:
    """How far a count is: members by number in the order of their work."""

    begun: bool
    ballots: int
    mixed: tuple[int, ...]
    decrypted: tuple[int, ...]
    result: bool


def count_standing(precinct: Precinct, name: str) -> CountStanding:
    """Tell how far a count is, without doing any of it."""
    with precinct.stores.box.transaction() as tx:
        ballots = len(tx.items(BALLOTS))
    with precinct.stores.day.transaction() as tx:
        begun = tx.get("count", b"tally" if name == FIRST else b"recount:decision") is not None
        result_is_there = tx.get("count", f"{name}:result".encode()) is not None
    return CountStanding(
        begun=begun,
        ballots=ballots,
        mixed=tuple(_owners(precinct, name, "mix")),
        decrypted=tuple(_owners(precinct, name, "decryption")),
        result=result_is_there,
    )


def recount_was_held(precinct: Precinct) -> bool:
    """Tell whether a recount has its result."""
    with precinct.stores.day.transaction() as tx:
        return tx.get("count", b"recount:result") is not None


def _owners(precinct: Precinct, name: str, kind: str) -> list[int]:
    return [owner for _, (owner, _) in _kept(precinct, name, kind)]


def unsound(member: int) -> Refusal:
    """Say whose decryption is not proved, and that another member decrypts instead."""
    return Refusal(
        "decryption-unsound",
        "R 18",
        Text(
            f"{member}-мүшенің ашуы дәлелденбеді: қабылданбайды, орнына басқа мүше ашады.",
            f"Расшифрование члена {member} не доказано: оно не принято, вместо него расшифрует другой член.",
            f"The decryption of member {member} is not proved: it is not taken, another member decrypts instead.",
        ),
    )


def _kept(precinct: Precinct, name: str, kind: str) -> list[tuple[bytes, tuple[int, bytes]]]:
    prefix = f"{name}:{kind}:".encode()
    with precinct.stores.day.transaction() as tx:
        items = [(key, cbor2.loads(value)) for key, value in tx.items("count") if key.startswith(prefix)]
    return [(key, (owner, body)) for key, (owner, body) in items]
