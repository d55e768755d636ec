"""Admission of a voter: once, against the list, on an identity document (E29, C6, C10-C12; L 50-5(3), R 6-8).

`iin` checks the number that the document carries, `voters` is the list, `state` what is known of one voter,
`decisions` say what may happen, `home` the same for those who vote at home (L 41(6)), `paper` for paper ballots in a
mixed precinct, `listchange` who may still change the list, `refusals` every lawful no. `standing_bytes` turns a
standing into bytes for the store and back.

What is *not* here on purpose: the card. An admission names neither a card nor a credential nor the member who
issued the card (the card table counts cards by member), and knows of time only the hour. Whether the polls are open
is the precinct's matter.
"""

from sailau.checkin.decisions import (
    AdmissionRequest,
    DropReason,
    HelperKind,
    Issuer,
    MemberRole,
    UndoReason,
    check_helper,
    check_issuer,
    drop_admission,
    finish_admission,
    intend_admission,
    undo_admission,
)
from sailau.checkin.home import (
    HomeReason,
    admit_at_home,
    apply_for_home,
    home_applications_end,
    put_on_tour,
    withdraw_home,
)
from sailau.checkin.iin import Iin, Sex, check, compose
from sailau.checkin.listchange import ListChangeDecision, change_list, list_freezes
from sailau.checkin.paper import give_paper, take_paper_back
from sailau.checkin.standing_bytes import STANDING_BYTES_MAX, admission_key, decode_standing, encode_standing
from sailau.checkin.state import (
    AdmissionDropped,
    AdmissionIntended,
    AdmissionMade,
    AdmissionUndone,
    Admitted,
    AppliedForHome,
    CheckinEvent,
    CheckinFigures,
    GivenPaper,
    HomeAdmissionMade,
    HomeApplicationAccepted,
    HomeApplicationWithdrawn,
    HomeTourJoined,
    Intended,
    NotAdmitted,
    PaperGiven,
    PaperTakenBack,
    Standing,
    after,
    figures,
)
from sailau.checkin.voters import VoterEntry, VoterList, VoterNumber, encode_list, parse_list

__all__ = [
    "STANDING_BYTES_MAX",
    "AdmissionDropped",
    "AdmissionIntended",
    "AdmissionMade",
    "AdmissionRequest",
    "AdmissionUndone",
    "Admitted",
    "AppliedForHome",
    "CheckinEvent",
    "CheckinFigures",
    "DropReason",
    "GivenPaper",
    "HelperKind",
    "HomeAdmissionMade",
    "HomeApplicationAccepted",
    "HomeApplicationWithdrawn",
    "HomeReason",
    "HomeTourJoined",
    "Iin",
    "Intended",
    "Issuer",
    "ListChangeDecision",
    "MemberRole",
    "NotAdmitted",
    "PaperGiven",
    "PaperTakenBack",
    "Sex",
    "Standing",
    "UndoReason",
    "VoterEntry",
    "VoterList",
    "VoterNumber",
    "admission_key",
    "admit_at_home",
    "after",
    "apply_for_home",
    "change_list",
    "check",
    "check_helper",
    "check_issuer",
    "compose",
    "decode_standing",
    "drop_admission",
    "encode_list",
    "encode_standing",
    "figures",
    "finish_admission",
    "give_paper",
    "home_applications_end",
    "intend_admission",
    "list_freezes",
    "parse_list",
    "put_on_tour",
    "take_paper_back",
    "undo_admission",
    "withdraw_home",
]
