"""The days before: definition, list, package, installation, key ceremony (L 20(5), 24, 43(4), 50-1).

Nothing reaches the precinct but by the signed package: what is told here is what the commissions' commands do.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sailau.adapters.cards import MemoryCard
from sailau.adapters.files import read_file
from sailau.card import CardNumber
from sailau.refusal import Text
from sailau.service.acts import enter_foreign_act
from sailau.service.install import COMPUTER_FOLDER
from sailau.service.package_publishing import destroy_copies
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.decided import decide
from sailau.service.rehearsal.installed import SITE, Site, install
from sailau.service.rehearsal.listed import list_voters
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.offices import Offices, zone_of
from sailau.service.rehearsal.packed import DEVICES, enrol_devices, pack, package_of
from sailau.service.rehearsal.people import fictitious_list
from sailau.service.rehearsal.stage import PORTABLE, Plan, Stage, granted
from sailau.service.terminal import Terminal
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki

DECIDED_DAYS_BEFORE = 45
STARTED_AT = time(6, 15)
TERRITORY_ID = "territory-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissions:
    """What the precincts of a district have in common: the commissions above them with their certificates, and the
    folder in which the central commission published the definition."""

    pki: PrecinctPki
    published: Path


def decide_for_all(
    plan: Plan, folder: Path, papers: Path, narrator: Narrator, commissions: Commissions | None = None
) -> Commissions:
    """Let the commissions above decide on the election of `plan` once, for all of its precincts: new ones, or those
    that are there."""
    narrator.chapter(Text("Сайлау комиссиялары", "Избирательные комиссии", "The commissions"))
    offices = _offices(plan, folder, papers, narrator, commissions)
    return Commissions(pki=offices.pki, published=decide(offices, narrator))


def set_the_stage(
    plan: Plan, folder: Path, papers: Path, narrator: Narrator, commissions: Commissions | None = None
) -> Stage:
    """Do everything that precedes the voting day; the devices then run, each in its own folder under `folder`.

    `papers` gets a copy of every paper. Without `commissions` those of this precinct alone are made, and decide. Raises
    SailauError when anything refuses.
    """
    if commissions is None:
        narrator.chapter(Text("Сайлау комиссиялары", "Избирательные комиссии", "The commissions"))
    offices = _offices(plan, folder, papers, narrator, commissions)
    published = decide(offices, narrator) if commissions is None else commissions.published
    handed = list_voters(offices, fictitious_list(plan.voters, plan.seed, plan.definition.date), narrator)
    enrolled = enrol_devices(offices, offices.folder / SITE / DEVICES, narrator)
    medium = pack(offices, published, handed, enrolled, narrator)
    narrator.chapter(Text("Учаскеде, үш күн бұрын", "На участке, за три дня", "At the precinct, three days before"))
    site = install(offices, medium, enrolled, narrator)
    return _start(plan, offices, site, narrator)


def _offices(plan: Plan, folder: Path, papers: Path, narrator: Narrator, commissions: Commissions | None) -> Offices:
    definition = plan.definition
    day = datetime.combine(definition.date, time(10, 0), zone_of(definition))
    clock = SimulatedClock(day - timedelta(days=DECIDED_DAYS_BEFORE))
    pki = _certificates(plan, clock, narrator, commissions)
    return Offices(
        definition=definition,
        folder=folder,
        papers=papers,
        pki=pki,
        clock=clock,
        precinct=plan.precinct,
        cost=plan.cost,
        screens=plan.screens,
        draws=plan.draws,
    )


def _certificates(
    plan: Plan, clock: SimulatedClock, narrator: Narrator, commissions: Commissions | None
) -> PrecinctPki:
    definition = plan.definition
    place = definition.precinct(plan.precinct)
    shape = PrecinctPlan(
        election=str(definition.id),
        precinct=str(place.commission),
        territory=TERRITORY_ID,
        members=definition.rules.quorum.members,
        terminals=place.terminals,
    )
    validity = around(clock.now(), before=timedelta(days=1), after=timedelta(days=400))
    narrator.step(
        "L 50-6(2)",
        Text(
            f"Оқу куәліктері жасалды: комиссиялар, әкім, {shape.members} мүше.",
            f"Изготовлены учебные сертификаты: комиссии, аким, членов комиссии {shape.members}.",
            f"Training certificates are made: the commissions, the akim, {shape.members} members.",
        ),
    )
    return make_training_pki(shape, validity, above=None if commissions is None else commissions.pki)


def _start(plan: Plan, offices: Offices, site: Site, narrator: Narrator) -> Stage:
    """On the morning: the chair opens the envelope, computer and devices start by its words."""
    offices.clock.move_to(plan.definition.date, STARTED_AT, offices.zone)
    password, clock = site.open_envelope(), offices.clock
    made, booths = site.finished.credentials, site.finished.booths
    terminals = {
        device: Terminal.open(folder, device, password, clock, credentials=made)
        for device, folder in booths.items()
        if device != PORTABLE
    }
    booth = Portable.open(booths[PORTABLE], PORTABLE, password, clock, credentials=made)
    precinct = Precinct.open(site.installation.folder / COMPUTER_FOLDER, password, clock)
    stage = Stage(
        plan=plan,
        folder=offices.folder,
        narrator=narrator,
        clock=clock,
        pki=offices.pki,
        keys=site.keys.of_member,
        parameters=site.keys.parameters,
        setup=site.finished.setup,
        precinct=precinct,
        terminals=terminals,
        portable=booth,
        cards={number: MemoryCard(CardNumber(number)) for number in precinct.installed.cards},
    )
    _destruction(offices, site, stage)
    return stage


def _destruction(offices: Offices, site: Site, stage: Stage) -> None:
    """The territorial commission's copies of the credentials are destroyed; its act joins the precinct's acts."""
    number = site.finished.act.act.number + 1
    territorial, out = offices.signer("territorial"), offices.folder / "destroyed"
    done = granted(destroy_copies(package_of(offices), territorial, offices.clock.now(), number, out))
    enter_foreign_act(
        stage.precinct, "credentials-destroyed-by-territorial", read_file(done.data), read_file(done.signature)
    )
    offices.keep_papers(out, "3-package")
    stage.narrator.step(
        "L 43(4)",
        Text(
            "Аумақтық комиссия өзіндегі көшірмелерді жойғаны туралы акт берді.",
            "Территориальная комиссия передала акт об уничтожении своих копий.",
            "The territorial commission has handed over the act that its own copies are destroyed.",
        ),
    )
