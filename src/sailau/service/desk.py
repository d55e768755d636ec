"""The check-in desk: admission once, activation of the card that the voter took (E29, R 6-8; L 50-5(3)).

Order of an admission, so that a crash anywhere neither loses nor doubles one:

1. the card's activation is intended (card table), the voter's admission is intended (list) — two files, two keys,
   and each intent is erased when its work is done, so that no record joins a voter and a card;
2. the mark is written to the card and read back;
3. the card table has the card as activated and counted for the member;
4. the admission is final, with its hour and no more of time.

After a crash the desk asks for the card that lay in its slot and finishes or undoes (`resume`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

import cbor2

from sailau.card import (
    ACTIVATION_TAG,
    Activated,
    ActivationMark,
    CardRemovedError,
    CardSlot,
    Loaded,
    UndecidedError,
    activation_message,
    expiry_after,
    read_card,
    write_and_read_back,
)
from sailau.card.refusals import CARD_DAMAGED
from sailau.card.slot import CardDamagedError
from sailau.checkin import decisions, refusals
from sailau.checkin.decisions import AdmissionRequest, HelperKind, Issuer, MemberRole
from sailau.checkin.iin import check as check_iin
from sailau.checkin.standing_bytes import admission_key, decode_standing, encode_standing
from sailau.checkin.state import AdmissionIntended, NotAdmitted, Standing, after
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.errors import FormatError
from sailau.ports import Transaction
from sailau.refusal import Refusal, Text
from sailau.service.acts import member_number
from sailau.service.booth_helper import note_helper, put_helper
from sailau.service.card_trouble import card_trouble
from sailau.service.opening import has_duty
from sailau.service.pool import CardState, TableRow, card_row, count, counted, is_card_of, put_card
from sailau.service.precinct import Precinct, records_refusal
from sailau.signing.device import device_sign

ACTIVATION_HOURS = 2
"""How long an activation holds, rounded up to the quarter-hour."""

_STANDINGS, _INTENTS, _ACTIVATIONS = "standings", "intents", "activations"

CARD_NOT_LOADED = Refusal(
    "card-not-loaded",
    "R 8",
    Text(
        "Бұл карточка дайын емес. Науадан басқасын алыңыз.",
        "Эта карточка не готова. Возьмите другую с подноса.",
        "This card is not ready. Take another one from the tray.",
    ),
)
PUT_CARD_BACK = Refusal(
    "desk-card-removed",
    "R 8",
    Text(
        "Карточка ерте алынды. Сол карточканы қайта салыңыз.",
        "Карточка вынута слишком рано. Вставьте ту же карточку.",
        "The card was taken out too early. Put the same card back.",
    ),
)
DESK_BUSY = Refusal(
    "desk-unfinished",
    "R 8",
    Text(
        "Алдыңғы карточка аяқталмаған: сол карточканы салыңыз.",
        "Прошлая карточка не закончена: вставьте её.",
        "The card before was not finished: put it into the slot.",
    ),
)
NO_PERMIT = Refusal(
    "no-permit",
    "R 8",
    Text(
        "Ауыстыруға рұқсат жоқ: алдымен карточка жинақтаушыда жойылсын.",
        "Нет разрешения на замену: сначала карточка аннулируется у накопителя.",
        "No permit for a replacement: the card must first be cancelled at the accumulator.",
    ),
)


SEARCH_LETTERS: Final = 3
"""So many letters at least: nobody leafs through the list."""
SEARCH_MAX: Final = 6


class Purpose(StrEnum):
    """What a card is activated for."""

    ADMISSION = "admission"
    REPLACEMENT = "replacement"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A desk's unfinished activation: the card, and for what. No voter."""

    number: int
    load: int
    member: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Admitted:
    """The voter is admitted and the card in the slot is activated."""

    entry: VoterEntry


def find_voter(
    precinct: Precinct, iin_text: str, desk: str, *, typed: bool = False, member: str = ""
) -> VoterEntry | Refusal:
    """Look a voter up by IIN, as scanned or typed (R 7); recorded without saying who, counted for the member."""
    iin = check_iin(iin_text)
    found = None if isinstance(iin, Refusal) else precinct.voters.by_iin(iin)
    _note_look_up(precinct, desk, member, found=found is not None, typed=typed)
    if isinstance(iin, Refusal):
        return refuse_admission(precinct, desk, iin)
    return found if found is not None else refuse_admission(precinct, desk, refusals.NOT_ON_LIST)


def search_voters(precinct: Precinct, text: str, desk: str, *, member: str = "") -> tuple[VoterEntry, ...] | Refusal:
    """Look voters up by the beginning of surname, name, patronymic; at most `SEARCH_MAX`, in the list's order.

    For a voter whose card cannot be read by the scanner (R 7). Recorded and counted as `find_voter`.
    """
    wanted = " ".join(text.casefold().split())
    alike = (entry for entry in precinct.voters if len(wanted) >= SEARCH_LETTERS and _called(entry).startswith(wanted))
    found = tuple(islice(alike, SEARCH_MAX))
    _note_look_up(precinct, desk, member, found=bool(found), typed=True)
    return found or refuse_admission(precinct, desk, refusals.NOT_ON_LIST)


@records_refusal("admission")
def admit(
    precinct: Precinct,
    entry: VoterEntry,
    slot: CardSlot,
    *,
    desk: str,
    member: str,
    document_matches: bool = True,
    helper: HelperKind | None = None,
    helper_name: str = "",
) -> Admitted | Refusal:
    """Admit a voter and activate the card in the desk's slot, or say why not."""
    refusal = precinct.refuse_unless_open() or _refuse_unfinished(precinct, desk)
    if refusal is not None:
        return refusal
    precinct.recorder(desk).record("document-compared", matches=document_matches)
    request = AdmissionRequest(
        iin=entry.iin,
        document_matches=document_matches,
        desk=desk,
        issuer=issuer_of(precinct, member),
        helper=helper,
        helper_name=helper_name,
    )
    intended = decisions.intend_admission(
        precinct.voters, standing_of(precinct, entry.number), request, precinct.definition.date
    )
    if isinstance(intended, Refusal):
        return refuse_admission(precinct, desk, intended)
    with card_trouble(precinct.recorder(desk)):
        card = _loaded_card(precinct, slot, desk)
    if isinstance(card, Refusal):
        return card
    _intend(precinct, desk, Pending(number=card.number, load=card.load, member=member, purpose=Purpose.ADMISSION))
    _intend_admission(precinct, entry, intended, request)
    precinct.recorder(desk).record("admission-intended", member=member_number(member))
    finished = _activate(precinct, slot, desk)
    if finished is not None:
        return finished
    return _finish_admission(precinct, entry, desk)


@records_refusal("card")
def resume(precinct: Precinct, slot: CardSlot | None, desk: str) -> Refusal | None:
    """Finish or undo what a crash left at this desk; `slot` holds the card that lay there.

    None when nothing is left open. Without a pending activation an intended admission is finished: its card was
    activated and counted before the crash. A card that an accumulator took back had no mark: nothing happened.
    """
    pending = pending_of(precinct, desk)
    entry = _intended_entry(precinct, desk)
    if pending is None:
        if entry is not None:
            _finish_admission(precinct, entry, desk)
        return None
    with precinct.stores.cards.transaction() as tx:
        is_out = is_card_of(card_row(tx, pending.number), pending.load, None)
    if not is_out:
        _drop(precinct, desk, entry)
        return None
    if slot is None:
        return DESK_BUSY
    try:
        with card_trouble(precinct.recorder(desk)):
            card = read_card(slot)
    except FormatError:
        # Nobody can vote with an unreadable card; the accumulator cancels its credential by the printed number.
        _drop(precinct, desk, entry)
        return None
    if (card.number, card.load) != (pending.number, pending.load):
        return DESK_BUSY
    if isinstance(card, Loaded):
        _drop(precinct, desk, entry)
        return None
    # The mark was written, and the card may even have been to a terminal since: the admission happened.
    _count_activation(precinct, desk, pending)
    if entry is not None:
        _finish_admission(precinct, entry, desk)
    return None


def undo_admission(precinct: Precinct, entry: VoterEntry, desk: str) -> Refusal | None:
    """Undo an admission against any unvoted card that an accumulator took back, one card an undoing."""
    undone = sum(standing.undone for standing in standings(precinct))
    with precinct.stores.cards.transaction() as tx:
        credit = counted(tx, "returned") + counted(tx, "abandoned") - undone > 0
    standing = standing_of(precinct, entry.number)
    event = decisions.undo_admission(standing, unvoted_card_taken_back=credit)
    if isinstance(event, Refusal):
        return refuse_admission(precinct, desk, event)
    with precinct.stores.checkin.transaction() as tx:
        put_standing(tx, precinct, entry.number, after(standing, event))
        put_helper(tx, precinct, entry.number, None, "")
    precinct.recorder(desk).record("admission-undone", reason="card-returned-unvoted")
    return None


@records_refusal("card")
def replace_card(precinct: Precinct, slot: CardSlot, *, desk: str, member: str, test: bool = False) -> Refusal | None:
    """Activate a card without an admission: on an accumulator's permit, or for the observers' test."""
    refusal = precinct.refuse_unless_open() or _refuse_unfinished(precinct, desk)
    refusal = refusal or decisions.check_issuer(issuer_of(precinct, member))
    if refusal is not None:
        return refusal
    with precinct.stores.cards.transaction() as tx:
        permits = counted(tx, "permits") - counted(tx, "replacements")
    if not test and permits <= 0:
        return NO_PERMIT
    with card_trouble(precinct.recorder(desk)):
        card = _loaded_card(precinct, slot, desk)
    if isinstance(card, Refusal):
        return card
    purpose = Purpose.TEST if test else Purpose.REPLACEMENT
    _intend(precinct, desk, Pending(number=card.number, load=card.load, member=member, purpose=purpose))
    return _activate(precinct, slot, desk)


def standing_of(precinct: Precinct, number: VoterNumber) -> Standing:
    """Return what the precinct knows of a voter."""
    with precinct.stores.checkin.transaction() as tx:
        value = tx.get(_STANDINGS, admission_key(precinct.installed.setup_hash, number))
    return NotAdmitted() if value is None else decode_standing(value)


def store_standing(precinct: Precinct, number: VoterNumber, standing: Standing) -> None:
    """Keep what the precinct knows of a voter."""
    _store(precinct, number, standing)


def put_standing(tx: Transaction, precinct: Precinct, number: VoterNumber, standing: Standing) -> None:
    """Keep it in a change of the list's store that holds more than this."""
    key = admission_key(precinct.installed.setup_hash, number)
    precinct.known_standings.changed(key)
    tx.put(_STANDINGS, key, encode_standing(standing))


def standing_by_number(precinct: Precinct) -> Mapping[VoterNumber, Standing]:
    """The standings of all voters that have one, by number on the list, in one reading."""
    setup = precinct.installed.setup_hash
    known = precinct.known_standings.read(precinct.stores.checkin)
    return {
        VoterNumber(int.from_bytes(key[len(setup) :], "big")): standing
        for key, standing in sorted(known.items(), key=lambda row: row[0])
        if key.startswith(setup)
    }


def standings(precinct: Precinct) -> list[Standing]:
    """List the standings of all voters that have one."""
    return list(precinct.known_standings.read(precinct.stores.checkin).values())


def pending_of(precinct: Precinct, desk: str) -> Pending | None:
    """Return a desk's unfinished activation."""
    with precinct.stores.cards.transaction() as tx:
        value = tx.get(_ACTIVATIONS, desk.encode())
    if value is None:
        return None
    number, load, member, purpose = cbor2.loads(value)
    return Pending(number=number, load=load, member=member, purpose=Purpose(purpose))


def _called(entry: VoterEntry) -> str:
    return f"{entry.surname} {entry.name} {entry.patronymic}".casefold()


def _note_look_up(precinct: Precinct, desk: str, member: str, *, found: bool, typed: bool) -> None:
    """The chair sees how often each member looks the list up; nobody sees whom."""
    precinct.recorder(desk).record("voter-looked-up", found=found, source="typed" if typed else "bar-code")
    if member:
        with precinct.stores.cards.transaction() as tx:
            count(tx, f"look-ups:{member}")


def issuer_of(precinct: Precinct, member: str) -> Issuer:
    """What the rules of issuing ask of a member: role, and whether the chair named him or her for it (M33, C6)."""
    role = MemberRole(precinct.official(member).role)
    return Issuer(role=role, named=has_duty(precinct, member, "issues-cards"))


def refuse_admission(precinct: Precinct, desk: str, refusal: Refusal) -> Refusal:
    """Record at the desk that somebody was refused, and why; the refusal itself goes on."""
    reason = refusal.code.removeprefix("admission-")
    known = {"issuer-barred", "issuer-not-named", "not-on-list", "document-differs", "under-age", "already-admitted"}
    known |= {"already-intended", "votes-at-home", "helper-barred", "helper-not-named", "not-mixed"}
    known |= {"paper-given-already", "no-paper-given", "no-unused-paper", "not-admitted", "no-unvoted-card"}
    known |= {"admitted-at-home"}
    precinct.recorder(desk).record("admission-refused", reason=reason if reason in known else "iin-wrong")
    return refusal


def _refuse_unfinished(precinct: Precinct, desk: str) -> Refusal | None:
    open_work = pending_of(precinct, desk) is not None or _intended_entry(precinct, desk) is not None
    return DESK_BUSY if open_work else None


def _loaded_card(precinct: Precinct, slot: CardSlot, desk: str) -> Loaded | Refusal:
    """Read the card and hold it against the card table: loaded, at this load."""
    recorder = precinct.recorder(desk)
    try:
        card = read_card(slot)
    except FormatError:
        recorder.record("activation-failed", reason="unreadable")
        return CARD_NOT_LOADED
    if not isinstance(card, Loaded):
        recorder.record("activation-failed", reason="not-loaded")
        return CARD_NOT_LOADED
    with precinct.stores.cards.transaction() as tx:
        row = card_row(tx, card.number)
    if row is None or row.state is not CardState.LOADED or not is_card_of(row, card.load, card.credential):
        recorder.record("activation-failed", reason="not-in-table")
        return CARD_NOT_LOADED
    return card


def _intend(precinct: Precinct, desk: str, pending: Pending) -> None:
    fields = [pending.number, pending.load, pending.member, pending.purpose.value]
    with precinct.stores.cards.transaction() as tx:
        tx.put(_ACTIVATIONS, desk.encode(), cbor2.dumps(fields))


def _intend_admission(
    precinct: Precinct, entry: VoterEntry, intended: AdmissionIntended, request: AdmissionRequest
) -> None:
    """Keep the intended admission with the desk's intent and who helps, in one transaction."""
    standing = after(standing_of(precinct, entry.number), intended)
    with precinct.stores.checkin.transaction() as tx:
        put_standing(tx, precinct, entry.number, standing)
        tx.put(_INTENTS, request.desk.encode(), entry.number.to_bytes(4, "big"))
        put_helper(tx, precinct, entry.number, request.helper, request.helper_name)
    note_helper(precinct, request.desk, request.helper)


def _activate(precinct: Precinct, slot: CardSlot, desk: str) -> Refusal | None:
    """Write the mark, read it back, count the card."""
    pending = pending_of(precinct, desk)
    recorder = precinct.recorder(desk)
    try:
        card = read_card(slot)
        if pending is None or not isinstance(card, Loaded):
            return CARD_NOT_LOADED
        write_and_read_back(slot, _marked(precinct, card, desk))
    except CardRemovedError as error:
        recorder.record("activation-failed", reason="undecided" if isinstance(error, UndecidedError) else "removed")
        return PUT_CARD_BACK
    except (CardDamagedError, FormatError):
        # Whether the mark is on it, the card says when it is put in again (`resume`), or nobody can vote with it.
        recorder.record("activation-failed", reason="unreadable")
        return CARD_DAMAGED
    _count_activation(precinct, desk, pending)
    return None


def _marked(precinct: Precinct, card: Loaded, desk: str) -> Activated:
    """The card with the desk's permission to vote, until the quarter-hour after the time allowed."""
    expiry = expiry_after(precinct.now().timestamp() + ACTIVATION_HOURS * 3600)
    message = activation_message(setup=precinct.installed.setup_hash, number=card.number, load=card.load, expiry=expiry)
    signature = device_sign(precinct.installed.computer.key, ACTIVATION_TAG, message)
    mark = ActivationMark(expiry=expiry, desk=desk, signature=signature)
    return Activated(number=card.number, load=card.load, credential=card.credential, mark=mark)


def _count_activation(precinct: Precinct, desk: str, pending: Pending) -> None:
    with precinct.stores.cards.transaction() as tx:
        row = card_row(tx, pending.number)
        if row is not None and row.state is CardState.LOADED:
            _note_activated(tx, row, pending)
        tx.delete(_ACTIVATIONS, desk.encode())
    member = member_number(pending.member)
    precinct.recorder(desk).record("card-activated", member=member)
    if pending.purpose is not Purpose.ADMISSION:
        precinct.recorder(desk).record(f"{pending.purpose}-{_WORD[pending.purpose]}activated", member=member)


_WORD = {Purpose.REPLACEMENT: "", Purpose.TEST: "card-"}


def _note_activated(tx: Transaction, row: TableRow, pending: Pending) -> None:
    put_card(
        tx,
        TableRow(
            number=row.number,
            load=row.load,
            credential=row.credential,
            state=CardState.ACTIVATED,
            member=pending.member,
            test=pending.purpose is Purpose.TEST,
        ),
    )
    count(tx, f"issued:{pending.member}")
    if pending.purpose is Purpose.REPLACEMENT:
        count(tx, "replacements")
    if pending.purpose is Purpose.TEST:
        count(tx, "test_cards")


def _finish_admission(precinct: Precinct, entry: VoterEntry, desk: str) -> Admitted | Refusal:
    standing = standing_of(precinct, entry.number)
    made = decisions.finish_admission(standing, desk, precinct.now().hour)
    if isinstance(made, Refusal):
        return made
    _store(precinct, entry.number, after(standing, made), done_at=desk)
    precinct.recorder(desk).record("admission-made")
    return Admitted(entry)


def _drop(precinct: Precinct, desk: str, entry: VoterEntry | None) -> None:
    """The card has no mark: nothing happened."""
    if entry is not None:
        standing = standing_of(precinct, entry.number)
        dropped = decisions.drop_admission(standing, desk)
        if not isinstance(dropped, Refusal):
            _store(precinct, entry.number, after(standing, dropped), done_at=desk, alone=True)
            precinct.recorder(desk).record("admission-dropped", reason="crash")
    with precinct.stores.cards.transaction() as tx:
        tx.delete(_ACTIVATIONS, desk.encode())


def _intended_entry(precinct: Precinct, desk: str) -> VoterEntry | None:
    with precinct.stores.checkin.transaction() as tx:
        number = tx.get(_INTENTS, desk.encode())
    return None if number is None else precinct.voters.by_number(VoterNumber(int.from_bytes(number, "big")))


def _store(
    precinct: Precinct, number: VoterNumber, standing: Standing, *, done_at: str = "", alone: bool = False
) -> None:
    """Keep a standing; with it, in one transaction, the desk's intent is erased; `alone`: no helper stays either."""
    with precinct.stores.checkin.transaction() as tx:
        put_standing(tx, precinct, number, standing)
        if alone:
            put_helper(tx, precinct, number, None, "")
        if done_at:
            tx.delete(_INTENTS, done_at.encode())
