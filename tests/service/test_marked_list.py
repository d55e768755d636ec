"""The list with its marks is kept as paper beside the day: right, whole, and silent about time and cards (L 41, 43)."""

import io
from pathlib import Path
from threading import Lock

import pytest
from pypdf import PdfReader

from sailau.checkin.decisions import HelperKind
from sailau.checkin.home import HomeReason
from sailau.checkin.state import Admitted
from sailau.service import desk, marked_list, opening, paper_ballots, tours
from sailau.service.desk import store_standing
from sailau.service.marked_list import EVERY_SECONDS, ListKeeper, snapshot, write_pieces
from tests.service.day import DESK, ISSUER, Day, open_day


def text_of(path: Path) -> str:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def busy(day: Day) -> None:
    """One admitted with a helper, one by paper, one who asked to vote at home, one who voted there."""
    entry, helper = day.voter(1), HelperKind.TRUSTED_PERSON
    done = desk.admit(day.precinct, entry, day.card(1), desk=DESK, member=ISSUER, helper=helper, helper_name="Сейіт Ая")
    assert isinstance(done, desk.Admitted), done
    assert paper_ballots.give_paper(day.precinct, day.voter(2), desk=DESK, member=ISSUER) is None
    reason = HomeReason.HEALTH
    assert tours.apply_for_home(day.precinct, day.voter(3), reason, marked_by="member-1", desk=DESK) is None
    store_standing(day.precinct, day.voter(4).number, Admitted(hour=11, tour=1))


def test_the_paper_says_who_was_admitted_and_how_in_both_languages(tmp_path: Path) -> None:
    with open_day(tmp_path, "mixed") as day:
        busy(day)
        taken = snapshot(day.precinct)
        marks = {voter.number: voter.mark.ru for voter in taken.voters if voter.mark}
        assert marks == {
            "1": "допущен",
            "2": "бумажный бюллетень",
            "3": "заявление о голосовании на дому",
            "4": "голосовал на дому",
        }
        assert [line.value for line in taken.lines] == [30, 1, 1, 1]
        write_pieces(taken, tmp_path / "paper")
        shown = text_of(tmp_path / "paper" / "list-1.pdf")
        for said in ("жіберілді", "допущен", "қағаз бюллетень", "бумажный бюллетень", "Сейіт Ая"):
            assert said in shown, said
        assert all(day.voter(number).surname in shown for number in range(1, 31))
        assert all(day.voter(number).iin.digits not in shown for number in range(1, 31))


def test_the_paper_is_made_anew_every_five_minutes_at_most_and_after_the_last_voter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, printed = [0.0], list[marked_list.Snapshot]()
    monkeypatch.setattr(ListKeeper, "_start", lambda _, taken: printed.append(taken))
    with open_day(tmp_path) as day:
        keeper = ListKeeper(day.precinct, Lock(), tmp_path / "paper", lambda: now[0])

        def after(seconds: float) -> int:
            now[0] += seconds
            keeper.look()
            return len(printed)

        assert after(1) == 1
        day.admitted(1, 1)
        assert after(EVERY_SECONDS - 5) == 1
        assert after(6) == 2
        assert after(EVERY_SECONDS + 1) == 2, "nothing changed: nothing is printed"
        day.admitted(2, 2)
        assert after(1.5) == 3
        day.admitted(3, 3)
        assert after(2) == 3
        assert opening.close_voting(day.precinct) is None or day.precinct.state.value == "closed"
        assert after(2) == 4
        assert [sum(bool(voter.mark) for voter in one.voters) for one in printed] == [0, 1, 2, 3]


def test_a_process_of_its_own_prints_and_blanks_the_copy_before(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    with open_day(tmp_path) as day:
        keeper = ListKeeper(day.precinct, Lock(), paper)
        keeper.look()
        keeper.finish()
        first = (paper / "list-1.pdf").open("rb")
        day.admitted(1, 1)
        write_pieces(snapshot(day.precinct), paper)
        assert set(first.read()) == {0}, "the copy before still lies on the disk"
        assert "допущен" in text_of(paper / "list-1.pdf")
        first.close()


def test_a_list_that_cannot_be_printed_is_recorded_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("a file where the folder should be")
    with open_day(tmp_path) as day:
        now = [0.0]
        keeper = ListKeeper(day.precinct, Lock(), tmp_path / "paper", lambda: now[0])
        keeper.look()
        keeper.finish()
        now[0] += 2
        keeper.look()
        assert "fault-reported" in day.events("precinct-computer")
        (tmp_path / "paper").unlink()
        now[0] += EVERY_SECONDS
        keeper.look()
        keeper.finish()
        assert (tmp_path / "paper" / "list-1.pdf").exists()
