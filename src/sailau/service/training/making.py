"""A training precinct made in a few seconds: keys, list, ceremony, Setup, stores, devices, cards (L 43(4), 50-1, 50-5).

What the commissions' commands and the installation do over days is done here at once, by the same functions, in one
process and with training certificates; passwords and PINs cost next to nothing to try. `make demo` goes the whole way.
The day is today and open from midnight to midnight, so that a newcomer may begin at any moment.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Final

from sailau.adapters.cards.tray import Tray
from sailau.adapters.clock import LocalClock
from sailau.adapters.files import write_atomically
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.card import CardNumber
from sailau.checkin.voters import VoterEntry, VoterList, encode_list
from sailau.election.definition import canonical, check
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district
from sailau.election.nouns import Definition, ElectionId
from sailau.formats.v1.recorder_key import RECORDER_KEY, RecorderContext, parties_of
from sailau.refusal import Text
from sailau.sealing.channel import new_seed
from sailau.sealing.recorder_key import combine, make_share
from sailau.service import portable, terminal
from sailau.service.accumulator_device import write_certificates
from sailau.service.acts import enter_foreign_act
from sailau.service.ceremony import hold_ceremony
from sailau.service.enrolment import certify_request, enrol, open_device
from sailau.service.installation import Package, PrecinctSetup, install_precinct, make_setup
from sailau.service.opening import record_installation
from sailau.service.precinct import Precinct
from sailau.service.preparation import Prepared, destruction_act, prepare
from sailau.service.rehearsal.people import fictitious_list
from sailau.service.sealed_password import SealedPassword, draw_password
from sailau.service.training.place import BEING_MADE, MEMBERS_PIN, PORTABLE, IdentityCard, Place, Tell, Wanted, granted
from sailau.service.training.programs import DEVICES
from sailau.signing.authority import Signer, Validity, around
from sailau.signing.cms import sign_detached
from sailau.signing.keystore import new_pin, seal_signer
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role

VOTERS: Final = 60
TERMINALS: Final = 1
DESKS: Final = 3
"""The second is the chair's, the third the technician's."""
ELECTION: Final = ElectionId("training")
TERRITORY: Final = "territory-1"
STATIONS: Final = (
    ("desk-1", Role.DESK),
    ("desk-2", Role.DESK),
    ("desk-3", Role.DESK),
    ("accumulator-1", Role.ACCUMULATOR),
)
USUAL: Final = Wanted()
LIGHT: Final = PasswordCost(passes=1, memory_kib=8, lanes=1)
"""For training alone: a try of a password costs nothing, so nothing here is protected by one."""

KEYS: Final = Text("Оқу кілттері мен куәліктері", "Учебные ключи и сертификаты", "Training keys and certificates")
LIST: Final = Text(
    "Сайлаушылар тізімі, құқықтар, кодтар", "Список избирателей, права, коды", "Voter list, credentials, codes"
)
CEREMONY: Final = Text("Комиссияның кілт рәсімі", "Ключевая церемония комиссии", "The commission's key ceremony")
STORES: Final = Text("Компьютер мен құрылғылар", "Компьютер и устройства", "Computer and devices")
CARDS: Final = Text("Карточкалар науаға қойылды", "Карточки на подносе", "Cards on the tray")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    place: Place
    definition: Definition
    at: datetime
    validity: Validity
    pki: PrecinctPki

    @property
    def commission(self) -> str:
        return str(self.definition.precinct(EXAMPLE_PRECINCT).commission)


def training_day(now: datetime) -> date:
    """Today, where the precinct is."""
    offset = party_and_district().rules.hours.utc_offset_minutes
    return now.astimezone(timezone(timedelta(minutes=offset))).date()


def make_place(folder: Path, tell: Tell, wanted: Wanted = USUAL) -> Place:
    """Make a training place for today in `folder`, which must be absent or empty; one cut short leaves nothing there.

    `tell` hears each step as it begins; `wanted` is what the place has beyond the usual. Raises SailauError.
    """
    fresh = folder.with_name(folder.name + BEING_MADE)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    now = LocalClock().now()
    _make(Place(fresh), now, tell, wanted)
    if folder.exists():
        folder.rmdir()
    fresh.rename(folder)
    return Place(folder)


def _make(place: Place, now: datetime, tell: Tell, wanted: Wanted) -> None:
    definition = _definition(training_day(now), mixed=wanted.mixed)
    tell(KEYS)
    plan = PrecinctPlan(
        election=str(ELECTION),
        precinct=str(definition.precinct(EXAMPLE_PRECINCT).commission),
        territory=TERRITORY,
        terminals=TERMINALS,
        desks=DESKS,
        portables=int(wanted.portable),
    )
    validity = around(now, before=timedelta(days=1), after=timedelta(days=60))
    pki = make_training_pki(plan, validity)
    making = _Making(place=place, definition=definition, at=now, validity=validity, pki=pki)
    recorded = (*DEVICES, PORTABLE) if wanted.portable else DEVICES
    media = (medium for device in recorded for medium in place.media(device))
    for folder in (
        place.keys,
        place.service_keys,
        place.password.parent,
        place.logs,
        place.sheets,
        place.medium,
        *media,
    ):
        folder.mkdir(mode=0o700, parents=True)
    tell(LIST)
    voters = fictitious_list(VOTERS, now.toordinal(), definition.date)
    prepared = _prepared(making, voters)
    tell(CEREMONY)
    setup = _keys(making, prepared.package)
    tell(STORES)
    _stores(making, prepared, setup)
    tell(CARDS)
    Tray.make(place.cards, [CardNumber(number) for number in prepared.package.cards])
    place.write_people([_identity_card(voter) for voter in voters])
    place.mark(definition.date)


def _definition(day: date, *, mixed: bool) -> Definition:
    made = party_and_district(voters=VOTERS, terminals=TERMINALS)
    decided = tuple(replace(one, date=day - timedelta(days=30)) for one in made.decisions)
    hours = replace(made.rules.hours, opens=time(0, 0), closes=time(23, 59))
    precincts = tuple(replace(one, mixed=mixed) for one in made.precincts)
    rules = replace(made.rules, hours=hours)
    today = replace(made, id=ELECTION, date=day, decisions=decided, rules=rules, precincts=precincts)
    check(today, "training")
    return today


def _prepared(making: _Making, voters: VoterList) -> Prepared:
    definition = canonical(making.definition)
    signature = sign_detached(definition, making.pki.signers["central"], making.at)
    prepared = granted(
        prepare(
            definition,
            signature,
            EXAMPLE_PRECINCT,
            encode_list(voters),
            making.pki,
            at=making.at,
            training=True,
        )
    )
    stations = {device: _enrolled(making, device, role) for device, role in STATIONS}
    return replace(prepared, package=replace(prepared.package, stations=stations))


def _enrolled(making: _Making, device: str, role: Role) -> Signer:
    """A desk or accumulator with a key of its own, under a PIN of its own."""
    pin, folder = new_pin(), making.place.folder / device
    election, commission = str(ELECTION), making.commission
    request = enrol(
        folder, device, role, f"T-{device.upper()}", pin.encode(), election=election, commission=commission, cost=LIGHT
    )
    certified = granted(
        certify_request(
            making.pki.territorial, request, election=election, commission=commission, validity=making.validity
        )
    )
    write_atomically(making.place.pin(device), pin.encode())
    return open_device(folder, pin.encode(), certified.certificate, certified.chain).signer


def _keys(making: _Making, package: Package) -> PrecinctSetup:
    """The members' keys of the count, their signing keys, and the recorder key, whose secrets nobody keeps."""
    pin, keys = MEMBERS_PIN.encode(), making.place.keys
    stores = []
    for number, signer in enumerate(making.pki.members, start=1):
        write_atomically(keys / f"member-{number}.p12", seal_signer(signer, MEMBERS_PIN, f"member-{number}"))
        path = keys / f"member-{number}.key"
        stores.append(MemberKeyStore.create(path, pin, member=number, seed=new_seed(), cost=LIGHT))
    served = {"technician": making.pki.signers["technician"], "member-1": making.pki.members[0]}
    for name, signer in served.items():
        write_atomically(making.place.service_keys / f"{name}.p12", seal_signer(signer, MEMBERS_PIN, name))
    parameters = hold_ceremony(stores, making.definition.rules.quorum.threshold)
    context = RecorderContext(election=str(ELECTION), precinct=EXAMPLE_PRECINCT, uuid=package.uuid)
    parties = parties_of(len(stores))
    key = combine(context, [make_share(context, party)[1] for party in parties], parties)
    write_atomically(making.place.recorder_key, RECORDER_KEY.write(key))
    return make_setup(package, (parameters,))


def _stores(making: _Making, prepared: Prepared, setup: PrecinctSetup) -> None:
    place, password = making.place, draw_password()
    write_atomically(place.password, " ".join(password.shown).encode())
    install_precinct(place.computer, prepared.package, setup, password.secret, cost=LIGHT)
    for device in prepared.booths:
        kind = terminal if device.startswith("terminal-") else portable
        equipment = prepared.equipment(device, setup)
        kind.install(place.folder / device, equipment, password.secret, credentials=prepared.made, cost=LIGHT)
    _acts(making, prepared, password)


def _acts(making: _Making, prepared: Prepared, password: SealedPassword) -> None:
    """The act of installation, and the territorial commission's that its copies are destroyed."""
    with Precinct.open(making.place.computer, password.secret, LocalClock()) as precinct:
        act = record_installation(precinct, making.pki.members[:3])
        number, territorial = act.act.number + 1, making.pki.signers["territorial"]
        destroyed = destruction_act(prepared.package, str(ELECTION), territorial, making.at, number=number)
        enter_foreign_act(precinct, "credentials-destroyed-by-territorial", *destroyed)
        write_certificates(precinct, making.place.certificates)


def _identity_card(voter: VoterEntry) -> IdentityCard:
    return IdentityCard(
        iin=voter.iin.digits,
        surname=voter.surname,
        name=voter.name,
        patronymic=voter.patronymic,
        birth_date=voter.birth_date.strftime("%d.%m.%Y"),
    )
