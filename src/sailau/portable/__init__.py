"""The portable device: the terminal for voters at home — credentials in, ballots kept inside, one tour one box.

L 50-5(4), R 13, L 41(6), L 43(3-1). It is filled and emptied at an accumulator by cable; what it hands over is
signed by the device over tour, ballots and unused credentials, both in an order of their own bytes.
"""

from sailau.portable.tour import TOUR_TAG, TourContents, sign_tour, tour_is_signed

__all__ = ["TOUR_TAG", "TourContents", "sign_tour", "tour_is_signed"]
