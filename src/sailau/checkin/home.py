"""Voting at home: a written application by 12:00 of the voting day, marked in the list by the chair (M35-M37; L 41(6)).

The applicants' data go to a portable device before it leaves (E31, C22, C23); two members go with it.
"""

from datetime import date, datetime, time, tzinfo
from enum import Enum
from typing import Final, assert_never

from sailau.checkin import refusals
from sailau.checkin.decisions import HelperKind, Issuer, MemberRole, check_helper, check_issuer, is_of_age
from sailau.checkin.state import (
    Admitted,
    AppliedForHome,
    GivenPaper,
    HomeAdmissionMade,
    HomeApplicationAccepted,
    HomeApplicationWithdrawn,
    HomeTourJoined,
    HomeTourLost,
    Intended,
    NotAdmitted,
    Standing,
)
from sailau.checkin.voters import VoterEntry
from sailau.refusal import Refusal

HOME_APPLICATIONS_END: Final = time(12, 0)
TOUR_MEMBERS_MIN: Final = 2


class HomeReason(Enum):
    """Why the voter cannot come (L 41(6)); asked and checked, and not kept."""

    HEALTH = "health"
    CARE_OF_ILL_FAMILY = "care of an ill member of the family"


def home_applications_end(voting_day: date, zone: tzinfo) -> datetime:
    """The last moment at which an application may be given: 12:00 local time of the voting day, itself included."""
    return datetime.combine(voting_day, HOME_APPLICATIONS_END, zone)


def apply_for_home(
    entry: VoterEntry | None,
    standing: Standing,
    *,
    written: bool,
    reason: HomeReason | None,
    marked_by: MemberRole,
    acts_for_chair: bool,
    now: datetime,
    end: datetime,
    voting_day: date,
) -> HomeApplicationAccepted | Refusal:
    """Decide on an application.

    `entry` is None for one who is not on the list; `acts_for_chair` is true for a member who lawfully replaces the
    chair by act; `end` is `home_applications_end`, and both moments have time zones.
    """
    if entry is None:
        return refusals.NOT_ON_LIST
    if not is_of_age(entry, voting_day):
        return refusals.UNDER_AGE
    if not written or reason is None:
        return refusals.NO_WRITTEN_APPLICATION
    if now > end:
        return refusals.HOME_APPLICATION_LATE
    if marked_by is not MemberRole.CHAIR and not acts_for_chair:
        return refusals.CHAIR_MARKS_APPLICANT
    match standing:
        case NotAdmitted():
            return HomeApplicationAccepted()
        case Intended():
            return refusals.ALREADY_INTENDED
        case Admitted():
            return refusals.ALREADY_ADMITTED
        case AppliedForHome():
            return refusals.ALREADY_APPLIED_FOR_HOME
        case GivenPaper():
            return refusals.PAPER_GIVEN_ALREADY
        case _:
            assert_never(standing)


def withdraw_home(standing: Standing, *, tour_is_out: bool) -> HomeApplicationWithdrawn | Refusal:
    """The applicant comes in person, or was not met at home. Not while a device that carries the data is out."""
    if not isinstance(standing, AppliedForHome):
        return refusals.NO_HOME_APPLICATION
    if standing.tour is not None and tour_is_out:
        return refusals.TOUR_IS_OUT
    return HomeApplicationWithdrawn()


def put_on_tour(standing: Standing, tour: int, *, members: int) -> HomeTourJoined | Refusal:
    """The applicant's data go with the portable device of `tour`, which `members` members accompany."""
    if members < TOUR_MEMBERS_MIN:
        return refusals.TOUR_NEEDS_TWO
    if not isinstance(standing, AppliedForHome) or standing.tour is not None:
        return refusals.NO_HOME_APPLICATION
    return HomeTourJoined(tour=tour)


def lose_tour(standing: Standing, tour: int) -> HomeTourLost | None:
    """The device of `tour` did not come back: what becomes of one voter; None for those who were not on it."""
    match standing:
        case AppliedForHome(tour=own) | Admitted(tour=own) if own == tour:
            return HomeTourLost()
        case _:
            return None


def admit_at_home(
    standing: Standing,
    tour: int,
    hour: int,
    *,
    application_signed_by_both: bool,
    document_matches: bool,
    issuer: Issuer,
    helper: HelperKind | None = None,
) -> HomeAdmissionMade | Refusal:
    """Decide whether the applicant may vote on the portable device of `tour`. `hour` is the tour's hour, 0-23."""
    refusal = check_issuer(issuer)
    if refusal is not None:
        return refusal
    match standing:
        case AppliedForHome(tour=int(own)) if own == tour:
            pass
        case Admitted():
            return refusals.ALREADY_ADMITTED
        case NotAdmitted() | Intended() | AppliedForHome() | GivenPaper():
            return refusals.NO_HOME_APPLICATION
        case _:
            assert_never(standing)
    if not document_matches:
        return refusals.DOCUMENT_DIFFERS
    if not application_signed_by_both:
        return refusals.APPLICATION_NOT_SIGNED
    refusal = check_helper(helper)
    return refusal if refusal is not None else HomeAdmissionMade(hour=hour)
