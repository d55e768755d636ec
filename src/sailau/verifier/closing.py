"""How the sums that booth devices sign at closing must match the record together (step 14).

The sum of one device names no ballot; all sums together equal the sum over box, challenged and voided
ballots. A sum over very few ballots can be guessed by trying (stated in the threat model).
"""

from collections.abc import Iterable

from sailau.formats.v1.record.closing import closing_sum
from sailau.group import Point, products


def sums_match(sums: Iterable[Point], undecided: Iterable[str], present: Iterable[str]) -> bool:
    """Tell whether the devices' sums and those undecided ballots that arrived make the sum of all present.

    `undecided` are trackers whose card left before the read-back; `present` those in box, challenged, voided.
    """
    arrived = set(present)
    late = closing_sum(tracker for tracker in undecided if tracker in arrived)
    return products([[*sums, late]])[0] == closing_sum(arrived)
