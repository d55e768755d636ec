"""The linkage attacker does not learn more than chance gives, and he would see it if a device leaked.

A guess that is three standard deviations above chance on one day may be luck, since there are scores of guesses. Then
two more days are held: what comes out at five over all three together is no luck.
"""

import shutil
from math import sqrt
from pathlib import Path

import pytest

from tests.attacker.attack import BALLOT, attack, judged_by_ballot, public_record, report
from tests.attacker.chance import ALARM_SIGMAS
from tests.attacker.conftest import SEED, VOTERS
from tests.attacker.day import Held, hold
from tests.attacker.devices import PORTABLE, TERMINALS
from tests.attacker.images import Image
from tests.attacker.plants import PLANTS, Plant
from tests.attacker.sums import closing_cards, guesses_by_sums
from tests.attacker.walks import Walks

LUCK_SIGMAS = 5.0
MANY = 200


def test_forty_voters_cannot_be_told_from_their_ballots_and_choices(
    held: Held, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _hold_against_chance(held, VOTERS, tmp_path, capsys)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_planted_leak_is_found(plant: Plant, held: Held, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _find(plant, held, tmp_path, capsys)


def test_device_that_has_not_erased_yet_tells_about_whose_ballots_are_whose(
    held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why devices erase which ballots they sealed: between closing card and erasing, the sealed password opens it."""
    figures = attack(held.closed, held.truth, public_record(held.truth))
    _say(capsys, report(figures, "seized between closing card and erasing, sealed password known"))
    known = {figure.channel: figure.sigmas for figure in figures[BALLOT]}
    afterwards = {figure.channel for figure in attack(held.erased, held.truth, public_record(held.truth))[BALLOT]}
    for device in (*TERMINALS, PORTABLE):
        assert known[f"ballots that {device} knows"] > ALARM_SIGMAS
        assert f"ballots that {device} knows" not in afterwards


def test_closing_cards_name_no_ballot_that_came_into_the_box(held: Held) -> None:
    """A voter took the card before it was read back, and handed it in: the one whose session was interrupted."""
    cards = closing_cards(held.erased)
    assert len(cards) == len(TERMINALS) + 1
    named = {tracker for card in cards for tracker in card.undecided}
    assert named & {cast.vote.tracker for cast in held.truth.cast.values()} == set()
    outcomes = [line.fields["outcome"] for line in held.erased.lines if line.event == "stream-ended"]
    assert outcomes.count("interrupted") == 2, "one more put it back"


def test_closing_sum_over_few_ballots_tells_which_they_are_and_not_whose(
    held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit that the threat model states: five voters at home share five ballots, which anybody finds by trying."""
    public = public_record(held.truth)
    walks = Walks(held.erased, held.truth.admissions, held.truth.homes)
    (guess,) = guesses_by_sums(held.erased, public, walks)
    (figure,) = judged_by_ballot([guess], held.truth, public)
    _say(capsys, f"known limit, from the public record alone\n    {figure}")
    assert guess.channel == f"closing sum of {PORTABLE}"
    assert set(guess.bets) == set(held.truth.homes)
    assert figure.score == pytest.approx(1.0), "one in five of them is guessed right: no better than among themselves"


@pytest.mark.soak
def test_two_hundred_voters_cannot_be_told_from_their_ballots_and_choices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = hold(tmp_path / "day", MANY, SEED)
    assert any(line.event == "head-witnessed" for line in whole.erased.lines), "checkpoints went along with cards"
    _hold_against_chance(whole, MANY, tmp_path, capsys)
    for plant in PLANTS:
        _find(plant, whole, tmp_path, capsys)


def _hold_against_chance(held: Held, voters: int, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = attack(held.erased, held.truth, public_record(held.truth))
    _say(capsys, report(figures, f"a day of {voters} voters, {len(held.truth.cast)} ballots in the box"))
    alarms = {(aim, figure.channel): figure.sigmas for aim in figures for figure in figures[aim] if figure.is_alarm}
    if alarms:
        again = [_figures_of_another_day(voters, SEED + day, folder / f"day-{day}") for day in (1, 2)]
        for (aim, channel), sigmas in alarms.items():
            sums = sigmas + sum(day[aim].get(channel, 0.0) for day in again)
            assert sums / sqrt(1 + len(again)) < LUCK_SIGMAS, f"{aim}: {channel}"


def _figures_of_another_day(voters: int, seed: int, folder: Path) -> dict[str, dict[str, float]]:
    held = hold(folder, voters, seed)
    figures = attack(held.erased, held.truth, public_record(held.truth))
    return {aim: {figure.channel: figure.sigmas for figure in judged} for aim, judged in figures.items()}


def _find(plant: Plant, held: Held, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = held.erased.copy(folder / f"with {plant.name}")
    public = plant.make(copy, held.truth, public_record(held.truth), held.told)
    figures = attack(Image(copy.folder), held.truth, public)
    shutil.rmtree(copy.folder)
    found = [figure for figure in figures[plant.aim] if figure.channel.startswith(plant.channel)]
    _say(capsys, f"  planted: {plant.name:17} {max(found, key=lambda figure: figure.sigmas)}")
    assert max(figure.sigmas for figure in found) > ALARM_SIGMAS


def _say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n{text}")
