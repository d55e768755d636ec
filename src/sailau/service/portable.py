"""The portable device at work: filled for a tour, voted on at homes, emptied at the accumulator (L 50-5(4), R 13)."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence

import cbor2

from sailau.adapters.sqlite import FixedTable, GrowingTable, Table
from sailau.election.ballot import Choice
from sailau.election.nouns import ContestId
from sailau.group import base
from sailau.portable import TourContents, sign_tour
from sailau.refusal import Refusal, Text
from sailau.sealing.credentials import derive, open_credential
from sailau.sealing.vote import SealedVote
from sailau.service.booth import Booth, Status, note_sealed

TOUR_VOTERS_MAX = 400
"""R 13 asks for at least 200 voters in one device."""

_LOADED, _BALLOTS, _TOUR = "loaded", "ballots", "tour"
_BALLOT_BYTES_MAX = 6656

NO_CREDENTIAL_LEFT = Refusal(
    "portable-empty",
    "L 50-5(4)",
    Text(
        "Құрылғыда пайдаланылмаған құқық қалмады: учаскеге оралыңыз.",
        "В устройстве не осталось неиспользованных прав голоса: вернитесь на участок.",
        "The device has no unused credential left: return to the precinct.",
    ),
)
TOUR_NOT_EMPTIED = Refusal(
    "portable-not-emptied",
    "L 43(3-1)",
    Text(
        "Алдыңғы сапардың деректері әлі алынбаған.",
        "Данные прошлого выезда ещё не приняты.",
        "The data of the tour before have not been taken yet.",
    ),
)


class Portable(Booth):
    """An open portable device."""

    @staticmethod
    def own_tables() -> tuple[Table, ...]:
        """Return the tables of a tour."""
        return (
            FixedTable(_LOADED, TOUR_VOTERS_MAX, 256),
            FixedTable(_BALLOTS, TOUR_VOTERS_MAX, _BALLOT_BYTES_MAX),
            GrowingTable(_TOUR),
        )

    def fill(self, tour: int, credentials: Sequence[bytes], applications: int) -> Refusal | None:
        """Take the sealed credentials of a tour; repeating the same tour after a crash changes nothing."""
        with self.store.transaction() as tx:
            present = tx.get(_TOUR, b"tour")
            if present is not None and cbor2.loads(present) != [tour, applications]:
                return TOUR_NOT_EMPTIED
            if present is not None:
                return None
            for sealed in credentials:
                tx.insert(_LOADED, _id(sealed), sealed)
            tx.put(_TOUR, b"tour", cbor2.dumps([tour, applications]))
        self.recorder.record("portable-filled", tour=tour, applications=applications, credentials=len(credentials))
        return None

    def vote(self, choices: Mapping[ContestId, Choice]) -> SealedVote | Refusal:
        """Seal a home voter's choices and keep the ballot inside."""
        self.count_session()
        with self.store.transaction() as tx:
            loaded = tx.items(_LOADED)
        if not loaded:
            return NO_CREDENTIAL_LEFT
        key, sealed = secrets.choice(loaded)
        uuid = self.kit.rules.uuid
        secret = derive(uuid, open_credential(sealed, self.kit.credential_key, uuid))
        vote = self.seal(secret, choices)
        if isinstance(vote, Refusal):
            return vote
        with self.store.transaction() as tx:
            tx.delete(_LOADED, key)
            tx.insert(_BALLOTS, base([secret])[0], vote.card_form)
            note_sealed(tx, vote.credential, vote.tracker, Status.SEALED)
        self.recorder.record("confirmed")
        return vote

    def contents(self) -> TourContents | None:
        """Return what the tour brought back, signed; None when the device is not on a tour."""
        with self.store.transaction() as tx:
            present = tx.get(_TOUR, b"tour")
            ballots = tuple(sorted(form for _, form in tx.items(_BALLOTS)))
            unused = tuple(sorted(sealed for _, sealed in tx.items(_LOADED)))
        if present is None:
            return None
        unsigned = TourContents(device=self.kit.device, tour=cbor2.loads(present)[0], ballots=ballots, unused=unused)
        return sign_tour(unsigned, self.kit.setup, self.kit.signer.key)

    def clear(self) -> None:
        """Erase the tour after the accumulator has taken it."""
        with self.store.transaction() as tx:
            present = tx.get(_TOUR, b"tour")
            ballots, unused = len(tx.items(_BALLOTS)), len(tx.items(_LOADED))
            for table in (_BALLOTS, _LOADED):
                for key, _ in tx.items(table):
                    tx.delete(table, key)
            tx.delete(_TOUR, b"tour")
        if present is not None:
            tour = cbor2.loads(present)[0]
            self.recorder.record("portable-emptied", tour=tour, ballots=ballots, challenged=0, unused=unused)


install = Portable.install


def _id(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()
