"""The voting terminal at work: one voter after another, each with a card in the slot (R 11, 12; L 50-5(5)).

Order of a vote, so that a card pulled at any moment loses nothing and doubles nothing:

1. codes are struck out, the ballot is sealed;
2. the ballot is entered in the device's set as *pending*;
3. the card is written and read back;
4. pending becomes *sealed*.

A card that left between its commit byte and the read-back is *undecided*: put back, its own state decides.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.sqlite import FixedTable, Table
from sailau.adapters.sqlite.device_store import DeviceStore, create_device_store, open_device_store
from sailau.card import (
    Activated,
    CardContent,
    CardRemovedError,
    CardSlot,
    Challenged,
    UndecidedError,
    Voted,
    Wiped,
    read_card,
    write_and_read_back,
)
from sailau.election.ballot import Choice
from sailau.election.nouns import ContestId
from sailau.errors import FormatError
from sailau.ports import NO_FAULTS, Clock, Faults, Transaction
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service.booth import (
    Booth,
    Equipment,
    Status,
    booth_tables,
    drop_sealed,
    install_booth,
    note_sealed,
    sealed_status,
)
from sailau.service.password_entry import enter_password
from sailau.terminal import (
    CREDENTIAL_USED,
    FOREIGN_CARD,
    PUT_CARD_BACK,
    Session,
    admit_card,
    challenged_card,
    voted_card,
)

_PENDING = "pending"
PENDING_MAX = 64
_REASONS = {
    "card-not-activated": "not-activated",
    "card-voted-already": "not-activated",
    "card-expired": "expired",
    "card-foreign": "mark-not-signed",
    "credential-foreign": "credential-not-sealed-here",
    "credential-used": "not-activated",
}


def tables(credentials: int) -> tuple[Table, ...]:
    """Return the tables of a terminal's store."""
    return (*booth_tables(credentials), FixedTable(_PENDING, PENDING_MAX, 64))


def install(
    folder: Path,
    equipment: Equipment,
    password: bytes,
    *,
    credentials: int,
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> None:
    """Install a terminal in `folder`: equipment under the sealed password."""
    store = create_device_store(folder, equipment.device, password, tables(credentials), cost=cost, faults=faults)
    with store.store.transaction() as tx:
        install_booth(tx, equipment)
    store.close()


class Terminal(Booth):
    """An open terminal. Close it, or use it in a `with`."""

    def __init__(self, store: DeviceStore, recorder: RecorderFile) -> None:
        super().__init__(store.store, recorder)
        self._device_store = store
        self._recorder_file = recorder

    @classmethod
    def open(
        cls,
        folder: Path,
        device: str,
        password: bytes,
        clock: Clock,
        *,
        credentials: int,
        faults: Faults = NO_FAULTS,
    ) -> "Terminal":
        """Start the terminal by the sealed password; raises as `Precinct.open` does."""
        record = folder / "recorder.jsonl"
        opening = partial(open_device_store, folder, device, password, tables(credentials), faults=faults)
        store = enter_password(folder, record, device, opening, clock, faults)
        with ExitStack() as started:
            started.callback(store.close)
            recorder = started.enter_context(RecorderFile(record, device, clock, faults))
            recorder.record("password-entered", accepted=True)
            terminal = cls(store, recorder)
            started.pop_all()
            return terminal

    @property
    def recorder_file(self) -> RecorderFile:
        """The terminal's own recorder."""
        return self._recorder_file

    def close(self) -> None:
        """Stop the terminal."""
        self._recorder_file.close()
        self._device_store.close()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def insert(self, slot: CardSlot, now: datetime) -> Session | Refusal:
        """Take a card: settle what was undecided about it, then begin a voter's turn or say why not."""
        try:
            card = read_card(slot)
        except FormatError:
            self.recorder.record("card-inserted", state="unreadable")
            return self._refused(FOREIGN_CARD)
        self.recorder.record("card-inserted", state=type(card).__name__.lower())
        self._settle(card)
        admitted = admit_card(self.kit, card, now)
        if isinstance(admitted, Refusal):
            return self._refused(admitted)
        with self.store.transaction() as tx:
            used = sealed_status(tx, admitted.public)
        if used is not None:
            return self._refused(CREDENTIAL_USED)
        self.count_session()
        return admitted

    def confirm(self, slot: CardSlot, session: Session, choices: Mapping[ContestId, Choice]) -> SealedVote | Refusal:
        """Seal the choices and put them on the card; what comes back is accepted, or nothing was cast.

        `PUT_CARD_BACK` says that the card left too early; inserted again, it tells whether the vote is on it.
        """
        vote = self.seal(session.credential, choices)
        if isinstance(vote, Refusal):
            return vote
        self.recorder.record("confirmed")
        with self.store.transaction() as tx:
            note_sealed(tx, vote.credential, vote.tracker, Status.PENDING)
            tx.put(_PENDING, _key(session), vote.credential)
        try:
            write_and_read_back(slot, voted_card(self.kit, session, vote))
        except UndecidedError:
            self.recorder.record("card-write-failed", outcome="undecided")
            return PUT_CARD_BACK
        except CardRemovedError:
            with self.store.transaction() as tx:
                _forget(tx, _key(session), vote.credential)
            self.recorder.record("card-write-failed", outcome="old-state")
            return PUT_CARD_BACK
        self._settle_as(_key(session), vote.credential, vote.tracker, Status.SEALED)
        self.recorder.record("card-written")
        return vote

    def challenge(self, slot: CardSlot, session: Session, vote: SealedVote) -> None:
        """Put what opens the ballot beside it on the card: the voter checks the machine (L 50-5(1)).

        Raises CardRemovedError when the card left; it then holds the vote as before, or the challenge whole.
        """
        with self.store.transaction() as tx:
            tx.put(_PENDING, _key(session), vote.credential)
        write_and_read_back(slot, challenged_card(self.kit, session, vote))
        self._settle_as(_key(session), vote.credential, vote.tracker, Status.CHALLENGED)
        self.recorder.record("challenge-written")

    def abandon(self, slot: CardSlot, session: Session, stage: str = "answers") -> None:
        """End a turn without a vote: the card is wiped and carried to the accumulator by two members, with an act."""
        write_and_read_back(slot, Wiped(number=session.number, load=session.load))
        self.count_abandoned(stage)

    def _refused(self, refusal: Refusal) -> Refusal:
        self.recorder.record("card-refused", reason=_REASONS.get(refusal.code, "unreadable"))
        return refusal

    def _settle(self, card: CardContent) -> None:
        """Let a card that left too early decide by its own state."""
        key = _key(card)
        with self.store.transaction() as tx:
            credential = tx.get(_PENDING, key)
            known = None if credential is None else sealed_status(tx, credential)
        if credential is None or known is None:
            return
        if isinstance(card, Voted):
            self._settle_as(key, credential, known[1], Status.SEALED)
            self.recorder.record("undecided-settled", state="voted")
        elif isinstance(card, Challenged):
            self._settle_as(key, credential, known[1], Status.CHALLENGED)
            self.recorder.record("undecided-settled", state="challenged")
        elif isinstance(card, Activated):
            with self.store.transaction() as tx:
                _forget(tx, key, credential)
            self.recorder.record("undecided-settled", state="activated")

    def _settle_as(self, key: bytes, credential: bytes, tracker: str, status: Status) -> None:
        with self.store.transaction() as tx:
            note_sealed(tx, credential, tracker, status)
            tx.delete(_PENDING, key)


def _key(card: Session | CardContent) -> bytes:
    return card.number.to_bytes(4, "big") + card.load.to_bytes(4, "big")


def _forget(tx: Transaction, key: bytes, credential: bytes) -> None:
    drop_sealed(tx, credential)
    tx.delete(_PENDING, key)
