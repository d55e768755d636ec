"""Every guess at voter → choice that the images allow.

Whatever differs between sessions (how long, how many entries and bytes, of which kinds) is held against the places of
the answers on the ballot: who chose further down pressed more often and took longer. The printed codes, which stand
beside choices, are held against the order of votes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, permutations, zip_longest

from sailau.recorder.session import INTERVAL
from tests.attacker.channels import NEAR, Guess
from tests.attacker.findings import PublicRecord
from tests.attacker.images import Line
from tests.attacker.walks import Walks

Values = Mapping[int, float]
_WORD, _PAUSE = 20, 2.0
"""A field of fewer letters is a word or a number; a pause of more seconds is one."""


def guesses_at_choices(public: PublicRecord, walks: Walks) -> Iterator[Guess]:
    """Every guess at voter → choice; weights are by the row of the answer."""
    totals = sorted(row for _, row in public.codes)
    for name, values in _differences(walks):
        if len(set(values.values())) > 1:
            yield _by_rank(name, values, totals)
            yield _by_rank(f"{name}, backwards", values, totals[::-1])
            yield from _by_value(name, values, totals)
    yield from _by_codes(public, walks)


def _differences(walks: Walks) -> Iterator[tuple[str, Values]]:
    """Everything by which sessions differ, by voter."""
    sessions = walks.session_of
    yield from _counts(walks)
    yield "entries of a session", {voter: float(len(s.lines)) for voter, s in sessions.items()}
    yield "bytes of a session", {voter: float(sum(line.length for line in s.lines)) for voter, s in sessions.items()}
    yield "bytes of an entry", {v: sum(line.length for line in s.lines) / len(s.lines) for v, s in sessions.items()}
    yield (
        "from session to ballot taken",
        {
            voter: walks.taken[walks.places[voter][0]] - session.begun
            for voter, session in sessions.items()
            if voter in walks.places
        },
    )
    yield "from session to the next at that terminal", dict(_until_next(walks))


def _counts(walks: Walks) -> Iterator[tuple[str, Values]]:
    """How often each kind of entry stands in a session: in all, and in each run of them without another or a pause."""
    found: dict[str, dict[int, float]] = {}
    for voter, session in walks.session_of.items():
        for kind, number in Counter(_kind(line) for line in session.lines).items():
            found.setdefault(f"how often {kind} stands in a session", {})[voter] = number
        runs: Counter[str] = Counter()
        for kind, length in _runs([line for line in session.lines if line.event != INTERVAL]):
            runs[kind] += 1
            found.setdefault(f"how often {kind} stands in run {runs[kind]} of them", {})[voter] = length
    return ((name, values) for name, values in found.items())


def _kind(line: Line) -> str:
    """An event with those of its fields that are words or numbers."""
    words = (str(value) for value in line.fields.values() if len(str(value)) < _WORD)
    return " ".join((line.event, *words))


def _runs(lines: Sequence[Line]) -> Iterator[tuple[str, int]]:
    """Runs of entries of one kind: the kind, how many."""
    length = 0
    for line, following in zip_longest(lines, lines[1:]):
        length += 1
        if following is None or _kind(following) != _kind(line) or following.at - line.at > _PAUSE:
            yield _kind(line), length
            length = 0


def _until_next(walks: Walks) -> Iterator[tuple[int, float]]:
    for voter, session in walks.session_of.items():
        later = [other.begun for other in walks.sessions if other.device == session.device]
        following = [begun for begun in later if begun > session.begun]
        if following:
            yield voter, min(following) - session.begun


def _by_rank(name: str, values: Values, totals: Sequence[int]) -> Guess:
    """The smaller the value, the further up the answer, as many of each as the count says."""
    ranked = sorted(values, key=lambda voter: (values[voter], voter))
    rows = [totals[place * len(totals) // len(ranked)] for place in range(len(ranked))]
    return Guess(name, {voter: {row: 1.0} for voter, row in zip(ranked, rows, strict=True)})


def _by_value(name: str, values: Values, totals: Sequence[int]) -> Iterator[Guess]:
    """The value is the answer's place on the ballot, or more by a constant."""
    rows = set(totals)
    for surplus in range(3):
        bets = {voter: {int(value) - surplus: 1.0} for voter, value in values.items() if value - surplus in rows}
        if len(bets) > 1:
            yield Guess(f"{name}, less {surplus} the answer", bets)


def _by_codes(public: PublicRecord, walks: Walks) -> Iterator[Guess]:
    """Codes in ascending order against votes in theirs: of all devices together, and as if each had a part of them."""
    codes = sorted(public.codes)
    rows = [row for _, row in codes]
    voters = sorted(walks.session_of, key=lambda voter: walks.session_of[voter].begun)
    parts = [(walks.of_device(device), [row for _, row in part]) for device, part in _parts(walks, codes)]
    for reach, about in ((1, ""), (NEAR, ", about")):
        for way, turned in (("", False), (", backwards", True)):
            yield Guess(f"codes, all together{way}{about}", dict(_along(voters, rows, reach, turned)))
            apart = {voter: bet for there, part in parts for voter, bet in _along(there, part, reach, turned)}
            yield Guess(f"codes, a part to each device{way}{about}", apart)


def _parts(walks: Walks, codes: Sequence[tuple[int, int]]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Codes cut into as many parts as there are devices, each given to the device that it fits best by its size."""
    devices = {device: len(walks.of_device(device)) for device in walks.devices if walks.of_device(device)}
    parts = _split(codes, len(devices))

    def misfit(order: Iterable[str]) -> int:
        return sum(abs(devices[device] - len(part)) for device, part in zip(order, parts, strict=True))

    return zip(min(permutations(devices), key=misfit), parts, strict=True)


def _split(codes: Sequence[tuple[int, int]], parts: int) -> list[list[tuple[int, int]]]:
    """Ascending codes cut at the widest gaps."""
    gaps = sorted(range(1, len(codes)), key=lambda at: codes[at - 1][0] - codes[at][0])[: parts - 1]
    cuts = [0, *sorted(gaps), len(codes)]
    return [list(codes[start:end]) for start, end in pairwise(cuts)]


def _along(
    voters: Sequence[int], rows: Sequence[int], reach: int, turned: bool
) -> Iterator[tuple[int, Mapping[int, float]]]:
    """The n-th voter has the n-th row, or one nearby."""
    ordered = rows[::-1] if turned else rows
    for place, voter in enumerate(voters):
        at = place * len(ordered) // len(voters)
        near = Counter(ordered[max(0, at - reach + 1) : at + reach])
        yield voter, {row: number / near.total() for row, number in near.items()}
