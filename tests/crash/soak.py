"""The last word of a long run: build/soak.txt, a line a part and a line for all of them.

Parts run in several processes, so each adds its own line under a lock and counts the sum anew.
"""

import fcntl
import re
from pathlib import Path
from typing import Final

SOAK: Final = Path(__file__).parents[2] / "build" / "soak.txt"
_OUTCOME: Final = re.compile(r"(\d+) lost, (\d+) doubled$")


def report(part: str, what: str, lost: int, doubled: int, path: Path = SOAK) -> str:
    """Add what a part came to; the file's last line is the sum of all parts. Returns that line."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        parts = {line.partition(":")[0]: line for line in file.read().splitlines() if ":" in line}
        parts[part] = f"{part}: {what}; {lost} lost, {doubled} doubled"
        sums = [_outcome(line) for line in parts.values()]
        total = f"{sum(one for one, _ in sums)} lost, {sum(two for _, two in sums)} doubled"
        file.truncate(0)
        file.write("\n".join((*(parts[name] for name in sorted(parts)), total)) + "\n")
    print(total)
    return total


def _outcome(line: str) -> tuple[int, int]:
    found = _OUTCOME.search(line)
    assert found is not None, line
    return int(found[1]), int(found[2])
