"""Import of a territory's lists: dry run with the search for who stands twice, then the atomic load.

    python -m bench.lists [VOTERS] [csv|xlsx]     one measurement, (default 200000 csv)

`list_notes(say)` runs that in a process of its own, so that the peak of memory is the import's and not the bench's, and
returns lines for the table's foot: rows a second, seconds, peak. The large run is `list_notes(say, 2_000_000)`.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import process_time
from typing import Any

from openpyxl import Workbook

from sailau.adapters.password import PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, PrecinctNumber
from sailau.register.duplicates import near_duplicates
from sailau.register.events import ListEvent, Order
from sailau.register.finding import KINDS_BY_CODE
from sailau.service.list_book import create_book, open_book
from sailau.service.lists import Source, check_alone, load_file, roll_of
from tests.register.town import ROW, VOTING_DAY, make_town

VOTERS = 200_000
SEED = 2026
PRECINCTS = 700
"""Some 3,000 voters each when there are two millions."""

PASSWORD = b"a password of the bench"
CHEAP = PasswordCost(passes=1, memory_kib=64, lanes=1)


class FortyDaysBefore:
    """The lists are still open."""

    def now(self) -> datetime:
        """Noon of the day."""
        return datetime.combine(VOTING_DAY - timedelta(days=40), time(7), UTC)


def list_notes(say: Callable[[str], None], voters: int = VOTERS) -> list[str]:
    """Measure the import of `voters` by CSV, and of 20,000 by XLSX; lines for people."""
    notes = []
    for count, kind in ((voters, "csv"), (20_000, "xlsx")):
        say(f"lists: {count} voters by {kind}")
        notes.append(shown(measured(count, kind)))
    return notes


def shown(found: dict[str, Any]) -> str:
    """One measurement for people."""
    return (
        f"list of {found['voters']} voters by {found['kind']}: check {found['check_s']:.1f} s "
        f"({found['check_rows_per_s']:.0f} rows/s; near duplicates alone {found['near_s']:.1f} s), "
        f"check and load {found['load_s']:.1f} s ({found['load_rows_per_s']:.0f} rows/s), "
        f"peak {found['peak_mb']:.0f} MB"
    )


def measured(voters: int, kind: str) -> dict[str, Any]:
    """One measurement in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="sailau-bench-lists-") as folder:
        path = Path(folder) / f"town.{kind}"
        words = [sys.executable, "-m", "bench.lists"]
        subprocess.run([*words, "write", str(voters), str(path)], check=True)
        done = subprocess.run([*words, "import", str(path)], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def write(voters: int, path: Path) -> None:
    """Write the clean town of `voters` as a file of the kind that its name says."""
    town = make_town(SEED, voters, defects=False, precincts=PRECINCTS)
    if path.suffix == ".csv":
        path.write_bytes(town.csv())
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(ROW))
    for row in town.rows:
        sheet.append([row[column] for column in ROW])
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())


def measure_import(path: Path) -> dict[str, Any]:
    """Check the file, then load it into a fresh book; CPU seconds and the peak of memory."""
    definition = president_2005()
    first = definition.precincts[0]
    precincts = tuple(
        replace(first, number=PrecinctNumber(n), commission=CommissionId(f"bench-{n}")) for n in range(1, PRECINCTS + 1)
    )
    data = canonical(replace(definition, date=VOTING_DAY, precincts=precincts))
    folder, clock = path.parent, FortyDaysBefore()
    create_book(folder / "book", PASSWORD, data, CHEAP)
    with RecorderFile(folder / "register.jsonl", "register", clock) as recorder:
        book = open_book(folder / "book", PASSWORD, clock=clock, recorder=recorder)
        source = Source(path=path)
        begun = process_time()
        checked = check_alone(source, roll_of(book, source))
        check = process_time() - begun
        begun = process_time()
        near = sum(1 for _ in near_duplicates(path.name, checked.voters))
        near_seconds = process_time() - begun
        rows = checked.rows
        del checked
        begun = process_time()
        order = Order(who="bench", why="bench", decision="bench")
        done = load_file(book, source, order, accept=frozenset(KINDS_BY_CODE))
        load = process_time() - begun
        book.close()
    if not isinstance(done, ListEvent):
        raise SystemExit(f"the list was not loaded: {done}")
    return {
        "voters": rows,
        "kind": path.suffix[1:],
        "check_s": round(check, 2),
        "check_rows_per_s": round(rows / check),
        "near_s": round(near_seconds, 2),
        "near_pairs": near,
        "load_s": round(load, 2),
        "load_rows_per_s": round(rows / load),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main(words: list[str]) -> int:
    """Run one step, or a whole measurement."""
    match words:
        case ["write", count, path]:
            write(int(count), Path(path))
        case ["import", path]:
            print(json.dumps(measure_import(Path(path))))
        case [] | [_] | [_, _]:
            print(shown(measured(int(words[0]) if words else VOTERS, words[1] if len(words) > 1 else "csv")))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
