"""`python -m bench`: print the table, write `build/bench.json`.

Times are medians of CPU time. The bound is the number of calls to the curve library times the library's own rate in
the same run; the ratio says what everything else costs. `n` is the number of things measured.
"""

import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ballots import ballot_rows, card_sizes
from bench.cards import card_rows
from bench.ceremony import ceremony_notes, ceremony_rows
from bench.deck import deck_rows
from bench.library import median_rates
from bench.lists import list_rows
from bench.load import VOTERS, load_rows
from bench.package import package_rows
from bench.precinct import precinct_rows
from bench.recorder import recorder_rows
from bench.rows import MEASURED, Row, table
from bench.turns import turn_rows

OUTPUT = Path("build") / "bench.json"


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = f"{len(names)} x {names[0]}" if names else model
    return f"{model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def report(rows: list[Row]) -> dict[str, Any]:
    """The form of `bench.json`."""
    raw = median_rates(MEASURED)
    return {
        "rows": [row.as_json() for row in rows],
        "raw_us": {name: round(getattr(raw, name), 2) for name in ("base", "var", "add", "check")},
        "machine": machine(),
    }


def say(line: str) -> None:
    """Tell on stderr what is going on."""
    print(f"bench: {line}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure everything and print it."""
    begun = time.monotonic()
    say("ballots")
    rows = ballot_rows()
    say("test deck")
    rows += deck_rows()
    with tempfile.TemporaryDirectory(prefix="sailau-bench-") as folder:
        more, notes = precinct_rows(Path(folder), say)
        rows += more
        say("packages")
        more, package_notes = package_rows(Path(folder) / "packages", say)
        rows += more
        notes += package_notes
        say("cards")
        more, more_notes = card_rows(Path(folder) / "cards")
        turns, turn_notes = turn_rows(Path(folder) / "turns")
        more += turns
        more_notes += turn_notes
        more += ceremony_rows(Path(folder), say)
        more_notes += ceremony_notes(Path(folder), say)
        say(f"load of {VOTERS} voters")
        load, load_notes = load_rows(Path(folder) / "load")
        more += load
        more_notes += load_notes
        say("recorder")
        recorder, recorder_notes = recorder_rows(Path(folder) / "recorder")
        more += recorder
        more_notes += recorder_notes
    rows += more
    notes += more_notes
    more, more_notes = list_rows(say)
    rows += more
    notes += more_notes
    print(table(rows))
    print()
    for name, size, limit in card_sizes():
        print(f"{name}: {size} bytes (reach {limit})")
    for note in notes:
        print(note)
    raw = median_rates(MEASURED)
    print(
        f"library, us a call: base {raw.base:.1f}, var {raw.var:.1f}, add {raw.add:.1f}, check {raw.check:.1f} "
        f"(of a point near a code: {raw.tries:.1f})"
    )
    print(f"{machine()}; {time.monotonic() - begun:.0f} s in all, load {os.getloadavg()[1]:.1f}")
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(report(rows), indent=1) + "\n", encoding="utf-8")
    say(f"{OUTPUT} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
