"""A whole day surveyed: at the points of every step the world is left as a dying process leaves it, and gone on with.

Two ways to die. *Killed*: nothing runs any more (`Dying` copies the disk). *Torn down*: an exception goes through the
program's handlers, and the devices are stopped. Either way people start everything again and do the step anew, and may
be killed once more while they do; then the stores must say what they say after a step that nothing disturbed.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sailau.errors import StoreError
from sailau.ports import NO_FAULTS, Faults
from tests.crash.days import DAY, Day
from tests.crash.faults import CrashError, Dying, Failing, Switch, kind
from tests.crash.figures import Standing, broken_chains, contradictions, standing
from tests.crash.office import RECORD
from tests.crash.people import Machines
from tests.crash.script import Step, next_step, take


@dataclass
class Plan:
    """What is tried: which points are died at, and again; which kinds of operation fail in which step, and how."""

    chance: random.Random
    dies_at: Callable[[Step, str], bool] = lambda *_: False
    dies_again: Callable[[], bool] = lambda: False
    tears_down: Callable[[Step, str], bool] = lambda *_: False
    errors: tuple[type[BaseException], ...] = (CrashError, StoreError)


@dataclass
class Survey:
    """What was tried, and everything that differed."""

    points: int = 0
    kinds: set[str] = field(default_factory=set)
    deaths: int = 0
    torn_down: int = 0
    lost: int = 0
    doubled: int = 0
    differences: list[str] = field(default_factory=list)

    def tried(self) -> str:
        """What was tried."""
        return (
            f"{self.points} points of {len(self.kinds)} kinds passed, "
            f"{self.deaths} worlds left by a death, {self.torn_down} torn down"
        )

    def summary(self) -> str:
        """What was tried, and what came of it."""
        return f"{self.tried()}; {self.lost} lost, {self.doubled} doubled"


def survey(world: Path, scratch: Path, plan: Plan, day: Day = DAY, until: str = "") -> Survey:
    """Go through the day in `world`, trying what `plan` says; to its end, or no further than the step `until`."""
    found, switch = Survey(), Switch()
    machines = Machines(world, switch)
    assert machines.precinct.state
    while (step := next_step(machines, day.steps)) is not None:
        shutil.copytree(world, scratch / "before")
        trying = _Trying(scratch, day, step, plan)
        dying = Dying(world, scratch / "died", trying.dies_at, trying.die)
        switch.to = dying
        take(machines, step)
        switch.to = NO_FAULTS
        due = _standing(machines)
        found.points += len(dying.passed)
        found.kinds |= set(map(kind, dying.passed))
        trying.tear_down(dying.passed)
        found.deaths += trying.deaths
        found.torn_down += len(trying.outcomes) - trying.deaths
        for name, outcome in trying.outcomes:
            _compare(found, f"{step.name}, {name}", outcome, due)
        shutil.rmtree(scratch / "before")
        if step.name == until:
            machines.stop()
            return found
    machines.stop()
    verdict = day.judge(world)
    found.lost, found.doubled = found.lost + verdict.lost, found.doubled + verdict.doubled
    found.differences += verdict.defects
    return found


@dataclass(frozen=True)
class Outcome:
    """How a world that was gone on with came out of its step."""

    standing: Standing
    wrong: list[str]


class _Trying:
    """One step, tried in every way that the plan asks for."""

    def __init__(self, scratch: Path, day: Day, step: Step, plan: Plan) -> None:
        self._scratch = scratch
        self._day = day
        self._plan = plan
        self._step = step
        self.outcomes: list[tuple[str, Outcome]] = []
        self.deaths = 0

    def dies_at(self, name: str) -> bool:
        """Whether the process is killed at this point."""
        return self._plan.dies_at(self._step, name)

    def die(self, name: str, died_in: Path) -> None:
        """Go on with a world in which the process was killed at `name`; perhaps it is killed there once more."""

        def die_again(other: str, died_twice_in: Path) -> None:
            self._went_on(f"killed at {name}, then at {other}", died_twice_in)

        wanted = self._plan.dies_again
        again = Dying(died_in, self._scratch / "died again", lambda _: wanted(), die_again)
        self._went_on(f"killed at {name}", died_in, again)

    def tear_down(self, passed: list[str]) -> None:
        """Let each kind of operation that the step has fail once, in each way, from the world before the step."""
        kinds = list(map(kind, passed))
        for failing in sorted(set(kinds)):
            if not self._plan.tears_down(self._step, failing):
                continue
            for error in self._plan.errors:
                place = self._plan.chance.randrange(kinds.count(failing))
                torn = self._scratch / "torn"
                shutil.copytree(self._scratch / "before", torn)
                _fail(torn, self._step, Failing(failing, place, error))
                name = f"{error.__name__} at {failing} {place}"
                self.outcomes.append((name, go_on(torn, self._day, self._step)))
                shutil.rmtree(torn)

    def _went_on(self, name: str, world: Path, faults: Faults = NO_FAULTS) -> None:
        self.deaths += 1
        self.outcomes.append((name, go_on(world, self._day, self._step, faults)))


def _fail(world: Path, step: Step, failing: Failing) -> None:
    """Do a step in which something fails. A person may get a no instead: the program took the failure for its own."""
    machines = Machines(world, failing)
    try:
        take(machines, step)
    except (CrashError, StoreError, AssertionError):
        pass
    finally:
        machines.stop()


def go_on(world: Path, day: Day, step: Step, faults: Faults = NO_FAULTS) -> Outcome:
    """People start everything again, do the step anew, and look at what came of it."""
    machines = Machines(world, faults)
    machines.memory.break_off()
    machines.clock.at = step.at
    try:
        if next_step(machines, day.steps) == step:
            take(machines, step)
        return Outcome(_standing(machines), contradictions(machines) + broken_chains(world))
    except Exception as error:
        return Outcome({}, [f"{type(error).__name__}: {error}"])
    finally:
        machines.stop()


def _standing(machines: Machines) -> Standing:
    record = machines.world / RECORD
    files = sorted(str(path.relative_to(record)) for path in record.rglob("*"))
    return {**standing(machines), "record": files}


def _compare(found: Survey, where: str, outcome: Outcome, due: Standing) -> None:
    found.differences += [f"{where}: {text}" for text in outcome.wrong]
    if not outcome.standing:
        return
    for name in due:
        if outcome.standing[name] != due[name]:
            found.differences.append(f"{where}: {name} is {outcome.standing[name]}, not {due[name]}")
    ballots = outcome.standing["ballots"] - due["ballots"]
    found.lost += max(0, -ballots)
    found.doubled += max(0, ballots)
