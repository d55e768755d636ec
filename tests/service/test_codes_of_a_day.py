"""The control codes of a day: all distinct, whatever is killed, and nothing to be read off them (R 11, R 19).

`make soak` draws 3,000 for votes and 100 for challenged ballots with real cards; `make test` a twentieth of them. A
code belongs to a vote of which it must say nothing: not the terminal, not the hour, not the choice, not by its digits.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from pathlib import Path

import pytest

from sailau.adapters.cards import MemoryCard
from sailau.card import Activated, CardNumber, read_card
from sailau.group import Secret
from sailau.ports import Faults
from sailau.refusal import Refusal
from sailau.sealing.codes import Codes, CodeShares, from_map
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Shown
from sailau.service.booth import Booth
from sailau.service.kiosk_work import TerminalWork
from sailau.service.terminal import Terminal
from sailau.terminal.kiosk import screen_of
from tests.crash.processes import Program, Running, Say
from tests.service import day as days
from tests.service.day import DESK, ISSUER, MORNING, PASSWORD, TABLE, Day, SetClock, chosen, open_day
from tests.service.kiosk_voter import Hand, Voter, at_work, kiosk_of, until

DEVICES = ("terminal-1", "terminal-2", "portable-1")
ANSWERS = 5
CHANCE_SIGMAS = 5.0
"""One run in three million calls chance a trend."""


@dataclass(frozen=True)
class Drawn:
    """A code, and what it must not tell."""

    code: int
    device: str
    answer: int


def chi_square(pairs: Iterable[tuple[int, int]]) -> tuple[float, int]:
    """Chi-square of a table of two properties, and its degrees of freedom."""
    counted: dict[tuple[int, int], int] = {}
    for pair in pairs:
        counted[pair] = counted.get(pair, 0) + 1
    rows, columns = {one for one, _ in counted}, {two for _, two in counted}
    total = sum(counted.values())
    of_row = {row: sum(count for (one, _), count in counted.items() if one == row) for row in rows}
    of_column = {column: sum(count for (_, two), count in counted.items() if two == column) for column in columns}
    value = 0.0
    for row in rows:
        for column in columns:
            due = of_row[row] * of_column[column] / total
            value += (counted.get((row, column), 0) - due) ** 2 / due
    return value, (len(rows) - 1) * (len(columns) - 1)


def sigmas(value: float, freedom: int) -> float:
    """How far a chi-square lies above chance, in standard deviations (Wilson and Hilferty's cube root)."""
    spread = 2 / (9 * freedom)
    return (float((value / freedom) ** (1 / 3)) - (1 - spread)) / sqrt(spread)


def bucket(number: int, of: int, buckets: int) -> int:
    return number * buckets // of


def trends(drawn: Sequence[Drawn], cells: int) -> dict[str, float]:
    """How far the codes, in the order in which they were drawn, lie from saying nothing, in standard deviations."""
    part = [bucket(one.code, 10_000, cells) for one in drawn]
    found = {
        "time": chi_square((bucket(when, len(drawn), cells), code) for when, code in enumerate(part)),
        "terminal": chi_square((DEVICES.index(one.device), code) for one, code in zip(drawn, part, strict=True)),
        "choice": chi_square((one.answer, code) for one, code in zip(drawn, part, strict=True)),
        "the code before": chi_square(pairwise(part)),
    }
    for place in range(4):
        digits = [one.code // 10**place % 10 for one in drawn]
        due = len(digits) / 10
        found[f"digit {4 - place}"] = sum((digits.count(digit) - due) ** 2 / due for digit in range(10)), 9
    return {name: sigmas(*pair) for name, pair in found.items()}


def seal(booth: Booth, answer: int) -> Drawn:
    """One ballot of this device's, sealed as on the day; its codes are struck out before."""
    vote = booth.seal(Secret.random(), chosen(answer))
    assert isinstance(vote, SealedVote), vote
    (code,) = vote.codes
    return Drawn(code, booth.kit.device, answer)


def unused(booth: Booth) -> Codes:
    with booth.store.transaction() as tx:
        return from_map(tx.get("config", b"unused-codes") or b"")


def challenged(day: Day, number: int, answer: int) -> Drawn:
    """Observers check the machine with a card of theirs: its ballot is opened, its code is spent."""
    slot = day.cards.setdefault(number, MemoryCard(CardNumber(number)))
    assert not isinstance(accumulator.load_card(day.precinct, slot, accumulator=TABLE), Refusal)
    assert desk.replace_card(day.precinct, slot, desk=DESK, member=ISSUER, test=True) is None
    vote = day.challenged(slot, answer, "terminal-1")
    assert isinstance(day.take(slot), Shown)
    return Drawn(vote.codes[0], "terminal-1", answer)


def sealing_process(folder: Path, device: str, credentials: int) -> Program:
    """A terminal that seals one ballot after another until it is killed, and says their codes."""

    def run(faults: Faults, say: Say) -> None:
        clock = SetClock(MORNING)
        terminal = Terminal.open(folder / device, device, PASSWORD, clock, credentials=credentials, faults=faults)
        while True:
            say(str(seal(terminal, 1).code))

    return run


def killed_while_sealing(day: Day, device: str, kills: int, chance: random.Random) -> tuple[list[Drawn], set[str]]:
    """Kill the terminal again and again in the middle of its work; the codes that it gave, and where it died."""
    given, points = [], set()
    for _ in range(kills):
        program = sealing_process(day.folder, device, day.installed.credentials)
        running = Running(program, kill_at=12 + chance.randrange(60))
        while (code := running.word()) is not None:
            given.append(Drawn(int(code), device, 1))
        assert running.died_at is not None
        points.add(running.died_at)
        running.end()
    return given, points


def a_day_of_codes(day: Day, votes: int, checks: int, kills: int) -> tuple[list[Drawn], set[str]]:
    chance = random.Random(votes)
    share = unused(day.booth("terminal-2"))
    day.booths.pop("terminal-2").close()
    survivors, points = killed_while_sealing(day, "terminal-2", kills, chance)
    spent = share - unused(day.booth("terminal-2"))
    assert {one.code for one in survivors} <= spent, "a code that was given can be drawn again"
    assert len(spent) <= len(survivors) + kills, "one death costs at most one code"
    everything: list[tuple[str, int]] = [(DEVICES[number % 3], number) for number in range(votes)]
    everything += [("check", number) for number in range(checks)]
    chance.shuffle(everything)
    drawn = list(survivors)
    for device, number in everything:
        answer = 1 + chance.randrange(ANSWERS)
        if device == "check":
            drawn.append(challenged(day, 1 + number % 20, answer))
        else:
            drawn.append(seal(day.home() if device == "portable-1" else day.booth(device), answer))
    return drawn, points


def must_say_nothing(drawn: Sequence[Drawn], shares: CodeShares, cells: int) -> None:
    codes = [one.code for one in drawn]
    assert len(set(codes)) == len(codes)
    assert all(one.code in shares.of[one.device] for one in drawn)
    found = trends(drawn, cells)
    print(
        f"{len(codes)} codes, all distinct; sigmas above chance:", {name: f"{far:+.1f}" for name, far in found.items()}
    )
    assert max(found.values()) < CHANCE_SIGMAS, found


def test_codes_of_a_day_are_distinct_and_say_nothing_though_a_terminal_is_killed_while_it_draws(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        drawn, points = a_day_of_codes(day, votes=150, checks=4, kills=8)
        must_say_nothing(drawn, day.installed.prepared.shares, cells=4)
        assert any(point.startswith("terminal-2:") for point in points), points


@pytest.mark.soak
def test_three_thousand_codes_are_distinct_and_say_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "VOTERS", 120)
    with open_day(tmp_path, "codes") as day:
        drawn, points = a_day_of_codes(day, votes=3_000, checks=100, kills=60)
        must_say_nothing(drawn, day.installed.prepared.shares, cells=10)
        assert len(points) >= 5, points


def test_a_trend_would_be_found() -> None:
    chance = random.Random(7)
    codes = chance.sample(range(10_000), 3_000)
    answers = [1 + chance.randrange(ANSWERS) for _ in codes]
    honest = [Drawn(code, DEVICES[n % 3], answers[n]) for n, code in enumerate(codes)]
    assert max(trends(honest, 10).values()) < CHANCE_SIGMAS
    late = [Drawn(code, DEVICES[n % 3], answers[n]) for n, code in enumerate(sorted(codes))]
    assert trends(late, 10)["time"] > 50 < trends(late, 10)["the code before"]
    told = [Drawn(code, DEVICES[n % 3], 1 + code * ANSWERS // 10_000) for n, code in enumerate(codes)]
    assert trends(told, 10)["choice"] > 50
    dealt = [Drawn(code, DEVICES[code * 3 // 10_000], answers[n]) for n, code in enumerate(codes)]
    assert trends(dealt, 10)["terminal"] > 50
    even = [Drawn(code - code % 2, DEVICES[n % 3], answers[n]) for n, code in enumerate(codes)]
    assert trends(even, 10)["digit 4"] > 20


def test_terminal_that_draws_its_last_code_serves_that_voter_and_no_other_also_after_a_restart(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        first, second = day.admitted(1, 1), day.admitted(2, 2)
        booth = day.booth("terminal-1")
        (last, *_) = share = sorted(unused(booth))
        with booth.store.transaction() as tx:
            one_left = (1 << last).to_bytes(1250, "little")
            tx.put("config", b"unused-codes", one_left)
        assert len(share) > 3_000 and booth.has_codes()
        assert day.vote(first).codes == (last,)
        assert not booth.has_codes()
        day.booths.pop("terminal-1").close()
        booth = day.booth("terminal-1")
        assert not booth.has_codes(), "an empty share is empty after a restart"
        refused = booth.confirm(second, day.session(second), chosen(2))
        assert isinstance(refused, Refusal) and refused.code == "codes-used-up"
        assert re.search("другом|other", refused.text.ru + refused.text.en)
        other = day.vote(second, 3, "terminal-2")
        assert other.codes[0] in day.installed.prepared.shares.of["terminal-2"]


def test_kiosk_whose_share_is_used_up_goes_out_of_service_and_says_so_also_after_a_restart(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        first, second = day.admitted(1, 1), day.admitted(2, 2)
        booth, hand = day.booth("terminal-1"), Hand()
        last = min(unused(booth))
        with booth.store.transaction() as tx:
            tx.put("config", b"unused-codes", (1 << last).to_bytes(1250, "little"))
        with at_work(kiosk_of(TerminalWork(booth), day.clock), hand) as kiosk:
            hand.put_in(first)
            assert Voter(kiosk, 2).vote() == "thanks", "the last code serves a voter"
            hand.take_out()
            until(kiosk, "codes-used-up")
            hand.put_in(second)
            hand.take_out()
        for _ in range(2):
            day.booths.pop("terminal-1").close()
            with at_work(kiosk_of(TerminalWork(day.booth("terminal-1")), day.clock), Hand()) as kiosk:
                until(kiosk, "codes-used-up")
        assert {"out-of-service", "other-terminal"} <= set(screen_of(kiosk.look().turn).words)
        assert isinstance(read_card(second), Activated), "the next voter's card is as it was"
        assert isinstance(day.take(first), accumulator.Accepted)
        assert isinstance(day.vote(second, 3, "terminal-2"), SealedVote)
