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
from sailau.service import accumulator, closing, count, desk, lost_card, lost_tour, opening, present, record, tours
from sailau.service.acting_chair import replace_chair
from sailau.service.acts import SignedAct, enter_act, enter_foreign_act, member_number
from sailau.service.ceremony import erase_shares
from sailau.service.count import Counting
from sailau.service.precinct import Precinct
from sailau.service.sittings import hold_sitting
from sailau.service.suspension import suspend_member
from sailau.service.trust import enter_revocations

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


def mix(precinct: Precinct, counting: Counting, *, member: str) -> Refusal | None:
    """Let the member who gives the command mix."""
    invariant(counting.precinct is precinct, "a count belongs to its precinct")
    return counting.mix(member_number(member))


def decrypt(
    precinct: Precinct, counting: Counting, store: MemberKeyStore, decision: SignedAct | None = None, *, member: str
) -> Refusal | None:
    """Let the member who gives the command decrypt, with the own key store."""
    invariant(counting.precinct is precinct, "a count belongs to its precinct")
    if store.member != member_number(member):
        return NOT_OWN_KEY
    return counting.decrypt(store, decision)


def erase(precinct: Precinct, stores: Sequence[Path], act: SignedAct) -> None:
    """Erase the members' key stores on an act."""
    erase_shares(stores, act.label)


USE_CASES: Final[Mapping[Command, Callable[..., Any]]] = MappingProxyType(
    {
        Command.RECORD_INSTALLATION: opening.record_installation,
        Command.CHECK_SYSTEM: opening.check_system,
        Command.NAME_DUTY: name_duty,
        Command.REPLACE_CHAIR: replace_chair,
        Command.OPEN_VOTING: opening.open_voting,
        Command.SUSPEND_VOTING: opening.suspend_voting,
        Command.RESUME_VOTING: opening.resume_voting,
        Command.POSTPONE_VOTING: opening.postpone_voting,
        Command.CLOSE_VOTING: opening.close_voting,
        Command.FIND_VOTER: desk.find_voter,
        Command.SEARCH_VOTERS: desk.search_voters,
        Command.ADMIT_VOTER: desk.admit,
        Command.REPLACE_CARD: desk.replace_card,
        Command.RESUME_DESK: desk.resume,
        Command.UNDO_ADMISSION: desk.undo_admission,
        Command.GIVE_CARD_UP: lost_card.give_card_up,
        Command.LOAD_CARD: accumulator.load_card,
        Command.TAKE_CARD: accumulator.take_card,
        Command.CANCEL_UNREADABLE: accumulator.cancel_unreadable,
        Command.APPLY_FOR_HOME: tours.apply_for_home,
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
        Command.BEGIN_COUNT: count.begin_count,
        Command.MIX: mix,
        Command.DECRYPT: decrypt,
        Command.FINISH_COUNT: count.finish_count,
        Command.BEGIN_RECOUNT: count.begin_recount,
        Command.WRITE_RECORD: record.write_record,
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
