"""May this voter be admitted now? The order of the checks is the order in which a person meets them.

The desk's order, so that a crash anywhere neither loses nor doubles an admission:

1. `intend_admission` → AdmissionIntended is stored;
2. the activation mark is written to the card that the voter took, and read back;
3. `finish_admission` → AdmissionMade is stored, the card is handed over.

After a crash the desk finds its own intent. It asks for the card that lay in its slot: a card with the mark →
`finish_admission`; without it → `drop_admission`. A desk has one open intent at most; the intent names no card.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, assert_never

from sailau.checkin import refusals
from sailau.checkin.iin import Iin
from sailau.checkin.state import (
    AdmissionDropped,
    AdmissionIntended,
    AdmissionMade,
    AdmissionUndone,
    Admitted,
    AppliedForHome,
    GivenPaper,
    Intended,
    NotAdmitted,
    Standing,
)
from sailau.checkin.voters import VoterEntry, VoterList
from sailau.refusal import Refusal

VOTING_AGE_YEARS: Final = 18


class MemberRole(Enum):
    """A member's place in the precinct commission."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The member who hands out the card: role, and whether the chair named him or her for it (C6)."""

    role: MemberRole
    named: bool


class HelperKind(Enum):
    """Who comes along to the booth with a voter who cannot act alone (L 42(1))."""

    TRUSTED_PERSON = "trusted person"
    COMMISSION_MEMBER = "commission member"
    OFFICIAL = "official"
    PROXY = "proxy"
    MEDIA = "media"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionRequest:
    """What the member at the desk has before him or her.

    `document_matches`: data on the screen and identity document were compared (C11). `helper`: None for a voter alone;
    `helper_name`: the name by which the list will have the helper (M34a).
    """

    iin: Iin
    document_matches: bool
    desk: str
    issuer: Issuer
    helper: HelperKind | None = None
    helper_name: str = field(default="", repr=False)


class DropReason(Enum):
    """Why an intended admission came to nothing."""

    CARD_NOT_ACTIVATED = "card-not-activated"
    VOTER_DECLINED = "voter-declined"
    CRASH = "crash"


class UndoReason(Enum):
    """Why an admission is undone."""

    CARD_RETURNED_UNVOTED = "card-returned-unvoted"
    ABANDONED_AT_TERMINAL = "abandoned-at-terminal"
    WRONG_ENTRY = "wrong-entry"


def intend_admission(
    voters: VoterList, standing: Standing, request: AdmissionRequest, voting_day: date
) -> AdmissionIntended | Refusal:
    """Decide whether the voter may be admitted. `standing` is that of the voter with `request.iin`, NotAdmitted when
    the store has none."""
    # (1) The member may issue cards.
    refusal = check_issuer(request.issuer)
    if refusal is not None:
        return refusal
    # (2) The voter is on this list.
    entry = voters.by_iin(request.iin)
    if entry is None:
        return refusals.NOT_ON_LIST
    # (3) Person and document are the entry's.
    if not request.document_matches:
        return refusals.DOCUMENT_DIFFERS
    # (4) The voter is of age.
    if not is_of_age(entry, voting_day):
        return refusals.UNDER_AGE
    # (5) The voter has not been admitted, at any desk, nor has asked to vote at home.
    refusal = check_standing(standing)
    if refusal is not None:
        return refusal
    # (6) Who helps may help, and is named.
    refusal = check_named_helper(request.helper, request.helper_name)
    return refusal if refusal is not None else AdmissionIntended(desk=request.desk)


def finish_admission(standing: Standing, desk: str, hour: int) -> AdmissionMade | Refusal:
    """The mark was read back from the card: the admission is final. `hour` is the local hour, 0-23.

    Done again after a crash that hid the first answer, it says "already admitted": the card may be handed over.
    """
    refusal = _refuse_other_intent(standing, desk)
    return refusal if refusal is not None else AdmissionMade(hour=hour)


def drop_admission(standing: Standing, desk: str) -> AdmissionDropped | Refusal:
    """No mark is on the card: the admission did not happen."""
    refusal = _refuse_other_intent(standing, desk)
    return refusal if refusal is not None else AdmissionDropped()


def undo_admission(standing: Standing, *, unvoted_card_taken_back: bool) -> AdmissionUndone | Refusal:
    """Undo an admission against any unvoted card that the accumulator has taken back (one card, one undoing).

    A card that a terminal wiped because nothing was confirmed counts as unvoted. Admissions at home are not undone:
    the tour's own figures account for them.
    """
    match standing:
        case Admitted(tour=None):
            return AdmissionUndone() if unvoted_card_taken_back else refusals.NO_UNVOTED_CARD
        case Admitted():
            return refusals.ADMITTED_AT_HOME
        case NotAdmitted() | Intended() | AppliedForHome() | GivenPaper():
            return refusals.NOT_ADMITTED
        case _:
            assert_never(standing)


def check_issuer(issuer: Issuer) -> Refusal | None:
    """None when the member may issue cards (M33, C6)."""
    if issuer.role in (MemberRole.CHAIR, MemberRole.SECRETARY):
        return refusals.ISSUER_BARRED
    return None if issuer.named else refusals.ISSUER_NOT_NAMED


def check_helper(helper: HelperKind | None) -> Refusal | None:
    """None when the voter is alone or the helper is a person of trust (M34a; the barred list is a default)."""
    return None if helper in (None, HelperKind.TRUSTED_PERSON) else refusals.HELPER_BARRED


def check_standing(standing: Standing) -> Refusal | None:
    """Nobody has both, and nobody twice: refuse whoever has a card or a paper ballot, or votes at home (L 41; M33)."""
    match standing:
        case NotAdmitted():
            return None
        case Intended():
            return refusals.ALREADY_INTENDED
        case Admitted():
            return refusals.ALREADY_ADMITTED
        case AppliedForHome():
            return refusals.VOTES_AT_HOME
        case GivenPaper():
            return refusals.PAPER_GIVEN_ALREADY
        case _:
            assert_never(standing)


def check_named_helper(helper: HelperKind | None, name: str) -> Refusal | None:
    """The same, and a helper has a name: it goes into the list beside the voter's (M34a)."""
    refusal = check_helper(helper)
    if refusal is None and helper is not None and not name.strip():
        return refusals.HELPER_NOT_NAMED
    return refusal


def is_of_age(entry: VoterEntry, voting_day: date) -> bool:
    """Whether the voter is eighteen on the voting day; someone born on 29 February is from 1 March."""
    born = entry.birth_date
    had_birthday = (voting_day.month, voting_day.day) >= (born.month, born.day)
    return voting_day.year - born.year - (0 if had_birthday else 1) >= VOTING_AGE_YEARS


def _refuse_other_intent(standing: Standing, desk: str) -> Refusal | None:
    match standing:
        case Intended(desk=own):
            return None if own == desk else refusals.ALREADY_INTENDED
        case Admitted():
            return refusals.ALREADY_ADMITTED
        case NotAdmitted() | AppliedForHome() | GivenPaper():
            return refusals.NO_INTENT
        case _:
            assert_never(standing)
