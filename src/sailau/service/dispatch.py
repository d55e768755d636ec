"""Every command of the precinct's day and the use case that answers it.

A use case takes the open precinct first. Arguments by which the door binds a command to those who give it are passed
by name: `signers` (all of them must be among those who act), `member` and `marked_by` (must be one of them), `desk`
and `accumulator` (must be a device of that role). The commands of the preparation are answered elsewhere, by the
programs of the commissions.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.keystore import MemberKeyStore
from sailau.errors import invariant
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.service import (
    accumulator,
    closing,
    copies,
    count,
    desk,
    list_requests,
    lost_card,
    lost_tour,
    opening,
    paper_ballots,
    paper_results,
    present,
    protocol_signing,
    record,
    restart,
    tours,
    transfer,
)
from sailau.service.acting_chair import replace_chair
from sailau.service.acts import SignedAct, enter_act, enter_foreign_act, member_number
from sailau.service.ceremony import erase_shares
from sailau.service.count import Counting, JudgedDecryption, MadeMix
from sailau.service.home_voting import see_home_voting
from sailau.service.open_tray import give_tray_leave
from sailau.service.possession import prove_possession
from sailau.service.precinct import Precinct
from sailau.service.sittings import hold_sitting
from sailau.service.suspension import suspend_member
from sailau.service.trust import enter_revocations
from sailau.signing.authority import Signer

NOT_OWN_KEY: Final = Refusal(
    "not-own-key",
    "L 50-2(2)",
    Text(
        "Әр мүше тек өз кілтімен ашады.",
        "Каждый член комиссии расшифровывает только своим ключом.",
        "Every member decrypts with the own key only.",
    ),
)


def name_duty(precinct: Precinct, named: str, duty: str) -> Refusal | None:
    """Name a member for a duty; `named` need not be among those who give the command."""
    return opening.name_duty(precinct, named, duty)


def mix(precinct: Precinct, counting: Counting, made: MadeMix | None = None, *, member: str) -> Refusal | None:
    """Let the member who gives the command mix; `made` was made meanwhile, beside other work."""
    invariant(counting.precinct is precinct, "a count belongs to its precinct")
    number = member_number(member)
    return counting.mix(number) if made is None else counting.take_mix(number, made)


def decrypt(
    precinct: Precinct,
    counting: Counting,
    own: MemberKeyStore | JudgedDecryption,
    decision: SignedAct | None = None,
    *,
    member: str,
) -> Refusal | None:
    """Let the member who gives the command decrypt: with the own key store, or by what it gave where it is."""
    invariant(counting.precinct is precinct, "a count belongs to its precinct")
    if own.member != member_number(member):
        return NOT_OWN_KEY
    return counting.take(own) if isinstance(own, JudgedDecryption) else counting.decrypt(own, decision)


def write(precinct: Precinct, target: Path, signers: Sequence[Signer], **named: Any) -> Refusal | None:
    """Write the record: signed here and now by all, or, `gathered`, with the protocol that was signed one by one."""
    if named.pop("gathered", False):
        return record.write_signed_record(precinct, target, signers, **named)
    return record.write_record(precinct, target, signers, **named)


def erase(precinct: Precinct, stores: Sequence[Path], act: SignedAct) -> None:
    """Erase the members' key stores that lie here, on an act; those at a station are erased there."""
    erase_shares(stores, act.label)


USE_CASES: Final[Mapping[Command, Callable[..., Any]]] = MappingProxyType(
    {
        Command.RECORD_INSTALLATION: opening.record_installation,
        Command.CHECK_SYSTEM: opening.check_system,
        Command.PROVE_POSSESSION: prove_possession,
        Command.NAME_DUTY: name_duty,
        Command.REPLACE_CHAIR: replace_chair,
        Command.OPEN_VOTING: opening.open_voting,
        Command.SUSPEND_VOTING: opening.suspend_voting,
        Command.RESTART_COMPUTER: restart.restart_computer,
        Command.RESUME_VOTING: opening.resume_voting,
        Command.POSTPONE_VOTING: opening.postpone_voting,
        Command.CLOSE_VOTING: opening.close_voting,
        Command.FIND_VOTER: desk.find_voter,
        Command.SEARCH_VOTERS: desk.search_voters,
        Command.ADMIT_VOTER: desk.admit,
        Command.REPLACE_CARD: desk.replace_card,
        Command.RESUME_DESK: desk.resume,
        Command.UNDO_ADMISSION: desk.undo_admission,
        Command.GIVE_PAPER: paper_ballots.give_paper,
        Command.TAKE_PAPER_BACK: paper_ballots.take_paper_back,
        Command.ASK_DISTRICT: list_requests.ask_district,
        Command.SEE_LIST_REQUESTS: list_requests.see_list_requests,
        Command.ENTER_LIST_DECISION: list_requests.enter_list_decision,
        Command.GIVE_CARD_UP: lost_card.give_card_up,
        Command.GIVE_TRAY_LEAVE: give_tray_leave,
        Command.LOAD_CARD: accumulator.load_card,
        Command.TAKE_CARD: accumulator.take_card,
        Command.CANCEL_UNREADABLE: accumulator.cancel_unreadable,
        Command.APPLY_FOR_HOME: tours.apply_for_home,
        Command.WITHDRAW_HOME: tours.withdraw_home,
        Command.SEE_HOME_VOTING: see_home_voting,
        Command.BEGIN_TOUR: tours.begin_tour,
        Command.ADMIT_AT_HOME: tours.admit_at_home,
        Command.END_TOUR: tours.end_tour,
        Command.LOSE_TOUR: lost_tour.lose_tour,
        Command.ENTER_CLOSING_CARD: closing.enter_closing_card,
        Command.DECLARE_DEVICE_DEAD: closing.declare_device_dead,
        Command.DECLARE_MISSING: closing.declare_missing,
        Command.DESTROY_UNUSED: closing.destroy_unused,
        Command.RECONCILE: closing.reconcile,
        Command.EXPLAIN_DIFFERENCE: closing.explain_difference,
        Command.DESTROY_UNUSED_PAPER: paper_results.destroy_unused_paper,
        Command.DECIDE_DOUBTFUL: paper_results.decide_doubtful,
        Command.ENTER_PAPER_RESULTS: paper_results.enter_paper_results,
        Command.COUNT_PAPER_AGAIN: paper_results.count_paper_again,
        Command.EXPLAIN_PAPER: paper_results.explain_paper,
        Command.BEGIN_COUNT: count.begin_count,
        Command.MIX: mix,
        Command.DECRYPT: decrypt,
        Command.FINISH_COUNT: count.finish_count,
        Command.BEGIN_RECOUNT: count.begin_recount,
        Command.DRAW_UP_PROTOCOL: protocol_signing.draw_up_protocol,
        Command.SIGN_PROTOCOL: protocol_signing.sign_protocol,
        Command.DECLINE_PROTOCOL: protocol_signing.decline_protocol,
        Command.WRITE_RECORD: write,
        Command.GIVE_COPY: copies.give_copy,
        Command.POST_PROTOCOL: copies.post_protocol,
        Command.MAKE_BUNDLE: transfer.make_bundle,
        Command.OPEN_TRANSFER: transfer.open_transfer,
        Command.CLOSE_TRANSFER: transfer.close_transfer,
        Command.KEEP_ACKNOWLEDGEMENT: transfer.keep_acknowledgement,
        Command.ERASE_SHARES: erase,
        Command.ENTER_ACT: enter_act,
        Command.ENTER_HIGHER_ACT: enter_foreign_act,
        Command.ENTER_REVOCATIONS: enter_revocations,
        Command.REGISTER_PRESENT: present.register_present,
        Command.NOTE_PRESENCE: present.note_presence,
        Command.ENTER_REMARK: present.enter_remark,
        Command.REMOVE_PRESENT: present.remove_present,
        Command.SUSPEND_MEMBER: suspend_member,
        Command.HOLD_SITTING: hold_sitting,
    }
)
"""The whole table; a test holds it against the role matrix and against the use cases of this package."""
