"""ceremony.json and the signed messages of a key ceremony that is held round a folder (docs/format/ceremony.md).

The plan says for whom the ceremony is; its SHA-256 stands in every message, so that no message serves two ceremonies.
A message's body is the text of a document of its own: the protocol's (`formats.v1.ceremony`), or a recorder share.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from sailau.formats.codec import INTEGER, STRING, Field, Leaf
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    MOMENT,
    UUID,
    CanonicalDocument,
    Table,
    document,
)
from sailau.formats.v1.recorder_key import PARTY, TERRITORIAL, RecorderContext, parties_of


class Step(Enum):
    """The messages of a ceremony, in their order; the value stands in the file's name."""

    CERTIFICATE = "certificate"
    RECORDER = "recorder"
    POLYNOMIAL = "polynomial"
    OUTPUT = "output"
    COMPLAINT = "complaint"
    REHEARSAL = "rehearsal"


KEY_STEPS: Final = (Step.CERTIFICATE, Step.RECORDER, Step.POLYNOMIAL, Step.OUTPUT)
"""The steps that a ceremony must have to end, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyPlan:
    """For whom a ceremony is held. `number` counts the ceremonies of this precinct from 1; `at` is when it was begun.

    `commission` and `territory` are the ids in the certificates of the members and of the territorial commission.
    `certificates` gives the SHA-256 of each party's certificate, where the package fixed it.
    """

    election: str
    definition: str
    precinct: int
    uuid: str
    commission: str
    territory: str
    members: int
    threshold: int
    number: int
    at: datetime
    certificates: Mapping[str, str]

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who takes part: the members by number, then the territorial commission."""
        return parties_of(self.members)

    @property
    def recorder(self) -> RecorderContext:
        """What the recorder key is bound to."""
        return RecorderContext(election=self.election, precinct=self.precinct, uuid=self.uuid)

    def of_step(self, step: Step) -> tuple[str, ...]:
        """Who gives a message of this step: the territorial commission has a share of the recorder key alone."""
        return self.parties if step is Step.RECORDER else self.parties[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyMessage:
    """One party's message. `plan` is the SHA-256 of ceremony.json, `seen` that of what the message rests on."""

    plan: str
    step: Step
    party: str
    seen: str
    body: str


RESTS_ON: Final = {Step.POLYNOMIAL: Step.CERTIFICATE, Step.OUTPUT: Step.POLYNOMIAL}
"""Whose messages a step is made from: `seen` is the hash of all of them, of nothing for the other steps."""


def seen_hash(bodies: Mapping[tuple[Step, str], bytes], step: Step) -> str:
    """Hash what a message of `step` rests on: SHA-256 of the bodies' SHA-256, in the order of the members' numbers."""
    below = RESTS_ON.get(step)
    rows = sorted((party_number(party), body) for (kind, party), body in bodies.items() if kind is below)
    return hashlib.sha256(b"".join(hashlib.sha256(body).digest() for _, body in rows)).hexdigest()


def party_number(party: str) -> int:
    """Return N of `member-N`; 0 for the territorial commission."""
    return 0 if party == TERRITORIAL else int(party.removeprefix("member-"))


def _step(value: Any) -> Step:
    if not isinstance(value, str) or value not in {step.value for step in Step}:
        raise ValueError("not a step of the ceremony")
    return Step(value)


CEREMONY_PLAN: CanonicalDocument[CeremonyPlan] = document(
    "sailau-ceremony/1",
    "ceremony",
    CeremonyPlan,
    Field("election", ELECTION_ID),
    Field("definition", HEX_HASH),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("commission", ELECTION_ID),
    Field("territory", ELECTION_ID),
    Field("members", INTEGER),
    Field("threshold", INTEGER),
    Field("number", INTEGER),
    Field("at", MOMENT),
    Field("certificates", Table(HEX_HASH, PARTY)),
)
CEREMONY_MESSAGE: CanonicalDocument[CeremonyMessage] = document(
    "sailau-ceremony-message/1",
    "ceremony-message",
    CeremonyMessage,
    Field("plan", HEX_HASH),
    Field("step", Leaf(_step, lambda step: step.value)),
    Field("party", PARTY),
    Field("seen", HEX_HASH),
    Field("body", STRING),
)
