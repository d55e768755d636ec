"""A whole set of training certificates for one precinct: what `sailau pki new` writes and the demo uses.

Real elections get their certificates from the commissions' own authorities; this set always carries the training flag.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sailau.errors import invariant
from sailau.signing.authority import Authority, Signer, Validity, issue, make_root, make_territorial
from sailau.signing.holder import Holder
from sailau.signing.roles import Role

CENTRAL: Final = "central"
"""Commission id of the central commission."""

ABOVE: Final = ("central", "central-2", "territorial", "local-executive", "district", "intake")
"""Who signs above a precinct: two persons of the central commission, one of the territorial, the akim, one of the
district commission, and the device that takes in for the central commission."""

MEMBER_NAMES: Final = (
    "Қасымова Гүлнар Тұрсынқызы",
    "Ибраев Нұрлан Серікұлы",
    "Ли Виктория Андреевна",
    "Ахметова Сәуле Бекқызы",
    "Оспанов Тимур Қайратұлы",
    "Петренко Олег Иванович",
    "Жүнісов Асқар Мұратұлы",
    "Әбдіров Ғалым Өтегенұлы",
    "Үсенова Іңкәр Һадиқызы",
)
"""Invented names for training commissions."""

MEMBERS_MIN: Final = 3
MEMBERS_MAX: Final = len(MEMBER_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctPlan:
    """What the set is for. Ids are as in `Holder`; `members` counts the chair, deputy and secretary in."""

    election: str
    precinct: str
    territory: str
    members: int = 7
    terminals: int = 2
    portables: int = 1
    accumulators: int = 1
    desks: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctPki:
    """The set: authorities, and signers by file name (`central`, `territorial`, `member-1` … `terminal-1` …)."""

    root: Authority
    territorial: Authority
    signers: Mapping[str, Signer]

    @property
    def members(self) -> tuple[Signer, ...]:
        """The precinct commission by number: chair, deputy, secretary, members."""
        names = sorted((name for name in self.signers if name.startswith("member-")), key=_number)
        return tuple(self.signers[name] for name in names)


def make_training_pki(
    plan: PrecinctPlan,
    validity: Validity,
    names: Sequence[str] = MEMBER_NAMES,
    *,
    above: PrecinctPki | None = None,
) -> PrecinctPki:
    """Make every key and certificate of one precinct; `names` are the members', chair first.

    The commissions above it, and the akim, are those of `above`, another precinct's set, or are made too.
    """
    invariant(MEMBERS_MIN <= plan.members <= len(names), f"a commission here has {MEMBERS_MIN} to {len(names)} members")
    if above is None:
        above = _above(plan, validity)
    signers = {label: signer for label, signer in above.signers.items() if label in ABOVE}
    for label, holder in (*_commission(plan, names), *_devices(plan), *_others(plan)):
        signers[label] = issue(above.territorial, holder, validity)
    return PrecinctPki(root=above.root, territorial=above.territorial, signers=signers)


def _above(plan: PrecinctPlan, validity: Validity) -> PrecinctPki:
    """The commissions above the precinct, and the akim."""
    root = make_root(_central(None), validity)
    territorial = make_territorial(root, _territorial(plan, None), validity)
    second = _central(plan.election, "Орталық сайлау комиссиясының екінші тұлғасы (үлгі)")
    holders = {
        "central": (root, _central(plan.election)),
        "central-2": (root, second),
        "territorial": (territorial, _territorial(plan, plan.election)),
        "local-executive": (territorial, _local_executive(plan)),
        "district": (territorial, _district(plan)),
        "intake": (root, _intake(plan)),
    }
    signers = {label: issue(issuer, holder, validity) for label, (issuer, holder) in holders.items()}
    return PrecinctPki(root=root, territorial=territorial, signers=signers)


def _central(election: str | None, name: str = "Орталық сайлау комиссиясы (үлгі)") -> Holder:
    return Holder(
        name=name,
        role=Role.CENTRAL_COMMISSION,
        commission=CENTRAL,
        election=election,
        training=True,
    )


def _territorial(plan: PrecinctPlan, election: str | None) -> Holder:
    return Holder(
        name="Аумақтық сайлау комиссиясы (үлгі)",
        role=Role.TERRITORIAL_COMMISSION,
        commission=plan.territory,
        election=election,
        training=True,
    )


def _district(plan: PrecinctPlan) -> Holder:
    return Holder(
        name="Округтік сайлау комиссиясы (үлгі)",
        role=Role.DISTRICT_COMMISSION,
        commission="district",
        election=plan.election,
        training=True,
    )


def _intake(plan: PrecinctPlan) -> Holder:
    return Holder(
        name="Орталық комиссияның қабылдау құрылғысы (үлгі)",
        role=Role.INTAKE,
        commission=CENTRAL,
        election=plan.election,
        device="intake-1",
        training=True,
    )


def _local_executive(plan: PrecinctPlan) -> Holder:
    return Holder(
        name="Әкім Сағынтаев Ерғали Бақытұлы (үлгі)",
        role=Role.LOCAL_EXECUTIVE,
        commission=plan.territory,
        election=plan.election,
        training=True,
    )


def _commission(plan: PrecinctPlan, names: Sequence[str]) -> list[tuple[str, Holder]]:
    leading = (Role.CHAIR, Role.DEPUTY, Role.SECRETARY)
    roles = (*leading, *(Role.MEMBER for _ in range(plan.members - len(leading))))
    return [
        (f"member-{number}", _in_precinct(plan, role, names[number - 1], member=number))
        for number, role in enumerate(roles, start=1)
    ]


def _devices(plan: PrecinctPlan) -> list[tuple[str, Holder]]:
    counts = (
        (Role.PRECINCT_COMPUTER, "precinct-computer", "Учаске компьютері", 0),
        (Role.RECORDER, "recorder", "Деректерді жазу құрылғысы", 0),
        (Role.TERMINAL, "terminal", "Терминал", plan.terminals),
        (Role.PORTABLE, "portable", "Тасымалданатын бюллетень", plan.portables),
        (Role.ACCUMULATOR, "accumulator", "Жинақтаушы", plan.accumulators),
        (Role.DESK, "desk", "Тіркеу үстелі", plan.desks),
    )
    made: list[tuple[str, Holder]] = []
    for role, device, name, count in counts:
        single = device in ("precinct-computer", "recorder")
        ids = [(device, name)] if single else [(f"{device}-{i}", f"{name} {i}") for i in range(1, count + 1)]
        made.extend((label, _in_precinct(plan, role, text, device=label)) for label, text in ids)
    return made


def _others(plan: PrecinctPlan) -> list[tuple[str, Holder]]:
    return [
        ("technician", _in_precinct(plan, Role.TECHNICIAN, "Сейітов Данияр Ерланұлы")),
        ("observer", _in_precinct(plan, Role.OBSERVER, "Төлеген Жібек Маратқызы")),
    ]


def _in_precinct(
    plan: PrecinctPlan, role: Role, name: str, *, device: str | None = None, member: int | None = None
) -> Holder:
    return Holder(
        name=name,
        role=role,
        commission=plan.precinct,
        election=plan.election,
        device=device,
        member=member,
        training=True,
    )


def _number(label: str) -> int:
    return int(label.rpartition("-")[2])
