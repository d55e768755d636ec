"""Voting at home: two tours, of which the second brings back one ballot too many."""

from typing import Final

from sailau.checkin.home import HomeReason
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import tours
from tests.crash.people import DESK, ISSUER, TABLE, Machines
from tests.crash.voting import Work, chosen, settled
from tests.crash.world import PORTABLE

CARRIERS: Final = ("member-5", "member-6")


def apply_for_home(voter: int) -> Work:
    """The chair enters a written application."""

    def work(machines: Machines) -> None:
        answer = tours.apply_for_home(
            machines.precinct, machines.voter(voter), HomeReason.HEALTH, marked_by="member-1", desk=DESK
        )
        settled(machines, answer, "already-applied-for-home")

    return work


def send_tour(tour: int) -> Work:
    """Two members fill the device and leave."""

    def work(machines: Machines) -> None:
        row = tours.begin_tour(machines.precinct, tour, PORTABLE, CARRIERS, spare=1)
        assert not isinstance(row, Refusal), row.code
        settled(machines, machines.portable.fill(tour, row.credentials, row.applications))

    return work


def vote_at_home(answer: int, *, before: int) -> Work:
    """A voter votes; `before` ballots are in the device already, which its screen shows."""

    def work(machines: Machines) -> None:
        inside = machines.portable.contents()
        assert inside is not None
        if len(inside.ballots) == before + 1:
            assert machines.broken_off
            return
        assert len(inside.ballots) == before
        sealed = machines.portable.vote(chosen(answer))
        assert isinstance(sealed, SealedVote), sealed

    return work


def take_tour(tour: int, *voters: int, valid: bool) -> Work:
    """The members are back: who signed is entered, the ballots are taken as one box, the device is cleared."""

    def work(machines: Machines) -> None:
        precinct, hour = machines.precinct, machines.clock.now().hour
        for voter in voters:
            answer = tours.admit_at_home(precinct, machines.voter(voter), tour, member=ISSUER, hour=hour)
            settled(machines, answer, "already-admitted", "no-home-application")
        brought = machines.portable.contents()
        if brought is None:
            assert machines.broken_off
        else:
            done = tours.end_tour(precinct, brought, accumulator=TABLE, signers=machines.signers())
            assert not isinstance(done, Refusal), done.code
        row = tours.tour_row(precinct, tour)
        assert row is not None and row.done and row.valid is valid
        machines.portable.clear()

    return work
