"""Make the broken archives: `python -m conformance.make [NAME…]` writes `archives/*.bel` and `expected.json`.

What is broken does not change from run to run; keys, nonces and permutations do.
"""

import json
import sys
from pathlib import Path

from conformance import broken_archives, broken_ballots, broken_counts, broken_openings, broken_setups
from conformance.defects import ALL

FOLDER = Path(__file__).parent
SOURCES = (broken_setups, broken_archives, broken_ballots, broken_counts, broken_openings)
BYTES_MAX = 30 * 1024
"""Larger ones are named when they are made; some defects need more."""

__all__ = ["ALL", "SOURCES", "main"]


def main(names: list[str]) -> int:
    """Write the archives named, or all of them and the list of what is expected."""
    folder = FOLDER / "archives"
    folder.mkdir(exist_ok=True)
    defects = sorted(ALL, key=lambda one: one.name)
    for one in defects:
        if names and one.name not in names:
            continue
        data = one.make()
        (folder / f"{one.name}.bel").write_bytes(data)
        if len(data) > BYTES_MAX:
            sys.stderr.write(f"{one.name}: {len(data)} bytes\n")
    expected = {f"{one.name}.bel": {"step": one.step, "code": one.code} for one in defects}
    text = json.dumps(expected, indent=1, sort_keys=True) + "\n"
    (FOLDER / "expected.json").write_text(text, encoding="utf-8")
    kept = {f"{one.name}.bel" for one in defects}
    for path in folder.glob("*.bel"):
        if path.name not in kept:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
