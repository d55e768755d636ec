"""Closing sums taken apart by trying: a known limit, which needs nothing but the public record (threat model).

A device signs the product of points that its trackers hash to. Over very few ballots anybody finds which they are: all
products of half of them are made, and looked for among the sum divided by the products of the other half.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import cbor2

from sailau.formats.v1.record import CLOSING_FILE, ClosingCard, closing_sum
from sailau.group import Point, minus, products
from tests.attacker.channels import Guess
from tests.attacker.findings import PublicRecord
from tests.attacker.images import Image
from tests.attacker.walks import Walks

FEW_ENOUGH = 6
"""More are not tried here: ten out of 200 take 2.4 billion products of five, and the room for them."""


def closing_cards(image: Image) -> list[ClosingCard]:
    """The closing cards, as they stand in the public record too."""
    (day,) = [store for store in image.stores if store.path.name == "day.db"]
    return [
        CLOSING_FILE.read(cbor2.loads(cell.plain[1])[0]) for cell in day.cells if cell.table == "closing" and cell.plain
    ]


def guesses_by_sums(image: Image, public: PublicRecord, walks: Walks) -> Iterator[Guess]:
    """Who stood at a device has one of the ballots that its closing sum is made of, where these are few."""
    points = [closing_sum([ballot.tracker]) for ballot in public.ballots]
    for card in closing_cards(image):
        count = card.sealed - card.left_out
        found = _parts_of(card.sum, points, count) if 0 < count <= FEW_ENOUGH else None
        if found is not None:
            even = dict.fromkeys(found, 1 / len(found))
            yield Guess(f"closing sum of {card.device}", dict.fromkeys(walks.of_device(card.device), even))


def _parts_of(total: Point, points: Sequence[Point], count: int) -> tuple[int, ...] | None:
    """Places of `count` points whose product is `total`; None when there are none."""
    halves = list(combinations(range(len(points)), count // 2))
    known = dict(zip(products([points[place] for place in half] for half in halves), halves, strict=True))
    others = list(combinations(range(len(points)), count - count // 2))
    rest = minus([total] * len(others), products([points[place] for place in half] for half in others))
    for left, half in zip(rest, others, strict=True):
        if left in known and not set(half) & set(known[left]):
            return tuple(sorted((*half, *known[left])))
    return None
