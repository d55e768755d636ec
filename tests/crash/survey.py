"""A whole day surveyed: at the points of every step the world is left as a dying process leaves it, and gone on with.

Two ways to die. *Killed*: nothing runs any more (`Dying` copies the disk). *Torn down*: an exception goes through the
program's handlers, and the devices are stopped. Either way people start everything again and do the step anew; then
the stores must say what they say after a step that nothing disturbed.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sailau.ports import NO_FAULTS
from tests.crash.faults import CrashError, Dying, Failing, Switch, kind
from tests.crash.figures import Standing, broken_chains, contradictions, judge, standing
from tests.crash.office import RECORD
from tests.crash.people import Machines
from tests.crash.script import Step, next_step, take


@dataclass
class Plan:
    """What is tried: which points are died at, and which kinds of operation are torn down in which step."""

    dies_at: Callable[[Step, str], bool]
    tears_down: Callable[[Step, str], bool]
    chance: random.Random


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


def survey(world: Path, scratch: Path, plan: Plan, until: str = "") -> Survey:
    """Go through the day in `world`, trying what `plan` says; to its end, or no further than the step `until`."""
    found, switch = Survey(), Switch()
    machines = Machines(world, switch)
    assert machines.precinct.state
    while (step := next_step(machines)) is not None:
        before, died_in = scratch / "before", scratch / "died"
        shutil.copytree(world, before)
        outcomes: list[tuple[str, Outcome]] = []
        dying = _dying(world, died_in, step, plan, outcomes)
        switch.to = dying
        take(machines, step)
        switch.to = NO_FAULTS
        due = _standing(machines)
        found.points += len(dying.passed)
        found.deaths += dying.deaths
        outcomes += _torn_down(before, scratch / "torn", step, plan, dying.passed)
        found.torn_down += len(outcomes) - dying.deaths
        found.kinds |= set(map(kind, dying.passed))
        for name, outcome in outcomes:
            _compare(found, f"{step.name}, {name}", outcome, due)
        shutil.rmtree(before)
        if step.name == until:
            machines.stop()
            return found
    machines.stop()
    verdict = judge(world)
    found.lost, found.doubled = found.lost + verdict.lost, found.doubled + verdict.doubled
    found.differences += verdict.defects
    return found


@dataclass(frozen=True)
class Outcome:
    """How a world that was gone on with came out of its step."""

    standing: Standing
    wrong: list[str]


def _dying(world: Path, copy: Path, step: Step, plan: Plan, outcomes: list[tuple[str, Outcome]]) -> Dying:
    def after(name: str, died_in: Path) -> None:
        outcomes.append((f"killed at {name}", go_on(died_in, step)))

    return Dying(world, copy, lambda name: plan.dies_at(step, name), after)


def _torn_down(before: Path, copy: Path, step: Step, plan: Plan, passed: list[str]) -> list[tuple[str, Outcome]]:
    outcomes = []
    names = list(map(kind, passed))
    for torn in sorted(set(names)):
        if plan.tears_down(step, torn):
            place = plan.chance.randrange(names.count(torn))
            shutil.copytree(before, copy)
            if _fails(copy, step, Failing(torn, place)):
                outcomes.append((f"torn down at {torn} {place}", go_on(copy, step)))
            shutil.rmtree(copy)
    return outcomes


def _fails(world: Path, step: Step, failing: Failing) -> bool:
    machines = Machines(world, failing)
    try:
        take(machines, step)
        return False
    except CrashError:
        return True
    finally:
        machines.stop()


def go_on(world: Path, step: Step) -> Outcome:
    """People start everything again, do the step anew, and look at what came of it."""
    machines = Machines(world)
    machines.memory.break_off()
    machines.clock.at = step.at
    try:
        if next_step(machines) is step:
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
