"""From the check at thirty minutes to closing time, interruptions included (L 50-5(1), (2), (6), (7); R 4, 14, 15)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import cbor2

from sailau.errors import SignatureError
from sailau.formats.v1.record import Bilingual
from sailau.formats.v1.record.acts import POSTPONEMENT
from sailau.precinct import Step
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, acts, enter_act, member_id, member_number
from sailau.service.pool import Place, card_rows, counts, pool_rows
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.suspension import MEMBER_SUSPENDED, is_suspended
from sailau.service.trust import trust_of
from sailau.signing.authority import Signer
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind

DUTIES: Final = ("issues-cards", "registers-voters", "contact-with-district")
"""The duties of the day for which members are named (R 4(2))."""
SIGNERS_MIN: Final = 2
"""A decision of the commission carries at least two members' signatures (`signing.roles`)."""

POSSESSION_TOO_FEW = Refusal(
    "possession-too-few",
    "L 50-5(1)",
    Text(
        "Кілттерін растаған мүшелер жеткіліксіз: кілттерді жасау рәсімі қайталансын.",
        "Слишком мало членов подтвердили владение ключом: проведите новую церемонию ключей.",
        "Too few members proved possession of their keys: hold a new key ceremony.",
    ),
)
RESTART_NOT_DECIDED = Refusal(
    "restart-not-decided",
    "L 50-5(6)",
    Text(
        "Қайта іске қосу туралы комиссия шешіміне кемінде екі мүше қол қоюы және ол осы үзіліске қатысты болуы керек.",
        "Решение комиссии о перезапуске должно быть об этом перерыве и подписано не менее чем двумя членами.",
        "The commission's decision on the restart must be on this interruption and signed by at least two members.",
    ),
)
PASSWORD_NOT_ENTERED = Refusal(
    "restart-without-password",
    "L 50-5(2), 50-5(6)",
    Text(
        "Үзілістен кейін жүйе қайта қосылмады: маман қайта қосып, төраға мөр басылған парольді енгізсін.",
        "После перерыва система не перезапущена: специалист перезапускает, председатель вводит запечатанный пароль.",
        "The system was not restarted after the interruption: the specialist restarts it, the chair enters the "
        "sealed password.",
    ),
)
NOT_A_POSTPONEMENT = Refusal(
    "not-a-postponement",
    "L 50-5(7)",
    Text(
        "Бұл акт дауыс беруді кейінге қалдыру туралы шешім емес.",
        "Этот акт не является решением об отсрочке голосования.",
        "This act is not a decision to postpone the voting.",
    ),
)
NOT_EMPTY = Refusal(
    "not-empty",
    "L 50-5(1)",
    Text(
        "Жүйе бос емес: жәшікте бюллетень немесе берілген карточка бар.",
        "Система не пуста: в ящике есть бюллетени или выданы карточки.",
        "The system is not empty: there are ballots in the box, or cards were issued.",
    ),
)


def record_installation(
    precinct: Precinct, signers: Sequence[Signer], more: Mapping[str, Any] | None = None
) -> SignedAct:
    """Draw up the act of installation, with the Setup hash (L 50-1(5)); `more` are further data of the act."""
    text = Bilingual(
        "Жабдық ашылып, комиссия мүшелерінің қатысуымен орнатылды; дайындық жазбасының хэші осы актіде.",
        "Оборудование вскрыто и установлено в присутствии членов комиссии; хэш подготовки указан в акте.",
    )
    matter = Matter(key="installation", kind="installation", article="L 50-1(5)", text=text)
    return enter_act(precinct, matter, signers, {"setup": precinct.installed.setup_hash.hex(), **(more or {})})


@records_refusal("opening")
def check_system(precinct: Precinct, possession: Sequence[bool], signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Check before the members: keys are there, box and counters are empty; the zero report (L 50-5(1), R 4(1)).

    `possession` says of each member whether the test decryption succeeded; threshold + 1 must.
    """
    refusal = precinct.refuse(Step.CHECK)
    if refusal is not None:
        return refusal
    for member, passed in enumerate(possession, start=1):
        precinct.recorder().record("possession-tested", member=member, passed=passed)
    quorum = precinct.definition.rules.quorum
    if sum(possession) < min(quorum.threshold + 1, quorum.members):
        precinct.recorder().record("system-checked", passed=False)
        return POSSESSION_TOO_FEW
    if not _is_empty(precinct):
        precinct.recorder().record("system-checked", passed=False)
        return NOT_EMPTY
    text = Bilingual(
        "Жүйе тексерілді: жәшік бос, есептегіштер нөлде, кілттер мүшелерде.",
        "Система проверена: ящик пуст, счётчики на нуле, ключи у членов комиссии.",
    )
    setup = precinct.installed.setup_hash.hex()
    data = {"setup": setup, "ballots": 0, "issued": 0, "voters": len(precinct.voters)}
    matter = Matter(key="zero-report", kind="zero_report", article="L 50-5(1)", text=text)
    act = enter_act(precinct, matter, signers, data)
    precinct.recorder().record("zero-report-printed", setup=setup)
    precinct.recorder().record("system-checked", passed=True)
    precinct.move(Step.CHECK)
    return act


def _is_empty(precinct: Precinct) -> bool:
    with precinct.stores.box.transaction() as tx:
        box = sum(len(tx.items(table)) for table in ("ballots", "aside", "cancelled"))
    with precinct.stores.cards.transaction() as tx:
        out = len(card_rows(tx)) + sum(counts(tx).values())
        used = sum(row.place is not Place.POOL for row in pool_rows(tx))
    with precinct.stores.checkin.transaction() as tx:
        admitted = len(tx.items("standings"))
    return box + out + used + admitted == 0


@records_refusal("opening")
def name_duty(precinct: Precinct, member: str, duty: str) -> Refusal | None:
    """Name a member for a duty of the day (R 4(2)): issues-cards, registers-voters, contact-with-district."""
    role = precinct.official(member).role
    if is_suspended(precinct, member):
        return MEMBER_SUSPENDED
    if duty == "issues-cards" and role in ("chair", "secretary"):
        return Refusal(
            "issuer-barred",
            "L 41(5)",
            Text(
                "Төраға мен хатшы карточка бере алмайды.",
                "Председатель и секретарь не вправе выдавать карточки.",
                "The chair and the secretary may not issue cards.",
            ),
        )
    with precinct.stores.day.transaction() as tx:
        tx.put("config", f"duty:{duty}:{member}".encode(), b"\1")
    precinct.recorder().record("duty-named", duty=duty, member=member_number(member))
    return None


def has_duty(precinct: Precinct, member: str, duty: str) -> bool:
    """Tell whether a member was named for a duty."""
    with precinct.stores.day.transaction() as tx:
        return tx.get("config", f"duty:{duty}:{member}".encode()) is not None


@records_refusal("opening")
def open_voting(precinct: Precinct) -> Refusal | None:
    """Open: the chair has shown the sealed password intact and entered it (L 50-5(2), R 4-1)."""
    refusal = precinct.refuse(Step.OPEN)
    if refusal is not None:
        return refusal
    precinct.recorder().record("password-shown-intact")
    precinct.move(Step.OPEN)
    precinct.recorder().record("voting-opened")
    return None


@records_refusal("restart")
def suspend_voting(precinct: Precinct, reason: Bilingual, key: str, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Interrupt for a fault; the commission decides a restart, signed by two members or more (L 50-5(6), R 14)."""
    refusal = precinct.refuse(Step.SUSPEND)
    if refusal is None and len({member_id(signer) for signer in signers}) < SIGNERS_MIN:
        refusal = RESTART_NOT_DECIDED
    if refusal is not None:
        return refusal
    act = enter_act(precinct, Matter(key=key, kind="restart", article="L 50-5(6)", text=reason), signers)
    with precinct.stores.day.transaction() as tx:
        tx.put("config", b"suspension", cbor2.dumps([act.act.number, precinct.start]))
    precinct.move(Step.SUSPEND)
    precinct.recorder().record("voting-suspended", act=act.label)
    return act


@records_refusal("restart")
def resume_voting(precinct: Precinct, act: SignedAct) -> Refusal | None:
    """Go on after the specialist's restart: by the signed decision, and started anew by the sealed password.

    `act` is what `suspend_voting` returned for this interruption.
    """
    refusal = precinct.refuse(Step.RESUME) or _refuse_restart(precinct, act)
    if refusal is not None:
        return refusal
    precinct.move(Step.RESUME)
    precinct.recorder().record("restart-made", act=act.label)
    precinct.recorder().record("voting-resumed", act=act.label)
    return None


def decided_restart(precinct: Precinct, act: SignedAct) -> Refusal | None:
    """Say that `act` is not the signed decision of the interruption that lasts; None when it is."""
    with precinct.stores.day.transaction() as tx:
        number, _ = cbor2.loads(tx.get("config", b"suspension") or cbor2.dumps([0, b""]))
    if act.act.number != number or act not in acts(precinct):
        return RESTART_NOT_DECIDED
    try:
        verify_detached(act.data, act.signature, trust_of(precinct), DocumentKind.ACT)
    except SignatureError:
        return RESTART_NOT_DECIDED
    return None


def _refuse_restart(precinct: Precinct, act: SignedAct) -> Refusal | None:
    with precinct.stores.day.transaction() as tx:
        _, start = cbor2.loads(tx.get("config", b"suspension") or cbor2.dumps([0, b""]))
    return decided_restart(precinct, act) or (PASSWORD_NOT_ENTERED if start == precinct.start else None)


@records_refusal("opening")
def postpone_voting(precinct: Precinct, act: SignedAct) -> Refusal | None:
    """Stop for good on the decision of a higher commission (L 50-5(7), R 15): the box stays sealed.

    `act` is that decision, or the precinct's act on it. Cards still out are then called in or declared missing.
    """
    refusal = NOT_A_POSTPONEMENT if act.act.kind != POSTPONEMENT else precinct.refuse(Step.POSTPONE)
    if refusal is not None:
        return refusal
    precinct.move(Step.POSTPONE)
    precinct.recorder().record("voting-postponed", act=act.label)
    return None


@records_refusal("closing")
def close_voting(precinct: Precinct) -> Refusal | None:
    """End the voting; cards still out are then called in (L 43(1), R 17)."""
    refusal = precinct.refuse(Step.CLOSE)
    if refusal is not None:
        return refusal
    precinct.move(Step.CLOSE)
    precinct.recorder().record("voting-closed")
    return None
