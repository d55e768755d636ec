"""A world: everything that stands before the day, in one folder that can be copied.

    computer/  terminal-1/  portable-1/    installed devices under the sealed password
    keys/member-N.key, member-N.p12        members' key stores, members' signing keys
    keys/accumulator-N.p12                 the two accumulators' signing keys
    keys/eye                               the election's secret key, which nobody has: it opens every ballot
    cards/NN.card                          voter cards, a file each
    possession                             outcome of the members' tests of possession
    postponement.json, .p7s                the decision of the higher commission, should it come
    people/                                what people remember (see `people`)

Every voter has a candidate of his own, so that a lost vote and a doubled one never hide each other.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from sailau.adapters.cards import FileCard
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.card import CardNumber
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.election.nouns import AnswerId, Candidate, Definition, Words
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import Secret
from sailau.refusal import Refusal
from sailau.sealing.channel import new_seed
from sailau.service import portable, terminal
from sailau.service.ceremony import hold_ceremony, member_share, prove_possession
from sailau.service.installation import install_precinct, make_setup
from sailau.service.preparation import prepare
from sailau.service.rehearsal.people import fictitious_list
from sailau.signing.authority import around
from sailau.signing.cms import sign_detached
from sailau.signing.keystore import seal_signer
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.verifier.decryptions import lagrange

VOTERS: Final = 12
MEMBERS: Final = 7
QUORUM: Final = 4
CREDENTIALS: Final = VOTERS + 20 + 3
"""One a listed voter, twenty in reserve, three for challenges of the one terminal."""
CARDS: Final = 12
PASSWORD: Final = b"seven seals"
PIN: Final = "481502"
LIGHT: Final = PasswordCost(passes=1, memory_kib=8, lanes=1)
ALMATY: Final = timezone(timedelta(hours=5))
EVE: Final = datetime(2005, 12, 1, 10, 0, tzinfo=ALMATY)
TERMINAL: Final = "terminal-1"
PORTABLE: Final = "portable-1"
POSTPONEMENT: Final = ("postponement.json", "postponement.json.p7s")
"""The higher commission's decision, as it comes at noon if it comes, and its signature."""
ACCUMULATORS: Final = ("accumulator-1", "accumulator-2")

_SURNAMES: Final = (
    ("Абаев", "Abayev"),
    ("Бейсенов", "Beisenov"),
    ("Дүйсенов", "Duisenov"),
    ("Ерланов", "Yerlanov"),
    ("Жұмабаев", "Zhumabayev"),
    ("Кенжебаев", "Kenzhebayev"),
    ("Маратов", "Maratov"),
    ("Нұрланов", "Nurlanov"),
    ("Оразов", "Orazov"),
    ("Сәтбаев", "Satbayev"),
    ("Тілеубаев", "Tileubayev"),
    ("Ысқақов", "Yskaqov"),
)


def definition() -> Definition:
    """The presidential election of the example, with an invented candidate for each voter."""
    example = president_2005(voters=VOTERS, terminals=1)
    answers = tuple(
        Candidate(
            id=AnswerId(en.lower()), surname=Words(kk, kk, en), name=Words("Асан", "Асан", "Asan"), patronymic=None
        )
        for kk, en in _SURNAMES
    )
    (contest,) = example.contests
    return replace(example, contests=(replace(contest, answers=answers),))


def build(folder: Path) -> None:
    """Make a world: prepare the package, hold the key ceremony, install every device, make the cards ready."""
    pki = _authorities()
    decided = canonical(definition())
    signature = sign_detached(decided, pki.signers["central"], EVE)
    voters = encode_list(fictitious_list(VOTERS, 7, EVE.date()))
    prepared = prepare(decided, signature, EXAMPLE_PRECINCT, voters, pki, at=EVE, training=True)
    assert not isinstance(prepared, Refusal)
    assert prepared.made == CREDENTIALS and len(prepared.package.cards) == CARDS
    members = _members(folder, pki)
    parameters = hold_ceremony(members, QUORUM)
    _keep_eye(folder, members, parameters)
    for accumulator in ACCUMULATORS:
        (folder / "keys" / f"{accumulator}.p12").write_bytes(seal_signer(pki.signers[accumulator], PIN, accumulator))
    setup = make_setup(prepared.package, (parameters,))
    install_precinct(folder / "computer", prepared.package, setup, PASSWORD, cost=LIGHT)
    for device in prepared.booths:
        kind = terminal if device == TERMINAL else portable
        equipment = prepared.equipment(device, setup)
        kind.install(folder / device, equipment, PASSWORD, credentials=CREDENTIALS, cost=LIGHT)
    passed = bytes(prove_possession(member, parameters, setup.hash) for member in members)
    (folder / "possession").write_bytes(passed)
    (folder / "cards").mkdir()
    for number in prepared.package.cards:
        FileCard.make(card_path(folder, number), CardNumber(number))
    _decide_to_postpone(folder, prepared.package.uuid, pki)
    (folder / "people").mkdir()


def card_path(folder: Path, number: int) -> Path:
    """The file of the card with this printed number."""
    return folder / "cards" / f"{number:02d}.card"


def key_path(folder: Path, member: int) -> Path:
    """The key store of a member."""
    return folder / "keys" / f"member-{member}.key"


def _authorities() -> PrecinctPki:
    plan = PrecinctPlan(
        election=str(definition().id),
        precinct="precinct-25",
        territory="almaty-city",
        members=MEMBERS,
        terminals=1,
        accumulators=len(ACCUMULATORS),
    )
    return make_training_pki(plan, around(EVE, before=timedelta(days=60), after=timedelta(days=400)))


def _decide_to_postpone(folder: Path, uuid: str, pki: PrecinctPki) -> None:
    noon = datetime(2005, 12, 4, 12, 0, tzinfo=ALMATY)
    act = Act(
        number=90,
        kind="postponement",
        election=str(definition().id),
        precinct=EXAMPLE_PRECINCT,
        uuid=uuid,
        at=noon,
        article="L 50-5(7)",
        text=Bilingual("Дауыс беру кейінге қалдырылды.", "Голосование отложено."),
        members=(),
        explains=(),
        data={},
    )
    data = ACT_FILE.write(act)
    decision, signature = (folder / name for name in POSTPONEMENT)
    decision.write_bytes(data)
    signature.write_bytes(sign_detached(data, pki.signers["territorial"], noon))


def _keep_eye(folder: Path, members: list[MemberKeyStore], parameters: ThresholdParameters) -> None:
    quorum = list(range(1, QUORUM + 1))
    parts = [member_share(members[number - 1], parameters).times(lagrange(quorum, number)) for number in quorum]
    (folder / "keys" / "eye").write_bytes(Secret.sum(parts).reveal())


def _members(folder: Path, pki: PrecinctPki) -> list[MemberKeyStore]:
    (folder / "keys").mkdir(parents=True)
    for number, signer in enumerate(pki.members, start=1):
        sealed = seal_signer(signer, PIN, f"member-{number}")
        (folder / "keys" / f"member-{number}.p12").write_bytes(sealed)
    return [
        MemberKeyStore.create(key_path(folder, number), PIN.encode(), member=number, seed=new_seed(), cost=LIGHT)
        for number in range(1, MEMBERS + 1)
    ]
