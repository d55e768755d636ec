"""The curve library's own rates, and how often the system calls it.

The bound of a task is Σ calls × rate: the time that the library alone takes for the same calls. Rates are
measured in the same run, before and after each task, since a shared machine drifts by tens of per cent.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import nacl.bindings as library

from sailau.group import ed25519, generators
from sailau.group.encoding import PADDING_BITS

KINDS = {
    "crypto_scalarmult_ed25519_base_noclamp": "base",
    "crypto_scalarmult_ed25519_noclamp": "var",
    "crypto_core_ed25519_add": "add",
    "crypto_core_ed25519_sub": "add",
    "crypto_core_ed25519_is_valid_point": "check",
}
"""The library's functions that cost, and what the table calls them."""

CALLS_PER_RATE = 60


@dataclass(frozen=True, slots=True)
class Calls:
    """How often a task calls the library. `tries` are checks of points that are mostly no members.

    A try fails early half the time, so it has a rate of its own: counting it as a check would flatter the ratio.
    """

    base: float = 0
    var: float = 0
    add: float = 0
    check: float = 0
    tries: float = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(*(a + b for a, b in zip(self._values(), other._values(), strict=True)))

    def times(self, factor: float) -> "Calls":
        """The same task `factor` times."""
        return Calls(*(value * factor for value in self._values()))

    def _values(self) -> tuple[float, ...]:
        return self.base, self.var, self.add, self.check, self.tries

    def shown(self) -> str:
        """For the table: base / var / add / check + tries."""
        tries = f" + {self.tries:.0f} tries" if self.tries else ""
        return f"{self.base:.0f} base, {self.var:.0f} var, {self.add:.0f} add, {self.check:.0f} check{tries}"


@dataclass(frozen=True, slots=True)
class Rates:
    """Microseconds a call."""

    base: float
    var: float
    add: float
    check: float
    tries: float

    def bound_ms(self, calls: Calls) -> float:
        """The time of these calls and nothing else."""
        us = (
            calls.base * self.base
            + calls.var * self.var
            + calls.add * self.add
            + calls.check * self.check
            + calls.tries * self.tries
        )
        return us / 1000


def rates() -> Rates:
    """Measure the library's functions as its own bindings give them."""
    scalars = [(3**200 + number).to_bytes(48, "little")[:31] + b"\0" for number in range(CALLS_PER_RATE)]
    points = generators(CALLS_PER_RATE + 1)
    number = int.from_bytes(points[0], "little") >> PADDING_BITS << PADDING_BITS
    near = [(number + epsilon).to_bytes(32, "little") for epsilon in range(2 * CALLS_PER_RATE)]
    base, power = library.crypto_scalarmult_ed25519_base_noclamp, library.crypto_scalarmult_ed25519_noclamp
    return Rates(
        base=_each(base, [(scalar,) for scalar in scalars]),
        var=_each(power, list(zip(scalars, points, strict=False))),
        add=_each(library.crypto_core_ed25519_add, list(pairwise(points))),
        check=_each(library.crypto_core_ed25519_is_valid_point, [(point,) for point in points]),
        tries=_each(library.crypto_core_ed25519_is_valid_point, [(point,) for point in near]),
    )


def _each(function: Callable[..., Any], arguments: list[tuple[bytes, ...]]) -> float:
    begun = time.process_time()
    for one in arguments:
        function(*one)
    return (time.process_time() - begun) / len(arguments) * 1e6


def median_rates(measured: list[Rates]) -> Rates:
    """The middle of several measurements."""
    return Rates(
        **{name: median(getattr(one, name) for one in measured) for name in ("base", "var", "add", "check", "tries")}
    )


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count the calls that the group's module makes to the library inside the block."""
    found: Counter[str] = Counter()
    originals = {name: getattr(ed25519, name) for name in KINDS}

    def counted(name: str) -> Callable[..., Any]:
        original, kind = originals[name], KINDS[name]

        def call(*arguments: Any) -> Any:
            outcome = original(*arguments)
            found["tries" if outcome is False else kind] += 1
            return outcome

        return call

    for name in KINDS:
        setattr(ed25519, name, counted(name))
    try:
        yield found
    finally:
        for name, original in originals.items():
            setattr(ed25519, name, original)


def calls_of(task: Callable[[], object], repeats: int = 1) -> Calls:
    """Count the calls of a task, on average over `repeats`."""
    with counting() as found:
        for _ in range(repeats):
            task()
    return Calls(**found).times(1 / repeats)


def calls_at(size: int, task_of: Callable[[int], Callable[[], object]], small: int = 60) -> Calls:
    """Count a task whose calls grow linearly with its size: at two small sizes, and then on."""
    one, two = calls_of(task_of(small)), calls_of(task_of(2 * small))
    slope = (two + one.times(-1)).times(1 / small)
    return one + slope.times(size - small)
