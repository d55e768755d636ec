"""Before the day: an invented election, a commission of three, keys, credentials. All secrets stay in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone

from sailau.election.ballot import BallotStyle, election_description, election_name, questions
from sailau.election.canonical import canonical
from sailau.election.definition import check
from sailau.election.examples import president_2005
from sailau.election.nouns import (
    AnswerId,
    ByChoice,
    Candidate,
    Challenge,
    CodePrintout,
    CredentialReserve,
    DecisionId,
    Definition,
    ElectionId,
    NumbersOnly,
    Quorum,
    Words,
)
from sailau.formats.v1.election import ELECTION, Election
from sailau.group import Point, Secret, base
from sailau.sealing.rehearsal import Holders, Joint, Plan, hold_ceremonies
from sailau.signing.authority import Signer, around
from sailau.signing.cms import sign_together
from sailau.signing.device import device_sign
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.verifier.ballots import BallotRules

PRECINCT = 25
UUID = "ConformancePrecinct25"
DAY = date(2005, 12, 4)
ZONE = timezone(timedelta(hours=5))
EVENING = datetime(2005, 12, 4, 22, 0, tzinfo=ZONE)
MEMBERS, THRESHOLD = 3, 2
LISTED, RESERVE = 5, 2
COMMISSION: Plan = (Joint(MEMBERS, THRESHOLD),)

RISK = Words("Кодты ешкімге айтпаңыз.", "Никому не сообщайте код.", "Tell nobody the code.")
_CANDIDATES = (
    ("adilova", ("Әділова", "Адилова"), ("Сәуле", "Сауле"), ("Ерболқызы", "Ерболкызы")),
    ("kim", ("Ким", "Ким"), ("Виктор", "Виктор"), None),
)


def small_definition(printout: CodePrintout | None = None, quorum: Quorum | None = None) -> Definition:
    """An invented presidential ballot of two, for a precinct of one terminal and one portable device."""
    example = president_2005(voters=30, terminals=1)
    printout = printout or NumbersOnly()
    decisions = example.decisions
    if isinstance(printout, ByChoice):
        decisions = (*decisions, replace(decisions[0], id=printout.decision))
    definition = replace(
        example,
        id=ElectionId("conformance-2005"),
        rules=replace(
            example.rules,
            quorum=quorum or Quorum(members=MEMBERS, threshold=THRESHOLD),
            challenge=Challenge(decision=DecisionId("challenge"), minimum_per_terminal=1),
            credential_reserve=CredentialReserve(at_least=1, percent=10),
            code_printout=printout,
        ),
        decisions=decisions,
        contests=(replace(example.contests[0], answers=tuple(_candidate(*entry) for entry in _CANDIDATES)),),
    )
    check(definition, "conformance")
    return definition


def _candidate(
    id_: str, surname: tuple[str, str], name: tuple[str, str], patronymic: tuple[str, str] | None
) -> Candidate:
    english = id_.capitalize()
    return Candidate(
        id=AnswerId(id_),
        surname=Words(*surname, english),
        name=Words(*name, english),
        patronymic=None if patronymic is None else Words(*patronymic, english),
    )


@dataclass(slots=True)
class World:
    """Everything before the day. Signatures are kept by what they sign, so that equal files are equal bytes."""

    definition: Definition
    pki: PrecinctPki
    holders: Holders
    credentials: list[Secret]
    election: Election
    uuid: str = UUID
    precinct: int = PRECINCT
    signatures: dict[tuple[bytes, tuple[str, ...]], bytes] = field(default_factory=dict)
    papers: dict[tuple[bytes, ...], bytes] = field(default_factory=dict)

    @property
    def style(self) -> BallotStyle:
        return questions(self.definition, self.precinct)

    @property
    def definition_bytes(self) -> bytes:
        return canonical(self.definition)

    @property
    def election_bytes(self) -> bytes:
        return ELECTION.write(self.election)

    @property
    def rules(self) -> BallotRules:
        return BallotRules(self.election, self.election_bytes)

    @property
    def public_halves(self) -> list[Point]:
        return base(self.credentials)

    @property
    def midnight(self) -> int:
        return int(self.definition.midnight().timestamp())

    def sign(self, data: bytes, signers: Sequence[str], at: datetime = EVENING) -> bytes:
        """Detached signatures of `data` by signers of the training set."""
        key = (data, tuple(signers))
        if key not in self.signatures:
            self.signatures[key] = sign_together(data, [self.signer(name) for name in signers], at)
        return self.signatures[key]

    def sign_raw(self, device: str, tag: bytes, message: bytes) -> bytes:
        """A device's raw signature."""
        key = (tag + message, (device,))
        if key not in self.signatures:
            self.signatures[key] = device_sign(self.signer(device).key, tag, message)
        return self.signatures[key]

    def signer(self, name: str) -> Signer:
        return self.pki.signers[name]


def make_pki(definition: Definition, precinct: int = PRECINCT, above: PrecinctPki | None = None) -> PrecinctPki:
    """Training certificates for one small precinct; `above` is another one's set with the same higher commissions."""
    plan = PrecinctPlan(
        election=definition.id,
        precinct=definition.precinct(precinct).commission,
        territory="aqsamal",
        members=definition.rules.quorum.members,
        terminals=1,
    )
    return make_training_pki(plan, around(EVENING, before=timedelta(days=60), after=timedelta(days=400)), above=above)


def make_world(
    definition: Definition | None = None,
    *,
    pki: PrecinctPki | None = None,
    plan: Plan = COMMISSION,
    credentials: int = LISTED + RESERVE,
    message: Callable[[Election], Election] = lambda election: election,
    precinct: int = PRECINCT,
    uuid: str = UUID,
) -> World:
    """Hold the ceremony and make credentials; `message` may change the election message that all is cast under."""
    definition = definition or small_definition()
    holders = hold_ceremonies(plan)
    election = Election(
        election_description(definition, precinct),
        election_name(definition),
        holders.key,
        questions(definition, precinct).questions,
        uuid,
    )
    return World(
        definition,
        pki or make_pki(definition, precinct),
        holders,
        [Secret.random() for _ in range(credentials)],
        message(election),
        uuid,
        precinct,
    )
