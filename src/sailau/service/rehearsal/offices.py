"""The commissions before the day: who signs, on which day of the story, and where papers are kept."""

import shutil
from dataclasses import dataclass, field
from datetime import time, timedelta, timezone
from pathlib import Path

from cryptography import x509

from sailau.adapters.password import PasswordCost
from sailau.election.definition import canonical
from sailau.election.nouns import Definition, PrecinctNumber
from sailau.formats.v1.package import Software
from sailau.service.ballot_proof import Screens, no_screens
from sailau.service.enrolment import this_software
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.selftest import Draws, kiosk_alone
from sailau.signing.authority import Signer
from sailau.signing.precinct_pki import PrecinctPki


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """What the days before the voting have in common. `papers` gets copies of all papers, `software` is what runs."""

    definition: Definition
    folder: Path
    papers: Path
    pki: PrecinctPki
    clock: SimulatedClock
    precinct: PrecinctNumber
    cost: PasswordCost
    software: Software = field(default_factory=this_software)
    screens: Screens = no_screens
    draws: Draws = kiosk_alone

    @property
    def root(self) -> x509.Certificate:
        """The central commission's root."""
        return self.pki.root.certificate

    @property
    def zone(self) -> timezone:
        """Local time."""
        return zone_of(self.definition)

    @property
    def canonical(self) -> bytes:
        """The definition's bytes."""
        return canonical(self.definition)

    @property
    def input(self) -> Path:
        """Where the files lie that all begins with: definition and raw list."""
        folder = self.papers / "0-input"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def signer(self, label: str) -> Signer:
        """An official's signing key."""
        return self.pki.signers[label]

    def days_before(self, days: int) -> None:
        """Go on to ten o'clock, so many days before the voting day."""
        self.clock.move_to(self.definition.date - timedelta(days=days), time(10, 0), self.zone)

    def keep_papers(self, source: Path, name: str) -> None:
        """Copy every PDF of a folder that will be erased to the papers, under `name`."""
        for path in sorted(source.rglob("*.pdf")):
            target = self.papers / name / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def zone_of(definition: Definition) -> timezone:
    """Local time of the precincts."""
    return definition.zone
