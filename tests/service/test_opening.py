"""From the check at half past six to closing time (E23, E24, E27, E36-E39; L 50-5)."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.password import WrongPasswordError
from sailau.card import is_clean, read_image
from sailau.election.nouns import PrecinctHours
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.precinct import State
from sailau.refusal import Refusal
from sailau.service import accumulator, closing, desk, opening
from sailau.service.acts import Matter, SignedAct, acts, enter_act, enter_foreign_act
from sailau.service.day_summary import day_summary
from sailau.service.heads import head_of
from sailau.service.precinct import Precinct
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust
from tests.service.day import DESK, ISSUER, MORNING, PASSWORD, REASON, TABLE, Day, day, open_day


def trust(day: Day) -> Trust:
    return Trust(
        root=day.installed.pki.root.certificate, at=MORNING, training=True, election=str(day.precinct.definition.id)
    )


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def postponement(day: Day) -> SignedAct:
    """The higher commission's decision, as it comes to the precinct."""
    data = decision(day)
    signature = sign_detached(data, day.installed.pki.signers["territorial"], MORNING)
    return enter_foreign_act(day.precinct, "postponed", data, signature)


def decision(day: Day, **changed: Any) -> bytes:
    act = Act(
        number=90,
        kind="postponement",
        election=str(day.precinct.definition.id),
        precinct=25,
        uuid=day.precinct.installed.uuid,
        at=MORNING.replace(hour=9),
        article="L 50-5(7)",
        text=Bilingual("Дауыс беру кейінге қалдырылды.", "Голосование отложено."),
        members=(),
        explains=(),
        data={},
    )
    return ACT_FILE.write(replace(act, **changed))


def test_precinct_does_not_start_without_the_sealed_password(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        folder, clock = made.folder / "computer", made.clock
    with pytest.raises(WrongPasswordError):
        Precinct.open(folder, b"guessed", clock)
    with Precinct.open(folder, PASSWORD, clock) as precinct:
        assert precinct.state is State.INSTALLED


def test_installation_act_names_the_setup(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        act = opening.record_installation(made.precinct, made.signers())
        assert act.act.data["setup"] == made.installed.setup.hash.hex()
        assert len(verify_detached(act.data, act.signature, trust(made), DocumentKind.ACT)) == 3


def test_check_makes_the_zero_report_with_the_setup_hash(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        act = opening.check_system(made.precinct, made.installed.possession, made.signers())
        assert isinstance(act, SignedAct)
        assert act.act.kind == "zero_report"
        assert act.act.data == {"setup": made.installed.setup.hash.hex(), "ballots": 0, "issued": 0, "voters": 30}
        assert made.precinct.state is State.CHECKED


def test_fewer_than_five_possession_tests_need_a_new_ceremony(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        outcome = opening.check_system(made.precinct, (True,) * 4 + (False,) * 3, made.signers())
        assert code(outcome) == "possession-too-few"
        assert made.precinct.state is State.INSTALLED
        assert made.events("precinct-computer").count("possession-tested") == 7
        five = opening.check_system(made.precinct, (True,) * 5 + (False,) * 2, made.signers())
        assert isinstance(five, SignedAct)


def test_zero_report_is_refused_when_a_card_was_loaded_before(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        made.card(1)
        outcome = opening.check_system(made.precinct, made.installed.possession, made.signers())
        assert code(outcome) == "not-empty"
        assert made.precinct.state is State.INSTALLED


def test_opening_before_the_check_is_refused(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        assert code(opening.open_voting(made.precinct)) == "not-now-open"
        assert made.precinct.state is State.INSTALLED


def test_a_real_day_keeps_the_hours_of_the_law_and_a_training_does_not(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        made.precinct.definition = replace(made.precinct.definition, fictitious=False)
        made.clock.at -= timedelta(days=1)
        assert (
            code(opening.check_system(made.precinct, made.installed.possession, made.signers())) == "not-the-voting-day"
        )
        made.clock.at += timedelta(days=1)
        assert isinstance(opening.check_system(made.precinct, made.installed.possession, made.signers()), SignedAct)
        assert code(opening.open_voting(made.precinct)) == "too-early-to-open"
        made.clock.at = made.precinct.voting_time.opens
        assert opening.open_voting(made.precinct) is None
        assert code(opening.close_voting(made.precinct)) == "too-early-to-close"
        assert made.precinct.state is State.OPEN and not day_summary(made.precinct).hours_over
        made.clock.at = made.precinct.voting_time.closes
        assert day_summary(made.precinct).hours_over
        assert opening.close_voting(made.precinct) is None
        assert made.events("precinct-computer").count("refusal-shown") == 3


def test_a_precinct_with_hours_of_its_own_opens_and_closes_by_them_and_says_so_on_paper(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        decided = made.precinct.definition
        hours = PrecinctHours(opens=time(6), closes=time(22), decision=decided.decisions[0].id)
        own = tuple(replace(one, hours=hours) for one in decided.precincts)
        made.precinct.definition = replace(decided, precincts=own, fictitious=False)
        assert isinstance(opening.check_system(made.precinct, made.installed.possession, made.signers()), SignedAct)
        assert opening.open_voting(made.precinct) is None  # at 6:31
        made.clock.at = made.clock.at.replace(hour=20, minute=0)
        assert code(opening.close_voting(made.precinct)) == "too-early-to-close"
        assert "06:00–22:00" in head_of(made.precinct).when.ru


def test_the_chair_and_the_secretary_are_not_named_to_issue_cards(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        for member in ("member-1", "member-3"):
            assert code(opening.name_duty(made.precinct, member, "issues-cards")) == "issuer-barred"
            assert not opening.has_duty(made.precinct, member, "issues-cards")
        assert opening.name_duty(made.precinct, "member-1", "contact-with-district") is None
        assert opening.name_duty(made.precinct, "member-2", "issues-cards") is None
        assert opening.has_duty(made.precinct, "member-2", "issues-cards")


def test_voting_opens_once_and_the_record_tells_the_steps(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert made.precinct.state is State.OPEN
        assert code(opening.open_voting(made.precinct)) == "not-now-open"
        events = made.events("precinct-computer")
        order = ["password-entered", "zero-report-printed", "duty-named", "password-shown-intact", "voting-opened"]
        assert [event for event in events if event in order] == order


def test_state_survives_a_power_cut(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.restart()
        assert made.precinct.state is State.OPEN
        made.voted()


def test_restart_needs_signed_minutes_and_is_recorded(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        act = opening.suspend_voting(made.precinct, REASON, "fault-1", made.signers())
        assert isinstance(act, SignedAct)
        assert (act.act.kind, act.act.members) == ("restart", ("member-1", "member-2", "member-3"))
        verify_detached(act.data, act.signature, trust(made), DocumentKind.ACT)
        made.restart()
        assert opening.resume_voting(made.precinct, act) is None
        events = made.events("precinct-computer")
        assert events[-6:-4] == ["act-entered", "voting-suspended"]
        assert events[-4:] == ["recorder-reopened", "password-entered", "restart-made", "voting-resumed"]


def test_restart_without_the_password_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        act = opening.suspend_voting(made.precinct, REASON, "fault-1", made.signers())
        assert isinstance(act, SignedAct)
        assert code(opening.resume_voting(made.precinct, act)) == "restart-without-password"
        assert made.precinct.state is State.SUSPENDED
        assert made.events("precinct-computer")[-1] == "refusal-shown"
        made.restart()
        assert opening.resume_voting(made.precinct, act) is None


def test_restart_on_one_members_decision_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        for alone in (made.signers(1), [*made.signers(1), *made.signers(1)]):
            assert code(opening.suspend_voting(made.precinct, REASON, "fault-1", alone)) == "restart-not-decided"
        assert made.precinct.state is State.OPEN


def test_restart_on_another_act_or_an_older_decision_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        first = opening.suspend_voting(made.precinct, REASON, "fault-1", made.signers())
        assert isinstance(first, SignedAct)
        made.restart()
        assert opening.resume_voting(made.precinct, first) is None
        second = opening.suspend_voting(made.precinct, REASON, "fault-2", made.signers())
        assert isinstance(second, SignedAct)
        made.restart()
        forged = replace(second, signature=sign_detached(second.data, made.signers(1)[0], made.clock.now()))
        for other in (first, acts(made.precinct)[0], forged):
            assert code(opening.resume_voting(made.precinct, other)) == "restart-not-decided"
        assert opening.resume_voting(made.precinct, second) is None


def test_nobody_is_admitted_while_voting_is_suspended(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        act = opening.suspend_voting(made.precinct, REASON, "fault-1", made.signers())
        assert isinstance(act, SignedAct)
        refused = desk.admit(made.precinct, made.voter(1), slot, desk=DESK, member=ISSUER)
        assert code(refused) == "voting-not-open"
        assert code(opening.close_voting(made.precinct)) == "not-now-close"
        made.restart()
        assert opening.resume_voting(made.precinct, act) is None
        made.admitted(1, 1)


def test_ballot_taken_before_the_fault_is_there_after_the_restart(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.voted(1, 1)
        slot = made.admitted(2, 2)
        vote = made.vote(slot)
        act = opening.suspend_voting(made.precinct, REASON, "fault-1", made.signers())
        assert isinstance(act, SignedAct)
        made.restart()
        assert opening.resume_voting(made.precinct, act) is None
        assert made.take(slot) == accumulator.Accepted(vote.tracker)
        assert len(made.table("box", "ballots")) == 2


def test_resuming_what_is_not_suspended_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        act = enter_act(
            made.precinct, Matter(key="x", kind="restart", article="L 50-5(6)", text=REASON), made.signers()
        )
        assert code(opening.resume_voting(made.precinct, act)) == "not-now-resume"


def test_a_postponed_precinct_serves_nobody_and_never_opens_again(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.voted(1, 1)
        slot = made.card(2)
        assert opening.postpone_voting(made.precinct, postponement(made)) is None
        assert made.precinct.state is State.POSTPONED
        refused = desk.admit(made.precinct, made.voter(2), slot, desk=DESK, member=ISSUER)
        assert code(refused) == "voting-not-open"
        assert code(opening.open_voting(made.precinct)) == "not-now-open"
        assert code(opening.close_voting(made.precinct)) == "not-now-close"
        said = made.events("precinct-computer")
        assert said[said.index("voting-postponed") :] == ["voting-postponed", *["refusal-shown"] * 3]


def test_voting_is_not_postponed_without_a_higher_commissions_decision(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        data = decision(made)
        for signer in ("member-1", "technician", "observer"):
            forged = sign_detached(data, made.installed.pki.signers[signer], MORNING)
            with pytest.raises(SignatureError):
                enter_foreign_act(made.precinct, "postponed", data, forged)
        territorial = made.installed.pki.signers["territorial"]
        for changed in ({"precinct": 26}, {"uuid": "AnotherDayAnotherUuid"}, {"election": "another"}, {"number": 1}):
            other = decision(made, **changed)
            with pytest.raises(StoreError):
                enter_foreign_act(made.precinct, "postponed", other, sign_detached(other, territorial, MORNING))
        restart = enter_act(
            made.precinct, Matter(key="x", kind="restart", article="L 50-5(6)", text=REASON), made.signers()
        )
        assert code(opening.postpone_voting(made.precinct, restart)) == "not-a-postponement"
        assert made.precinct.state is State.OPEN


def test_every_card_is_wiped_after_a_postponement_and_those_that_stay_out_stand_in_an_act(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        loaded, activated, voted, challenged = made.card(1), *(made.admitted(n, n) for n in (2, 3, 4))
        made.vote(voted)
        made.challenged(challenged)
        made.admitted(5, 5)
        assert opening.postpone_voting(made.precinct, postponement(made)) is None
        for slot in (loaded, activated, voted, challenged):
            made.take(slot)
            assert is_clean(read_image(slot))
        assert closing.declare_missing(made.precinct, made.signers(), accumulator=TABLE) == 1
        (act,) = [signed.act for signed in acts(made.precinct) if signed.act.kind == "missing_card"]
        assert act.data == {"cards": [5]}


def test_who_voted_before_the_postponement_votes_again_on_general_terms(tmp_path: Path) -> None:
    with open_day(tmp_path / "old") as old:
        old.voted(1, 1)
        voter = old.voter(1)
        assert opening.postpone_voting(old.precinct, postponement(old)) is None
    with open_day(tmp_path / "new", "second") as new:
        assert new.voter(1) == voter
        new.voted(1, 1)
        assert len(new.table("box", "ballots")) == 1


def test_admission_of_the_old_setup_is_none_under_the_new_one(tmp_path: Path) -> None:
    """The key of an admission names the Setup: even in the same list a new day begins with nobody admitted."""
    with open_day(tmp_path) as made:
        made.voted(1, 1)
        keys = set(made.table("checkin", "standings"))
        assert all(key.startswith(made.installed.setup.hash) for key in keys)


def test_card_of_the_old_setup_is_refused_everywhere_on_the_new_day(tmp_path: Path) -> None:
    with open_day(tmp_path / "old") as old:
        activated, voted, loaded = old.admitted(1, 1), old.admitted(2, 2), old.card(3)
        old.vote(voted)
    with open_day(tmp_path / "new", "second") as new:
        for number in (1, 2, 3):
            new.card(number)
        assert code(new.booth().insert(activated, new.clock.now())) == "card-foreign"
        assert code(new.booth().insert(voted, new.clock.now())) == "card-voted-already"
        taken = accumulator.take_card(new.precinct, voted, accumulator=TABLE)
        assert isinstance(taken, Refusal)
        assert new.table("box", "ballots") == {}
        assert code(desk.admit(new.precinct, new.voter(1), activated, desk=DESK, member=ISSUER)) == "card-not-loaded"
        assert isinstance(accumulator.load_card(new.precinct, loaded, accumulator=TABLE), Refusal)


def test_the_same_matter_gives_the_same_act_and_numbers_have_no_gap(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        first = opening.record_installation(made.precinct, made.signers())
        made.clock.at = MORNING.replace(hour=9)
        made.restart()
        assert opening.record_installation(made.precinct, made.signers(4, 5)) == first
        other = enter_act(
            made.precinct,
            Matter(key="other", kind="challenge", article="R 11", text=Bilingual("а", "б")),
            made.signers(),
        )
        assert [signed.act.number for signed in acts(made.precinct)] == [1, 2]
        assert ACT_FILE.read(other.data) == other.act
