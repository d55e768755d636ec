"""A small country after its evening: five precincts, a commission that took in what came, and its publication.

25, 26  voted electronically                       28  voting was put off there, by a decision
27      voted, on paper too: three protocols       29  nothing came
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.commission.decisions import Body, Postponement
from sailau.election.canonical import canonical
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber, Words
from sailau.refusal import Refusal
from sailau.service.bundle import pack
from sailau.service.centre.centre import Centre, found_centre, opened_centre
from sailau.service.centre.decisions import propose, take
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.intake import Received, judge, receive
from sailau.service.centre.publication import publish
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.signing.authority import Signer
from sailau.signing.precinct_pki import PrecinctPki
from tests.records.day import cast_all, counted
from tests.records.folder import Edits, write_record
from tests.records.world import DAY, EVENING, World, make_pki, make_world, small_definition

VOTED = (25, 26, 27)
MIXED, POSTPONED, MISSING = 27, 28, 29
NIGHT = EVENING + timedelta(hours=2)


@dataclass(frozen=True)
class Country:
    """Where the publication lies, the commission's folder, and who signs."""

    publication: Path
    centre: Path
    definition: Definition
    pki: PrecinctPki
    computers: dict[int, Signer] = field(default_factory=dict)
    """The precinct computers, which sign what stands in a paper's QR code."""

    @property
    def root(self) -> bytes:
        return self.pki.root.certificate.public_bytes(Encoding.PEM)


def small_country() -> Definition:
    """The small election in five precincts of two oblasts."""
    definition = small_definition()
    one = definition.precincts[0]
    precincts = tuple(
        replace(
            one,
            number=PrecinctNumber(number),
            commission=CommissionId(f"precinct-{number}"),
            mixed=number == MIXED,
            oblast=one.oblast if number < POSTPONED else Words("Абай облысы", "область Абай", "Abai oblast"),
        )
        for number in (*VOTED, POSTPONED, MISSING)
    )
    return replace(definition, precincts=precincts)


def make_country(folder: Path) -> Country:
    """Hold the day in each precinct, take in what comes, decide, publish: each by the real part."""
    definition = small_country()
    pki = make_pki(definition, VOTED[0])
    made = Country(folder / "publication", folder / "centre", definition, pki)
    found_centre(
        made.centre,
        definition=canonical(definition),
        signature=World.sign(_world(definition, VOTED[0], pki), canonical(definition), ("central",)),
        root=made.root,
        commission="central",
    )
    with at_the_centre(made) as centre:
        for number in VOTED:
            bundle = make_bundle(made, number, folder / f"{number}")
            received = receive(centre, bundle)
            assert isinstance(received, Received), received
            judge(centre, received.digest)
        put_off(made, centre)
        publish(centre, made.publication, pki.signers["central"])
    return made


@contextmanager
def at_the_centre(country: Country, moment: datetime = NIGHT) -> Iterator[Centre]:
    """The commission at work at that moment."""
    with opened_centre(country.centre, clock=SimulatedClock(moment)) as centre:
        yield centre


def _world(definition: Definition, number: int, above: PrecinctPki) -> World:
    return make_world(
        definition, pki=make_pki(definition, number, above), precinct=number, uuid=f"CountryPrecinct{number}"
    )


def make_bundle(country: Country, number: int, folder: Path) -> Path:
    """A precinct's day: its record, packed and signed."""
    world = _world(country.definition, number, country.pki)
    country.computers[number] = world.signer("precinct-computer")
    edits = Edits()
    for path, data in write_record(counted(cast_all(world)), edits).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    packed = folder.with_suffix(".zip")
    signers = [world.signer("member-1"), world.signer("member-2")]
    head = pack(folder, packed, version=1, signers=signers, now=EVENING)
    assert not isinstance(head, Refusal), head
    return packed


def put_off(country: Country, centre: Centre) -> None:
    """The central commission puts off voting in one precinct."""
    by = (Body.CENTRAL, Words("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central commission"))
    reason = Words("су басты", "паводок", "a flood")
    matter = Postponement(precincts=(PrecinctNumber(POSTPONED),), until=DAY + timedelta(days=14))
    proposed = propose(centre, holdings_of(centre), matter, by, reason, centre.now())
    assert not isinstance(proposed, Refusal), proposed
    taken = take(centre, holdings_of(centre), proposed, [country.pki.signers["central"]])
    assert not isinstance(taken, Refusal), taken
