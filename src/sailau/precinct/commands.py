"""The role matrix: who may give which command, and where the preparation or the day must stand (L 50-5(1): E26).

Data in `commands.toml`, one row a command; here is only the reading of it and the judgment. What no row allows is
forbidden. The door that asks it before every command on an open precinct is `sailau.service.entrance`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from sailau.errors import invariant
from sailau.precinct.states import WORDS, State
from sailau.refusal import Refusal, Text
from sailau.signing.roles import OFFICES, Role


class Preparation(StrEnum):
    """Where the preparation of an election stands before a precinct's devices are installed."""

    DRAFTED = "drafted"
    PROOFED = "proofed"
    APPROVED = "approved"
    FINALISED = "finalised"
    PUBLISHED = "published"
    PACKAGED = "packaged"
    DELIVERED = "delivered"


class Command(StrEnum):
    """Everything that a person or a device may ask of the system."""

    ACCEPT_SYSTEM = "accept-system"
    CERTIFY = "certify"
    REVOKE = "revoke"
    PROPOSE_DEFINITION = "propose-definition"
    PROOF_DEFINITION = "proof-definition"
    APPROVE_DEFINITION = "approve-definition"
    FINALISE_DEFINITION = "finalise-definition"
    PUBLISH_DEFINITION = "publish-definition"
    LOAD_LIST = "load-list"
    CHANGE_LIST = "change-list"
    HAND_OVER_LIST = "hand-over-list"
    MAKE_PACKAGE = "make-package"
    HOLD_CEREMONY = "hold-ceremony"
    INSTALL_PRECINCT = "install-precinct"
    RECORD_INSTALLATION = "record-installation"
    CHECK_SYSTEM = "check-system"
    PROVE_POSSESSION = "prove-possession"
    NAME_DUTY = "name-duty"
    REPLACE_CHAIR = "replace-chair"
    OPEN_VOTING = "open-voting"
    SUSPEND_VOTING = "suspend-voting"
    RESTART_COMPUTER = "restart-computer"
    RESUME_VOTING = "resume-voting"
    POSTPONE_VOTING = "postpone-voting"
    CLOSE_VOTING = "close-voting"
    FIND_VOTER = "find-voter"
    SEARCH_VOTERS = "search-voters"
    ADMIT_VOTER = "admit-voter"
    REPLACE_CARD = "replace-card"
    RESUME_DESK = "resume-desk"
    UNDO_ADMISSION = "undo-admission"
    GIVE_PAPER = "give-paper"
    TAKE_PAPER_BACK = "take-paper-back"
    ASK_DISTRICT = "ask-district"
    SEE_LIST_REQUESTS = "see-list-requests"
    ENTER_LIST_DECISION = "enter-list-decision"
    GIVE_CARD_UP = "give-card-up"
    GIVE_TRAY_LEAVE = "give-tray-leave"
    LOAD_CARD = "load-card"
    TAKE_CARD = "take-card"
    CANCEL_UNREADABLE = "cancel-unreadable"
    APPLY_FOR_HOME = "apply-for-home"
    WITHDRAW_HOME = "withdraw-home"
    SEE_HOME_VOTING = "see-home-voting"
    BEGIN_TOUR = "begin-tour"
    ADMIT_AT_HOME = "admit-at-home"
    END_TOUR = "end-tour"
    LOSE_TOUR = "lose-tour"
    ENTER_CLOSING_CARD = "enter-closing-card"
    DECLARE_DEVICE_DEAD = "declare-device-dead"
    DECLARE_MISSING = "declare-missing"
    DESTROY_UNUSED = "destroy-unused"
    RECONCILE = "reconcile"
    EXPLAIN_DIFFERENCE = "explain-difference"
    DESTROY_UNUSED_PAPER = "destroy-unused-paper"
    DECIDE_DOUBTFUL = "decide-doubtful"
    ENTER_PAPER_RESULTS = "enter-paper-results"
    COUNT_PAPER_AGAIN = "count-paper-again"
    EXPLAIN_PAPER = "explain-paper"
    BEGIN_COUNT = "begin-count"
    MIX = "mix"
    DECRYPT = "decrypt"
    FINISH_COUNT = "finish-count"
    BEGIN_RECOUNT = "begin-recount"
    DRAW_UP_PROTOCOL = "draw-up-protocol"
    SIGN_PROTOCOL = "sign-protocol"
    DECLINE_PROTOCOL = "decline-protocol"
    WRITE_RECORD = "write-record"
    GIVE_COPY = "give-copy"
    POST_PROTOCOL = "post-protocol"
    ERASE_SHARES = "erase-shares"
    MAKE_BUNDLE = "make-bundle"
    OPEN_TRANSFER = "open-transfer"
    CLOSE_TRANSFER = "close-transfer"
    KEEP_ACKNOWLEDGEMENT = "keep-acknowledgement"
    ENTER_ACT = "enter-act"
    ENTER_HIGHER_ACT = "enter-higher-act"
    ENTER_REVOCATIONS = "enter-revocations"
    REGISTER_PRESENT = "register-present"
    NOTE_PRESENCE = "note-presence"
    ENTER_REMARK = "enter-remark"
    REMOVE_PRESENT = "remove-present"
    SUSPEND_MEMBER = "suspend-member"
    HOLD_SITTING = "hold-sitting"


Standing = Preparation | State
"""Where things stand: in the preparation, or on the precinct's day."""

PREPARATION_WORDS: Final[Mapping[Preparation, Text]] = {
    Preparation.DRAFTED: Text("анықтама жобасы жасалған", "проект определения составлен", "the definition is drafted"),
    Preparation.PROOFED: Text("түзету данасы басылған", "корректура напечатана", "the proof is printed"),
    Preparation.APPROVED: Text("түзету данасы бекітілген", "корректура утверждена", "the proof is approved"),
    Preparation.FINALISED: Text("анықтама жабылған", "определение закрыто", "the definition is final"),
    Preparation.PUBLISHED: Text("анықтама жарияланған", "определение опубликовано", "the definition is published"),
    Preparation.PACKAGED: Text("пакет жасалған", "пакет изготовлен", "the package is made"),
    Preparation.DELIVERED: Text("пакет учаскеге жеткізілген", "пакет доставлен на участок", "the package is delivered"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the matrix. `lead`: one holder of each of these roles must be among the `together` who act."""

    command: Command
    part: str
    article: str
    text: Text
    roles: frozenset[Role]
    states: frozenset[Standing]
    together: int
    lead: frozenset[Role]
    at: Role | None


def refuse(command: Command, role: Role, state: Standing) -> Refusal | None:
    """Say why a holder of `role` may not give `command` (or take part in it) in `state`; None when he may."""
    rule = RULES[command]
    if role not in rule.roles:
        return _refuse_role(rule, role)
    return _refuse_state(rule, state) if state not in rule.states else None


def refuse_company(command: Command, roles: Sequence[Role]) -> Refusal | None:
    """Say why those who act together do not suffice: too few, or a leading role is missing; None when they do.

    `roles` has one entry for each of different holders.
    """
    rule = RULES[command]
    if len(roles) >= rule.together and rule.lead <= set(roles):
        return None
    lead = sorted(rule.lead, key=lambda role: role.value)
    kk, ru = (", ".join(getattr(OFFICES[role], lang) for role in lead) for lang in ("kk", "ru"))
    en = ", ".join(english(role) for role in lead)
    return Refusal(
        f"too-few-{command}",
        rule.article,
        Text(
            f"«{rule.text.kk}» бірге орындалады: кемінде {rule.together} адам{', арасында ' + kk if lead else ''}.",
            f"«{rule.text.ru}» выполняют вместе не менее {rule.together} лиц{', среди них ' + ru if lead else ''}.",
            f"To {rule.text.en}, at least {rule.together} act together{', among them ' + en if lead else ''}.",
        ),
    )


def english(role: Role) -> str:
    """The role's name in English, as documents write it."""
    return role.value.replace("_", " ")


def words_of(state: Standing) -> Text:
    """Where things stand, in words."""
    return PREPARATION_WORDS[state] if isinstance(state, Preparation) else WORDS[state]


def _refuse_role(rule: Rule, role: Role) -> Refusal:
    office = OFFICES[role]
    return Refusal(
        f"not-yours-{rule.command}",
        rule.article,
        Text(
            f"Бұл рөлге ({office.kk}) «{rule.text.kk}» әрекетіне рұқсат жоқ.",
            f"Этой роли ({office.ru}) действие «{rule.text.ru}» не разрешено.",
            f"This role ({english(role)}) may not {rule.text.en}.",
        ),
    )


def _refuse_state(rule: Rule, state: Standing) -> Refusal:
    now = words_of(state)
    return Refusal(
        f"not-now-{rule.command}",
        rule.article,
        Text(
            f"«{rule.text.kk}» қазір жасалмайды: {now.kk}.",
            f"Действие «{rule.text.ru}» сейчас не выполняется: {now.ru}.",
            f"It is not the time to {rule.text.en}: {now.en}.",
        ),
    )


_KEYS: Final = frozenset({"id", "part", "article", "kk", "ru", "en", "roles", "states"})
_MORE: Final = frozenset({"together", "lead", "at"})


def _rule(row: dict[str, Any]) -> Rule:
    invariant(set(row) >= _KEYS and set(row) <= _KEYS | _MORE, f"row of the role matrix: {row.get('id')}")
    rule = Rule(
        command=Command(row["id"]),
        part=row["part"],
        article=row["article"],
        text=Text(row["kk"], row["ru"], row["en"]),
        roles=frozenset(map(Role, row["roles"])),
        states=frozenset(_standing(name) for name in row["states"]),
        together=row.get("together", 1),
        lead=frozenset(map(Role, row.get("lead", []))),
        at=Role(row["at"]) if "at" in row else None,
    )
    invariant(bool(rule.roles) and rule.lead <= rule.roles and rule.together >= len(rule.lead), f"row {rule.command}")
    return rule


def _standing(name: str) -> Standing:
    return Preparation(name) if name in Preparation.__members__.values() else State(name)


def _load() -> Mapping[Command, Rule]:
    source = files(__package__).joinpath("commands.toml").read_text(encoding="utf-8")
    rows = [_rule(row) for row in tomllib.loads(source)["command"]]
    rules = {rule.command: rule for rule in rows}
    invariant(len(rules) == len(rows) and set(rules) == set(Command), "the matrix has one row for every command")
    return MappingProxyType(rules)


RULES: Final[Mapping[Command, Rule]] = _load()
"""The whole matrix, in the order of the file."""
