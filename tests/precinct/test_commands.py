"""The role matrix: every command, every role, every state; what no row allows is refused."""

import itertools
from pathlib import Path

import pytest

from sailau.precinct.commands import RULES, Command, Preparation, Standing, refuse, refuse_company, words_of
from sailau.precinct.matrix_page import role_matrix_page
from sailau.precinct.states import TRANSITIONS, State, Step
from sailau.recorder.catalogue import CATALOGUE
from sailau.service.dispatch import USE_CASES
from sailau.signing.roles import PRECINCT_MEMBERS, SIGNING_RULES, DocumentKind, Role

ROOT = Path(__file__).resolve().parents[2]
EVERY_STATE: tuple[Standing, ...] = (*Preparation, *State)


def test_what_no_row_allows_is_refused_with_its_article_in_three_languages() -> None:
    allowed = 0
    for command, role, state in itertools.product(Command, Role, EVERY_STATE):
        rule, refusal = RULES[command], refuse(command, role, state)
        if role in rule.roles and state in rule.states:
            assert refusal is None
            allowed += 1
            continue
        assert refusal is not None
        assert refusal.article == rule.article
        assert refusal.code == (f"not-now-{command}" if role in rule.roles else f"not-yours-{command}")
        told = (refusal.text.kk, refusal.text.ru, refusal.text.en)
        assert all(words in text for words, text in zip((rule.text.kk, rule.text.ru, rule.text.en), told, strict=True))
    every = len(Command) * len(Role) * len(EVERY_STATE)
    assert 0 < allowed < every / 10, "most of what one could ask is forbidden"


def test_no_state_has_two_meanings() -> None:
    assert len({state.value for state in EVERY_STATE}) == len(EVERY_STATE)
    assert all(words_of(state).kk for state in EVERY_STATE)


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.TERMINAL, Role.PORTABLE, Role.RECORDER, Role.PRECINCT_COMPUTER])
def test_who_watches_or_only_records_gives_no_command(role: Role) -> None:
    assert all(role not in rule.roles for rule in RULES.values())


def test_technician_takes_part_in_installation_and_restart_and_never_alone() -> None:
    his = {rule.command: rule for rule in RULES.values() if Role.TECHNICIAN in rule.roles}
    assert set(his) == {Command.INSTALL_PRECINCT, Command.RESTART_COMPUTER, Command.RESUME_VOTING}
    assert all(refuse_company(command, [Role.TECHNICIAN] * 2) is not None for command in his)
    for command in (Command.RESTART_COMPUTER, Command.RESUME_VOTING):
        assert refuse_company(command, [Role.CHAIR, Role.TECHNICIAN]) is None


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARY])
def test_chair_and_secretary_hand_out_no_cards(role: Role) -> None:
    for command in (Command.ADMIT_VOTER, Command.REPLACE_CARD, Command.ADMIT_AT_HOME):
        assert refuse(command, role, State.OPEN) is not None


def test_the_day_is_moved_on_by_the_commission_alone() -> None:
    moving = {
        Step.CHECK: Command.CHECK_SYSTEM,
        Step.OPEN: Command.OPEN_VOTING,
        Step.SUSPEND: Command.SUSPEND_VOTING,
        Step.RESUME: Command.RESUME_VOTING,
        Step.CLOSE: Command.CLOSE_VOTING,
        Step.RECONCILE: Command.RECONCILE,
        Step.COUNT: Command.FINISH_COUNT,
        Step.SIGN: Command.WRITE_RECORD,
        Step.RECOUNT: Command.FINISH_COUNT,
        Step.POSTPONE: Command.POSTPONE_VOTING,
    }
    assert set(moving) == set(Step)
    for state, step in TRANSITIONS:
        assert state in RULES[moving[step]].states
    for step, command in moving.items():
        rule = RULES[command]
        assert rule.roles <= PRECINCT_MEMBERS | {Role.TECHNICIAN}
        assert Role.CHAIR in (rule.lead or rule.roles)
        before = {state for state, follows in TRANSITIONS if moving[follows] is command}
        after = {State.SIGNED} if step is Step.SIGN else set()
        assert rule.states == before | after, "a step is allowed where the day can take it, and nowhere else"


def test_too_few_and_a_missing_lead_are_refused() -> None:
    assert refuse_company(Command.CHECK_SYSTEM, [Role.CHAIR]) is not None
    refusal = refuse_company(Command.CHECK_SYSTEM, [Role.MEMBER, Role.SECRETARY])
    assert refusal is not None and "chair" in refusal.text.en
    assert refuse_company(Command.CHECK_SYSTEM, [Role.MEMBER, Role.CHAIR]) is None
    assert refuse_company(Command.OPEN_VOTING, []) is not None


SIGNED = {
    Command.ACCEPT_SYSTEM: DocumentKind.ACCEPTANCE_REPORT,
    Command.APPROVE_DEFINITION: DocumentKind.BALLOT_APPROVAL,
    Command.FINALISE_DEFINITION: DocumentKind.DEFINITION,
    Command.LOAD_LIST: DocumentKind.VOTER_LIST,
    Command.HAND_OVER_LIST: DocumentKind.LIST_HANDOVER,
    Command.MAKE_PACKAGE: DocumentKind.PACKAGE,
    Command.HOLD_CEREMONY: DocumentKind.CEREMONY_MESSAGE,
    Command.WRITE_RECORD: DocumentKind.MANIFEST,
    Command.ENTER_ACT: DocumentKind.ACT,
}
"""Commands whose outcome is a signed document of one kind."""


@pytest.mark.parametrize("command", SIGNED)
def test_who_may_give_a_command_may_sign_what_comes_of_it_and_nobody_else(command: Command) -> None:
    """What happens before the day is held by signatures: the matrix and the table of signatures must say the same."""
    rule, signing = RULES[command], SIGNING_RULES[SIGNED[command]]
    assert rule.roles == signing.may
    assert rule.together >= signing.at_least


def test_every_command_of_the_day_has_its_use_case_and_those_of_the_preparation_have_none() -> None:
    of_the_day = {command for command, rule in RULES.items() if rule.part != "preparation"}
    assert set(USE_CASES) == of_the_day
    for command in of_the_day:
        assert RULES[command].states <= set(State)


def test_the_recorder_knows_every_command_and_every_role() -> None:
    fields = CATALOGUE["command-refused"].fields
    assert set(fields["command"]) == {"enter", *Command}
    assert set(fields["role"]) == {"unknown", *(role.value.replace("_", "-") for role in Role)}


def test_the_page_in_the_documents_is_made_from_the_data() -> None:
    page = (ROOT / "docs" / "role-matrix.md").read_text(encoding="utf-8")
    assert page == role_matrix_page(), "make it anew: sailau pki matrix > docs/role-matrix.md"
