"""The portable device: the terminal for voters at home — credentials in, ballots kept inside, one tour one box.

L 50-5(4), R 13, L 41(6), L 43(3-1). It is filled and emptied at an accumulator by cable; what goes over the cable is
signed by who gives it, both ballots and unused credentials in an order of their own bytes.
"""

from sailau.portable.tour import (
    TOUR_CREDENTIALS_MAX,
    TourContents,
    TourLoad,
    TourReceipt,
    contents_digest,
    load_is_signed,
    receipt_is_signed,
    sign_load,
    sign_receipt,
    sign_tour,
    tour_is_signed,
)

__all__ = [
    "TOUR_CREDENTIALS_MAX",
    "TourContents",
    "TourLoad",
    "TourReceipt",
    "contents_digest",
    "load_is_signed",
    "receipt_is_signed",
    "sign_load",
    "sign_receipt",
    "sign_tour",
    "tour_is_signed",
]
