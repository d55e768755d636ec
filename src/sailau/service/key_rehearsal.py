"""Rehearsal of decryption: test ballots sealed to the new key, tallied, mixed twice, and opened again (L 50-5(1)).

Everything is what the count does, with the same functions; only the votes are made up and written beside it. At least
threshold + 1 members must take part: one key may be lost by the voting day. The members' answers are tests of
possession too: each is checked against that member's published key, by both proofs, so a wrong one is named.

A member's tool must not become an oracle that opens whatever is handed to it. Therefore it takes nothing from the one
who hands it over but the ballots and the mixes, and opens a sum or a code only if

    1  every ballot holds by its own proofs, under the hash of an election that the tool writes down itself: of a fixed
       uuid and text that no archive bears. Those proofs show that the ballot's maker knew what is inside, and they are
       bound to that hash: a voter's ballot, whole or changed, has no such proofs
    2  it computes the tally from these ballots itself
    3  every mix holds by its proof, from that tally on: what comes out is what went in, sealed afresh

So nothing comes out that the maker did not know already. The journal of archives is not touched, nor is it needed.
"""

import hashlib
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sailau.adapters.files import read_file, write_atomically
from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.errors import FormatError, ProofError, StoreError
from sailau.formats.v1.ceremony_round import Step, party_number
from sailau.formats.v1.election import ELECTION, Election
from sailau.formats.v1.key_rehearsal import KEY_REHEARSAL, REHEARSAL_ANSWER, KeyRehearsal, RehearsalAnswer
from sailau.formats.v1.record.proofs import StrongDecryption, strong_proofs_of
from sailau.formats.v1.tally import Tally, control_rows, merged, partial_decryptions_of, shuffles_of
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import Secret
from sailau.ports import MemberStore
from sailau.refusal import Refusal, Text
from sailau.sealing.ballots import seal
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.decryption import MemberDecryption, decrypt
from sailau.sealing.mix import shuffle
from sailau.service.ceremony import member_share
from sailau.service.ceremony_round import REHEARSAL_UUID, Round, Standing
from sailau.verifier.ballots import BallotRules, judge
from sailau.verifier.decryptions import flaws_of_decryption, flaws_of_strong
from sailau.verifier.shuffles import flaws_of_shuffle
from sailau.verifier.trustees import combined_key

REHEARSAL_FILE: Final = "rehearsal.json"
BALLOTS: Final = 6
BALLOTS_MAX: Final = 50
MIXES: Final = 2
CODES: Final = 10_000
QUESTIONS: Final[tuple[Question, ...]] = (
    HomomorphicQuestion(("1", "2", "3"), 1, 1, "Rehearsal"),
    NonHomomorphicQuestion(("code / 100", "code mod 100"), "Rehearsal"),
)
_NAME: Final = "Сынақ · Проба · Rehearsal"

REHEARSAL_UNSOUND: Final = Refusal(
    "rehearsal-unsound",
    "L 50-5(1)",
    Text(
        "Сынақ файлы дұрыс емес: ондағы бюллетеньді жасаушы мазмұнын білетінін дәлелдемеген. Ештеңе ашылмайды.",
        "Файл пробы негоден: составитель не доказал, что знает содержание бюллетеней. Ничего не расшифровывается.",
        "The rehearsal's file is not sound: its maker does not prove to know what the ballots hold. Nothing is opened.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalVerdict:
    """What a rehearsal showed: who passed, who gave a wrong answer and why, and whether the result was the expected.

    `agrees` is None while fewer than the threshold have passed.
    """

    passed: tuple[str, ...]
    wrong: Mapping[str, str]
    agrees: bool | None
    needed: int

    @property
    def suffices(self) -> bool:
        """At least threshold + 1 members passed, nobody was wrong, and what was opened is what was sealed."""
        return self.agrees is True and not self.wrong and len(self.passed) >= self.needed


def rehearsal_rules(parameters: ThresholdParameters, plan: bytes) -> BallotRules:
    """The election of the rehearsal, made from the key and the plan's hash alone."""
    description = f"Rehearsal of a key ceremony; never an election. sha256:{plan.hex()}"
    election = Election(description, _NAME, combined_key((parameters,)), QUESTIONS, REHEARSAL_UUID)
    return BallotRules(election, ELECTION.write(election))


def make_rehearsal(parameters: ThresholdParameters, plan: bytes, ballots: int = BALLOTS) -> bytes:
    """Seal test votes, tally and mix them; the votes and codes stand beside. Returns rehearsal.json."""
    rules, chance = rehearsal_rules(parameters, plan), random.SystemRandom()
    choices = [chance.randrange(3) for _ in range(ballots)]
    codes = sorted(chance.sample(range(CODES), ballots))
    sealed = [
        seal(rules, Secret.random(), (tuple(int(n == choice) for n in range(3)), divmod(code, 100)))
        for choice, code in zip(choices, codes, strict=True)
    ]
    stage, mixes = control_rows(QUESTIONS, tally_of(rules, [one.ballot for one in sealed])), []
    for _ in range(MIXES):
        mixes.append(shuffle(rules.phi, rules.key, stage))
        stage = mixes[-1].ciphertexts
    written = shuffles_of(QUESTIONS, ballots)
    return KEY_REHEARSAL.write(
        KeyRehearsal(
            plan=plan.hex(),
            ballots=tuple(one.payload.decode() for one in sealed),
            mixes=tuple(written.write(mix).decode() for mix in mixes),
            votes=tuple(choices.count(answer) for answer in range(3)),
            codes=tuple(codes),
        )
    )


def answer_rehearsal(store: MemberStore, parameters: ThresholdParameters, plan: bytes, data: bytes) -> bytes | Refusal:
    """The member's answer, or REHEARSAL_UNSOUND. Raises StoreError without a share, or FormatError or ProofError when
    the share is not the published one."""
    share = member_share(store, parameters)
    try:
        found = _read(parameters, plan, data)
    except (FormatError, ProofError):
        return REHEARSAL_UNSOUND
    made = decrypt(found.rules.phi, share, found.mixed)
    strong = strong_proofs_of(QUESTIONS, found.size).line
    return REHEARSAL_ANSWER.write(
        RehearsalAnswer(
            rehearsal=hashlib.sha256(data).hexdigest(),
            partial=partial_decryptions_of(QUESTIONS, found.size).write(made.partial).decode(),
            strong=strong.write(StrongDecryption(owner=store.member, proofs=made.strong)).decode(),
        )
    )


def judge_rehearsal(
    parameters: ThresholdParameters, plan: bytes, data: bytes, answers: Mapping[int, bytes]
) -> RehearsalVerdict:
    """Judge the members' answers to this rehearsal, and open the test ballots by them; answers to another are passed
    over. Raises FormatError or ProofError when the rehearsal's own file is not sound."""
    found = _read(parameters, plan, data)
    digest = hashlib.sha256(data).hexdigest()
    good: dict[int, MemberDecryption] = {}
    wrong: dict[str, str] = {}
    for number, answer in sorted(answers.items()):
        try:
            if REHEARSAL_ANSWER.read(answer).rehearsal == digest:
                good[number] = _check(found, parameters, number, answer)
        except (FormatError, ProofError) as error:
            wrong[f"member-{number}"] = str(error)
    agrees = None
    if len(good) >= parameters.threshold:
        points = opened_points((parameters,), found.mixed, {number: made.partial for number, made in good.items()})
        opened = result(found.rules, points, found.size).result
        codes = sorted(first * 100 + second for first, second in opened[1])
        agrees = (tuple(opened[0]), tuple(codes)) == (found.expected.votes, found.expected.codes)
    return RehearsalVerdict(
        passed=tuple(f"member-{number}" for number in good),
        wrong=wrong,
        agrees=agrees,
        needed=parameters.threshold + 1,
    )


def lay_rehearsal(round_: Round, standing: Standing) -> bytes:
    """Lay rehearsal.json into the folder of a ceremony that has ended; the one that lies there stays.

    Raises StoreError when the ceremony has not ended.
    """
    path = round_.folder / REHEARSAL_FILE
    if not path.exists():
        write_atomically(path, make_rehearsal(_parameters(standing), round_.digest))
    return read_file(path)


def answer_in_round(round_: Round, standing: Standing, store: MemberStore) -> bytes | Refusal | None:
    """This member's answer to the round's rehearsal, for a message of that step; None when there is nothing to do."""
    path, party = round_.folder / REHEARSAL_FILE, f"member-{store.member}"
    if not standing.has_ended or not path.exists() or not store.member:
        return None
    if party in answered(round_, standing):
        return None
    return answer_rehearsal(store, _parameters(standing), round_.digest, read_file(path))


def answered(round_: Round, standing: Standing) -> frozenset[str]:
    """Who has answered the rehearsal that lies in the folder. An answer to another one is none, and no fault: anybody
    could have exchanged the file."""
    path = round_.folder / REHEARSAL_FILE
    digest = hashlib.sha256(read_file(path)).hexdigest() if path.exists() else ""
    found = []
    for (step, party), body in standing.bodies.items():
        with suppress(FormatError):
            if step is Step.REHEARSAL and REHEARSAL_ANSWER.read(body).rehearsal == digest:
                found.append(party)
    return frozenset(found)


def verdict_of_round(round_: Round, standing: Standing) -> RehearsalVerdict | None:
    """Judge the rehearsal of a round; None when none was laid. Raises as `judge_rehearsal`."""
    path = round_.folder / REHEARSAL_FILE
    if not path.exists():
        return None
    answers = {party_number(party): body for (step, party), body in standing.bodies.items() if step is Step.REHEARSAL}
    return judge_rehearsal(_parameters(standing), round_.digest, read_file(path), answers)


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """A rehearsal that was judged sound: its rules, size, what is to be opened, and what must come out."""

    rules: BallotRules
    size: int
    mixed: Tally
    expected: KeyRehearsal


def _read(parameters: ThresholdParameters, plan: bytes, data: bytes) -> _Rehearsal:
    """Judge the file from outside, steps 1 to 3 of the module. Raises FormatError or ProofError."""
    found = KEY_REHEARSAL.read(data)
    size = len(found.ballots)
    if found.plan != plan.hex() or not 1 <= size <= BALLOTS_MAX or not 1 <= len(found.mixes) <= MIXES:
        raise FormatError("rehearsal", "of another ceremony, or not of its size")
    rules = rehearsal_rules(parameters, plan)
    # (1) every ballot by its own proofs
    judged = judge(rules, [text.encode() for text in found.ballots])
    ballots = [one.ballot for one in judged if one.ballot is not None and not one.flaws]
    if len(ballots) != size or len({ballot.credential for ballot in ballots}) != size:
        raise ProofError("rehearsal: a test ballot does not hold")
    # (2) the tally
    tally = tally_of(rules, ballots)
    # (3) every mix
    stage = control_rows(QUESTIONS, tally)
    for text in found.mixes:
        mix = shuffles_of(QUESTIONS, size).read(text.encode())
        if flaws_of_shuffle(rules.phi, rules.key, stage, mix):
            raise ProofError("rehearsal: a mix does not hold")
        stage = mix.ciphertexts
    return _Rehearsal(rules, size, merged(QUESTIONS, tally, stage), found)


def _check(found: _Rehearsal, parameters: ThresholdParameters, number: int, data: bytes) -> MemberDecryption:
    if not 1 <= number <= len(parameters.verification_keys):
        raise ProofError("nobody of this ceremony")
    answer = REHEARSAL_ANSWER.read(data)
    partial = partial_decryptions_of(QUESTIONS, found.size).read(answer.partial.encode())
    strong = strong_proofs_of(QUESTIONS, found.size).line.read(answer.strong.encode())
    key = parameters.verification_keys[number - 1].public_key
    flaws = flaws_of_decryption(found.rules.phi, key, found.mixed, partial)
    if strong.owner != number:
        flaws.append("the strong proofs are of another member")
    elif not flaws:
        flaws += flaws_of_strong(found.rules.phi, key, found.mixed, partial.factors, strong.proofs)
    if flaws:
        raise ProofError(flaws[0])
    return MemberDecryption(partial, strong.proofs)


def _parameters(standing: Standing) -> ThresholdParameters:
    if standing.table.parameters is None or standing.broken is not None:
        raise StoreError("the ceremony has not ended: there is no key to rehearse with")
    return standing.table.parameters
