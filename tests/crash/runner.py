"""The day in a process of its own, to be killed at any moment: `python -m tests.crash.runner WORLD`.

WORLD is built when it is not there. What was done stays done; the steps that are left are done now, and the record is
judged. With --kills N the day is done by children of this process, N of which it ends with SIGKILL; --day postponed
is the other day.
"""

import argparse
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import NoReturn

from tests.crash.days import DAY, DAYS, Day
from tests.crash.figures import Verdict
from tests.crash.people import Machines, Memory
from tests.crash.script import next_step, take
from tests.crash.world import build


def run(world: Path, day: Day = DAY) -> None:
    """Do every step that is left."""
    machines = Machines(world)
    while (step := next_step(machines, day.steps)) is not None:
        take(machines, step)
    machines.stop()


def run_and_kill(world: Path, kills: int, chance: random.Random, day: Day = DAY) -> int:
    """Run the day in child processes and end so many of them with SIGKILL; returns how many were killed.

    The moments are spread over the day: each lies a random while after a random step.
    """
    killed = 0
    for step in sorted(chance.choices(range(day.has_until_last() + 1), k=kills)):
        killed += _run_in_a_child(world, day, step, chance.uniform(0, day.while_s))
    while _run_in_a_child(world, day, len(day.steps), 0):
        pass
    return killed


def _run_in_a_child(world: Path, day: Day, step: int, seconds: float) -> bool:
    """Run what is left of the day; kill it so many seconds after `step` steps are done. True when it was killed."""
    memory = Memory(world / "people")
    child = os.fork()
    if child == 0:
        _be_the_child(world, day)
    while len(memory.done()) < step and not _has_ended(child):
        time.sleep(0.005)
    if step < len(day.steps):
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, ended = os.waitpid(child, 0)
    memory.break_off()
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL:
        return True
    if ended != 0:
        raise AssertionError(f"the day ended with {ended}: {(world / 'people' / 'error').read_text()}")
    return False


def _be_the_child(world: Path, day: Day) -> NoReturn:
    status = 1
    try:
        run(world, day)
        status = 0
    except BaseException:
        (world / "people" / "error").write_text(traceback.format_exc())
    finally:
        os._exit(status)


def _has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.runner")
    parser.add_argument("world", type=Path)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", choices=sorted(DAYS), default=DAY.name)
    args = parser.parse_args()
    day = DAYS[args.day]
    if not args.world.exists():
        build(args.world)
    if Memory(args.world / "people").done():
        Memory(args.world / "people").break_off()
    if args.kills:
        print("killed:", run_and_kill(args.world, args.kills, random.Random(args.seed), day))
    run(args.world, day)
    verdict = day.judge(args.world)
    print(f"{verdict.lost} lost, {verdict.doubled} doubled")
    for defect in verdict.defects:
        print(defect)
    return int(verdict != Verdict(0, 0, []))


if __name__ == "__main__":
    sys.exit(main())
