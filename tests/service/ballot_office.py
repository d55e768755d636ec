"""The central commission's office for tests: a working folder with a draft, and the persons with their keys."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509

from sailau.election.canonical import tree_of
from sailau.election.examples import party_and_district
from sailau.election.nouns import Definition
from sailau.refusal import Refusal
from sailau.service.ballot_approval import Approved, approve
from sailau.service.ballot_final import Finalised, finalise, publish
from sailau.service.ballots import Proved, prove
from sailau.service.deck_act import Decked, hold_deck
from sailau.signing.authority import Signer, Validity, around, issue
from sailau.signing.holder import Holder
from sailau.signing.precinct_pki import CENTRAL, PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role

NOW = datetime(2026, 11, 1, 5, tzinfo=UTC)
FROZEN = datetime(2026, 11, 19, 19, tzinfo=UTC)
"""Midnight in Kazakhstan two days before the day of the example."""


@cache
def keys() -> PrecinctPki:
    plan = PrecinctPlan(election="mazhilis-example", precinct="precinct-25", territory="territory-1", members=3)
    return make_training_pki(plan, validity())


def validity() -> Validity:
    return around(NOW, before=timedelta(days=1), after=timedelta(days=100))


def central(name: str, election: str = "mazhilis-example") -> Signer:
    holder = Holder(name=name, role=Role.CENTRAL_COMMISSION, commission=CENTRAL, election=election, training=True)
    return issue(keys().root, holder, validity())


@dataclass(frozen=True, slots=True)
class Office:
    folder: Path

    @property
    def root(self) -> x509.Certificate:
        return keys().root.certificate

    def write(self, **changes: Any) -> Definition:
        """Write the draft with `changes` at its top."""
        definition = party_and_district()
        tree = tree_of(definition) | changes
        self.folder.mkdir(exist_ok=True)
        (self.folder / "draft.json").write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
        return definition

    def prove(self, now: datetime = NOW) -> Proved | Refusal:
        return prove(self.folder, registration=None, now=now)

    def approve(self, who: str | Signer, now: datetime = NOW) -> Approved | Refusal:
        return approve(self.folder, keys().signers[who] if isinstance(who, str) else who, self.root, now)

    def deck(self) -> Decked:
        return hold_deck(self.folder, keys().signers["central"], self.root, NOW)

    def finalise(self, who: str = "central", now: datetime = NOW) -> Finalised | Refusal:
        return finalise(self.folder, keys().signers[who], self.root, now)

    def publish(self, out: Path) -> Finalised | Refusal:
        return publish(self.folder, out, self.root, NOW)


def code_of(done: object) -> str | None:
    return done.code if isinstance(done, Refusal) else None
