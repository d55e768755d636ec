"""Tours of the portable device as the list's store keeps them (L 41(6), 50-5(4))."""

from dataclasses import dataclass

import cbor2

from sailau.ports import Store, Transaction

_TOURS = "tours"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRow:
    """A tour: device, the two members, applications, what came back.

    `done` once its ballots were taken, or the device was declared `lost`: a lost tour has no applications any more, for
    its voters wait for another.
    """

    tour: int
    device: str
    members: tuple[str, ...]
    applications: int
    credentials: tuple[bytes, ...]
    ballots: int = 0
    unused: int = 0
    valid: bool = True
    done: bool = False
    lost: bool = False


def read_tours(store: Store) -> list[TourRow]:
    """List all tours by number."""
    with store.transaction() as tx:
        rows = [_decode(value) for _, value in tx.items(_TOURS)]
    return sorted(rows, key=lambda row: row.tour)


def put_tour(tx: Transaction, row: TourRow) -> None:
    """Store a tour, in a change of the list's store."""
    fields = [
        row.tour,
        row.device,
        list(row.members),
        row.applications,
        list(row.credentials),
        row.ballots,
        row.unused,
        row.valid,
        row.done,
        row.lost,
    ]
    tx.put(_TOURS, b"tour:%d" % row.tour, cbor2.dumps(fields))


def _decode(value: bytes) -> TourRow:
    tour, device, members, applications, credentials, ballots, unused, valid, done, lost = cbor2.loads(value)
    return TourRow(
        tour=tour,
        device=device,
        members=tuple(members),
        applications=applications,
        credentials=tuple(credentials),
        ballots=ballots,
        unused=unused,
        valid=valid,
        done=done,
        lost=lost,
    )
