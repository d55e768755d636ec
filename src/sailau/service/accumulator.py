"""The accumulator at the table: loads cards, takes ballots once, opens challenged ones, wipes (R 12; L 50-5(5)).

Order of taking, so that a crash anywhere neither loses nor doubles a ballot:

1. the ballot goes into the box, under its credential (a second one is refused there);
2. the card is written *taken*;
3. card table: the row is erased, the credential is gone, the card is counted;
4. the card is wiped, and proven so by reading back.

The same card brought again after a crash goes on where it was.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

import cbor2

from sailau.accumulator import (
    ANOTHER_CARD,
    CARD_UNREADABLE,
    CREDENTIAL_NOT_VALID,
    EMPTY_UNSIGNED,
    NOT_OF_THIS_PRECINCT,
    TAKEN_BEFORE,
    TEST_CARD_CANCELLED,
    Opened,
    Received,
    is_signed,
    receive,
)
from sailau.card import (
    Abandoned,
    Activated,
    CardContent,
    CardNumber,
    CardRemovedError,
    CardSlot,
    Challenged,
    LoadCounter,
    Loaded,
    Taken,
    UndecidedError,
    Voted,
    Wiped,
    read_card,
    wipe,
    write_and_read_back,
)
from sailau.errors import FormatError, ProofError, StoreError
from sailau.group import Point
from sailau.ports import Transaction
from sailau.refusal import Refusal, Text
from sailau.service.card_trouble import card_trouble
from sailau.service.pool import (
    POOL,
    CardState,
    Place,
    PoolRow,
    TableRow,
    card_row,
    card_rows,
    count,
    credential_of,
    erase_card,
    is_card_of,
    move_credential,
    put_card,
)
from sailau.service.precinct import Precinct, records_refusal
from sailau.verifier.challenged import Opening, open_ballot, split_randomness

BALLOTS, ASIDE, CANCELLED = "ballots", "aside", "cancelled"

NO_CREDENTIAL_LEFT = Refusal(
    "no-credential-left",
    "R 8",
    Text(
        "Құқықтар қоры таусылды: округтік комиссияға хабарлаңыз.",
        "Запас прав голоса исчерпан: сообщите окружной комиссии.",
        "The reserve of credentials is used up: tell the district commission.",
    ),
)
CARD_NOT_WIPED = Refusal(
    "card-not-wiped",
    "R 8",
    Text("Карточка бос емес.", "Карточка не пуста.", "The card is not empty."),
)
NOT_IN_PACKAGE = Refusal(
    "card-not-in-package",
    "R 8",
    Text(
        "Бұл карточка осы учаскенің жинағынан емес.",
        "Эта карточка не из комплекта этого участка.",
        "This card is not of this precinct's package.",
    ),
)
FINISH_AT_DESK = Refusal(
    "finish-at-desk",
    "R 8",
    Text(
        "Есепке алынған жоқ. Тіркеу үстелі бұл карточканы аяқтамаған: алдымен сонда салыңыз.",
        "Не учтено. Стол регистрации не закончил эту карточку: сначала вставьте её там.",
        "Not counted yet. The desk has not finished this card: put it in there first.",
    ),
)
NOT_ISSUED = Refusal(
    "card-not-issued",
    "R 12",
    Text(
        "Бұл нөмірлі карточка берілмеген.",
        "Карточка с этим номером не выдавалась.",
        "A card of this number was not issued.",
    ),
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The ballot is in the box; `tracker` finds it in the public record."""

    tracker: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A challenged ballot, opened on the public screen; it is void. No opening: what `device` gave does not open it."""

    opening: Opening | None = field(repr=False)
    tracker: str
    device: str


@dataclass(frozen=True, slots=True)
class Returned:
    """An unvoted card was taken back (`abandoned`: a terminal had signed that the turn ended without a vote)."""

    abandoned: bool


Outcome = Accepted | Shown | Returned | Refusal


@records_refusal("card")
def load_card(precinct: Precinct, slot: CardSlot, *, accumulator: str) -> Loaded | Refusal:
    """Draw a credential, mark it drawn durably, put it on the wiped card in the slot, and read it back."""
    with card_trouble(precinct.recorder(accumulator)):
        return _load_card(precinct, slot, accumulator)


def _load_card(precinct: Precinct, slot: CardSlot, accumulator: str) -> Loaded | Refusal:
    try:
        card = read_card(slot)
    except FormatError:
        return CARD_UNREADABLE
    if card.number not in precinct.installed.cards:
        return NOT_IN_PACKAGE
    cancel_drawn(precinct, accumulator)
    with precinct.stores.cards.transaction() as tx:
        row = card_row(tx, card.number)
    if isinstance(card, Loaded) and is_card_of(row, card.load, card.credential):
        return card
    if row is None and _is_dead(precinct, card):
        card = wipe(slot, card.number, card.load)
    if not isinstance(card, Wiped) or row is not None:
        return CARD_NOT_WIPED
    drawn = _draw(precinct, card.number, LoadCounter(card.load + 1))
    if drawn is None:
        return NO_CREDENTIAL_LEFT
    content = Loaded(number=card.number, load=LoadCounter(card.load + 1), credential=drawn.sealed)
    try:
        write_and_read_back(slot, content)
    except (FormatError, StoreError) as error:
        cancel_drawn(precinct, accumulator, _failure(error))
        return CARD_UNREADABLE
    with precinct.stores.cards.transaction() as tx:
        put_card(tx, TableRow(number=card.number, load=content.load, credential=drawn.id, state=CardState.LOADED))
        move_credential(tx, drawn.id, Place.OUT)
    precinct.recorder(accumulator).record("card-loaded")
    return content


def _failure(error: FormatError | StoreError) -> str:
    if isinstance(error, UndecidedError):
        return "undecided"
    return "removed" if isinstance(error, CardRemovedError) else "damaged"


def cancel_drawn(precinct: Precinct, accumulator: str, reason: str = "removed") -> None:
    """Cancel credentials that were drawn and not read back: after a failed write, and before the next load."""
    with precinct.stores.cards.transaction() as tx:
        drawn = [row for row in card_rows(tx) if row.state is CardState.DRAWN]
        publics = [credential_of(tx, row.credential).public for row in drawn]
    for row, public in zip(drawn, publics, strict=True):
        cancel_credential(precinct, public, "load_failed")
        with precinct.stores.cards.transaction() as tx:
            erase_card(tx, row.number)
            move_credential(tx, row.credential, Place.GONE)
        precinct.recorder(accumulator).record("load-failed", reason=reason)


@records_refusal("card")
def take_card(precinct: Precinct, slot: CardSlot, *, accumulator: str) -> Outcome:
    """Take what the card in the slot carries: a ballot, a challenged ballot, or nothing yet."""
    with card_trouble(precinct.recorder(accumulator)):
        return _take_card(precinct, slot, accumulator)


def _take_card(precinct: Precinct, slot: CardSlot, accumulator: str) -> Outcome:
    recorder = precinct.recorder(accumulator)
    try:
        card = read_card(slot)
    except FormatError:
        recorder.record("card-inserted", state="unreadable")
        return CARD_UNREADABLE
    recorder.record("card-inserted", state=type(card).__name__.lower())
    with precinct.stores.cards.transaction() as tx:
        row = card_row(tx, card.number)
        credential = credential_of(tx, row.credential) if row is not None else None
    sealed = card.credential if isinstance(card, Loaded | Activated) else None
    if row is None or credential is None or not is_card_of(row, card.load, sealed):
        return _without_row(precinct, slot, card, accumulator)
    if row.state is CardState.LOADED and not isinstance(card, Loaded):
        return FINISH_AT_DESK
    match card:
        case Voted() | Challenged():
            return _take_ballot(precinct, slot, card, row, credential, accumulator)
        case Taken():
            return _go_on(precinct, slot, row, credential, accumulator)
        case Wiped():
            # Anybody can write "wiped" with another card's number: it moves nothing. The card that is really out
            # comes, or is declared missing by an act of the members.
            recorder.record("ballot-refused", reason="not-signed")
            return EMPTY_UNSIGNED
        case Abandoned():
            if not is_signed(card, setup=precinct.installed.setup_hash, devices=precinct.terminals):
                recorder.record("ballot-refused", reason="not-signed")
                return NOT_OF_THIS_PRECINCT
            precinct.witnesses.see(card.terminal, recorder)
            return _return(precinct, slot, row, credential, accumulator, abandoned=True)
        case Activated() | Loaded():
            return _return(precinct, slot, row, credential, accumulator, abandoned=False)


@records_refusal("card")
def cancel_unreadable(precinct: Precinct, number: int, *, accumulator: str) -> Refusal | None:
    """Cancel the credential of a card that cannot be read, by its printed number; gives a replacement's permit.

    A card that broke after its ballot was taken is counted as what it brought; one that was never issued gives no
    permit.
    """
    with precinct.stores.cards.transaction() as tx:
        row = card_row(tx, number)
        credential = credential_of(tx, row.credential) if row is not None else None
    if row is None or credential is None or row.state is CardState.DRAWN:
        return NOT_ISSUED
    if settle_taken(precinct, row, credential):
        return TAKEN_BEFORE
    cancel_credential(precinct, credential.public, "unreadable")
    is_issued = row.state is CardState.ACTIVATED
    permits = is_issued and not row.test
    _settle(precinct, row, ("cancelled", "permits") if permits else ("cancelled",) if is_issued else ())
    precinct.recorder(accumulator).record("card-cancelled", reason="unreadable")
    if permits:
        precinct.recorder(accumulator).record("replacement-permitted", reason="unreadable")
    return None


def settle_taken(precinct: Precinct, row: TableRow, credential: PoolRow) -> bool:
    """Count a card that will not be put back by what it brought before a crash; False when the box has no ballot of it.

    Its credential must not be cancelled: the ballot stands.
    """
    taken = _counters_of_taken(precinct, row, credential)
    if taken is None or "cancelled" in taken:
        return False
    _settle(precinct, row, taken)
    return True


def cancel_credential(precinct: Precinct, public: Point, reason: str) -> None:
    """List a credential as cancelled: it must not appear in the box."""
    with precinct.stores.box.transaction() as tx:
        tx.put(CANCELLED, public, reason.encode())


def put_in_box(tx: Transaction, received: Received, card_form: bytes) -> Refusal | None:
    """Enter a ballot under its credential, in the box's own transaction; the same ballot again is no refusal."""
    if tx.get(CANCELLED, received.credential) is not None or tx.get(ASIDE, received.credential) is not None:
        return CREDENTIAL_NOT_VALID
    present = tx.get(BALLOTS, received.credential)
    if present is None:
        tx.insert(BALLOTS, received.credential, card_form)
        return None
    return None if present == card_form else TAKEN_BEFORE


def _draw(precinct: Precinct, number: CardNumber, load: LoadCounter) -> PoolRow | None:
    free = precinct.free_credentials
    if not free:
        return None
    place = secrets.randbelow(len(free))
    free[place], free[-1] = free[-1], free[place]
    id_ = free.pop()
    with precinct.stores.cards.transaction() as tx:
        row = move_credential(tx, id_, Place.DRAWN)
        put_card(tx, TableRow(number=number, load=load, credential=id_, state=CardState.DRAWN))
    return row


def _take_ballot(
    precinct: Precinct, slot: CardSlot, card: Voted | Challenged, row: TableRow, credential: PoolRow, accumulator: str
) -> Outcome:
    received = receive(
        card,
        setup=precinct.installed.setup_hash,
        rules=precinct.rules,
        devices=precinct.terminals,
        loaded=credential.public,
    )
    if isinstance(received, Refusal):
        precinct.recorder(accumulator).record("ballot-refused", reason=_REASONS[received.code])
        return received
    precinct.witnesses.see(card.terminal, precinct.recorder(accumulator))
    if isinstance(received, Opened):
        return _take_challenged(precinct, slot, card, received, row, accumulator)
    if row.test:
        cancel_credential(precinct, credential.public, "test")
        _put_away(precinct, slot, row, ("cancelled",), accumulator)
        precinct.recorder(accumulator).record("card-cancelled", reason="test-not-challenged")
        return TEST_CARD_CANCELLED
    with precinct.stores.box.transaction() as tx:
        refusal = put_in_box(tx, received, card.ballot)
    if refusal is not None:
        precinct.recorder(accumulator).record("ballot-refused", reason=_REASONS[refusal.code])
        return refusal
    precinct.recorder(accumulator).record("ballot-taken")
    if _put_away(precinct, slot, row, ("accepted",), accumulator):
        return Accepted(received.tracker)
    precinct.recorder(accumulator).record("ballot-taken-before")
    return TAKEN_BEFORE


_REASONS = {
    "ballot-foreign": "not-signed",
    "ballot-of-another-card": "not-of-this-load",
    "credential-not-valid": "void",
    "ballot-unsound": "bad-proof",
    "ballot-taken-before": "used",
}


def _take_challenged(
    precinct: Precinct, slot: CardSlot, card: Voted | Challenged, opened: Opened, row: TableRow, accumulator: str
) -> Outcome:
    """Record the ballot as void, durably, and only then open it on the public screen."""
    credential = opened.received.credential
    entry = cbor2.dumps(["challenged", card.ballot, opened.randomness, opened.device])
    with precinct.stores.box.transaction() as tx:
        present = tx.get(ASIDE, credential)
        if tx.get(BALLOTS, credential) is not None or present not in (None, entry):
            return CREDENTIAL_NOT_VALID
        if present is None:
            tx.insert(ASIDE, credential, entry)
    precinct.recorder(accumulator).record("ballot-voided")
    opening = opening_of(precinct, opened.received.payload, opened.randomness)
    precinct.recorder(accumulator).record("challenge-opened", agrees=opening is not None)
    settled = _put_away(precinct, slot, row, ("challenged",) if row.test else ("challenged", "permits"), accumulator)
    if settled and not row.test:
        precinct.recorder(accumulator).record("replacement-permitted", reason="challenged")
    return Shown(opening, opened.received.tracker, opened.device)


def opening_of(precinct: Precinct, payload: bytes, randomness: bytes) -> Opening | None:
    """Open a challenged ballot; None when the terminal did not give what opens it: the machine failed the check."""
    try:
        return open_ballot(precinct.rules, payload, split_randomness(precinct.rules.questions, randomness))
    except (FormatError, ProofError):
        return None


def _go_on(precinct: Precinct, slot: CardSlot, row: TableRow, credential: PoolRow, accumulator: str) -> Outcome:
    """A card that was taken and not yet counted: the box says as what."""
    counters = _counters_of_taken(precinct, row, credential)
    if counters is None:
        return ANOTHER_CARD
    _settle(precinct, row, counters)
    _wipe(precinct, slot, row.number, row.load, accumulator)
    return TAKEN_BEFORE


def _counters_of_taken(precinct: Precinct, row: TableRow, credential: PoolRow) -> tuple[str, ...] | None:
    """Return what a card counts as whose credential the box knows already; None when it does not know it."""
    with precinct.stores.box.transaction() as tx:
        form = tx.get(BALLOTS, credential.public)
        aside = tx.get(ASIDE, credential.public)
        cancelled = tx.get(CANCELLED, credential.public)
    if form is not None:
        return ("accepted",)
    if aside is not None:
        return ("challenged",) if row.test else ("challenged", "permits")
    return None if cancelled is None else ("cancelled",)


def _return(
    precinct: Precinct, slot: CardSlot, row: TableRow, credential: PoolRow, accumulator: str, *, abandoned: bool
) -> Outcome:
    """Take back an unvoted card; its credential is not loaded again.

    If the box has a ballot of it, this is a copy of an earlier state, and the ballot stands.
    """
    if settle_taken(precinct, row, credential):
        _wipe(precinct, slot, row.number, row.load, accumulator)
        precinct.recorder(accumulator).record("ballot-taken-before")
        return TAKEN_BEFORE
    if row.state is not CardState.ACTIVATED:
        _settle(precinct, row, (), Place.UNUSED)
    elif abandoned:
        cancel_credential(precinct, credential.public, "abandoned")
        _settle(precinct, row, ("abandoned",))
        precinct.recorder(accumulator).record("card-returned", reason="abandoned")
    else:
        _settle(precinct, row, ("returned",), Place.UNUSED)
        precinct.recorder(accumulator).record("card-returned", reason="unvoted")
    _wipe(precinct, slot, row.number, row.load, accumulator)
    return Returned(abandoned)


def _without_row(precinct: Precinct, slot: CardSlot, card: CardContent, accumulator: str) -> Outcome:
    """A card that the table does not have out at this load: wiped already, counted before, or a stranger."""
    if isinstance(card, Taken | Wiped | Abandoned) or _is_dead(precinct, card):
        _wipe(precinct, slot, card.number, card.load, accumulator)
        return TAKEN_BEFORE if isinstance(card, Taken) else Returned(abandoned=False)
    precinct.recorder(accumulator).record("ballot-refused", reason="not-of-this-load")
    return ANOTHER_CARD


def _is_dead(precinct: Precinct, card: CardContent) -> bool:
    """Tell whether the card carries a credential of ours that no card may carry any more: a crash left it there."""
    if not isinstance(card, Loaded | Activated):
        return False
    id_ = hashlib.sha256(card.credential).digest()
    with precinct.stores.cards.transaction() as tx:
        known = tx.get(POOL, id_) is not None
        return known and credential_of(tx, id_).place in (Place.UNUSED, Place.GONE)


def _put_away(precinct: Precinct, slot: CardSlot, row: TableRow, counters: tuple[str, ...], accumulator: str) -> bool:
    """Write the card *taken*, settle it, wipe it; False when another accumulator settled it at the same time."""
    write_and_read_back(slot, Taken(number=CardNumber(row.number), load=LoadCounter(row.load)))
    settled = _settle(precinct, row, counters)
    _wipe(precinct, slot, row.number, row.load, accumulator)
    return settled


def _settle(precinct: Precinct, row: TableRow, counters: tuple[str, ...], place: Place = Place.GONE) -> bool:
    """Erase the card's row, move its credential on, and count: one transaction.

    False, and nothing is done, when the row is gone: the same image lay in two accumulators at once.
    """
    with precinct.stores.cards.transaction() as tx:
        if card_row(tx, row.number) != row:
            return False
        erase_card(tx, row.number)
        move_credential(tx, row.credential, place)
        for counter in counters:
            count(tx, counter)
    return True


def _wipe(precinct: Precinct, slot: CardSlot, number: int, load: int, accumulator: str) -> None:
    wipe(slot, CardNumber(number), LoadCounter(load))
    precinct.recorder(accumulator).record("card-wiped")
