"""Contents of cards, as Hypothesis draws them, and one of each state for exhaustive tests."""

from hashlib import sha256

from hypothesis import strategies as st

from sailau.card import (
    Abandoned,
    Activated,
    ActivationMark,
    CardContent,
    CardNumber,
    Challenged,
    Expiry,
    LoadCounter,
    Loaded,
    Taken,
    TerminalMark,
    Voted,
    Wiped,
)

NUMBER = CardNumber(17)
LOAD = LoadCounter(3)


def noise(label: str, length: int) -> bytes:
    """`length` bytes, none of them telling, the same at each call."""
    blocks = (sha256(f"{label}{i}".encode()).digest() for i in range(length // 32 + 1))
    return b"".join(blocks)[:length]


MARK = ActivationMark(expiry=Expiry(1_985_312), desk="desk-1", signature=noise("desk", 64))
TERMINAL = TerminalMark(device="terminal-2", signature=noise("terminal", 64), witness=noise("record", 40))
OTHER_TERMINAL = TerminalMark(device="terminal-2", signature=noise("challenge", 64))

WIPED = Wiped(number=NUMBER, load=LoadCounter(2))
LOADED = Loaded(number=NUMBER, load=LOAD, credential=noise("credential", 70))
ACTIVATED = Activated(number=NUMBER, load=LOAD, credential=LOADED.credential, mark=MARK)
VOTED = Voted(number=NUMBER, load=LOAD, ballot=noise("ballot", 1294), terminal=TERMINAL)
CHALLENGED = Challenged(
    number=NUMBER, load=LOAD, ballot=VOTED.ballot, randomness=noise("randomness", 192), terminal=OTHER_TERMINAL
)
ABANDONED = Abandoned(number=NUMBER, load=LOAD, terminal=TERMINAL)
TAKEN = Taken(number=NUMBER, load=LOAD)
WIPED_AGAIN = Wiped(number=NUMBER, load=LOAD)

LIFE: tuple[CardContent, ...] = (WIPED, LOADED, ACTIVATED, VOTED, CHALLENGED, TAKEN, WIPED_AGAIN)

_signatures = st.binary(min_size=64, max_size=64)
_devices = st.from_regex(r"[a-z]{2,10}-[0-9]{1,3}", fullmatch=True)


@st.composite
def lives(draw: st.DrawFn) -> tuple[CardContent, ...]:
    """Contents that follow one another lawfully, from a fresh card on, through one or more loads."""
    number = CardNumber(draw(st.integers(1, 99_999)))
    contents: list[CardContent] = []
    for load in range(1, draw(st.integers(1, 3)) + 1):
        contents += draw(_one_load(number, LoadCounter(load)))
    return tuple(contents)


@st.composite
def _one_load(draw: st.DrawFn, number: CardNumber, load: LoadCounter) -> list[CardContent]:
    credential = draw(st.binary(min_size=1, max_size=256))
    mark = ActivationMark(expiry=Expiry(draw(st.integers(0, 2**31))), desk=draw(_devices), signature=draw(_signatures))
    ballot = draw(st.binary(min_size=1, max_size=6000))
    witness = draw(st.sampled_from([b"", noise("record", 40)]))
    terminal = TerminalMark(device=draw(_devices), signature=draw(_signatures), witness=witness)
    way: list[CardContent] = [
        Loaded(number=number, load=load, credential=credential),
        Activated(number=number, load=load, credential=credential, mark=mark),
    ]
    if draw(st.booleans()):
        return [*way, Abandoned(number=number, load=load, terminal=terminal), Wiped(number=number, load=load)]
    way += [
        Voted(number=number, load=load, ballot=ballot, terminal=terminal),
    ]
    if draw(st.booleans()):
        randomness = draw(st.binary(min_size=1, max_size=500))
        way.append(Challenged(number=number, load=load, ballot=ballot, randomness=randomness, terminal=terminal))
    way.append(Taken(number=number, load=load))
    return [*way[: draw(st.integers(1, len(way)))], Wiped(number=number, load=load)]
