"""A precinct commission that holds key ceremonies round a folder: real keys, key stores and signatures."""

import atexit
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.formats.v1.ceremony_round import CeremonyPlan, party_number
from sailau.formats.v1.recorder_key import parties_of
from sailau.ports import NO_FAULTS, Faults
from sailau.sealing.channel import new_seed
from sailau.service.ceremony_round import Round, Standing, Turn, begin_round, open_round, take_turn, trust_of_signer
from sailau.signing.authority import Signer, around
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.trust import SignerIdentity

LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = b"481502"
T_3 = datetime(2005, 12, 1, 5, 0, tzinfo=UTC)
PLAN = CeremonyPlan(
    election="president-2005-example",
    definition="ab" * 32,
    precinct=25,
    uuid="PrecinctTwentyFive",
    commission="precinct-25",
    territory="almaty-city",
    members=3,
    threshold=2,
    number=1,
    at=T_3,
    certificates={},
)


@cache
def authorities(members: int = 3, which: str = "first") -> PrecinctPki:
    """One set of certificates for the whole run; another word gives another root with the same names."""
    plan = PrecinctPlan(election=PLAN.election, precinct=PLAN.commission, territory=PLAN.territory, members=members)
    return make_training_pki(plan, around(T_3, before=timedelta(days=60), after=timedelta(days=400)))


@dataclass
class Commission:
    """Members and territorial commission, each with an own key and key store, and the folder that goes round."""

    home: Path
    plan: CeremonyPlan = PLAN
    which: str = "first"
    judged: dict[bytes, SignerIdentity] = field(default_factory=dict)
    """Signatures that were judged before: judging one takes twenty milliseconds, and the tests do little else."""

    @property
    def folder(self) -> Path:
        return self.home / "ceremony"

    @property
    def pki(self) -> PrecinctPki:
        return authorities(self.plan.members, self.which)

    @property
    def parties(self) -> tuple[str, ...]:
        return parties_of(self.plan.members)

    def signer(self, party: str) -> Signer:
        return self.pki.signers[party]

    def path(self, party: str) -> Path:
        return self.home / f"{party}.key"

    def store(self, party: str, faults: Faults = NO_FAULTS) -> MemberKeyStore:
        """The party's key store, made at the first turn."""
        if not self.path(party).exists():
            number = party_number(party)
            seed = new_seed() if number else None
            MemberKeyStore.create(self.path(party), PIN, member=number, seed=seed, cost=LIGHT, faults=faults)
        return MemberKeyStore.open(self.path(party), PIN, faults)

    def begin(self) -> Round:
        chair = self.signer("member-1")
        return begin_round(self.folder, self.plan, chair, trust_of_signer(chair, T_3), T_3)

    def round(self, party: str = "member-1") -> Round:
        """The round as this party's tool sees it."""
        return replace(open_round(self.folder, trust_of_signer(self.signer(party), T_3)), judged=self.judged)

    def turn(self, party: str, faults: Faults = NO_FAULTS) -> Turn:
        """The party sits down alone: everything is opened afresh."""
        return take_turn(self.round(party), self.store(party, faults), self.signer(party), T_3, faults)

    def go_round(self, parties: Iterable[str] | None = None) -> Turn:
        """Everybody's turn once."""
        return [self.turn(party) for party in parties or self.parties][-1]

    def hold(self) -> Standing:
        """The whole ceremony, three times round."""
        self.begin()
        self.go_round()
        self.go_round()
        return self.go_round().standing


def commission(home: Path, **changes: object) -> Commission:
    home.mkdir(parents=True, exist_ok=True)
    return Commission(home, replace(PLAN, **changes))  # type: ignore[arg-type]


@cache
def _gone_round(rounds: int) -> Commission:
    home = Path(mkdtemp(prefix="sailau-ceremony-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    made = commission(home)
    made.begin()
    for _ in range(rounds):
        made.go_round()
    return made


def after(home: Path, rounds: int) -> Commission:
    """A ceremony of three that was begun and so many times gone round: a copy of one that is held once in a run."""
    source = _gone_round(rounds)
    shutil.copytree(source.home, home, dirs_exist_ok=True)
    return Commission(home, source.plan, judged=dict(source.judged))


def all_but(*absent: str, members: int = 3) -> list[str]:
    return [party for party in parties_of(members) if party not in absent]
