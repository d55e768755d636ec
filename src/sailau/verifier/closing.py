"""The sum that a booth device signs at closing, and how all sums together must match the record (step 14).

A device adds up, in the group, a point hashed from the tracker of each ballot that it put on a card. The
sum names no ballot; all sums together equal the sum over box, challenged and voided. A sum over very few
ballots can be guessed by trying (stated in the threat model).
"""

from collections.abc import Iterable

from sailau.group import Point, hash_point, products

PREFIX = "sailau-tracker|"


def sum_of(trackers: Iterable[str]) -> Point:
    """Return the product of the points of these trackers; the identity for none."""
    return products([[hash_point(PREFIX + tracker) for tracker in trackers]])[0]


def sums_match(sums: Iterable[Point], undecided: Iterable[str], present: Iterable[str]) -> bool:
    """Tell whether the devices' sums and those undecided ballots that arrived make the sum of all present.

    `undecided` are trackers whose card left before the read-back; `present` those in box, challenged, voided.
    """
    arrived = set(present)
    late = sum_of(tracker for tracker in undecided if tracker in arrived)
    return products([[*sums, late]])[0] == sum_of(arrived)
