"""The rows of the table: what is measured, how often, and the bound beside it."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.library import Calls, Rates, median_rates, rates


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; times in milliseconds of CPU unless the name says otherwise."""

    name: str
    median_ms: float
    bound_ms: float
    reach_ms: float
    n: int
    calls: str
    reference: str = ""

    @property
    def ratio(self) -> float:
        """How much more than the library's own time."""
        return self.median_ms / self.bound_ms

    def as_json(self) -> dict[str, Any]:
        """The form that `bench.json` holds."""
        return {
            "name": self.name,
            "median_ms": round(self.median_ms, 3),
            "bound_ms": round(self.bound_ms, 3),
            "ratio": round(self.ratio, 3),
            "reach_ms": self.reach_ms,
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class Timed:
    """Times of a task, and the library's rates in between."""

    times_ms: list[float]
    rates: Rates

    def row(self, name: str, calls: Calls, reach_ms: float, reference: str = "", per: int = 1) -> Row:
        """Make a row of times that are each of `per` things; `calls` are of one."""
        bound = self.rates.bound_ms(calls)
        return Row(
            name, median(self.times_ms) / per, bound, reach_ms, len(self.times_ms) * per, calls.shown(), reference
        )


MEASURED: list[Rates] = []
"""Every measurement of the library's rates in this run."""


def library_now() -> Rates:
    """Measure the library's rates and keep them for the run's median."""
    MEASURED.append(rates())
    return MEASURED[-1]


def timed(tasks: Sequence[Callable[[], object]], between: int = 4) -> Timed:
    """Time each task by CPU, with the library's rates before, after and after every `between` tasks."""
    times, found = [], [library_now()]
    for number, task in enumerate(tasks, 1):
        begun = time.process_time()
        task()
        times.append((time.process_time() - begun) * 1000)
        if number % between == 0 or number == len(tasks):
            found.append(library_now())
    return Timed(times, median_rates(found))


HEAD = ("what", "median", "bound", "ratio", "reach", "n")


def table(rows: list[Row]) -> str:
    """The table for people."""
    cells = [HEAD]
    for row in rows:
        cells.append(
            (
                row.name,
                _shown(row.median_ms),
                _shown(row.bound_ms),
                f"{row.ratio:.2f}",
                f"≤ {_shown(row.reach_ms)}",
                str(row.n),
            )
        )
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    lines.append("")
    for row in rows:
        reference = f"   (reference: {row.reference})" if row.reference else ""
        lines.append(f"{row.name}: {row.calls}{reference}")
    return "\n".join(lines)


def alone(measure: Callable[[Path], tuple[list[Row], list[str]]]) -> int:
    """Measure one part in a folder of its own; print its rows and notes. The exit code: 0."""
    with tempfile.TemporaryDirectory(prefix="sailau-bench-") as folder:
        rows, notes = measure(Path(folder))
    print("\n".join([table(rows), *notes]))
    return 0


def _shown(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f} s" if milliseconds >= 1000 else f"{milliseconds:.2f} ms"
