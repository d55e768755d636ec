"""What a broken archive must show: the list of all defects, filled by the modules `broken_*`."""

from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Defect:
    """An archive with one thing broken: its name, the step and code that a verifier must report, its maker."""

    name: str
    step: int
    code: str
    make: Make


ALL: list[Defect] = []


def defect(step: int, code: str, name: str | None = None) -> Callable[[Make], Make]:
    """Register a maker; the archive's name is the function's unless given."""

    def register(make: Make) -> Make:
        ALL.append(Defect(name or make.__name__.replace("_", "-"), step, code, make))
        return make

    return register


def add(step: int, code: str, name: str, make: Make) -> None:
    """Register one of many defects made alike."""
    ALL.append(Defect(name, step, code, make))
