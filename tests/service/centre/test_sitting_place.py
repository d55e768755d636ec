"""Where and since when a district commission may sit (L 43(8-1); M50)."""

from datetime import timedelta

import pytest

from sailau.commission.effect import Holdings, picture
from sailau.election.proofreading.order import local
from sailau.formats.v1.notice import Sitting
from sailau.refusal import Refusal
from sailau.service.centre.notice_data import Wanted, notice_of
from sailau.service.centre.signed_papers import named_signers
from sailau.signing.holder import holder_of
from tests.commission.country import EVENING, all_accepted, country, everybody
from tests.service.centre.sitting import NORTHERN, north, people

ELSEWHERE = 999


@pytest.mark.parametrize(
    ("days", "here", "code"),
    [
        (10, True, "totals-not-fixed"),
        (9, True, "district-sitting-announced-late"),
        (12, False, "district-sitting-elsewhere"),
    ],
    ids=["in-time", "a-day-late", "elsewhere"],
)
def test_a_sitting_is_in_a_precinct_of_the_district_and_was_announced_ten_days_before(
    days: int, here: bool, code: str
) -> None:
    definition = country()
    unit, who = north(definition), people(definition)
    place = int(unit.precincts[0]) if here else ELSEWHERE
    wanted = Wanted(
        kind="district_result",
        unit=unit,
        issuer=NORTHERN,
        signers=named_signers([holder_of(who.chair.certificate), holder_of(who.secretary.certificate)]),
        sitting=Sitting(precinct=place, announced=definition.date - timedelta(days=days)),
    )
    holdings = Holdings(definition=definition, bundles=tuple(all_accepted(everybody(definition))), decisions=())
    found = notice_of(holdings, picture(holdings), wanted, 1, local(definition, EVENING))
    assert isinstance(found, Refusal)
    assert found.code == code
