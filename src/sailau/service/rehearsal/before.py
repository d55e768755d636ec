"""The days before: definition, register, key ceremony, package, installation (L 20(5), 24, 43(4), 50-1)."""

from datetime import time, timedelta, timezone
from pathlib import Path

from sailau.adapters.cards import MemoryCard
from sailau.adapters.keystore import MemberKeyStore
from sailau.card import CardNumber
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.refusal import Text
from sailau.sealing.channel import new_seed
from sailau.service import portable, terminal
from sailau.service.acts import enter_foreign_act
from sailau.service.ceremony import hold_ceremony
from sailau.service.installation import PrecinctSetup, install_precinct, make_setup
from sailau.service.opening import record_installation
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.service.preparation import Prepared, cards_needed, destruction_act, prepare
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.people import fictitious_list
from sailau.service.rehearsal.stage import CHAIR, PORTABLE, PRECINCT, MemberKey, Plan, Stage, granted
from sailau.service.terminal import Terminal
from sailau.signing.authority import around
from sailau.signing.cms import sign_detached
from sailau.signing.keystore import new_pin
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki

DECIDED_DAYS_BEFORE = 25
KEYS_DAYS_BEFORE = 3
SPARE_CARDS = 6
"""Cards beyond the least number: one is lost, one is unreadable."""


def set_the_stage(plan: Plan, folder: Path, narrator: Narrator) -> Stage:
    """Do everything that precedes the voting day; devices are installed and stopped in `folder` until `Stage` has them.

    Raises SailauError when anything refuses.
    """
    clock = _clock(plan)
    narrator.chapter(Text("Дайындық", "Подготовка", "Before the day"))
    pki = _certificates(plan, clock, narrator)
    prepared = _package(plan, pki, clock, narrator)
    clock.move_to(plan.definition.date - timedelta(days=KEYS_DAYS_BEFORE), time(10, 0), _zone(plan))
    keys, parameters = _keys(plan, folder, narrator)
    setup = make_setup(prepared.package, (parameters,))
    password = new_pin().encode()
    precinct, terminals, booth = _devices(plan, folder, prepared, setup, password, clock)
    stage = Stage(
        plan=plan,
        folder=folder,
        narrator=narrator,
        clock=clock,
        pki=pki,
        prepared=prepared,
        keys=keys,
        parameters=parameters,
        setup=setup,
        precinct=precinct,
        terminals=terminals,
        portable=booth,
        cards={number: MemoryCard(CardNumber(number)) for number in prepared.package.cards},
    )
    _acts_of_installation(stage)
    return stage


def _zone(plan: Plan) -> timezone:
    return timezone(timedelta(minutes=plan.definition.rules.hours.utc_offset_minutes))


def _clock(plan: Plan) -> SimulatedClock:
    day = plan.definition.midnight().astimezone(_zone(plan))
    return SimulatedClock(day - timedelta(days=DECIDED_DAYS_BEFORE) + timedelta(hours=10))


def _certificates(plan: Plan, clock: SimulatedClock, narrator: Narrator) -> PrecinctPki:
    definition = plan.definition
    shape = PrecinctPlan(
        election=str(definition.id),
        precinct=str(definition.precinct(PRECINCT).commission),
        territory="territory-1",
        members=definition.rules.quorum.members,
        terminals=definition.precinct(PRECINCT).terminals,
    )
    validity = around(clock.now(), before=timedelta(days=1), after=timedelta(days=400))
    narrator.step(
        "L 50-6(2)",
        Text(
            f"Оқу куәліктері жасалды: {shape.members} мүше, {shape.terminals} терминал, тасымалданатын құрылғы.",
            f"Изготовлены учебные сертификаты: членов {shape.members}, терминалов {shape.terminals}, переносное одно.",
            f"Training certificates are made: {shape.members} members, {shape.terminals} terminals, a portable device.",
        ),
    )
    return make_training_pki(shape, validity)


def _package(plan: Plan, pki: PrecinctPki, clock: SimulatedClock, narrator: Narrator) -> Prepared:
    definition = canonical(plan.definition)
    signature = sign_detached(definition, pki.signers["central"], clock.now())
    digest = fingerprint(definition)
    narrator.step(
        "L 20(5)",
        Text(
            f"Орталық комиссия сайлау анықтамасына қол қойды: {short_fingerprint(digest)}",
            f"Центральная комиссия подписала определение выборов: {short_fingerprint(digest)}",
            f"The central commission has signed the definition of the election: {short_fingerprint(digest)}",
        ),
    )
    voters = fictitious_list(plan.voters, plan.seed, plan.definition.date)
    narrator.step(
        "L 24, 25",
        Text(
            f"Сайлаушылар тізімі: {plan.voters} адам, бәрі ойдан шығарылған.",
            f"Список избирателей: {plan.voters} человек, все вымышлены.",
            f"The voter list: {plan.voters} people, all of them invented.",
        ),
    )
    terminals = plan.definition.precinct(PRECINCT).terminals
    prepared = granted(
        prepare(
            definition,
            signature,
            PRECINCT,
            encode_list(voters),
            pki,
            at=clock.now(),
            training=True,
            cards=cards_needed(terminals) + SPARE_CARDS,
        )
    )
    narrator.step(
        "L 43(4)",
        Text(
            f"{prepared.made} құқық (тізім мен қор) терминалдарға мөрленді; одан басқа ешкім аша алмайды.",
            f"{prepared.made} прав голоса (список и резерв) запечатаны для терминалов; больше их не откроет никто.",
            f"{prepared.made} credentials (list and reserve) are sealed to the terminals; nobody else can open them.",
        ),
    )
    return prepared


def _keys(plan: Plan, folder: Path, narrator: Narrator) -> tuple[dict[int, MemberKey], ThresholdParameters]:
    quorum = plan.definition.rules.quorum
    numbers = range(1, quorum.members + 1)
    keys = {number: MemberKey(path=folder / f"member-{number}.key", pin=new_pin().encode()) for number in numbers}
    stores = [
        MemberKeyStore.create(key.path, key.pin, member=number, seed=new_seed(), cost=plan.cost)
        for number, key in keys.items()
    ]
    parameters = hold_ceremony(stores, quorum.threshold)
    narrator.step(
        "L 10(3), 50-2(2)",
        Text(
            f"Кілт рәсімі: {quorum.members} мүше кілт жасады; {quorum.threshold} бірге ғана аша алады, жеке ешкім.",
            f"Ключевая церемония: {quorum.members} членов создали ключ; открыть могут {quorum.threshold} вместе.",
            f"Key ceremony: {quorum.members} members made a key; {quorum.threshold} together open, nobody alone.",
        ),
    )
    return keys, parameters


def _devices(
    plan: Plan, folder: Path, prepared: Prepared, setup: PrecinctSetup, password: bytes, clock: SimulatedClock
) -> tuple[Precinct, dict[str, Terminal], Portable]:
    """Install everything under the sealed password; start it."""
    install_precinct(folder / "precinct", prepared.package, setup, password, cost=plan.cost)
    made = prepared.made
    for device in prepared.booths:
        kind = portable if device == PORTABLE else terminal
        kind.install(folder / device, prepared.equipment(device, setup), password, credentials=made, cost=plan.cost)
    terminals = {
        device: Terminal.open(folder / device, device, password, clock, credentials=made)
        for device in prepared.booths
        if device != PORTABLE
    }
    booth = Portable.open(folder / PORTABLE, PORTABLE, password, clock, credentials=made)
    return Precinct.open(folder / "precinct", password, clock), terminals, booth


def _acts_of_installation(stage: Stage) -> None:
    installed = record_installation(stage.precinct, stage.members(CHAIR, 3, 4))
    setup = stage.setup.hash.hex()
    stage.narrator.step(
        "L 50-1(5)",
        Text(
            f"Жабдық орнатылды, акт жасалды. Дайындық хэші: {setup}",
            f"Оборудование установлено, составлен акт. Хэш подготовки: {setup}",
            f"The equipment is installed, an act is drawn up. Setup hash: {setup}",
        ),
    )
    election = str(stage.plan.definition.id)
    data, signature = destruction_act(
        stage.prepared.package,
        election,
        stage.pki.signers["territorial"],
        stage.clock.now(),
        number=installed.act.number + 1,
    )
    enter_foreign_act(stage.precinct, "credentials-destroyed-by-territorial", data, signature)
    stage.narrator.step(
        "L 43(4)",
        Text(
            "Аумақтық комиссия өзіндегі көшірмелерді жойғаны туралы акт берді.",
            "Территориальная комиссия передала акт об уничтожении своих копий.",
            "The territorial commission has handed over the act that its own copies are destroyed.",
        ),
    )
