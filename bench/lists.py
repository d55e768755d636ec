"""Import of a territory's lists: dry run with the search for who stands twice, then the atomic load.

    python -m bench.lists [VOTERS] [csv|xlsx] ...     one measurement (default 200000 csv)

Each measurement runs in a process of its own, so that the peak of memory is the import's and not the bench's. The
bound beside it is what the same bytes cost in the same process when they are hashed once and parsed by the standard
library without looking at any cell (`csv`; for workbooks zip and expat): nobody reads a list for less.
"""

import csv
import hashlib
import io
import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from html import escape
from pathlib import Path
from time import process_time
from typing import Any
from xml.parsers import expat

from bench.rows import Row
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
from sailau.service.rehearsal.town import ROW, VOTING_DAY, make_town

VOTERS = 200_000
LARGE = 2_000_000
SEED = 2026
PRECINCTS = 700
"""Some 3,000 voters each when there are two millions."""

PASSWORD = b"a password of the bench"
CHEAP = PasswordCost(passes=1, memory_kib=64, lanes=1)
REACH_US = {"csv": 150.0, "xlsx": 300.0, "near": 40.0, "load": 250.0}
"""A row's time within reach, in millionths of a second: 200,000 rows in half a minute, a workbook in a minute."""

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class FortyDaysBefore:
    """The lists are still open."""

    def now(self) -> datetime:
        """Noon of the day."""
        return datetime.combine(VOTING_DAY - timedelta(days=40), time(7), UTC)


def list_rows(say: Callable[[str], None], voters: int = VOTERS) -> tuple[list[Row], list[str]]:
    """Measure the import of `voters` by CSV and by XLSX: rows of the table, and lines with rates and peaks."""
    rows, notes = [], []
    for kind in ("csv", "xlsx"):
        say(f"lists: {voters} voters by {kind}")
        found = measured(voters, kind)
        rows += _rows(found)
        notes.append(shown(found))
    return rows, notes


def _rows(found: dict[str, Any]) -> list[Row]:
    """The table's rows of one measurement; times are of a thousand voters."""
    kind, voters = found["kind"], found["voters"]
    parts = [(f"list by {kind}, dry run, 1,000 rows", "check_s", REACH_US[kind])]
    if kind == "csv":
        parts += [("who stands twice nearly, 1,000 rows", "near_s", REACH_US["near"])]
        parts += [("list by csv, checked and loaded, 1,000 rows", "load_s", REACH_US["load"])]
    bound = found["bound_s"] / voters * 1e6
    calls = "the same bytes hashed and parsed by the standard library"
    return [Row(name, found[part] / voters * 1e6, bound, reach, voters, calls) for name, part, reach in parts]


def shown(found: dict[str, Any]) -> str:
    """One measurement for people."""
    return (
        f"list of {found['voters']} voters by {found['kind']}: dry run {found['check_s']:.1f} s "
        f"({found['check_rows_per_s']:.0f} rows/s; near duplicates alone {found['near_s']:.1f} s), "
        f"checked and loaded {found['load_s']:.1f} s ({found['load_rows_per_s']:.0f} rows/s), "
        f"bound {found['bound_s']:.2f} s, peak {found['check_peak_mb']} MB in the dry run, {found['peak_mb']} MB in all"
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
    path.write_bytes(town.csv() if path.suffix == ".csv" else workbook([list(ROW), *map(_cells, town.rows)]))


def _cells(row: dict[str, str]) -> list[str]:
    return [row[column] for column in ROW]


def workbook(rows: list[list[str]]) -> bytes:
    """A workbook as spreadsheet programs write it: each text once, cells refer to it by number."""
    numbers: dict[str, int] = {}
    sheet = io.StringIO()
    sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>')
    for line, cells in enumerate(rows, start=1):
        made = "".join(
            f'<c r="{chr(65 + place)}{line}" t="s"><v>{numbers.setdefault(cell, len(numbers))}</v></c>'
            for place, cell in enumerate(cells)
        )
        sheet.write(f'<row r="{line}">{made}</row>')
    sheet.write("</sheetData></worksheet>")
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in numbers)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}"><sheets><sheet name="1"/></sheets></workbook>')
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{strings}</sst>')
        package.writestr("xl/worksheets/sheet1.xml", sheet.getvalue())
    return stream.getvalue()


def bound_s(path: Path) -> float:
    """CPU seconds for hashing the file and parsing it without looking at a cell."""
    begun = process_time()
    hashlib.sha256(path.read_bytes()).digest()
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for _ in csv.reader(file, delimiter=";", strict=True):
                pass
    else:
        with zipfile.ZipFile(path) as package:
            for entry in package.infolist():
                with package.open(entry) as part:
                    expat.ParserCreate().ParseFile(part)
    return process_time() - begun


def peak_mb() -> int:
    """The process's peak of memory so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure_import(path: Path) -> dict[str, Any]:
    """Check the file, then load it into a fresh book; CPU seconds and peaks of memory."""
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
        check, check_peak = process_time() - begun, peak_mb()
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
        "bound_s": bound_s(path),
        "check_s": round(check, 2),
        "check_rows_per_s": round(rows / check),
        "check_peak_mb": check_peak,
        "near_s": round(near_seconds, 2),
        "near_pairs": near,
        "load_s": round(load, 2),
        "load_rows_per_s": round(rows / load),
        "peak_mb": peak_mb(),
    }


def main(words: list[str]) -> int:
    """Run one step, or whole measurements."""
    match words:
        case ["write", count, path]:
            write(int(count), Path(path))
        case ["import", path]:
            print(json.dumps(measure_import(Path(path))))
        case ["large"]:
            print(shown(measured(LARGE, "csv")))
        case [] | [_] | [_, _]:
            print(shown(measured(int(words[0]) if words else VOTERS, words[1] if len(words) > 1 else "csv")))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
