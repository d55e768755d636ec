"""The door of the precinct: nothing passes that the role matrix does not allow, and every refusal is recorded."""

import ast
import inspect
import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sailau import service
from sailau.errors import InvariantError, SignatureError
from sailau.formats.v1.record import Bilingual
from sailau.precinct import State, Step
from sailau.precinct.commands import RULES, Command, Preparation
from sailau.refusal import Refusal
from sailau.service import desk
from sailau.service.acts import SignedAct
from sailau.service.dispatch import USE_CASES
from sailau.service.entrance import Actor, Entrance, answer_challenge
from sailau.service.installation import install_precinct
from sailau.service.precinct import Precinct
from sailau.service.trust import enter_revocations
from sailau.signing.authority import Authority, Signer, around, issue, make_root, make_territorial, revocation_list
from sailau.signing.holder import Holder, holder_of
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from sailau.signing.roles import Role
from tests.service.day import (
    DESK,
    ISSUER,
    LIGHT,
    MORNING,
    PASSWORD,
    TABLE,
    Day,
    SetClock,
    authorities,
    day,
    installed,
    open_day,
)

LEADS_TO: dict[State, tuple[Step, ...]] = {
    State.INSTALLED: (),
    State.CHECKED: (Step.CHECK,),
    State.OPEN: (Step.CHECK, Step.OPEN),
    State.SUSPENDED: (Step.CHECK, Step.OPEN, Step.SUSPEND),
    State.CLOSED: (Step.CHECK, Step.OPEN, Step.CLOSE),
    State.RECONCILED: (Step.CHECK, Step.OPEN, Step.CLOSE, Step.RECONCILE),
    State.COUNTED: (Step.CHECK, Step.OPEN, Step.CLOSE, Step.RECONCILE, Step.COUNT),
    State.SIGNED: (Step.CHECK, Step.OPEN, Step.CLOSE, Step.RECONCILE, Step.COUNT, Step.SIGN),
    State.POSTPONED: (Step.CHECK, Step.POSTPONE),
}
LABELS = {
    Role.CENTRAL_COMMISSION: ("central", "central-2"),
    Role.TERRITORIAL_COMMISSION: ("territorial",),
    Role.DISTRICT_COMMISSION: ("district",),
    Role.LOCAL_EXECUTIVE: ("local-executive",),
    Role.CHAIR: ("member-1",),
    Role.DEPUTY: ("member-2",),
    Role.SECRETARY: ("member-3",),
    Role.MEMBER: ("member-4", "member-5", "member-6"),
    Role.TECHNICIAN: ("technician",),
    Role.OBSERVER: ("observer",),
    Role.PRECINCT_COMPUTER: ("precinct-computer",),
    Role.DESK: ("desk-1",),
    Role.TERMINAL: ("terminal-1",),
    Role.PORTABLE: ("portable-1",),
    Role.ACCUMULATOR: ("accumulator-1",),
}
"""Who comes, by role. The recorder of the training set is no device of the inventory: it does not come in at all."""
PLACES = {Role.DESK: {"desk": DESK}, Role.ACCUMULATOR: {"accumulator": TABLE}}


class Door:
    """The entrance of a day's precinct, with those who have come in."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.entrance = Entrance(day.precinct)
        self._inside: dict[str, Actor] = {}

    def __call__(self, *labels: str) -> list[Actor]:
        return [self._actor(label) for label in labels]

    def _actor(self, label: str) -> Actor:
        if label not in self._inside:
            actor = self.entrance.come_in(self.day.installed.pki.signers[label])
            assert isinstance(actor, Actor), actor
            self._inside[label] = actor
        return self._inside[label]

    @property
    def refusals(self) -> list[dict[str, str]]:
        """What the computer's recorder says of refused commands."""
        path = self.day.folder / "computer" / "recorders" / "precinct-computer.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [row["fields"] for row in rows if row.get("event") == "command-refused"]


@contextmanager
def at_the_door(tmp_path: Path, state: State = State.INSTALLED) -> Iterator[Door]:
    """A precinct brought to `state`, and its door."""
    with day(tmp_path) as made:
        for step in LEADS_TO[state]:
            made.precinct.move(step)
        assert made.precinct.state is state
        yield Door(made)


def company_of(command: Command, role: Role) -> tuple[str, ...]:
    """A company that is large enough for `command`, leaders included, with one of `role` first."""
    rule = RULES[command]
    wanted = [role, *(other for other in sorted(rule.lead, key=lambda one: one.value) if other is not role)]
    labels = [LABELS[one][0] for one in wanted]
    others = [label for one in Role if one in rule.roles and one in LABELS for label in LABELS[one]]
    for label in others:
        if len(labels) < rule.together and label not in labels:
            labels.append(label)
    return tuple(labels)


@pytest.mark.parametrize("state", list(State))
def test_all_that_is_not_allowed_is_refused_and_recorded_and_all_that_is_allowed_passes(
    state: State, tmp_path: Path
) -> None:
    expected = []
    with at_the_door(tmp_path, state) as door:
        for command, role in itertools.product(USE_CASES, LABELS):
            rule = RULES[command]
            actors = door(*company_of(command, role))
            named = PLACES[rule.at] if rule.at is not None else {}
            refusal = door.entrance.refuse(command, actors, **named)
            if role in rule.roles and state in rule.states:
                assert refusal is None, (command, role)
                continue
            assert refusal is not None, (command, role)
            assert refusal.article == rule.article
            reason = "state" if role in rule.roles else "role"
            expected.append({"command": str(command), "reason": reason, "role": role.value.replace("_", "-")})
        assert door.refusals == expected


def test_a_command_passes_the_door_and_does_its_work(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        door = Door(made)
        slot, issuer = made.card(), door(ISSUER)
        entry = door.entrance.perform(Command.FIND_VOTER, issuer, made.voter(1).iin.digits, desk=DESK)
        assert entry == made.voter(1)
        named = {"desk": DESK, "member": ISSUER}
        assert isinstance(door.entrance.perform(Command.ADMIT_VOTER, issuer, entry, slot, **named), desk.Admitted)
        again = door.entrance.perform(Command.ADMIT_VOTER, issuer, entry, made.card(2), **named)
        assert isinstance(again, Refusal), "the use case's own refusal comes through"
        assert door.refusals == []
        made.vote(slot)
        taken = door.entrance.perform(Command.TAKE_CARD, door("accumulator-1"), slot, accumulator=TABLE)
        assert type(taken).__name__ == "Accepted"


def test_a_refused_command_does_nothing(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.CHECKED) as door:
        for label in ("technician", "observer", "member-4", "central", "terminal-1"):
            refusal = door.entrance.perform(Command.OPEN_VOTING, door(label))
            assert isinstance(refusal, Refusal)
            assert door.day.precinct.state is State.CHECKED
        assert door.entrance.perform(Command.OPEN_VOTING, door("member-1")) is None
        assert door.day.precinct.state is State.OPEN


def test_one_person_does_not_act_for_two(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.OPEN) as door:
        reason = Bilingual("Ақау.", "Неисправность.")
        signers = door.day.signers(1, 3)
        for labels in (("member-1",), ("member-1", "member-1")):
            refusal = door.entrance.perform(Command.SUSPEND_VOTING, door(*labels), reason, "one", signers=signers[:1])
            assert isinstance(refusal, Refusal) and refusal.code == "too-few-suspend-voting"
        without_chair = door.entrance.perform(
            Command.SUSPEND_VOTING, door("member-3", "member-4"), reason, "one", signers=door.day.signers(3, 4)
        )
        assert isinstance(without_chair, Refusal) and "chair" in without_chair.text.en
        assert [row["reason"] for row in door.refusals] == ["company"] * 3
        act = door.entrance.perform(
            Command.SUSPEND_VOTING, door("member-1", "member-3"), reason, "one", signers=signers
        )
        assert isinstance(act, SignedAct)
        door.day.restart()
        after = Door(door.day)
        refusal = after.entrance.perform(Command.RESUME_VOTING, after("member-1"), act)
        assert isinstance(refusal, Refusal) and refusal.code == "too-few-resume-voting", "the specialist restarts"
        assert after.entrance.perform(Command.RESUME_VOTING, after("member-1", "technician"), act) is None


def test_nobody_signs_or_acts_in_the_name_of_another(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.OPEN) as door:
        reason = Bilingual("Ақау.", "Неисправность.")
        foreign = door.entrance.perform(
            Command.SUSPEND_VOTING, door("member-1", "member-3"), reason, "one", signers=door.day.signers(1, 4)
        )
        other = door.entrance.refuse(Command.ADMIT_VOTER, door("member-5"), desk=DESK, member=ISSUER)
        for refusal in (foreign, other):
            assert isinstance(refusal, Refusal) and refusal.code.startswith("other-person-")
        assert door.day.precinct.state is State.OPEN
        assert [row["reason"] for row in door.refusals] == ["other-person"] * 2


@pytest.mark.parametrize("place", ["accumulator-1", "desk-9", "terminal-1", None])
def test_a_voter_is_admitted_at_a_desk_of_the_precinct_only(place: str | None, tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.OPEN) as door:
        named = {} if place is None else {"desk": place}
        refusal = door.entrance.refuse(Command.ADMIT_VOTER, door(ISSUER), member=ISSUER, **named)
        assert refusal is not None and refusal.code == "wrong-device-admit-voter"
        assert door.refusals == [{"command": "admit-voter", "reason": "device", "role": "member"}]


def test_deputy_counts_as_the_chair_only_after_the_act(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.CHECKED) as door:
        deputy = door("member-2")
        assert isinstance(door.entrance.perform(Command.OPEN_VOTING, deputy), Refusal)
        reason = Bilingual("Төраға науқас.", "Председатель болен.")
        members = ("member-2", "member-5")
        act = door.entrance.perform(Command.REPLACE_CHAIR, door(*members), reason, signers=door.day.signers(2, 5))
        assert isinstance(act, SignedAct) and act.act.data == {"deputy": "member-2"}
        door.day.restart()
        after = Door(door.day)
        assert after.entrance.perform(Command.OPEN_VOTING, after("member-2")) is None
        assert door.day.precinct.state is State.OPEN
        alone = after.entrance.refuse(Command.SUSPEND_VOTING, after("member-2"))
        assert alone is not None, "the deputy is one person still"


def test_members_without_the_deputy_replace_no_chair(tmp_path: Path) -> None:
    with at_the_door(tmp_path) as door:
        refusal = door.entrance.perform(
            Command.REPLACE_CHAIR, door("member-3", "member-5"), Bilingual("…", "…"), signers=door.day.signers(3, 5)
        )
        assert isinstance(refusal, Refusal) and "deputy" in refusal.text.en


# Who comes in.


def refused(door: Door, signer: Signer) -> Refusal:
    """The refusal of one who must not come in; it is recorded without a name."""
    before = len(door.refusals)
    answer = door.entrance.come_in(signer)
    assert isinstance(answer, Refusal) and answer.code == "not-recognised"
    assert door.refusals[before:] == [{"command": "enter", "reason": "certificate", "role": "unknown"}]
    return answer


@cache
def real_authority() -> Authority:
    """A real root and territory with the names of the training ones."""
    validity = around(MORNING, before=timedelta(days=60), after=timedelta(days=400))
    training = authorities()
    root = make_root(replace(holder_of(training.root.certificate), training=False), validity)
    return make_territorial(root, replace(holder_of(training.territorial.certificate), training=False), validity)


def strangers() -> dict[str, Signer]:
    """Who must not come in, by what is wrong with them."""
    pki, year = authorities(), around(MORNING, before=timedelta(days=60), after=timedelta(days=400))
    chair = holder_of(pki.signers["member-1"].certificate)
    territory = holder_of(pki.territorial.certificate)
    elsewhere = make_territorial(pki.root, replace(territory, commission="astana-city"), year)
    late = around(MORNING - timedelta(days=300), before=timedelta(days=60), after=timedelta(days=60))
    table = holder_of(pki.signers["desk-1"].certificate)
    other = make_training_pki(_plan(), year)
    return {
        "of another root with the same names": other.signers["member-1"],
        "of another precinct": issue(pki.territorial, replace(chair, commission="precinct-26"), year),
        "of another election": issue(pki.territorial, replace(chair, election="president-2011"), year),
        "of another territory": issue(elsewhere, chair, year),
        "expired": issue(pki.territorial, chair, late),
        "not the chair of the package": issue(pki.territorial, replace(chair, name="Бөтен Адам"), year),
        "a member made chair": issue(pki.territorial, replace(chair, member=4), year),
        "a number that nobody has": issue(pki.territorial, replace(chair, member=9), year),
        "a second desk-1": issue(pki.territorial, table, year),
        "a real certificate in a training election": issue(real_authority(), replace(chair, training=False), year),
        "a recorder that is not in the inventory": pki.signers["recorder"],
        "without the chain": replace(pki.signers["member-1"], chain=()),
        "with another's key": replace(pki.signers["member-1"], key=pki.signers["member-2"].key),
    }


def _plan() -> PrecinctPlan:
    return PrecinctPlan(election="president-2005-example", precinct="precinct-25", territory="almaty-city")


def test_strangers_do_not_come_in(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.CHECKED) as door:
        for what, signer in strangers().items():
            assert refused(door, signer).article == "L 50-2(2)", what
        assert len(door.refusals) == len(strangers())


def test_a_challenge_is_good_once_and_only_at_its_own_door(tmp_path: Path) -> None:
    with at_the_door(tmp_path) as door:
        chair = door.day.installed.pki.signers["member-1"]
        challenge = door.entrance.challenge()
        answer = answer_challenge(chair, challenge)
        assert isinstance(door.entrance.enter(chair.certificate, chair.chain, challenge, answer), Actor)
        assert isinstance(door.entrance.enter(chair.certificate, chair.chain, challenge, answer), Refusal)
        other = Entrance(door.day.precinct).challenge()
        said = answer_challenge(chair, other)
        assert isinstance(door.entrance.enter(chair.certificate, chair.chain, other, said), Refusal)


def test_one_who_came_in_by_another_door_is_refused(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.CHECKED) as door:
        (chair,) = Door(door.day)("member-1")
        assert isinstance(door.entrance.perform(Command.OPEN_VOTING, [chair]), Refusal)
        assert door.refusals == [{"command": "open-voting", "reason": "certificate", "role": "chair"}]


def test_a_revocation_that_comes_during_the_day_holds_from_then_on(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.CHECKED) as door:
        pki, now = door.day.installed.pki, door.day.clock.at
        chair, dismissed = door("member-1", "member-5")
        data = revocation_list(pki.territorial, [dismissed.certificate], now, now + timedelta(days=30))
        assert door.entrance.perform(Command.ENTER_REVOCATIONS, door("territorial"), data) == 1
        assert isinstance(door.entrance.refuse(Command.MIX, [dismissed], member="member-5"), Refusal)
        assert door.refusals[-1] == {"command": "mix", "reason": "certificate", "role": "member"}
        refused(door, pki.signers["member-5"])
        assert door.entrance.perform(Command.OPEN_VOTING, [chair]) is None


def test_who_was_revoked_before_the_installation_never_comes_in(tmp_path: Path) -> None:
    """The list comes with the package, and is there from the first start."""
    source = installed()
    member = source.pki.signers["member-5"]
    data = revocation_list(source.pki.territorial, [member.certificate], MORNING, MORNING + timedelta(days=60))
    folder = tmp_path / "computer"
    install_precinct(folder, source.prepared.package, source.setup, PASSWORD, revoked=[data], cost=LIGHT)
    with Precinct.open(folder, PASSWORD, SetClock(MORNING)) as precinct:
        door = Entrance(precinct)
        assert isinstance(door.come_in(source.pki.signers["member-4"]), Actor)
        answer = door.come_in(member)
        assert isinstance(answer, Refusal) and "revoked" in answer.text.en


def test_a_certificate_that_expires_during_the_day_is_refused(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.CHECKED) as door:
        (chair,) = door("member-1")
        door.day.clock.at += timedelta(days=500)
        assert isinstance(door.entrance.perform(Command.OPEN_VOTING, [chair]), Refusal)


def lists_that_are_refused() -> Sequence[tuple[bytes, str]]:
    pki, now = authorities(), MORNING
    gone = [pki.signers["member-5"].certificate]
    forged = replace(pki.territorial, key=ec.generate_private_key(ec.SECP256R1()))
    stranger = make_root(
        Holder(name="Бөтен", role=Role.CENTRAL_COMMISSION, commission="central", training=True),
        around(MORNING, before=timedelta(days=1), after=timedelta(days=1)),
    )
    return (
        (revocation_list(stranger, gone, now, now + timedelta(days=1)), "unknown authority"),
        (revocation_list(forged, gone, now, now + timedelta(days=1)), "not signed by it"),
        (revocation_list(pki.territorial, gone, now - timedelta(days=9), now - timedelta(days=2)), "overdue"),
        (b"no list", "cannot be read"),
    )


def test_a_list_that_is_forged_strange_overdue_or_old_is_not_taken_in(tmp_path: Path) -> None:
    with at_the_door(tmp_path) as door:
        pki, precinct = door.day.installed.pki, door.day.precinct
        for data, words in lists_that_are_refused():
            with pytest.raises(SignatureError, match=words):
                enter_revocations(precinct, data)
        newest = revocation_list(pki.territorial, [], MORNING, MORNING + timedelta(days=9))
        older = revocation_list(pki.territorial, [], MORNING - timedelta(days=1), MORNING + timedelta(days=9))
        assert enter_revocations(precinct, newest) == 0
        with pytest.raises(SignatureError, match="newer revocation list"):
            enter_revocations(precinct, older)


def test_a_command_of_the_preparation_is_not_given_to_a_precinct(tmp_path: Path) -> None:
    with at_the_door(tmp_path) as door, pytest.raises(InvariantError):
        door.entrance.perform(Command.MAKE_PACKAGE, door("territorial"))
    assert RULES[Command.MAKE_PACKAGE].states <= set(Preparation)


# Every use case has its command.

INNER = {
    "cancel_drawn": "a step of load_card",
    "cancel_credential": "a step of taking, cancelling and declaring cards missing",
    "settle_taken": "a step of cancel_unreadable and declare_missing",
    "store_standing": "a step of admission and of voting at home",
    "take_tours_out": "a step of begin_tour",
    "sign_printed": "a step of write_record",
    "write_record": "a way of write-record: all keys are here",
    "write_signed_record": "a way of write-record: the protocol was signed one by one",
    "put_drafts": "a step of draw_up_protocol and decline_protocol",
    "put_signed": "a step of sign_protocol",
    "put_declined": "a step of decline_protocol",
    "put_recorded": "a step of write_signed_record",
    "enter_head": "a step of entering a closing card",
    "note_helper": "a step of admission",
    "refuse_admission": "a step of admission",
    "print_protocol": "a step of draw_up_protocol and write_record",
    "print_mixed": "a step of draw_up_protocol and write_record",
    "note_begin": "the program's own start, which nobody commands",
    "note_end": "the program's own end, which nobody commands",
    "once": "how a use case keeps what it made",
}
"""Functions of the precinct that change it, and are no command but a step of one."""
CHANGES = {"put", "insert", "delete", "move", "record"}


def public_functions() -> dict[str, FunctionType]:
    """Every public function of `sailau.service` whose first argument is the open precinct."""
    found: dict[str, FunctionType] = {}
    for path in sorted(Path(service.__path__[0]).glob("*.py")):
        module = import_module(f"sailau.service.{path.stem}")
        for name, value in vars(module).items():
            bare = inspect.unwrap(value) if callable(value) else value
            if name.startswith("_") or not isinstance(bare, FunctionType) or bare.__module__ != module.__name__:
                continue
            first = next(iter(inspect.signature(bare).parameters.values()), None)
            if first is not None and first.annotation in (Precinct, "Precinct"):
                found[name] = bare
    return found


def changes_something(function: FunctionType) -> bool:
    """Whether the function's own text writes to a store, a recorder or the state of the day."""
    tree = ast.parse(inspect.getsource(function).lstrip())
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in CHANGES for call in calls)


def test_no_use_case_is_missing_from_the_door() -> None:
    answered = {inspect.unwrap(use_case) for use_case in USE_CASES.values()}
    behind = {"name_duty": "opening"}  # the door's own functions of these names call them
    functions = public_functions()
    assert len(functions) > 40
    missing = [
        name
        for name, function in functions.items()
        if changes_something(function) and function not in answered and name not in INNER and name not in behind
    ]
    assert missing == []
    assert set(INNER) <= set(functions), "nothing is excused that is not there"


def test_the_door_is_quick_beside_what_it_guards(tmp_path: Path) -> None:
    with at_the_door(tmp_path, State.OPEN) as door:
        issuer = door(ISSUER)
        started = datetime.now(UTC)
        for _ in range(100):
            assert door.entrance.refuse(Command.ADMIT_VOTER, issuer, desk=DESK, member=ISSUER) is None
        assert datetime.now(UTC) - started < timedelta(seconds=2)
