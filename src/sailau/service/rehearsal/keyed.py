"""The key ceremony: every member with an own key store, round a folder of signed messages (L 10(3), 50-5(1); E8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sailau.adapters.keystore import MemberKeyStore
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.refusal import Text
from sailau.sealing.channel import new_seed
from sailau.service.ceremony_act import CeremonyOutcome
from sailau.service.ceremony_end import finish_round
from sailau.service.ceremony_plan import plan_of_package
from sailau.service.ceremony_round import Round, begin_round, hold_round, read_standing, trust_of_signer
from sailau.service.ceremony_sitting import sit_down
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.offices import Offices
from sailau.service.rehearsal.stage import CHAIR, MemberKey, RehearsalError, granted
from sailau.signing.authority import Signer
from sailau.signing.keystore import new_pin

CEREMONY = "ceremony"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the ceremony came to: the members' key stores by number, the public keys, the outcome with its act."""

    of_member: Mapping[int, MemberKey]
    parameters: ThresholdParameters
    outcome: CeremonyOutcome


def make_keys(offices: Offices, package: Path, narrator: Narrator) -> Keys:
    """Hold the ceremony of all members and the territorial commission; rehearse a decryption; sign the act."""
    keys = {number: _new_key(offices, number) for number in range(offices.definition.rules.quorum.members + 1)}
    round_ = _begin(offices, package)
    parties = [(key.open(), _signer(offices, number)) for number, key in keys.items()]
    standing = hold_round(round_, parties, offices.clock.now())
    parameters = standing.table.parameters
    if parameters is None:
        raise RehearsalError("the key ceremony came to no end")
    _tell_keys(offices, narrator)
    outcome = _rehearse(offices, round_, parties, narrator)
    offices.keep_papers(round_.folder, "4-ceremony")
    del keys[0]
    return Keys(of_member=keys, parameters=parameters, outcome=outcome)


def _new_key(offices: Offices, number: int) -> MemberKey:
    """A key store under an own PIN; number 0 is the territorial commission, which has a share of the recorder alone."""
    key = MemberKey(path=offices.folder / f"member-{number}.key", pin=new_pin().encode())
    seed = new_seed() if number else None
    MemberKeyStore.create(key.path, key.pin, member=number, seed=seed, cost=offices.cost)
    return key


def _signer(offices: Offices, number: int) -> Signer:
    return offices.signer(f"member-{number}" if number else "territorial")


def _begin(offices: Offices, package: Path) -> Round:
    """The chair begins: the package says who takes part, with which certificates."""
    now, chair = offices.clock.now(), _signer(offices, CHAIR)
    trust = trust_of_signer(chair, now)
    return begin_round(offices.folder / CEREMONY, plan_of_package(package, trust, number=1, at=now), chair, trust, now)


def _rehearse(
    offices: Offices, round_: Round, parties: list[tuple[MemberKeyStore, Signer]], narrator: Narrator
) -> CeremonyOutcome:
    """Each member opens the test ballots, compares the act and signs it."""
    now, zone_now = offices.clock.now(), offices.clock.now().astimezone(offices.zone)
    members = [(store, signer) for store, signer in parties if store.member]
    for store, signer in members:
        sat = sit_down(round_, store, signer, now)
        if sat.refusal is not None:
            raise RehearsalError(f"the rehearsal of decryption was refused: {sat.refusal.text.en}")
    granted(finish_round(round_, read_standing(round_), offices.definition, zone_now))
    for store, signer in members:
        sit_down(round_, store, signer, now, sign=True)
    outcome = granted(finish_round(round_, read_standing(round_), offices.definition, zone_now))
    if len(outcome.signed_by) != len(members):
        raise RehearsalError("not every member signed the act of the ceremony")
    narrator.step(
        "L 50-5(1)",
        Text(
            "Сынақ бюллетеньдері жаңа кілтпен мөрленіп, араластырылып, ашылды; рәсім актісіне бәрі қол қойды.",
            "Пробные бюллетени запечатаны новым ключом, перемешаны и открыты; акт церемонии подписали все.",
            "Test ballots were sealed to the new key, mixed and opened; all signed the act of the ceremony.",
        ),
    )
    return outcome


def _tell_keys(offices: Offices, narrator: Narrator) -> None:
    quorum = offices.definition.rules.quorum
    narrator.step(
        "L 10(3), 50-2(2)",
        Text(
            f"Кілт рәсімі: {quorum.members} мүше кілт жасады; {quorum.threshold} бірге ғана аша алады, жеке ешкім.",
            f"Ключевая церемония: {quorum.members} членов создали ключ; открыть могут {quorum.threshold} вместе.",
            f"Key ceremony: {quorum.members} members made a key; {quorum.threshold} together open, nobody alone.",
        ),
    )
    narrator.step(
        "L 50-2(4), 50-8",
        Text(
            "Жазу құрылғысының кілті де жасалды: оны барлық мүше мен аумақтық комиссия бірге ғана ашады.",
            "Создан и ключ устройства записи: его открывают только все члены и территориальная комиссия вместе.",
            "The recorder's key was made too: only all members and the territorial commission together open it.",
        ),
    )
