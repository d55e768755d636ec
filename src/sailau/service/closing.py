"""From closing time to the gate before the count (L 43(3-1), 43(4), 50-6(1); R 17).

1. cards still out are called in; those that do not come are declared missing, by act;
2. every terminal and portable device gives its closing card, or an act says that it is dead;
3. unused credentials are counted and destroyed;
4. people, cards and ballots are reconciled; a difference stops the count until an act explains it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import cbor2

from sailau.errors import SignatureError
from sailau.formats.v1.record import CLOSING_FILE, Bilingual, ClosingCard, Figures
from sailau.group import Point
from sailau.law.protocol_form import Difference, check, check_members
from sailau.precinct import Step
from sailau.refusal import Refusal, Text
from sailau.service.accumulator import ASIDE, BALLOTS, CANCELLED, cancel_credential, settle_taken
from sailau.service.acts import Matter, SignedAct, acts, enter_act
from sailau.service.aside import read_aside, trackers_of
from sailau.service.booth import Booth
from sailau.service.figures import count_box, figures_of
from sailau.service.pool import (
    POOL,
    CardState,
    Place,
    card_rows,
    count,
    counted,
    credential_of,
    erase_card,
    move_credential,
    pool_rows,
)
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.tours import tours
from sailau.service.trust import trust_of
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.roles import DocumentKind

NOT_ALL_DEVICES = Refusal(
    "devices-missing",
    "L 50-6(1), R 17",
    Text(
        "Барлық құрылғының деректері енгізілген жоқ: санау басталмайды.",
        "Введены данные не всех устройств: подсчёт не начинается.",
        "The data of some devices are missing: the count does not begin.",
    ),
)
TOUR_OUT = Refusal(
    "tour-out",
    "L 43(3-1)",
    Text(
        "Тасымалданатын құрылғы әлі оралған жоқ.",
        "Переносное устройство ещё не вернулось.",
        "A portable device has not come back yet.",
    ),
)
CARDS_OUT = Refusal(
    "cards-out",
    "L 43(4)",
    Text(
        "Кейбір карточкалар қайтарылмаған: жинаңыз немесе актімен жоғалған деп танылсын.",
        "Не все карточки возвращены: соберите их или признайте утраченными актом.",
        "Some cards are still out: collect them, or declare them missing by act.",
    ),
)
UNUSED_NOT_DESTROYED = Refusal(
    "unused-not-destroyed",
    "L 43(4)",
    Text(
        "Пайдаланылмаған құқықтар әлі жойылған жоқ.",
        "Неиспользованные права голоса ещё не погашены.",
        "Unused credentials have not been destroyed yet.",
    ),
)


@dataclass(frozen=True, slots=True)
class ClosingRequest:
    """Credentials cancelled or missing, which devices leave out of their sums; those opened by a challenge; and all
    whose ballot is here, in the box or aside."""

    left_out: frozenset[Point]
    opened: frozenset[Point]
    arrived: frozenset[Point]


@dataclass(frozen=True, slots=True)
class Unreconciled:
    """People, cards and ballots do not agree; an act that explains each of `differences` opens the gate."""

    figures: Figures
    differences: tuple[Difference, ...]


def signed_closing(booth: Booth, request: ClosingRequest, at: datetime) -> tuple[bytes, bytes]:
    """Let a device make and sign its closing card: (card, signature)."""
    card = CLOSING_FILE.write(booth.closing(request.left_out, request.opened, request.arrived))
    return card, sign_detached(card, booth.kit.signer, at)


def closing_request(precinct: Precinct) -> ClosingRequest:
    """Return what every device is told before it gives its closing card."""
    with precinct.stores.box.transaction() as tx:
        left_out = frozenset(credential for credential, _ in tx.items(CANCELLED))
        aside = {credential: read_aside(value) for credential, value in tx.items(ASIDE)}
        in_box = frozenset(credential for credential, _ in tx.items(BALLOTS))
    opened = frozenset(credential for credential, entry in aside.items() if entry.kind == "challenged")
    return ClosingRequest(left_out, opened, in_box | aside.keys())


def enter_closing_card(precinct: Precinct, device: str, card: bytes, signature: bytes) -> ClosingCard:
    """Take in a device's closing card. Raises FormatError or SignatureError."""
    (identity,) = verify_detached(card, signature, trust_of(precinct), DocumentKind.CLOSING_FIGURES)
    read = CLOSING_FILE.read(card)
    if read.device != device or identity.holder.device != device or read.uuid != precinct.installed.uuid:
        raise SignatureError(f"the closing card is not of {device} and this election")
    with precinct.stores.day.transaction() as tx:
        tx.put("closing", device.encode(), cbor2.dumps([card, signature]))
    precinct.recorder().record("device-data-entered", device=device)
    return read


def closing_cards(precinct: Precinct) -> dict[str, tuple[ClosingCard, bytes, bytes]]:
    """Return the closing cards that were entered, by device, with their bytes and signatures."""
    with precinct.stores.day.transaction() as tx:
        items = {key.decode(): cbor2.loads(value) for key, value in tx.items("closing")}
    return {device: (CLOSING_FILE.read(card), card, signature) for device, (card, signature) in items.items()}


def declare_device_dead(precinct: Precinct, device: str, signers: Sequence[Signer]) -> SignedAct:
    """Say by act that a device's data cannot be had; the difference it leaves is explained by this act."""
    text = Bilingual(
        f"«{device}» құрылғысының деректерін алу мүмкін емес.", f"Данные устройства «{device}» получить невозможно."
    )
    matter = Matter(
        key=f"dead:{device}",
        kind="device_failed",
        article="L 50-5(6)",
        text=text,
        explains=("closing-missing", "closing-sum", "closing-count", "relation-closing"),
    )
    act = enter_act(precinct, matter, signers, {"device": device})
    precinct.recorder().record("device-declared-dead", act=act.label, device=device)
    return act


def declare_missing(precinct: Precinct, signers: Sequence[Signer], *, accumulator: str) -> int:
    """Declare cards that were not given back missing, by act; their credentials are cancelled. Returns how many.

    A card whose ballot was taken before a crash hid it is not missing: its ballot stands.
    """
    with precinct.stores.cards.transaction() as tx:
        out = [(row, credential_of(tx, row.credential)) for row in card_rows(tx)]
    missing = [(row, credential) for row, credential in out if not settle_taken(precinct, row, credential)]
    if not missing:
        return 0
    numbers = [row.number for row, _ in missing]
    text = Bilingual(
        f"Қайтарылмаған карточкалар: {len(missing)}. Олардың құқықтары жойылды.",
        f"Не возвращено карточек: {len(missing)}. Их права голоса аннулированы.",
    )
    matter = Matter(key="missing-cards", kind="missing_card", article="L 43(4)", text=text)
    enter_act(precinct, matter, signers, {"cards": numbers})
    for row, credential in missing:
        cancel_credential(precinct, credential.public, "missing")
        with precinct.stores.cards.transaction() as tx:
            erase_card(tx, row.number)
            move_credential(tx, row.credential, Place.GONE)
            if row.state is CardState.ACTIVATED:
                count(tx, "missing")
        precinct.recorder(accumulator).record("card-cancelled", reason="missing")
    return len(missing)


@records_refusal("closing")
def destroy_unused(precinct: Precinct, signers: Sequence[Signer]) -> int | Refusal:
    """Count unused credentials and destroy them before the count, by act (L 43(4)); returns how many."""
    with precinct.stores.cards.transaction() as tx:
        if card_rows(tx):
            return CARDS_OUT
        unused = [row for row in pool_rows(tx) if row.place in (Place.POOL, Place.UNUSED)]
        done = counted(tx, "unused-destroyed")
    if any(not tour.done for tour in tours(precinct)):
        return TOUR_OUT
    with precinct.stores.cards.transaction() as tx:
        destroyed = counted(tx, "destroyed_unused") if done else len(unused)
    text = Bilingual(
        f"Пайдаланылмаған {destroyed} құқық саналып, жойылды.",
        f"Неиспользованные права голоса ({destroyed}) подсчитаны и погашены.",
    )
    matter = Matter(key="unused-destroyed", kind="unused_credentials_destroyed", article="L 43(4)", text=text)
    act = enter_act(precinct, matter, signers, {"destroyed": destroyed})
    if not done:
        with precinct.stores.cards.transaction() as tx:
            for row in unused:
                tx.delete(POOL, row.id)
            count(tx, "destroyed_unused", len(unused))
            count(tx, "unused-destroyed")
        precinct.free_credentials = []
    precinct.recorder().record("unused-destroyed", act=act.label, credentials=destroyed)
    return destroyed


@records_refusal("closing")
def reconcile(precinct: Precinct) -> Figures | Unreconciled | Refusal:
    """Hold people, cards and ballots against one another: the gate before the count (M40-M42, M45)."""
    refusal = precinct.refuse(Step.RECONCILE) or _refuse_open_ends(precinct)
    if refusal is not None:
        return refusal
    figures = current_figures(precinct)
    differences = differences_of(precinct, figures)
    explained = {code for signed in acts(precinct) for code in signed.act.explains}
    open_ = tuple(item for item in differences if relation_code(item) not in explained)
    precinct.recorder().record("reconciled", agrees=not differences)
    if open_:
        return Unreconciled(figures, open_)
    precinct.move(Step.RECONCILE)
    return figures


def differences_of(precinct: Precinct, figures: Figures) -> tuple[Difference, ...]:
    """The control relations that do not hold, with the reserve of ballots that the definition fixes."""
    reserve = Fraction(precinct.definition.rules.ballot_reserve_per_mille, 1000)
    return check(figures.figures, reserve=reserve) + check_members(figures.issued_by_member, figures.figures)


def explain_difference(
    precinct: Precinct, differences: Sequence[Difference], text: Bilingual, signers: Sequence[Signer]
) -> SignedAct:
    """Close differences by an act that names them."""
    codes = tuple(relation_code(item) for item in differences)
    key = "difference:" + ",".join(codes)
    matter = Matter(key=key, kind="reconciliation", article="L 43(4-1)", text=text, explains=codes)
    act = enter_act(precinct, matter, signers, {})
    precinct.recorder().record("difference-explained", act=act.label)
    return act


def relation_code(difference: Difference) -> str:
    """Return the code under which the verifier finds a broken relation."""
    return "relation-" + difference.relation.id.replace("_", "-")


def current_figures(precinct: Precinct) -> Figures:
    """Return the day's figures as they stand."""
    cards: Mapping[str, ClosingCard] = {device: card for device, (card, _, _) in closing_cards(precinct).items()}
    asked_for = any(card.undecided for card in cards.values())  # rebuilding every ballot of the box takes time
    return figures_of(precinct, count_box(precinct, trackers_of(precinct) if asked_for else {}), cards)


def _refuse_open_ends(precinct: Precinct) -> Refusal | None:
    with precinct.stores.cards.transaction() as tx:
        out, destroyed = card_rows(tx), counted(tx, "unused-destroyed")
    if out:
        return CARDS_OUT
    if any(not tour.done for tour in tours(precinct)):
        return TOUR_OUT
    if not destroyed:
        return UNUSED_NOT_DESTROYED
    dead = {signed.act.data.get("device") for signed in acts(precinct) if signed.act.kind == "device_failed"}
    needed = set(precinct.booths) - dead
    return None if needed <= set(closing_cards(precinct)) else NOT_ALL_DEVICES
