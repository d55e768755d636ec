"""The key's shares: three of seven open nothing; one of four lies, is named, and a fifth replaces (L 10(3), 50-6; E23).

Four of seven members open the result together. The lie comes from inside a member's own tool: it decrypts with another
share than the one the ceremony published, and makes proofs that hold for that other share.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from sailau.adapters.recorder_file import read_record
from sailau.errors import ProofError
from sailau.formats.v1.record import Figures
from sailau.formats.v1.tally import Result
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import Secret, base, minus, powers
from sailau.ports import MemberStore
from sailau.precinct import State
from sailau.recorder.chain import Entry
from sailau.service import ceremony
from sailau.service.count import Counting, begin_count, finish_count
from sailau.service.precinct import COMPUTER
from sailau.verifier.decryptions import lagrange
from tests.drills.evening import closed, defects, judged, mixed, written
from tests.service.day import Day, open_day
from tests.service.test_closing import key_of

ANSWERS: Final = (4, 4, 1)
COUNTED: Final = tuple(map(ANSWERS.count, range(1, 6)))
QUORUM_SIZE: Final = 4
LIAR: Final = 4


@contextmanager
def voted(tmp_path: Path) -> Iterator[Day]:
    """Three have voted, the day is closed and reconciled."""
    with open_day(tmp_path) as made:
        for number, answer in enumerate(ANSWERS, start=1):
            made.voted(number, number, answer)
        assert isinstance(closed(made), Figures)
        yield made


@contextmanager
def lying(member: int) -> Iterator[None]:
    """The tool of this member has another share in the place of the member's own."""
    honest, another = ceremony.member_share, Secret.random()

    def share(store: MemberStore, parameters: ThresholdParameters) -> Secret:
        return another if store.member == member else honest(store, parameters)

    with patch.object(ceremony, "member_share", share):
        yield


def decryptions_said(day: Day) -> list[tuple[int, bool]]:
    """What the computer's recorder says of the members' decryptions: by whom, and whether they hold."""
    said: list[tuple[int, bool]] = []

    def note(entry: Entry) -> None:
        if entry.event == "decryption-made":
            said.append((int(entry.fields["member"]), bool(entry.fields["verified"])))

    read_record(day.folder / "computer" / "recorders" / f"{COMPUTER}.jsonl", COMPUTER, note)
    return said


def test_three_members_of_seven_open_nothing_and_the_day_waits_for_a_fourth(tmp_path: Path) -> None:
    with voted(tmp_path) as made:
        begun = mixed(made)
        for member in (1, 2, 3):
            assert begun.decrypt(key_of(made, member)) is None
        with pytest.raises(ProofError):
            finish_count(made.precinct, begun)
        assert made.precinct.state is State.RECONCILED
        assert b"first:result" not in made.table("day", "count")
        made.restart()
        again = begin_count(made.precinct)
        assert isinstance(again, Counting)
        assert again.decrypt(key_of(made, 7)) is None
        found = finish_count(made.precinct, again)
        assert isinstance(found, Result)
        assert found.result[0] == COUNTED


def test_no_three_shares_together_are_the_key_or_open_a_sum(tmp_path: Path) -> None:
    """Not a rule of the program: whoever steals three key stores with their PINs has nothing that opens anything."""
    with voted(tmp_path) as made:
        begun = mixed(made)
        parameters, key, pair = begun.parameters, begun.rules.key, begun.tally[0][ANSWERS[0] - 1]
        shares = {number: ceremony.member_share(key_of(made, number), parameters) for number in range(1, 8)}
        votes = base([Secret(ANSWERS.count(ANSWERS[0]).to_bytes(32, "little"))])
        for members in (*combinations(range(1, 8), 3), (1, 2, 3, 4), (2, 3, 5, 7)):
            secret = Secret.sum([shares[number].times(lagrange(members, number)) for number in members])
            opened = minus([pair.beta], powers([pair.alpha], [secret]))
            assert (base([secret]) == [key]) is (opened == votes) is (len(members) == QUORUM_SIZE)


def test_false_share_among_four_is_named_and_a_fifth_member_replaces_it(tmp_path: Path) -> None:
    with voted(tmp_path) as made:
        begun = mixed(made)
        for member in (1, 2, 3):
            assert begun.decrypt(key_of(made, member)) is None
        with lying(LIAR), pytest.raises(ProofError, match=f"member {LIAR} "):
            begun.decrypt(key_of(made, LIAR))
        assert sorted(begun.partials) == [1, 2, 3]
        assert decryptions_said(made) == [(1, True), (2, True), (3, True), (LIAR, False)]
        with pytest.raises(ProofError):
            finish_count(made.precinct, begun)
        assert begun.decrypt(key_of(made, 5)) is None
        found = finish_count(made.precinct, begun)
        assert isinstance(found, Result)
        assert found.result[0] == COUNTED
        assert decryptions_said(made)[-1] == (5, True)


@pytest.mark.soak
def test_record_counted_by_the_fifth_member_is_sound(tmp_path: Path) -> None:
    with voted(tmp_path) as made:
        begun = mixed(made)
        for member in (1, 2, 3):
            assert begun.decrypt(key_of(made, member)) is None
        with lying(LIAR), pytest.raises(ProofError):
            begun.decrypt(key_of(made, LIAR))
        assert begun.decrypt(key_of(made, 5)) is None
        assert isinstance(finish_count(made.precinct, begun), Result)
        assert defects(judged(written(made, tmp_path / "record"), made.installed.setup.hash)) == set()
