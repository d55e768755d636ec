"""A member of the commission is suspended at once for breaking the election law (L 39(2); M38).

From then on the member's duties of the day are over and the member signs in nowhere. The share of the election's key
stays with its holder: during the count, and only to decrypt, a suspended member is let in, so that nobody can take the
count away by having members suspended; erasing the shares asks for the holder too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sailau.formats.v1.record import Bilingual
from sailau.precinct import State
from sailau.precinct.commands import Command
from sailau.precinct.sitting import NOT_A_MEMBER, NOT_TAKEN, NOTHING_DECIDED, Votes, is_taken, refuse_votes
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, enter_act, member_number
from sailau.service.precinct import Precinct, records_refusal
from sailau.signing.authority import Signer

ARTICLE: Final = "L 39(2)"
_KEY: Final = b"suspended:"
_DUTY: Final = b"duty:"
SHARE_STATES: Final = frozenset({State.RECONCILED, State.COUNTED, State.SIGNED, State.POSTPONED})
SHARE_COMMANDS: Final = frozenset({Command.DECRYPT, Command.ERASE_SHARES})
"""What a suspended member may still take part in, as the holder of a share."""

MEMBER_SUSPENDED: Final = Refusal(
    "member-suspended",
    ARTICLE,
    Text(
        "Комиссия мүшесі жұмысқа қатысудан шеттетілген: кіру мен міндеттері тоқтатылды, кілт үлесі өзінде қалады.",
        "Член комиссии отстранён от работы: вход и обязанности прекращены, доля ключа остаётся у него.",
        "The member is suspended: signing in and duties have ended; the share of the key stays with its holder.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A reasoned decision of the commission: its text in both languages, and the votes."""

    reason: Bilingual
    votes: Votes


def votes_data(precinct: Precinct, votes: Votes) -> dict[str, Any]:
    """Votes as an act carries them: members by name and id."""
    return {
        "in_favour": named(precinct, votes.in_favour),
        "against": named(precinct, votes.against),
        "abstained": named(precinct, votes.abstained),
    }


def named(precinct: Precinct, members: frozenset[str]) -> list[str]:
    """Members as acts name them, in the order of their numbers: "Қасымова Гүлнар (member-1)"."""
    return [f"{precinct.official(member).name} ({member})" for member in sorted(members, key=member_number)]


def refuse_decision(precinct: Precinct, decision: Decision) -> Refusal | None:
    """Say why this is no reasoned decision of the commission; None when it is."""
    if not decision.reason.kk.strip() or not decision.reason.ru.strip():
        return NOTHING_DECIDED
    votes = decision.votes
    refusal = refuse_votes(votes, voting_members(precinct), votes.cast)
    if refusal is not None:
        return refusal
    return None if is_taken(votes, len(precinct.installed.officials)) else NOT_TAKEN


def voting_members(precinct: Precinct) -> list[str]:
    """The members who are not suspended, by id."""
    suspended = suspended_members(precinct)
    return [official.id for official in precinct.installed.officials if official.id not in suspended]


def suspended_members(precinct: Precinct) -> frozenset[str]:
    """The members who are suspended, by id (`member-5`)."""
    with precinct.stores.day.transaction() as tx:
        keys = [key for key, _ in tx.items("config") if key.startswith(_KEY)]
    return frozenset(key.removeprefix(_KEY).decode() for key in keys)


def is_suspended(precinct: Precinct, member: str) -> bool:
    """Whether a member is suspended."""
    with precinct.stores.day.transaction() as tx:
        return tx.get("config", _KEY + member.encode()) is not None


def refuse_suspended(precinct: Precinct, member: str, command: Command | None = None) -> Refusal | None:
    """Say that a suspended member does not give this command, or (without one) does not sign in; None when allowed."""
    if not is_suspended(precinct, member):
        return None
    if command is None:
        return None if precinct.state in SHARE_STATES else MEMBER_SUSPENDED
    return None if command in SHARE_COMMANDS else MEMBER_SUSPENDED


@records_refusal("other")
def suspend_member(
    precinct: Precinct, suspended: str, decision: Decision, signers: Sequence[Signer]
) -> SignedAct | Refusal:
    """Suspend a member by decision: duties and signing in end; done again it gives the same act."""
    if suspended not in {official.id for official in precinct.installed.officials}:
        return NOT_A_MEMBER
    if not is_suspended(precinct, suspended):
        refusal = refuse_decision(precinct, decision)
        if refusal is not None:
            return refusal
    key = f"member-suspended:{suspended}"
    matter = Matter(key=key, kind="member_suspended", article=ARTICLE, text=decision.reason)
    data = {"member": suspended, "name": precinct.official(suspended).name, **votes_data(precinct, decision.votes)}
    act = enter_act(precinct, matter, signers, data)
    with precinct.stores.day.transaction() as tx:
        tx.put("config", _KEY + suspended.encode(), act.label.encode())
        ended = [key for key, _ in tx.items("config") if key.startswith(_DUTY) and key.endswith(_ending(suspended))]
        for duty in ended:
            tx.delete("config", duty)
    precinct.recorder().record("member-suspended", act=act.label, member=member_number(suspended))
    return act


def _ending(member: str) -> bytes:
    return b":" + member.encode()
