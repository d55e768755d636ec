"""The voting terminal at work: one voter after another, each with a card in the slot (R 11, 12; L 50-5(5)).

Order of a vote, so that a card pulled at any moment loses nothing and doubles nothing:

1. codes are struck out, the ballot is sealed;
2. the ballot is entered in the device's set as *pending*;
3. the card is written and read back;
4. pending becomes *sealed*.

A card that left between its commit byte and the read-back is *undecided*: put back, its own state decides.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sailau.adapters.sqlite import FixedTable, Table
from sailau.adapters.sqlite.device_store import OpenStore
from sailau.card import (
    Activated,
    CardContent,
    CardRemovedError,
    CardSlot,
    Challenged,
    UndecidedError,
    Voted,
    read_card,
    write_and_read_back,
)
from sailau.card.refusals import CARD_DAMAGED
from sailau.card.slot import CardDamagedError
from sailau.election.ballot import Choice
from sailau.election.nouns import ContestId
from sailau.errors import FormatError
from sailau.ports import DeviceRecorder, Transaction
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service.booth import Booth, Status, drop_sealed, note_sealed, sealed_status
from sailau.service.card_trouble import card_trouble
from sailau.service.witness import CardWitness
from sailau.terminal import (
    CREDENTIAL_USED,
    FOREIGN_CARD,
    PUT_CARD_BACK,
    Session,
    abandoned_card,
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


class Terminal(Booth):
    """An open terminal."""

    def __init__(self, device_store: OpenStore, recorder: DeviceRecorder) -> None:
        super().__init__(device_store, recorder)
        self.witness = CardWitness(recorder)

    @staticmethod
    def own_tables() -> tuple[Table, ...]:
        """Return the table of cards that left too early."""
        return (FixedTable(_PENDING, PENDING_MAX, 64),)

    def insert(self, slot: CardSlot, now: datetime) -> Session | Refusal:
        """Take a card: settle what was undecided about it, then begin a voter's turn or say why not."""
        before = self.witness.present()
        try:
            with card_trouble(self.recorder):
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
        return replace(admitted, witness=self.witness.of_card(before))

    def confirm(self, slot: CardSlot, session: Session, choices: Mapping[ContestId, Choice]) -> SealedVote | Refusal:
        """Seal the choices and put them on the card; what comes back is accepted, or nothing was cast.

        `PUT_CARD_BACK` says that the card left too early; inserted again, it tells whether the vote is on it.
        `CARD_DAMAGED` says that the card took no write: whether the vote is on it, the table finds out.
        """
        vote = self.seal(session.credential, choices)
        return vote if isinstance(vote, Refusal) else self.put_on_card(slot, session, vote) or vote

    def put_on_card(self, slot: CardSlot, session: Session, vote: SealedVote) -> Refusal | None:
        """Put a ballot that `seal` made on the card; None when it is accepted, refusals as of `confirm`."""
        self.record_sealed()
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
        except (CardDamagedError, FormatError):
            self.recorder.record("card-write-failed", outcome="damaged")
            return CARD_DAMAGED
        self._settle_as(_key(session), vote.credential, vote.tracker, Status.SEALED)
        self.recorder.record("card-written")
        return None

    def challenge(self, slot: CardSlot, session: Session, vote: SealedVote) -> None:
        """Put what opens the ballot beside it on the card: the voter checks the machine (L 50-5(1)).

        Raises CardRemovedError when the card left; it then holds the vote as before, or the challenge whole.
        """
        with self.store.transaction() as tx:
            tx.put(_PENDING, _key(session), vote.credential)
        with card_trouble(self.recorder):
            write_and_read_back(slot, challenged_card(self.kit, session, vote))
        self._settle_as(_key(session), vote.credential, vote.tracker, Status.CHALLENGED)
        self.recorder.record("challenge-written")

    def abandon(self, slot: CardSlot, session: Session, stage: str = "answers") -> None:
        """End a turn without a vote: credential and mark are wiped off the card, the terminal signs that it was so.

        Two members carry the card to the accumulator, with an act. Raises as `write_and_read_back` does, an unreadable
        card as `CardDamagedError`.
        """
        with card_trouble(self.recorder):
            try:
                write_and_read_back(slot, abandoned_card(self.kit, session))
            except FormatError as error:
                raise CardDamagedError("the card cannot be read any more") from error
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


install = Terminal.install


def _key(card: Session | CardContent) -> bytes:
    return card.number.to_bytes(4, "big") + card.load.to_bytes(4, "big")


def _forget(tx: Transaction, key: bytes, credential: bytes) -> None:
    drop_sealed(tx, credential)
    tx.delete(_PENDING, key)
